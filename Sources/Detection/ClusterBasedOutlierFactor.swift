public import LinearAlgebra
import RealModule

/// CBLOF: a row is unusual by how far it lies from the nearest large cluster.
///
/// Z. He, X. Xu and S. Deng, "Discovering cluster-based local outliers" (Pattern Recognition Letters 24(9–10), 2003): clusters
/// are large or small by definition 2, and a row's factor is the distance to its own cluster's centre if that is large, else to
/// the nearest large one's (definition 3). As a row belongs to the cluster with the nearest centre, both are the distance to
/// the nearest large centre, and only those are kept.
///
/// Where we deviate, as PyOD does by default: the factor is not multiplied by the cluster's size. The clusters are those of
/// k-means (`KMeans`), where the paper uses Squeezer; of the boundaries that satisfy both conditions of definition 2 the first
/// is taken, else the first that satisfies the condition on α, else the one on β. There is at most one cluster for every ten
/// rows, so that rows are not their own centres. Columns are brought to a standard deviation of one first (`standardizes`).
///
/// Contributions: `score - baseline`, shared out in proportion to each column's squared difference from that centre. The baseline is
/// the score of a row at every column's mean.
///
/// - Complexity: fit O(i n p k) for i iterations; score O(p k) a row.
public struct ClusterBasedOutlierFactor: Detector, Equatable {
    public static let name = "cblof"

    public let clusterCount: Int
    /// α: large clusters hold at least this share of the rows.
    public let largeShare: Double
    /// β: the smallest large cluster is at least so many times as large as the largest small one.
    public let sizeRatio: Double
    /// Whether columns are divided by their standard deviations.
    public let standardizes: Bool

    public init(clusterCount: Int = 8, largeShare: Double = 0.9, sizeRatio: Double = 5, standardizes: Bool = true) {
        precondition(clusterCount >= 1 && largeShare > 0 && largeShare <= 1 && sizeRatio >= 1, "a cluster, a share, a ratio")
        self.clusterCount = clusterCount
        self.largeShare = largeShare
        self.sizeRatio = sizeRatio
        self.standardizes = standardizes
    }

    private static let rowsPerCluster = 10
    /// When k-means ends: scikit-learn's defaults, as are the trials.
    private static let iterations = 300
    private static let tolerance = 1e-4

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let columns = try DistanceColumns(rows, standardized: standardizes)
        let count = Swift.max(1, Swift.min(clusterCount, rows.rowCount / Self.rowsPerCluster))
        let clusters = KMeans(
            columns.completed(rows), weights: columns.weights, count: count, trials: 2 + Int(Double.log(Double(count))),
            iterations: Self.iterations, tolerance: Self.tolerance, seed: seed)
        let large = Self.large(clusters.sizes, share: largeShare, ratio: sizeRatio)
        return Model(
            columns: columns,
            centers: NearestNeighbors(
                rows: columns.completed(clusters.centers.selectingRows(large), isCompact: true), weights: columns.weights),
            keepsTrainingRows: large.contains { clusters.sizes[$0] == 1 })
    }

    /// The clusters that are large by definition 2, ascending.
    static func large(_ sizes: [Int], share: Double, ratio: Double) -> [Int] {
        let order = sizes.indices.sorted { sizes[$0] == sizes[$1] ? $0 < $1 : sizes[$0] > sizes[$1] }
        let total = Double(sizes.reduce(0, +))
        var held = 0.0
        var byShare: [Int] = []
        var byRatio: [Int] = []
        for count in 1..<Swift.max(order.count, 1) {
            held += Double(sizes[order[count - 1]])
            if held >= total * share { byShare.append(count) }
            if Double(sizes[order[count - 1]]) >= ratio * Double(sizes[order[count]]) { byRatio.append(count) }
        }
        let boundary = byShare.first(where: byRatio.contains) ?? byShare.first ?? byRatio.first ?? order.count
        return order.prefix(boundary).sorted()
    }

    public struct Model: DetectorModel, Equatable {
        let columns: DistanceColumns
        /// The centres of the large clusters.
        let centers: NearestNeighbors
        public let keepsTrainingRows: Bool
        private let baseline: Double

        init(columns: DistanceColumns, centers: NearestNeighbors, keepsTrainingRows: Bool) {
            self.columns = columns
            self.centers = centers
            self.keepsTrainingRows = keepsTrainingRows
            baseline = centers.nearest(columns.center, among: 0..<centers.rows.rowCount)[0].distance
        }

        public var columnCount: Int { columns.columns.columnCount }
        public var scale: ScoreScale { ScoreScale(baseline: baseline, range: 0...Double.infinity, additivity: .score) }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            return centers.nearest(columns.completed(rows), among: 0..<centers.rows.rowCount).map(\.distance)
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let completed = columns.completed(Matrix(rowCount: 1, columnCount: row.count, elements: row))
            let nearest = centers.nearest(completed, among: 0..<centers.rows.rowCount)[0]
            let parts = centers.meanShares(completed, [nearest.member])
            return columns.shares(of: nearest.distance - baseline, row, parts: parts)
        }
    }
}

extension ClusterBasedOutlierFactor.Model {
    public func write(to weights: inout Weights) {
        weights.set("space", nested: columns)
        weights.set("centers", centers.rows)
        weights.set("keepsTrainingRows", keepsTrainingRows ? 1 : 0)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("space", as: DistanceColumns.self)
        let centers = try columns.rows("centers", from: weights)
        self.init(
            columns: columns, centers: NearestNeighbors(rows: centers, weights: columns.weights),
            keepsTrainingRows: try weights.integer("keepsTrainingRows", in: 0...1) == 1)
    }
}

extension ClusterBasedOutlierFactor: CatalogedDetector {
    public static let card = DetectorCard(
        aliases: ["cluster-based-outlier-factor"],
        summary: "A row scores high that lies far from the centre of every large cluster.",
        reference: """
            Z. He, X. Xu, S. Deng, Discovering cluster-based local outliers (Pattern Recognition Letters, 2003)
            """,
        keeps: .prototypes)

    public static let hyperparameters = [
        Hyperparameter("clusterCount", 8, in: 1...10_000, isWhole: true),
        Hyperparameter("largeShare", 0.9, in: 0.01...1),
        Hyperparameter("sizeRatio", 5, in: 1...1e6),
        Hyperparameter("standardize", 1, in: 0...1, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            clusterCount: Int(values["clusterCount"] ?? 8), largeShare: values["largeShare"] ?? 0.9,
            sizeRatio: values["sizeRatio"] ?? 5, standardizes: values["standardize"] != 0)
    }
}
