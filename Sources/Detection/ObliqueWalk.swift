import LinearAlgebra

/// The fast walk down trees that compare a weighted sum of a few columns with a threshold, in single precision.
struct ObliqueWalk: IsolationWalk, Equatable {
    struct Link: Sendable, Equatable {
        let threshold: Float
        let left: Int32

        /// Equal in bits, as NaN marks a leaf.
        static func == (one: Link, other: Link) -> Bool {
            one.threshold.bitPattern == other.threshold.bitPattern && one.left == other.left
        }
    }

    struct Term: Sendable, Equatable {
        let coefficient: Float
        /// Where the column begins in a tile.
        let offset: Int32
    }

    private let termsPerCut: Int
    private let links: [Link]
    /// `termsPerCut` a node; those without a column multiply the tile's first by 0.
    private let terms: [Term]
    private let depths: [Double]
    private let roots: [Int]
    private let heights: [Int]
    private let columnCount: Int

    /// - Precondition: columns are below `columnCount`, which is positive.
    init(
        termsPerCut: Int, terms: [ObliqueTrees.Term], thresholds: [Float], branches: IsolationBranches, columnCount: Int
    ) {
        precondition(termsPerCut >= 1 && terms.count == thresholds.count * termsPerCut, "as many terms as places")
        precondition(columnCount >= 1 && terms.allSatisfy { Int($0.column) < columnCount }, "columns of the rows")
        self.termsPerCut = termsPerCut
        links = thresholds.indices.map { node in
            branches.left[node] < 0
                ? Link(threshold: .nan, left: Int32(node)) : Link(threshold: thresholds[node], left: branches.left[node])
        }
        self.terms = terms.map { Term(coefficient: $0.coefficient, offset: Swift.max($0.column, 0) * Int32(TileBlocks.lanes)) }
        depths = branches.depths
        roots = branches.roots
        heights = branches.heights
        self.columnCount = columnCount
    }

    func addDepths(of block: [Float], to sums: inout [Double]) {
        // The common widths with a loop that is unrolled.
        switch termsPerCut {
        case 1: addDepths(of: block, to: &sums, width: 1)
        case 2: addDepths(of: block, to: &sums, width: 2)
        case 3: addDepths(of: block, to: &sums, width: 3)
        default: addDepths(of: block, to: &sums, width: termsPerCut)
        }
    }

    @inline(__always)
    private func addDepths(of block: [Float], to sums: inout [Double], width: Int) {
        let lanes = TileBlocks.lanes
        let tileSize = columnCount * lanes
        precondition(sums.count % lanes == 0 && block.count == sums.count * columnCount, "whole tiles")
        let values = block.span
        let links = links.span
        let terms = terms.span
        let depths = depths.span
        var totals = sums.mutableSpan
        for tree in roots.indices {
            let root = roots[tree]
            let height = heights[tree]
            var base = 0
            for first in stride(from: 0, to: totals.count, by: lanes) {
                var (n0, n1, n2, n3, n4, n5, n6, n7) = (root, root, root, root, root, root, root, root)
                for _ in 0..<height {
                    n0 = Self.step(n0, links, terms, values, base, width)
                    n1 = Self.step(n1, links, terms, values, base &+ 1, width)
                    n2 = Self.step(n2, links, terms, values, base &+ 2, width)
                    n3 = Self.step(n3, links, terms, values, base &+ 3, width)
                    n4 = Self.step(n4, links, terms, values, base &+ 4, width)
                    n5 = Self.step(n5, links, terms, values, base &+ 5, width)
                    n6 = Self.step(n6, links, terms, values, base &+ 6, width)
                    n7 = Self.step(n7, links, terms, values, base &+ 7, width)
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
    private static func step(
        _ node: Int, _ links: Span<Link>, _ terms: Span<Term>, _ values: Span<Float>, _ lane: Int, _ width: Int
    ) -> Int {
        // Children lie inside the arrays (checked when the branches were made), offsets inside a tile.
        let link = unsafe links[unchecked: node]
        var sum: Float = 0
        let start = node &* width
        for index in 0..<width {
            let term = unsafe terms[unchecked: start &+ index]
            sum += unsafe term.coefficient * values[unchecked: lane &+ Int(term.offset)]
        }
        return Int(link.left) &+ (sum >= link.threshold ? 1 : 0)
    }
}
