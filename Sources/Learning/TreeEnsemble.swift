import Detection
import LinearAlgebra

/// Regression trees whose values are summed, in flat arrays, one element a node.
struct TreeEnsemble: Sendable, Equatable {
    /// What scoring reads of a node, together in memory.
    private struct Node: Equatable {
        /// At a cut, values up to this go left; at a leaf, its value.
        var threshold: Double
        /// The column cut; -1 at a leaf.
        var column: Int32
        /// The left child; the right one follows it. -1 at a leaf.
        var left: Int32
        /// Whether a missing value goes left.
        var missingLeft: Bool
    }

    private var nodes: [Node] = []
    /// The mean value, over the rows the tree was grown on, of the leaves below each node; the value itself at a leaf.
    private var expected: [Double] = []
    /// The first node of each tree, whose nodes follow it up to the next root.
    private var roots: [Int] = []

    init() {}

    var treeCount: Int { roots.count }

    /// The sum of the trees' expectations.
    var baseline: Double { roots.reduce(0) { $0 + expected[$1] } }

    /// The highest column of any cut; -1 without cuts.
    private var highestColumn = -1

    func uses(columnsBelow limit: Int) -> Bool { highestColumn < limit }

    // MARK: Building

    /// Begins a tree with a node that is a leaf for now.
    mutating func appendRoot() -> Int {
        roots.append(nodes.count)
        return appendLeaf()
    }

    private mutating func appendLeaf() -> Int {
        nodes.append(Node(threshold: 0, column: -1, left: -1, missingLeft: false))
        expected.append(0)
        return nodes.count - 1
    }

    mutating func setLeaf(_ node: Int, value: Double) {
        nodes[node].threshold = value
        expected[node] = value
    }

    /// Makes a cut of the node.
    ///
    /// - Returns: the left child, which the right one follows.
    mutating func split(_ node: Int, column: Int, threshold: Double, missingLeft: Bool) -> Int {
        let left = appendLeaf()
        _ = appendLeaf()
        highestColumn = Swift.max(highestColumn, column)
        nodes[node] = Node(threshold: threshold, column: Int32(column), left: Int32(left), missingLeft: missingLeft)
        return left
    }

    mutating func setExpected(_ node: Int, _ value: Double) { expected[node] = value }

    func expectedValue(_ node: Int) -> Double { expected[node] }

    // MARK: Scoring

    /// The sum of the trees' values for each row, in the order of the trees.
    ///
    /// Blocks of rows take one tree after the other, so that the tree and the rows stay in the nearest cache; a row's sum has the
    /// same order all the same.
    ///
    /// - Precondition: no column of a cut is beyond the rows' width.
    /// - Complexity: O(n t depth).
    func sums(_ rows: Matrix) -> [Double] {
        let width = rows.columnCount
        precondition(uses(columnsBelow: width), "rows as wide as those of the fit")
        let elements = rows.elements
        let values = elements.span
        let nodes = nodes.span
        var result = [Double](repeating: 0, count: rows.rowCount)
        var sums = result.mutableSpan
        for first in stride(from: 0, to: rows.rowCount, by: 64) {
            let block = first..<Swift.min(first + 64, rows.rowCount)
            for root in roots {
                for row in block {
                    var node = nodes[root]
                    while node.column >= 0 {
                        // Columns are below the width, and links were checked where the ensemble was made.
                        let value = unsafe values[unchecked: row * width + Int(node.column)]
                        let goesLeft = value.isNaN ? node.missingLeft : value <= node.threshold
                        node = unsafe nodes[unchecked: Int(node.left) + (goesLeft ? 0 : 1)]
                    }
                    sums[row] += node.threshold
                }
            }
        }
        return result
    }

    /// What each column's cuts change of the expectation on one row's way down, summed over the trees.
    func attributions(_ values: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: values.count)
        for root in roots {
            var node = root
            while nodes[node].column >= 0 {
                let column = Int(nodes[node].column)
                let goesLeft = values[column].isNaN ? nodes[node].missingLeft : values[column] <= nodes[node].threshold
                let next = Int(nodes[node].left) + (goesLeft ? 0 : 1)
                sums[column] += expected[next] - expected[node]
                node = next
            }
        }
        return sums
    }
}

extension TreeEnsemble: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("roots", roots.map { Int32($0) })
        weights.set("column", nodes.map(\.column))
        // A leaf's value stands in `expected` alone.
        weights.set("threshold", nodes.map { $0.column < 0 ? 0 : $0.threshold })
        weights.set("left", nodes.map(\.left))
        weights.set("missingLeft", nodes.map { $0.missingLeft ? 1 : 0 } as [Int32])
        weights.set("expected", expected)
    }

    /// Every node but a root must be the child of exactly one node, which stands before it in the same tree: so every way down ends.
    init(from weights: Weights) throws(WeightError) {
        let column = try weights.integers("column", in: -1...Int(Int32.max))
        let count = column.count
        let threshold = try weights.vector("threshold", count: count)
        let left = try weights.integers("left", count: count, in: -1...Swift.max(count - 2, -1))
        let missingLeft = try weights.integers("missingLeft", count: count, in: 0...1)
        expected = try weights.vector("expected", count: count)
        // A bound that no log-odds come near, and within which no sum overflows.
        guard expected.allSatisfy({ abs($0) <= 1e100 }) else { throw .invalid(name: "expected", requirement: "within ±1e100") }
        roots = try weights.integers("roots", in: 0...Swift.max(count - 1, 0)).map(Int.init)
        guard count > 0 ? roots.first == 0 : roots.isEmpty, zip(roots, roots.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "roots", requirement: "the ascending first nodes of the trees, from 0")
        }
        var isChild = [Bool](repeating: false, count: count)
        for (tree, root) in roots.enumerated() {
            let end = tree + 1 < roots.count ? roots[tree + 1] : count
            for node in root..<end {
                if node > root, !isChild[node] { throw .invalid(name: "left", requirement: "such that node \(node) is a child or a root") }
                if column[node] < 0 {
                    if left[node] != -1 { throw .invalid(name: "left", requirement: "-1 at the leaf \(node)") }
                    continue
                }
                let child = Int(left[node])
                guard child > node, child + 1 < end, !isChild[child], !isChild[child + 1] else {
                    throw .invalid(name: "left", requirement: "two nodes after node \(node) in its tree, of no other parent")
                }
                isChild[child] = true
                isChild[child + 1] = true
            }
        }
        let expected = expected
        highestColumn = Int(column.max() ?? -1)
        nodes = (0..<count).map { node in
            Node(
                threshold: column[node] < 0 ? expected[node] : threshold[node], column: column[node], left: left[node],
                missingLeft: missingLeft[node] == 1)
        }
    }
}
