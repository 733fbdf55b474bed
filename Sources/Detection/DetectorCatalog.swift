public import LinearAlgebra

/// One number that shapes a detector, as a configuration names it.
public struct Hyperparameter: Sendable, Equatable {
    public let name: String
    public let defaultValue: Double
    public let range: ClosedRange<Double>
    public let isWhole: Bool

    public init(_ name: String, _ defaultValue: Double, in range: ClosedRange<Double>, isWhole: Bool = false) {
        self.name = name
        self.defaultValue = defaultValue
        self.range = range
        self.isWhole = isWhole
    }
}

/// A detector that can be built from named numbers.
public protocol CatalogedDetector: Detector {
    static var hyperparameters: [Hyperparameter] { get }
    /// - Parameter values: a value within its range for every hyperparameter.
    init(hyperparameters values: [String: Double])
}

/// The detectors that can be asked for by name. A new one is its file, its test, and one line in `standard`.
public struct DetectorCatalog: Sendable {
    public static let standard = DetectorCatalog([
        Entry(RobustMahalanobis.self),
        Entry(IsolationForest.self),
        Entry(EmpiricalCumulative.self),
    ])

    public struct Entry: Sendable {
        public let name: String
        public let hyperparameters: [Hyperparameter]
        let fit: @Sendable ([String: Double], Matrix, UInt64) throws(DetectionError) -> any DetectorModel
        let decode: @Sendable (any Decoder) throws -> any DetectorModel

        public init<D: CatalogedDetector>(_ detector: D.Type) {
            name = D.name
            hyperparameters = D.hyperparameters
            fit = { (values, rows, seed) throws(DetectionError) in
                try D(hyperparameters: values).fit(rows, seed: seed)
            }
            decode = { try D.Model(from: $0) }
        }
    }

    public let entries: [Entry]

    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    public var names: [String] { entries.map(\.name) }

    public func entry(named name: String) throws(DetectionError) -> Entry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw .unknownDetector(name: name, known: names)
        }
        return entry
    }

    /// A detector ready to fit; hyperparameters left out take their defaults.
    ///
    /// - Throws: `unknownDetector` and `unknownHyperparameter`, which list the known ones; `invalidHyperparameter`.
    public func detector(
        named name: String, hyperparameters: [String: Double] = [:]
    ) throws(DetectionError) -> ConfiguredDetector {
        let entry = try entry(named: name)
        let known = entry.hyperparameters.map(\.name)
        // In order of name, so that of two errors always the same is reported.
        for given in hyperparameters.keys.sorted() where !known.contains(given) {
            throw .unknownHyperparameter(name: given, detector: name, known: known)
        }
        var values: [String: Double] = [:]
        for hyperparameter in entry.hyperparameters {
            let value = hyperparameters[hyperparameter.name] ?? hyperparameter.defaultValue
            guard hyperparameter.range.contains(value), !hyperparameter.isWhole || value == value.rounded() else {
                let (low, high) = (hyperparameter.range.lowerBound, hyperparameter.range.upperBound)
                throw .invalidHyperparameter(
                    name: hyperparameter.name, detector: name,
                    requirement: "\(hyperparameter.isWhole ? "a whole number" : "a number") from \(low) to \(high)")
            }
            values[hyperparameter.name] = value
        }
        return ConfiguredDetector(entry: entry, hyperparameters: values)
    }
}

/// A detector of the catalogue with all its hyperparameters.
public struct ConfiguredDetector: Sendable {
    let entry: DetectorCatalog.Entry
    /// Given or default, every one.
    public let hyperparameters: [String: Double]

    public var name: String { entry.name }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> FittedDetector {
        FittedDetector(
            name: name, hyperparameters: hyperparameters, seed: seed, fittedRowCount: rows.rowCount,
            model: try entry.fit(hyperparameters, rows, seed))
    }
}

extension RobustMahalanobis: CatalogedDetector {
    public static let hyperparameters = [
        Hyperparameter("supportFraction", 0.75, in: 0.5...1),
        Hyperparameter("ridge", 0.01, in: 1e-9...1e3),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(supportFraction: values["supportFraction"] ?? 0.75, ridge: values["ridge"] ?? 0.01)
    }
}

extension IsolationForest: CatalogedDetector {
    public static let hyperparameters = [
        Hyperparameter("treeCount", 200, in: 1...10_000, isWhole: true),
        Hyperparameter("subsampleSize", 256, in: 2...65_536, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(treeCount: Int(values["treeCount"] ?? 200), subsampleSize: Int(values["subsampleSize"] ?? 256))
    }
}

extension EmpiricalCumulative: CatalogedDetector {
    public static let hyperparameters = [
        Hyperparameter("sketchSize", 4096, in: 16...1_048_576, isWhole: true)
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(sketchSize: Int(values["sketchSize"] ?? 4096))
    }
}
