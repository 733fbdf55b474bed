// swift-tools-version: 6.2
import PackageDescription

// The house: two wings over two cellars, a roof and a door. README.md has the map; `Tools/check` holds every
// import against the list of dependencies given here, because SwiftPM lets an import of a transitive target pass.

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// Fixtures are read from their place in the tree, so they are not copied beside the tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "xiezhi",
    products: [
        .executable(name: "xiezhi", targets: ["xiezhi"]),
        .library(name: "Detection", targets: ["Detection", "Statistics", "LinearAlgebra"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Cellar: the C boundaries.
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(name: "CADBC"),
        .target(name: "CLightGBM"),

        // Mathematics wing: no word of health care.
        library("LinearAlgebra", ["COpenBLAS"]),
        library("Statistics", ["LinearAlgebra", realModule]),
        library("Detection", ["Statistics", "LinearAlgebra", realModule]),
        library("Learning", ["CLightGBM", "Detection", "Statistics", "LinearAlgebra", realModule]),

        // Claims wing: no matrix algebra.
        library("ADBC", ["CADBC"]),
        library("Output", ["ADBC"]),
        library("Claims", ["ADBC", yams]),
        library("Rules", ["Claims", yams]),
        library("Features", ["Claims", "Statistics", "LinearAlgebra"]),

        // Where the mathematics meets files: fitted models as folders, tables of numbers.
        library("Modeling", ["Detection", "Statistics", "LinearAlgebra", "ADBC", "Output", crypto]),

        // Roof.
        library("Leads", ["Modeling", "Learning", "Features", "Rules", "Detection", "Claims", "ADBC", "Statistics", "LinearAlgebra", crypto, realModule]),
        library("Reports", ["Leads", "Features", "Claims", "Output", "LinearAlgebra", "CXlsxWriter", mustache]),
        library("Simulation", ["ADBC", "Statistics", realModule]),

        // Door.
        .executableTarget(
            name: "xiezhi",
            dependencies: ["Leads", "Reports", "Modeling", "Simulation", "Features", "Rules", "Claims", "Output", argumentParser, logging],
            swiftSettings: settings
        ),

        // Tests: one target a library, then the binary, then the whole.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        tests("LinearAlgebraTests", ["LinearAlgebra"]),
        tests("StatisticsTests", ["Statistics", "LinearAlgebra"], exclude: ["Fixtures"]),
        tests("DetectionTests", ["Detection", "Statistics", "LinearAlgebra"], exclude: ["Fixtures"]),
        tests("LearningTests", ["Learning", "Detection", "Statistics", "LinearAlgebra"], exclude: ["Fixtures"]),
        tests("ADBCTests", ["ADBC", "CADBC"]),
        tests("ClaimsTests", ["Claims", "ADBC"]),
        tests("RulesTests", ["Rules", "Claims"]),
        tests("FeaturesTests", ["Features", "Claims", "Statistics", "LinearAlgebra"]),
        tests("ModelingTests", ["Modeling", "Detection", "Statistics", "LinearAlgebra", "ADBC", "Output"], exclude: ["Fixtures"]),
        tests("LeadsTests", ["Leads", "Rules", "Features", "Detection", "Claims", "Statistics", "LinearAlgebra"]),
        tests("ReportsTests", ["Reports", "Output", "Leads", "Claims", "Features"]),
        tests("SimulationTests", ["Simulation"]),
        tests("CommandTests", ["xiezhi", "ADBC"]),
        tests("EndToEndTests", ["Leads", "Reports", "Simulation", "Modeling", "Learning", "Features", "Claims", "Statistics", "ADBC"]),
    ]
)
