public import LinearAlgebra

/// LOF: a row is unusual by how much thinner the rows lie about it than about its neighbours.
///
/// M. Breunig, H. Kriegel, R. Ng and J. Sander, "LOF: identifying density-based local outliers" (SIGMOD 2000): reachability
/// distance (definition 5), local reachability density (definition 6) and local outlier factor (definition 7), the mean of the
/// neighbours' densities over the row's own. About one inside a cluster, above one outside.
///
/// Where we deviate, as scikit-learn does: a row has exactly k neighbours, of equally far ones those that come first, where
/// definition 4 takes all that tie; and 10⁻¹⁰ is added to the mean reachability distance, so that more than k equal rows have a
/// density. Besides, columns are brought to a standard deviation of one first (`standardizes`).
///
/// A new row is scored among the fitted rows, which keep their densities, one equal to it among them;
/// `Model.fittedScores()` gives the fitted rows' own factors, each without itself.
///
/// Contributions: `score - baseline`, shared out in proportion to each column's share of the mean distance to the k neighbours:
/// `difference² / distance`, averaged. The baseline is the score of a row at every column's mean.
///
/// - Complexity: fit O(n² p / 2), score O(n p) a row, most of it in single precision.
public struct LocalOutlierFactor: Detector, Equatable {
    public static let name = "lof"

    /// k; all other rows when there are fewer.
    public let neighborCount: Int
    /// Whether columns are divided by their standard deviations.
    public let standardizes: Bool
    /// Means that stand for the fitted rows; 0 keeps the rows themselves, and the model serves in memory only.
    public let prototypeCount: Int

    public init(neighborCount: Int = 20, standardizes: Bool = true, prototypeCount: Int = 0) {
        precondition(neighborCount >= 1 && prototypeCount >= 0, "at least one neighbour")
        self.neighborCount = neighborCount
        self.standardizes = standardizes
        self.prototypeCount = prototypeCount
    }

    public func fit(_ rows: Matrix, seed: UInt64 = 0) throws(DetectionError) -> Model {
        let columns = try DistanceColumns(rows, standardized: standardizes)
        let kept = Prototypes.kept(columns.completed(rows), columns, count: prototypeCount, seed: seed)
        let neighbors = NearestNeighbors(rows: kept, weights: columns.weights)
        let size = Swift.max(1, Swift.min(neighborCount, kept.rowCount - 1))
        // A lone prototype is its own neighbour.
        let lists = kept.rowCount > 1 ? neighbors.searchAmongRows(count: size) : NeighborLists(count: 1, members: [0])
        let radii = (0..<kept.rowCount).map { neighbors.squaredDistance(kept, $0, to: lists[$0, size - 1]).squareRoot() }
        let densities = (0..<kept.rowCount).map { Model.density(neighbors, kept, $0, lists, radii) }
        return Model(
            columns: columns, neighbors: neighbors, neighborCount: size, radii: radii, densities: densities,
            fitted: (0..<kept.rowCount).map { Model.factor($0, lists, densities, own: densities[$0]) },
            keepsTrainingRows: prototypeCount == 0)
    }

    public struct Model: DetectorModel {
        let columns: DistanceColumns
        let neighbors: NearestNeighbors
        let neighborCount: Int
        /// The distance of each fitted row to its k-th neighbour.
        let radii: [Double]
        /// The local reachability density of each fitted row.
        let densities: [Double]
        /// Their own factors; nil in a model that was read.
        private let fitted: [Double]?
        public let keepsTrainingRows: Bool
        private let baseline: Double

        init(
            columns: DistanceColumns, neighbors: NearestNeighbors, neighborCount: Int, radii: [Double], densities: [Double],
            fitted: [Double]?, keepsTrainingRows: Bool
        ) {
            self.columns = columns
            self.neighbors = neighbors
            self.neighborCount = neighborCount
            self.radii = radii
            self.densities = densities
            self.fitted = fitted
            self.keepsTrainingRows = keepsTrainingRows
            let center = columns.center
            let lists = neighbors.search(center, count: neighborCount)
            baseline = Self.factor(0, lists, densities, own: Self.density(neighbors, center, 0, lists, radii))
        }

        public var columnCount: Int { columns.columns.columnCount }
        public var scale: ScoreScale { ScoreScale(baseline: baseline, range: 0...Double.infinity, additivity: .score) }

        /// scikit-learn's: no density is above its inverse.
        static let leastDistance = 1e-10

        /// One over the mean reachability distance of a row from its neighbours.
        static func density(
            _ neighbors: NearestNeighbors, _ rows: Matrix, _ row: Int, _ lists: NeighborLists, _ radii: [Double]
        ) -> Double {
            var sum = 0.0
            for place in 0..<lists.count {
                let member = lists[row, place]
                sum += Swift.max(neighbors.squaredDistance(rows, row, to: member).squareRoot(), radii[member])
            }
            return 1 / (sum / Double(lists.count) + leastDistance)
        }

        /// The mean density of a row's neighbours over its own.
        static func factor(_ row: Int, _ lists: NeighborLists, _ densities: [Double], own density: Double) -> Double {
            var sum = 0.0
            for place in 0..<lists.count { sum += densities[lists[row, place]] / density }
            return sum / Double(lists.count)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            let completed = columns.completed(rows)
            let lists = neighbors.search(completed, count: neighborCount)
            return (0..<rows.rowCount).map { row in
                Self.factor(row, lists, densities, own: Self.density(neighbors, completed, row, lists, radii))
            }
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            let rows = Matrix(rowCount: 1, columnCount: row.count, elements: row)
            let score = try scores(rows)[0]
            let completed = columns.completed(rows)
            let lists = neighbors.search(completed, count: neighborCount)
            let parts = neighbors.meanShares(completed, (0..<lists.count).map { lists[0, $0] })
            return columns.shares(of: score - baseline, row, parts: parts)
        }
    }
}

extension LocalOutlierFactor.Model: FittedRowScoring {
    /// - Complexity: O(n); of a model that was read O(n² p / 2).
    public func fittedScores() -> [Double] {
        if let fitted { return fitted }
        guard neighbors.rows.rowCount > 1 else { return [1] }
        let lists = neighbors.searchAmongRows(count: neighborCount)
        return densities.indices.map { Self.factor($0, lists, densities, own: densities[$0]) }
    }
}

extension LocalOutlierFactor.Model {
    public func write(to weights: inout Weights) {
        weights.set("space", nested: columns)
        weights.set("rows", neighbors.rows)
        weights.set("radii", radii)
        weights.set("densities", densities)
        weights.set("neighborCount", Double(neighborCount))
        weights.set("keepsTrainingRows", keepsTrainingRows ? 1 : 0)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("space", as: DistanceColumns.self)
        let rows = try columns.rows("rows", from: weights)
        let radii = try weights.vector("radii", count: rows.rowCount)
        guard radii.allSatisfy({ $0 >= 0 && $0 <= 1e120 }) else { throw .invalid(name: "radii", requirement: "from 0 to 1e120") }
        let densities = try weights.vector("densities", count: rows.rowCount)
        guard densities.allSatisfy({ $0 > 0 && $0 <= 1 / Self.leastDistance }) else {
            throw .invalid(name: "densities", requirement: "above 0 and at most 1e10")
        }
        self.init(
            columns: columns, neighbors: NearestNeighbors(rows: rows, weights: columns.weights),
            neighborCount: try weights.integer("neighborCount", in: 1...Swift.max(1, rows.rowCount - 1)), radii: radii,
            densities: densities, fitted: nil, keepsTrainingRows: try weights.integer("keepsTrainingRows", in: 0...1) == 1)
    }
}

extension LocalOutlierFactor: CatalogedDetector {
    public static let card = DetectorCard(
        aliases: ["local-outlier-factor"],
        summary: "A row scores high where fitted rows lie thinner about it than about its neighbours.",
        reference: """
            M. Breunig, H. Kriegel, R. Ng, J. Sander, LOF: identifying density-based local outliers (SIGMOD, 2000)
            """,
        keeps: .prototypes)

    public static let hyperparameters = [
        Hyperparameter("neighborCount", 20, in: 1...10_000, isWhole: true),
        Hyperparameter("standardize", 1, in: 0...1, isWhole: true),
        Hyperparameter("prototypeCount", 0, in: 0...65_536, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            neighborCount: Int(values["neighborCount"] ?? 20), standardizes: values["standardize"] != 0,
            prototypeCount: Int(values["prototypeCount"] ?? 0))
    }
}
