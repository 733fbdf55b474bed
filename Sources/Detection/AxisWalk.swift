import LinearAlgebra

/// The fast walk down trees that compare one column with a threshold, in double precision.
struct AxisWalk: IsolationWalk, Equatable {
    struct Node: Sendable, Equatable {
        let threshold: Double
        /// Where the column begins in a tile.
        let offset: Int32
        let left: Int32

        /// Equal in bits, as NaN marks a leaf.
        static func == (one: Node, other: Node) -> Bool {
            one.threshold.bitPattern == other.threshold.bitPattern && one.offset == other.offset && one.left == other.left
        }
    }

    private let nodes: [Node]
    private let depths: [Double]
    private let roots: [Int]
    private let heights: [Int]
    private let columnCount: Int

    /// - Precondition: columns are below `columnCount`.
    init(columns: [Int32], thresholds: [Double], branches: IsolationBranches, columnCount: Int) {
        precondition(columns.allSatisfy { Int($0) < columnCount }, "columns of the rows")
        nodes = columns.indices.map { node in
            columns[node] < 0
                ? Node(threshold: .nan, offset: 0, left: Int32(node))
                : Node(threshold: thresholds[node], offset: columns[node] * Int32(TileBlocks.lanes), left: branches.left[node])
        }
        depths = branches.depths
        roots = branches.roots
        heights = branches.heights
        self.columnCount = columnCount
    }

    func addDepths(of block: [Double], to sums: inout [Double]) {
        let lanes = TileBlocks.lanes
        let tileSize = columnCount * lanes
        precondition(sums.count % lanes == 0 && block.count == sums.count * columnCount, "whole tiles")
        let values = block.span
        let nodes = nodes.span
        let depths = depths.span
        var totals = sums.mutableSpan
        for tree in roots.indices {
            let root = roots[tree]
            let height = heights[tree]
            var base = 0
            for first in stride(from: 0, to: totals.count, by: lanes) {
                var (n0, n1, n2, n3, n4, n5, n6, n7) = (root, root, root, root, root, root, root, root)
                for _ in 0..<height {
                    n0 = Self.step(n0, nodes, values, base &+ 0)
                    n1 = Self.step(n1, nodes, values, base &+ 1)
                    n2 = Self.step(n2, nodes, values, base &+ 2)
                    n3 = Self.step(n3, nodes, values, base &+ 3)
                    n4 = Self.step(n4, nodes, values, base &+ 4)
                    n5 = Self.step(n5, nodes, values, base &+ 5)
                    n6 = Self.step(n6, nodes, values, base &+ 6)
                    n7 = Self.step(n7, nodes, values, base &+ 7)
                }
                let ends: InlineArray<8, Int> = [n0, n1, n2, n3, n4, n5, n6, n7]
                for lane in 0..<lanes { totals[first &+ lane] += depths[ends[lane]] }
                base &+= tileSize
            }
        }
    }
    /// From a node to one of its children.
    ///
    /// - Parameter lane: where the row's first value stands.
    @inline(__always)
    private static func step(_ node: Int, _ nodes: Span<Node>, _ values: Span<Double>, _ lane: Int) -> Int {
        // Children lie inside the array (checked when the branches were made), offsets inside a tile.
        let cut = unsafe nodes[unchecked: node]
        let value = unsafe values[unchecked: lane &+ Int(cut.offset)]
        return Int(cut.left) &+ (value >= cut.threshold ? 1 : 0)
    }
}
