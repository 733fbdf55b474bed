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

/// What a stored model of a detector holds of the rows it was fitted on.
public enum KeptRows: String, Sendable, Codable {
    /// Nothing but numbers about all of them.
    case none
    /// Means of several rows, or points drawn for the purpose; never a row itself.
    case prototypes
}

/// What a catalogue says of a detector.
public struct DetectorCard: Sendable, Equatable {
    /// What else it is called, in other libraries for one.
    public let aliases: [String]
    /// One sentence: what makes a row score high.
    public let summary: String
    /// Authors, title, venue, year.
    public let reference: String
    public let keeps: KeptRows

    public init(aliases: [String] = [], summary: String, reference: String, keeps: KeptRows = .none) {
        self.aliases = aliases
        self.summary = summary
        self.reference = reference
        self.keeps = keeps
    }
}

/// A detector that can be built from named numbers.
public protocol CatalogedDetector: Detector {
    static var card: DetectorCard { get }
    static var hyperparameters: [Hyperparameter] { get }
    /// - Parameter values: a value within its range for every hyperparameter.
    init(hyperparameters values: [String: Double])
}

/// The detectors that can be asked for by name. A new one is its file, its test, and one line in `standard`.
public struct DetectorCatalog: Sendable {
    public static let standard = DetectorCatalog([
        Entry(Ensemble.self),
        Entry(RobustMahalanobis.self),
        Entry(ShrinkageMahalanobis.self),
        Entry(PrincipalComponentDistance.self),
        Entry(PrincipalComponentReconstruction.self),
        Entry(GaussianMixture.self),
        Entry(IsolationForest.self),
        Entry(ExtendedIsolationForest.self),
        Entry(EmpiricalCumulative.self),
        Entry(EmpiricalCopula.self),
        Entry(ColumnHistograms.self),
        Entry(ProjectedHistograms.self),
        Entry(NeighborDistance.self),
        Entry(LocalOutlierFactor.self),
        Entry(SampledNeighbors.self),
        Entry(ClusterBasedOutlierFactor.self),
    ])

    public struct Entry: Sendable {
        public let name: String
        public let card: DetectorCard
        public let hyperparameters: [Hyperparameter]
        let fit: @Sendable ([String: Double], Matrix, UInt64) throws(DetectionError) -> any DetectorModel
        let decode: @Sendable (Weights) throws(WeightError) -> any DetectorModel

        public init<D: CatalogedDetector>(_ detector: D.Type) {
            name = D.name
            card = D.card
            hyperparameters = D.hyperparameters
            fit = { (values, rows, seed) throws(DetectionError) in
                try D(hyperparameters: values).fit(rows, seed: seed)
            }
            decode = { (weights) throws(WeightError) in try D.Model(from: weights) }
        }
    }

    public let entries: [Entry]

    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    public var names: [String] { entries.map(\.name) }

    /// By its name or one of its aliases.
    public func entry(named name: String) throws(DetectionError) -> Entry {
        guard let entry = entries.first(where: { $0.name == name || $0.card.aliases.contains(name) }) else {
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
            throw .unknownHyperparameter(name: given, detector: entry.name, known: known)
        }
        var values: [String: Double] = [:]
        for hyperparameter in entry.hyperparameters {
            let value = hyperparameters[hyperparameter.name] ?? hyperparameter.defaultValue
            guard hyperparameter.range.contains(value), !hyperparameter.isWhole || value == value.rounded() else {
                let (low, high) = (hyperparameter.range.lowerBound, hyperparameter.range.upperBound)
                throw .invalidHyperparameter(
                    name: hyperparameter.name, detector: entry.name,
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
            origin: .init(name: name, hyperparameters: hyperparameters, seed: seed, fittedRowCount: rows.rowCount),
            model: try entry.fit(hyperparameters, rows, seed))
    }
}
