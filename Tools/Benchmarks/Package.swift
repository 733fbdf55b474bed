// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "xiezhi-benchmarks",
    dependencies: [
        .package(name: "xiezhi", path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "detector-benchmark",
            dependencies: [
                .product(name: "Detection", package: "xiezhi"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error)]
        )
    ]
)
