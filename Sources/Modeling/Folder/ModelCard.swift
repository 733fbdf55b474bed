public import Detection

/// `model.json`: all there is to know about a fitted model except its weights.
public struct ModelCard: Sendable, Equatable, Codable {
    /// The version of the folder's layout that this engine writes, and the only one it reads.
    public static let currentFormat = 1

    public enum Kind: String, Sendable, Codable {
        /// One detector, fitted on a table of numbers.
        case table
        /// The models of one or more scenarios, fitted on an extract.
        case scenarios
    }

    /// The days that the training data covers, as ISO 8601 dates.
    public struct Period: Sendable, Equatable, Codable {
        public var first: String
        public var last: String

        public init(first: String, last: String) {
            self.first = first
            self.last = last
        }
    }

    /// The file of weights that belongs to the card.
    public struct WeightsCard: Sendable, Equatable, Codable {
        public var file = ModelFolder.weightsName
        public var bytes = 0
        public var sha256 = ""
    }

    public var format = ModelCard.currentFormat
    public var engineVersion: String
    public var kind: Kind
    public var createdAt: String
    public var period: Period?
    /// Of whatever was counted in the training data.
    public var counts: [String: Int]
    public var parts: [PartCard]
    /// What there is beside the detectors, by name: how it was made, in words and numbers.
    public var supplements: [String: [String: String]]
    public var weights = WeightsCard()

    public init(
        engineVersion: String, kind: Kind, createdAt: String, period: Period? = nil, counts: [String: Int] = [:], parts: [PartCard],
        supplements: [String: [String: String]] = [:]
    ) {
        self.engineVersion = engineVersion
        self.kind = kind
        self.createdAt = createdAt
        self.period = period
        self.counts = counts
        self.parts = parts
        self.supplements = supplements
    }
}

/// One fitted detector of a model: of a table, or of a scenario.
public struct PartCard: Sendable, Equatable, Codable {
    /// A scenario's slug, or `table`.
    public var name: String
    /// The detector, its hyperparameters, the seed and the number of rows.
    public var detector: FittedDetector.Origin
    public var keeps: KeptRows
    /// In the order of the columns.
    public var features: [FeatureCard]
    /// How the rows were compared with peers before they came to the detector, in words and numbers; nil where they were not.
    public var peers: [String: String]?
    /// SHA-256 of the columns' names and of all training values row after row, in the order of the rows.
    public var trainingSHA256: String
    /// What was measured, by name.
    public var metrics: [String: Double]
    public var calibration: CalibrationCard?

    enum CodingKeys: String, CodingKey {
        case name, detector, keeps, features, peers, metrics, calibration
        case trainingSHA256 = "trainingSha256"
    }
}

/// How a part's scores become p-values.
public struct CalibrationCard: Sendable, Equatable, Codable {
    public var method: String
    /// Rows whose scores are the reference; none of them was fitted on.
    public var rows: Int

    public init(method: String, rows: Int) {
        self.method = method
        self.rows = rows
    }
}
