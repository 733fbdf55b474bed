import LinearAlgebra
import RealModule
import Statistics

/// The trees of an isolation forest: each cut compares one column with a threshold.
struct IsolationTrees: Sendable, Equatable {
    /// The column cut at a node; -1 at a leaf.
    let columns: [Int32]
    /// Values below go left, others right; 0 at a leaf.
    let thresholds: [Double]
    let branches: IsolationBranches
    /// What the fast walk reads.
    let walk: AxisWalk

    static let growth = IsolationBranches.Growth(spareLevels: 0, fewestRows: 1)

    struct Cut {
        let column: Int
        let threshold: Double
    }

    /// - Parameter columnCount: the width of the rows that will be scored.
    init(columns: [Int32], thresholds: [Double], counts: [Int32], columnCount: Int) throws(WeightError) {
        branches = try IsolationBranches(counts: counts, isCut: columns.map { $0 >= 0 }, Self.growth)
        walk = AxisWalk(columns: columns, thresholds: thresholds, branches: branches, columnCount: columnCount)
        self.columns = columns
        self.thresholds = thresholds
    }

    /// One tree on rows without missing values.
    static func grow(_ rows: Matrix, _ stream: inout RandomStream) -> [(count: Int32, cut: Cut?)] {
        IsolationBranches.grow(rowCount: rows.rowCount, growth) { members in
            guard let cut = randomCut(rows, members, &stream) else { return nil }
            return (cut, members.map { rows[$0, cut.column] >= cut.threshold })
        }
    }

    /// A column among those that vary, and a threshold that leaves rows on both sides; nil when all members are equal.
    private static func randomCut(_ rows: Matrix, _ members: [Int], _ stream: inout RandomStream) -> Cut? {
        var candidates = Array(0..<rows.columnCount)
        while !candidates.isEmpty {
            let place = stream.uniform(below: candidates.count)
            let column = candidates[place]
            var low = Double.infinity
            var high = -Double.infinity
            for member in members {
                low = Swift.min(low, rows[member, column])
                high = Swift.max(high, rows[member, column])
            }
            if low < high {
                let share = stream.uniform()
                // A weighted mean cannot overflow; rounding may bring it to the lowest value, which would leave one side empty.
                let threshold = share * low + (1 - share) * high
                return Cut(column: column, threshold: threshold > low && threshold <= high ? threshold : high)
            }
            candidates.swapAt(place, candidates.count - 1)
            candidates.removeLast()
        }
        return nil
    }

    /// A missing value tells nothing.
    private struct Row: IsolationRow {
        let columns: [Int32]
        let thresholds: [Double]
        let values: [Double]

        func goesRight(at node: Int) -> Bool? {
            let value = values[Int(columns[node])]
            return value.isNaN ? nil : value >= thresholds[node]
        }
    }

    /// The depth of a row summed over the trees.
    func depthSum(_ values: [Double]) -> Double {
        branches.depthSum(Row(columns: columns, thresholds: thresholds, values: values))
    }

    /// How much each column shortens the depth, summed over the trees.
    func attributions(_ values: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: values.count)
        branches.visitCuts(Row(columns: columns, thresholds: thresholds, values: values)) { node, shortening in
            sums[Int(columns[node])] += shortening
        }
        return sums
    }

    // MARK: Coding

    func write(to weights: inout Weights) {
        weights.set("column", columns)
        weights.set("threshold", thresholds)
        weights.set("count", branches.counts)
    }

    /// - Throws: also when a cut is in no column of the model.
    init(from weights: Weights, columnCount: Int) throws(WeightError) {
        let columns = try weights.integers("column", in: -1...columnCount - 1)
        let thresholds = try weights.vector("threshold", count: columns.count)
        guard zip(columns, thresholds).allSatisfy({ $0 >= 0 || $1 == 0 }) else {
            throw .invalid(name: "threshold", requirement: "0 where there is no cut")
        }
        let counts = try weights.integers("count", count: columns.count, in: 1...IsolationBranches.largestSample)
        try self.init(columns: columns, thresholds: thresholds, counts: counts, columnCount: columnCount)
    }
}
