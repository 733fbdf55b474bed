public import LinearAlgebra
import Statistics

/// Sampled nearest-neighbour distance: a row is unusual by how far the nearest of a few rows drawn once lies.
///
/// M. Sugiyama and K. Borgwardt, "Rapid distance-based outlier detection via sampling" (NeurIPS 2013), equation 1, with
/// their sample of 20 rows. Linear in the rows and for millions of them.
///
/// Where we deviate: the score is the mean over `sampleCount` independent samples, because one sample's ranking leaves much to
/// the draw; `sampleCount` 1 is the paper's. Samples are of at most half the rows. Columns are brought to a standard deviation
/// of one first (`standardizes`). A fitted row that was drawn has itself as its neighbour in that sample.
///
/// Contributions: `score - baseline`, shared out in proportion to each column's share of the distances, `difference² / distance`
/// averaged over the samples. The baseline is the score of a row at every column's mean.
///
/// - Complexity: fit O(n p); score O(p s c) a row for c samples of s.
public struct SampledNeighbors: Detector, Equatable {
    public static let name = "sampled-neighbors"

    /// s: rows drawn without replacement for each sample; at most half of them.
    public let sampleSize: Int
    public let sampleCount: Int
    /// Whether columns are divided by their standard deviations.
    public let standardizes: Bool
    /// Means that stand for the fitted rows, from which is drawn; 0 draws rows, and the model serves in memory only.
    public let prototypeCount: Int

    public init(sampleSize: Int = 20, sampleCount: Int = 16, standardizes: Bool = true, prototypeCount: Int = 0) {
        precondition(sampleSize >= 1 && sampleCount >= 1 && prototypeCount >= 0, "at least one sample of one row")
        self.sampleSize = sampleSize
        self.sampleCount = sampleCount
        self.standardizes = standardizes
        self.prototypeCount = prototypeCount
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let columns = try DistanceColumns(rows, standardized: standardizes)
        let kept = prototypeCount == 0 ? rows : Prototypes.kept(columns.completed(rows), columns, count: prototypeCount, seed: seed)
        let size = Swift.max(1, Swift.min(sampleSize, kept.rowCount / 2))
        var drawn: [Int] = []
        for sample in 0..<sampleCount {
            // A stream a sample: more samples change none of those before.
            var stream = RandomStream(seed: seed, stream: "sampled-neighbors/\(sample)")
            drawn += stream.sample(count: size, from: kept.rowCount)
        }
        let sampled = columns.completed(kept.selectingRows(drawn), isCompact: prototypeCount != 0)
        return Model(
            columns: columns, sampled: NearestNeighbors(rows: sampled, weights: columns.weights), sampleCount: sampleCount,
            keepsTrainingRows: prototypeCount == 0)
    }

    public struct Model: DetectorModel, Equatable {
        let columns: DistanceColumns
        /// Sample after sample.
        let sampled: NearestNeighbors
        let sampleCount: Int
        public let keepsTrainingRows: Bool
        private let baseline: Double

        init(columns: DistanceColumns, sampled: NearestNeighbors, sampleCount: Int, keepsTrainingRows: Bool) {
            self.columns = columns
            self.sampled = sampled
            self.sampleCount = sampleCount
            self.keepsTrainingRows = keepsTrainingRows
            baseline = Self.scores(columns.center, sampled, sampleCount)[0]
        }

        public var columnCount: Int { columns.columns.columnCount }
        public var scale: ScoreScale { ScoreScale(baseline: baseline, range: 0...Double.infinity, additivity: .score) }

        private static func ranges(_ sampled: NearestNeighbors, _ count: Int) -> [Range<Int>] {
            let size = sampled.rows.rowCount / count
            return (0..<count).map { $0 * size..<($0 + 1) * size }
        }

        /// Rows that were completed.
        private static func scores(_ rows: Matrix, _ sampled: NearestNeighbors, _ count: Int) -> [Double] {
            var sums = [Double](repeating: 0, count: rows.rowCount)
            for range in ranges(sampled, count) {
                for (row, nearest) in sampled.nearest(rows, among: range).enumerated() { sums[row] += nearest.distance }
            }
            return sums.map { $0 / Double(count) }
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            return Self.scores(columns.completed(rows), sampled, sampleCount)
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let completed = columns.completed(Matrix(rowCount: 1, columnCount: row.count, elements: row))
            let members = Self.ranges(sampled, sampleCount).map { sampled.nearest(completed, among: $0)[0].member }
            let score = Self.scores(completed, sampled, sampleCount)[0]
            return columns.shares(of: score - baseline, row, parts: sampled.meanShares(completed, members))
        }
    }
}

extension SampledNeighbors.Model {
    public func write(to weights: inout Weights) {
        weights.set("space", nested: columns)
        weights.set("rows", sampled.rows)
        weights.set("sampleCount", Double(sampleCount))
        weights.set("keepsTrainingRows", keepsTrainingRows ? 1 : 0)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("space", as: DistanceColumns.self)
        let rows = try columns.rows("rows", from: weights)
        let sampleCount = try weights.integer("sampleCount", in: 1...rows.rowCount)
        guard rows.rowCount % sampleCount == 0 else { throw .invalid(name: "sampleCount", requirement: "a divisor of the number of rows") }
        self.init(
            columns: columns, sampled: NearestNeighbors(rows: rows, weights: columns.weights), sampleCount: sampleCount,
            keepsTrainingRows: try weights.integer("keepsTrainingRows", in: 0...1) == 1)
    }
}

extension SampledNeighbors: CatalogedDetector {
    public static let card = DetectorCard(
        aliases: ["sampling"],
        summary: "A row scores high that lies far from the nearest of a few fitted rows drawn at random.",
        reference: """
            M. Sugiyama, K. Borgwardt, Rapid distance-based outlier detection via sampling (NeurIPS, 2013)
            """,
        keeps: .prototypes)

    public static let hyperparameters = [
        Hyperparameter("sampleSize", 20, in: 1...10_000, isWhole: true),
        Hyperparameter("sampleCount", 16, in: 1...1000, isWhole: true),
        Hyperparameter("standardize", 1, in: 0...1, isWhole: true),
        Hyperparameter("prototypeCount", 0, in: 0...65_536, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            sampleSize: Int(values["sampleSize"] ?? 20), sampleCount: Int(values["sampleCount"] ?? 16),
            standardizes: values["standardize"] != 0, prototypeCount: Int(values["prototypeCount"] ?? 0))
    }
}
