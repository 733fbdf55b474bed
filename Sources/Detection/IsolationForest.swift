public import LinearAlgebra
import RealModule
import Statistics

/// Isolation forest: a row is unusual by how few random cuts set it apart.
///
/// F. Liu, K. Ting and Z. Zhou, "Isolation forest" (ICDM 2008): algorithms 1 to 3 and `score = 2^(-E h(x) / c(ψ))`,
/// equation 2, with exact harmonic numbers in c. Where we deviate: a cut is only made in a column that varies in its node; a
/// missing value follows both branches, weighted by their shares of the fitted rows, and in the rows a tree is grown on it
/// counts as the column's median in a sample.
///
/// Contributions: at each cut on the way down, the expected depth before it less the expected depth after it, for the column
/// of the cut, averaged over the trees and divided by c(ψ) (A. Saabas' decision-path attribution). They sum to
/// `log₂ score - log₂ baseline`; a missing value contributes 0 because both branches weighted are the node itself.
///
/// - Complexity: fit O(n p) to find the columns' ranges and O(t ψ log ψ) to grow t trees, score O(t log ψ) a row without missing
///   values, O(t ψ) at worst.
public struct IsolationForest: Detector, Equatable {
    public let treeCount: Int
    /// ψ: rows drawn without replacement for each tree; all of them when there are fewer.
    public let subsampleSize: Int

    public init(treeCount: Int = 200, subsampleSize: Int = 256) {
        precondition(treeCount >= 1 && subsampleSize >= 2, "at least one tree of two rows")
        self.treeCount = treeCount
        self.subsampleSize = subsampleSize
    }

    /// Rows, at most, from which the stand-ins for missing values are taken.
    static let standInSample = 4096

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let columns = try FrozenColumns(rows)
        let size = Swift.min(subsampleSize, rows.rowCount)
        let medians = columns.sampledMedians(rows, count: Self.standInSample, seed: seed)
        var nodes: [(count: Int32, cut: IsolationTrees.Cut?)] = []
        for tree in 0..<treeCount {
            // A stream a tree: adding trees changes none of those before.
            var stream = RandomStream(seed: seed, stream: "isolation-forest/\(tree)")
            let sample = stream.sample(count: size, from: rows.rowCount)
            var subsample = columns.values(of: rows.selectingRows(sample))
            for row in 0..<size {
                for column in medians.indices where subsample[row, column].isNaN { subsample[row, column] = medians[column] }
            }
            nodes += IsolationTrees.grow(subsample, &stream)
        }
        do {
            let trees = try IsolationTrees(
                columns: nodes.map { $0.cut.map { Int32($0.column) } ?? -1 }, thresholds: nodes.map { $0.cut?.threshold ?? 0 },
                counts: nodes.map(\.count), columnCount: columns.kept.count)
            return Model(columns: columns, trees: trees)
        } catch {
            preconditionFailure("grown trees are whole: \(error)")
        }
    }

    public struct Model: DetectorModel, Equatable {
        let columns: FrozenColumns
        let trees: IsolationTrees
        /// c(ψ)
        let normalDepth: Double

        init(columns: FrozenColumns, trees: IsolationTrees) {
            self.columns = columns
            self.trees = trees
            normalDepth = trees.branches.normalDepth
        }

        public var columnCount: Int { columns.columnCount }

        public var scale: ScoreScale {
            ScoreScale(
                baseline: Double.exp2(-trees.branches.meanRootDepth / normalDepth), range: 0...1, additivity: .binaryLogarithm)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            // Infinite values need no care in the fast walk: they lie beyond all thresholds, as do the ends of the fitted range.
            var result = TileBlocks(rows, columns: columns.kept).depthSums(trees.walk) { _, value in value } incomplete: { row in
                trees.depthSum(columns.values(of: rows.rowSlice(row)))
            }
            let divisor = Double(trees.branches.roots.count)
            for row in result.indices { result[row] = Double.exp2(-(result[row] / divisor) / normalDepth) }
            return result
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let divisor = Double(trees.branches.roots.count)
            return columns.spread(trees.attributions(columns.values(of: row[...])).map { $0 / divisor / normalDepth })
        }
    }
}

extension IsolationForest: CatalogedDetector {
    public static let name = "isolation-forest"
    public static let card = DetectorCard(
        aliases: ["iforest"],
        summary: "set apart by few random cuts",
        reference: "F. Liu, K. Ting and Z. Zhou, Isolation forest (ICDM, 2008)")
    public static let hyperparameters = [
        Hyperparameter("treeCount", 200, in: 1...10_000, isWhole: true),
        Hyperparameter("subsampleSize", 256, in: 2...Double(IsolationBranches.largestSample), isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(treeCount: Int(values["treeCount"] ?? 200), subsampleSize: Int(values["subsampleSize"] ?? 256))
    }
}

extension IsolationForest.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        trees.write(to: &weights)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("columns", as: FrozenColumns.self)
        self.init(columns: columns, trees: try IsolationTrees(from: weights, columnCount: columns.kept.count))
    }
}
