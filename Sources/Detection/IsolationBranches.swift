import RealModule

/// How the nodes of isolation trees hang together, and what follows from the number of fitted rows that reached each.
///
/// Nodes stand tree after tree, and within a tree level by level; the two children of a node stand side by side, in the order
/// of their parents. So which nodes are cut and how many rows reached each is the whole of the structure: no link is stored
/// that could be wrong.
struct IsolationBranches: Sendable, Equatable {
    /// The fitted rows that reached a node.
    let counts: [Int32]
    /// The first node of each tree.
    let roots: [Int]
    /// The most cuts between the root and a leaf, for each tree.
    let heights: [Int]
    /// The left child, -1 at a leaf; the right child follows it.
    let left: [Int32]
    /// The expected depth of a row that reached this node and of which no more is known: at a leaf its level and c(rows), F. Liu,
    /// K. Ting and Z. Zhou (2008), section 2; at a cut that of the children, weighted by their rows.
    let depths: [Double]

    /// How far trees grow.
    struct Growth: Sendable, Equatable {
        /// Levels beyond `⌈log₂ ψ⌉`, which is about the average height of a tree.
        let spareLevels: Int
        /// The fewest fitted rows on a side of a cut.
        let fewestRows: Int

        func heightLimit(_ rowCount: Int) -> Int {
            (rowCount < 2 ? 0 : Int.bitWidth - (rowCount - 1).leadingZeroBitCount) + spareLevels
        }
    }

    /// ψ, the most rows a tree may be grown on.
    static let largestSample = 65_536

    /// c(n) for n up to a bound: the average depth of an unsuccessful search in a binary search tree of n rows,
    /// `2 H(n - 1) - 2 (n - 1) / n`, with exact harmonic numbers.
    static func averageDepths(through bound: Int) -> [Double] {
        var result = [0.0, 0.0]
        var harmonic = 0.0
        for count in stride(from: 2, through: bound, by: 1) {
            harmonic += 1 / Double(count - 1)
            result.append(2 * harmonic - 2 * Double(count - 1) / Double(count))
        }
        return result
    }

    /// c(ψ)
    var normalDepth: Double { Self.averageDepths(through: Int(counts[0]))[Int(counts[0])] }

    var meanRootDepth: Double { roots.reduce(0) { $0 + depths[$1] } / Double(roots.count) }

    /// Trees grown on the same number of rows each, at least 2, none higher than the limit.
    ///
    /// - Throws: `invalid` for the tensor `count` when counts and cuts do not fit together.
    init(counts: [Int32], isCut: [Bool], _ growth: Growth) throws(WeightError) {
        guard counts.count == isCut.count, let size = counts.first.map(Int.init), (2...Self.largestSample).contains(size) else {
            throw .invalid(name: "count", requirement: "a number of rows for each node, from 2 to \(Self.largestSample) at the first")
        }
        let limit = growth.heightLimit(size)
        var roots: [Int] = []
        var heights: [Int] = []
        var left = [Int32](repeating: -1, count: counts.count)
        var levels = [Int](repeating: 0, count: counts.count)
        var first = 0
        while first < counts.count {
            guard counts[first] == counts[0] else { throw .invalid(name: "count", requirement: "equal at all roots") }
            // Children are given out in order: the next pair goes to the next cut, which stands before them.
            var next = first + 1
            var node = first
            while node < next {
                if isCut[node] {
                    guard next + 1 < counts.count, levels[node] < limit, counts[node] >= 2,
                        counts[next] >= growth.fewestRows, counts[next + 1] >= growth.fewestRows,
                        Int(counts[next]) + Int(counts[next + 1]) == Int(counts[node])
                    else { throw .invalid(name: "count", requirement: "the sum of two children's at every cut, at node \(node)") }
                    left[node] = Int32(next)
                    levels[next] = levels[node] + 1
                    levels[next + 1] = levels[node] + 1
                    next += 2
                }
                node += 1
            }
            roots.append(first)
            heights.append(levels[next - 1])
            first = next
        }
        let average = Self.averageDepths(through: size)
        var depths = zip(levels, counts).map { Double($0) + average[Int($1)] }
        for node in depths.indices.reversed() where left[node] >= 0 {
            let child = Int(left[node])
            let share = Double(counts[child]) / Double(counts[node])
            depths[node] = share * depths[child] + (1 - share) * depths[child + 1]
        }
        self.counts = counts
        self.roots = roots
        self.heights = heights
        self.left = left
        self.depths = depths
    }

    /// One tree, its nodes in order: the fitted rows at each, and the cut where there is one.
    ///
    /// - Parameter cut: for the rows of a node, at least 2, a cut and which of them it sends right; nil when the rows cannot be
    ///   told apart.
    static func grow<Cut>(
        rowCount: Int, _ growth: Growth, _ cut: ([Int]) -> (cut: Cut, isUpper: [Bool])?
    ) -> [(count: Int32, cut: Cut?)] {
        let limit = growth.heightLimit(rowCount)
        var waiting: [(members: [Int], level: Int)] = [(Array(0..<rowCount), 0)]
        var nodes: [(count: Int32, cut: Cut?)] = []
        while nodes.count < waiting.count {
            let (members, level) = waiting[nodes.count]
            waiting[nodes.count].members = []
            let found = members.count > 1 && level < limit ? cut(members) : nil
            nodes.append((Int32(members.count), found?.cut))
            guard let isUpper = found?.isUpper else { continue }
            for side in [false, true] {
                waiting.append((members.indices.filter { isUpper[$0] == side }.map { members[$0] }, level + 1))
            }
        }
        return nodes
    }
}
