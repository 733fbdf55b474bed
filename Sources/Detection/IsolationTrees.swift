import LinearAlgebra
import RealModule
import Statistics

/// The trees of an isolation forest in flat arrays, one element a node.
struct IsolationTrees: Sendable, Equatable {
    private(set) var roots: [Int32] = []
    /// The column cut at a node; -1 at a leaf.
    private var column: [Int32] = []
    /// Values below go left, others right.
    private var threshold: [Double] = []
    /// The left child; the right one follows it.
    private var left: [Int32] = []
    /// The share of the node's fitted rows that went left.
    private var leftShare: [Double] = []
    /// The expected depth of a row that reached this node and of which no more is known.
    private var depth: [Double] = []

    /// c(n): the average depth of an unsuccessful search in a binary search tree of n rows, `2 H(n - 1) - 2 (n - 1) / n`.
    static func averageDepth(_ count: Int) -> Double {
        guard count > 1 else { return 0 }
        let harmonic = (1..<count).reduce(0) { $0 + 1 / Double($1) }
        return 2 * harmonic - 2 * Double(count - 1) / Double(count)
    }

    var meanRootDepth: Double {
        roots.reduce(0) { $0 + depth[Int($1)] } / Double(roots.count)
    }

    /// Grows one more tree on all the rows given, none of which has a missing value.
    mutating func grow(_ rows: Matrix, _ stream: inout RandomStream) {
        let limit = Int(Double.log2(Double(rows.rowCount)).rounded(.up))
        let root = appendNodes(1)
        roots.append(Int32(root))
        split(root, rows, Array(0..<rows.rowCount), level: 0, limit: limit, &stream)
    }

    private mutating func appendNodes(_ count: Int) -> Int {
        column += [Int32](repeating: -1, count: count)
        threshold += [Double](repeating: 0, count: count)
        left += [Int32](repeating: -1, count: count)
        leftShare += [Double](repeating: 0, count: count)
        depth += [Double](repeating: 0, count: count)
        return column.count - count
    }

    private mutating func split(
        _ node: Int, _ rows: Matrix, _ members: [Int], level: Int, limit: Int, _ stream: inout RandomStream
    ) {
        guard members.count > 1, level < limit, let cut = Self.randomCut(rows, members, &stream) else {
            depth[node] = Double(level) + Self.averageDepth(members.count)
            return
        }
        let lower = members.filter { rows[$0, cut.column] < cut.threshold }
        let upper = members.filter { rows[$0, cut.column] >= cut.threshold }
        let child = appendNodes(2)
        split(child, rows, lower, level: level + 1, limit: limit, &stream)
        split(child + 1, rows, upper, level: level + 1, limit: limit, &stream)
        column[node] = Int32(cut.column)
        threshold[node] = cut.threshold
        left[node] = Int32(child)
        leftShare[node] = Double(lower.count) / Double(members.count)
        depth[node] = leftShare[node] * depth[child] + (1 - leftShare[node]) * depth[child + 1]
    }

    /// A column among those that vary, and a threshold that leaves rows on both sides; nil when all members are equal.
    private static func randomCut(
        _ rows: Matrix, _ members: [Int], _ stream: inout RandomStream
    ) -> (column: Int, threshold: Double)? {
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
                return (column, threshold > low && threshold <= high ? threshold : high)
            }
            candidates.swapAt(place, candidates.count - 1)
            candidates.removeLast()
        }
        return nil
    }

    /// The depth of a row averaged over the trees.
    func meanDepth(_ values: [Double]) -> Double {
        var sum = 0.0
        for root in roots { sum += depth(from: Int(root), values) }
        return sum / Double(roots.count)
    }

    private func depth(from root: Int, _ values: [Double]) -> Double {
        var node = root
        while column[node] >= 0 {
            let value = values[Int(column[node])]
            let child = Int(left[node])
            if value.isNaN {
                return leftShare[node] * depth(from: child, values) + (1 - leftShare[node]) * depth(from: child + 1, values)
            }
            node = value < threshold[node] ? child : child + 1
        }
        return depth[node]
    }

    /// How much each column shortens the depth, averaged over the trees.
    func attributions(_ values: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: values.count)
        for root in roots { attribute(from: Int(root), values, weight: 1, &sums) }
        return sums.map { $0 / Double(roots.count) }
    }

    private func attribute(from root: Int, _ values: [Double], weight: Double, _ sums: inout [Double]) {
        var node = root
        while column[node] >= 0 {
            let cut = Int(column[node])
            let child = Int(left[node])
            if values[cut].isNaN {
                attribute(from: child, values, weight: weight * leftShare[node], &sums)
                attribute(from: child + 1, values, weight: weight * (1 - leftShare[node]), &sums)
                return
            }
            let next = values[cut] < threshold[node] ? child : child + 1
            sums[cut] += weight * (depth[node] - depth[next])
            node = next
        }
    }
}

extension IsolationTrees: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("roots", roots)
        weights.set("column", column)
        weights.set("threshold", threshold)
        weights.set("left", left)
        weights.set("leftShare", leftShare)
        weights.set("depth", depth)
    }

    /// Children come after their parents, so every walk ends.
    init(from weights: Weights) throws(WeightError) {
        self.init()
        column = try weights.integers("column", in: -1...Int(Int32.max))
        let count = column.count
        threshold = try weights.vector("threshold", count: count)
        left = try weights.integers("left", count: count, in: -1...Swift.max(count - 2, -1))
        leftShare = try weights.vector("leftShare", count: count)
        depth = try weights.vector("depth", count: count)
        roots = try weights.integers("roots", in: 0...Swift.max(count - 1, 0))
        guard !roots.isEmpty, count > 0 else { throw .invalid(name: "roots", requirement: "the first nodes of at least one tree") }
        for node in 0..<count where column[node] >= 0 {
            guard Int(left[node]) > node else { throw .invalid(name: "left", requirement: "after the node itself, at node \(node)") }
        }
        guard leftShare.allSatisfy({ (0...1).contains($0) }) else { throw .invalid(name: "leftShare", requirement: "shares") }
        guard depth.allSatisfy({ (0...1e6).contains($0) }) else { throw .invalid(name: "depth", requirement: "depths") }
    }

    func requireColumns(below limit: Int) throws(WeightError) {
        guard column.allSatisfy({ Int($0) < limit }) else {
            throw .invalid(name: "trees.column", requirement: "columns of the model, below \(limit)")
        }
    }
}
