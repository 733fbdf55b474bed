public import LinearAlgebra
import RealModule
import Statistics

/// Extended isolation forest: a row is unusual by how few random slanted cuts set it apart.
///
/// S. Hariri, M. Carrasco Kind and R. Brunner, "Extended isolation forest" (IEEE TKDE 33(4), 2021): a cut is a hyperplane with
/// normal coefficients through a point drawn from the box around the node's rows (algorithm 2), and a row is scored as in
/// `IsolationForest`. Where we deviate, by measurement over twelve sets of data:
/// - The coefficients of a cut are those of `extensionLevel + 1` columns that vary in its node, each over the column's standard
///   deviation there, so the units of the columns do not matter.
/// - Two columns a cut by default: with more, the area under the curve rose a little and the average precision fell.
/// - Trees are two levels higher than `⌈log₂ ψ⌉`, because a cut through the box may have all rows on one side.
/// - Cuts are in single precision.
///
/// A missing value counts as the mean of the rows that reached the cut, and the column's median in a sample in the rows a tree is
/// grown on; where all columns of a cut are missing, both branches are followed, weighted by their shares of the fitted rows.
///
/// Contributions: at each cut on the way down, the expected depth before it less the expected depth after it, shared among the
/// columns of the cut in proportion to `|coefficient × (value - mean of the cut)|`, averaged over the trees and divided by c(ψ).
/// They sum to `log₂ score - log₂ baseline`; a missing value moves no cut and contributes 0.
///
/// - Complexity: fit O(n p) to find the columns' ranges and O(t k ψ log ψ) to grow t trees with k columns a cut, score O(t k log ψ)
///   a row without missing values, O(t k ψ) at worst.
public struct ExtendedIsolationForest: Detector, Equatable {
    public let treeCount: Int
    /// ψ: rows drawn without replacement for each tree; all of them when there are fewer.
    public let subsampleSize: Int
    /// Columns mixed in a cut, less one: 0 cuts along the axes, and from p - 1 on all p columns are in every cut.
    public let extensionLevel: Int

    public init(treeCount: Int = 200, subsampleSize: Int = 256, extensionLevel: Int = 1) {
        precondition(treeCount >= 1 && subsampleSize >= 2, "at least one tree of two rows")
        precondition(extensionLevel >= 0, "at least one column a cut")
        self.treeCount = treeCount
        self.subsampleSize = subsampleSize
        self.extensionLevel = extensionLevel
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let columns = try FrozenColumns(rows)
        let size = Swift.min(subsampleSize, rows.rowCount)
        let width = columns.kept.count
        let termsPerCut = Swift.min(extensionLevel + 1, width)
        let units = ColumnUnits(columns, centers: columns.sampledMedians(rows, count: IsolationForest.standInSample, seed: seed))
        var nodes: [(count: Int32, cut: ObliqueTrees.Cut?)] = []
        for tree in 0..<treeCount {
            // A stream a tree: adding trees changes none of those before.
            var stream = RandomStream(seed: seed, stream: "extended-isolation-forest/\(tree)")
            let subsample = columns.values(of: rows.selectingRows(stream.sample(count: size, from: rows.rowCount)))
            var values = [Float](repeating: 0, count: size * width)
            for row in 0..<size {
                for column in 0..<width {
                    let value = subsample[row, column]
                    // The center, where it is missing.
                    if !value.isNaN { values[column * size + row] = units.value(column, value) }
                }
            }
            let sample = ObliqueTrees.Sample(rowCount: size, columnCount: width, values: values)
            nodes += ObliqueTrees.grow(sample, termsPerCut: termsPerCut, &stream)
        }
        do {
            let trees = try ObliqueTrees(
                termsPerCut: termsPerCut,
                terms: nodes.flatMap { node in
                    let terms = node.cut?.terms ?? []
                    return terms + [ObliqueTrees.Term](repeating: .none, count: termsPerCut - terms.count)
                },
                thresholds: nodes.map { $0.cut?.threshold ?? 0 }, counts: nodes.map(\.count), columnCount: width)
            return Model(columns: columns, units: units, trees: trees)
        } catch {
            preconditionFailure("grown trees are whole: \(error)")
        }
    }

    public struct Model: DetectorModel, Equatable {
        let columns: FrozenColumns
        let units: ColumnUnits
        let trees: ObliqueTrees
        /// c(ψ)
        let normalDepth: Double

        init(columns: FrozenColumns, units: ColumnUnits, trees: ObliqueTrees) {
            self.columns = columns
            self.units = units
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
            var result = TileBlocks(rows, columns: columns.kept).depthSums(trees.walk) { column, value in
                units.value(column, columns.clamped(column, value))
            } incomplete: { row in
                trees.depthSum(units.values(columns.values(of: rows.rowSlice(row))))
            }
            let divisor = Double(trees.branches.roots.count)
            for row in result.indices { result[row] = Double.exp2(-(result[row] / divisor) / normalDepth) }
            return result
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let divisor = Double(trees.branches.roots.count)
            let sums = trees.attributions(units.values(columns.values(of: row[...])))
            return columns.spread(sums.map { $0 / divisor / normalDepth })
        }
    }
}

extension ExtendedIsolationForest: CatalogedDetector {
    public static let name = "extended-isolation-forest"
    public static let card = DetectorCard(
        aliases: ["eif"],
        summary: "set apart by few random slanted cuts",
        reference: "S. Hariri, M. Carrasco Kind and R. Brunner, Extended isolation forest (IEEE TKDE, 2021)")
    public static let hyperparameters = [
        Hyperparameter("treeCount", 200, in: 1...10_000, isWhole: true),
        Hyperparameter("subsampleSize", 256, in: 2...Double(IsolationBranches.largestSample), isWhole: true),
        Hyperparameter("extensionLevel", 1, in: 0...1_000, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            treeCount: Int(values["treeCount"] ?? 200), subsampleSize: Int(values["subsampleSize"] ?? 256),
            extensionLevel: Int(values["extensionLevel"] ?? 1))
    }
}

extension ExtendedIsolationForest.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("units", nested: units)
        trees.write(to: &weights)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("columns", as: FrozenColumns.self)
        let units = try weights.nested("units", as: ColumnUnits.self)
        guard units.centers.count == columns.kept.count else {
            throw .invalid(name: "units.center", requirement: "one number for each column kept")
        }
        self.init(columns: columns, units: units, trees: try ObliqueTrees(from: weights, columnCount: columns.kept.count))
    }
}
