public import LinearAlgebra
import RealModule

/// k-nearest-neighbour distance: a row is unusual by how far its k-th nearest fitted row lies.
///
/// S. Ramaswamy, R. Rastogi and K. Shim, "Efficient algorithms for mining outliers from large data sets" (SIGMOD 2000): the
/// distance to the k-th neighbour; or, where `averages`, the mean of the distances to all k, as F. Angiulli and C. Pizzuti,
/// "Fast outlier detection in high dimensional spaces" (PKDD 2002), whose weight is their sum.
///
/// A new row has all fitted rows as neighbours, one equal to it among them; `Model.fittedScores()` gives the fitted rows' own
/// scores, each without itself. Where we deviate: columns are brought to a standard deviation of one first (`standardizes`).
///
/// Contributions: `score - baseline`, shared out in proportion to each column's share of the distance: `difference² / distance`,
/// for the k-th neighbour or averaged over all. The baseline is the score of a row at every column's mean.
///
/// - Complexity: fit O(n p); score O(n p) a row, most of it in single precision; of all n fitted rows O(n² p / 2).
public struct NeighborDistance: Detector, Equatable {
    public static let name = "knn"

    /// k; all rows when there are fewer.
    public let neighborCount: Int
    /// The mean of the k distances rather than the largest.
    public let averages: Bool
    /// Whether columns are divided by their standard deviations.
    public let standardizes: Bool
    /// Means that stand for the fitted rows; 0 keeps the rows themselves, and the model serves in memory only.
    public let prototypeCount: Int

    public init(neighborCount: Int = 5, averages: Bool = false, standardizes: Bool = true, prototypeCount: Int = 0) {
        precondition(neighborCount >= 1 && prototypeCount >= 0, "at least one neighbour")
        self.neighborCount = neighborCount
        self.averages = averages
        self.standardizes = standardizes
        self.prototypeCount = prototypeCount
    }

    public func fit(_ rows: Matrix, seed: UInt64 = 0) throws(DetectionError) -> Model {
        let columns = try DistanceColumns(rows, standardized: standardizes)
        let kept = Prototypes.kept(columns.completed(rows), columns, count: prototypeCount, seed: seed)
        return Model(
            columns: columns, neighbors: NearestNeighbors(rows: kept, weights: columns.weights),
            neighborCount: Swift.min(neighborCount, kept.rowCount), averages: averages, keepsTrainingRows: prototypeCount == 0)
    }

    public struct Model: DetectorModel, Equatable {
        let columns: DistanceColumns
        let neighbors: NearestNeighbors
        let neighborCount: Int
        let averages: Bool
        public let keepsTrainingRows: Bool
        private let baseline: Double

        init(columns: DistanceColumns, neighbors: NearestNeighbors, neighborCount: Int, averages: Bool, keepsTrainingRows: Bool) {
            self.columns = columns
            self.neighbors = neighbors
            self.neighborCount = neighborCount
            self.averages = averages
            self.keepsTrainingRows = keepsTrainingRows
            let center = columns.center
            let lists = neighbors.search(center, count: neighborCount)
            baseline = Self.score(neighbors, center, 0, lists, averages)
        }

        public var columnCount: Int { columns.columns.columnCount }
        public var scale: ScoreScale { ScoreScale(baseline: baseline, range: 0...Double.infinity, additivity: .score) }

        private static func score(
            _ neighbors: NearestNeighbors, _ rows: Matrix, _ row: Int, _ lists: NeighborLists, _ averages: Bool
        ) -> Double {
            if !averages { return neighbors.squaredDistance(rows, row, to: lists[row, lists.count - 1]).squareRoot() }
            var sum = 0.0
            for place in 0..<lists.count { sum += neighbors.squaredDistance(rows, row, to: lists[row, place]).squareRoot() }
            return sum / Double(lists.count)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            let completed = columns.completed(rows)
            let lists = neighbors.search(completed, count: neighborCount)
            return (0..<rows.rowCount).map { Self.score(neighbors, completed, $0, lists, averages) }
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let completed = columns.completed(Matrix(rowCount: 1, columnCount: row.count, elements: row))
            let lists = neighbors.search(completed, count: neighborCount)
            let members = (averages ? 0 : lists.count - 1)..<lists.count
            let parts = neighbors.meanShares(completed, members.map { lists[0, $0] })
            return columns.shares(of: Self.score(neighbors, completed, 0, lists, averages) - baseline, row, parts: parts)
        }
    }
}

extension NeighborDistance.Model: FittedRowScoring {
    /// - Complexity: O(n² p / 2).
    public func fittedScores() -> [Double] {
        guard neighbors.rows.rowCount > 1 else { return [0] }
        let lists = neighbors.searchAmongRows(count: neighborCount)
        return (0..<neighbors.rows.rowCount).map { Self.score(neighbors, neighbors.rows, $0, lists, averages) }
    }
}

extension NeighborDistance.Model {
    public func write(to weights: inout Weights) {
        weights.set("space", nested: columns)
        weights.set("rows", neighbors.rows)
        weights.set("neighborCount", Double(neighborCount))
        weights.set("averages", averages ? 1 : 0)
        weights.set("keepsTrainingRows", keepsTrainingRows ? 1 : 0)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("space", as: DistanceColumns.self)
        let rows = try columns.rows("rows", from: weights)
        self.init(
            columns: columns, neighbors: NearestNeighbors(rows: rows, weights: columns.weights),
            neighborCount: try weights.integer("neighborCount", in: 1...rows.rowCount),
            averages: try weights.integer("averages", in: 0...1) == 1,
            keepsTrainingRows: try weights.integer("keepsTrainingRows", in: 0...1) == 1)
    }
}

extension NeighborDistance: CatalogedDetector {
    public static let card = DetectorCard(
        aliases: ["k-nearest-neighbors"],
        summary: "A row scores high that lies far from its nearest fitted rows.",
        reference: """
            S. Ramaswamy, R. Rastogi, K. Shim, Efficient algorithms for mining outliers from large data sets (SIGMOD, 2000); \
            F. Angiulli, C. Pizzuti, Fast outlier detection in high dimensional spaces (PKDD, 2002)
            """,
        keeps: .prototypes)

    public static let hyperparameters = [
        Hyperparameter("neighborCount", 5, in: 1...10_000, isWhole: true),
        Hyperparameter("averages", 0, in: 0...1, isWhole: true),
        Hyperparameter("standardize", 1, in: 0...1, isWhole: true),
        Hyperparameter("prototypeCount", 0, in: 0...65_536, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            neighborCount: Int(values["neighborCount"] ?? 5), averages: values["averages"] == 1,
            standardizes: values["standardize"] != 0, prototypeCount: Int(values["prototypeCount"] ?? 0))
    }
}
