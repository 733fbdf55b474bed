import LinearAlgebra

/// Many rows down isolation trees at once, for rows in which nothing is missing.
///
/// Eight rows lie side by side, column after column (a tile), and go down a tree in step: eight chains of loads that do not wait
/// for one another. A step takes no branch: `left + (value >= threshold ? 1 : 0)`. A leaf is its own left child and its
/// threshold is NaN, so a row that arrives early stays until the highest leaf is reached. A block of tiles passes each tree
/// while the tree is in the cache. Each row's depths are summed in the order of the trees, whatever lies beside it.
protocol IsolationWalk: Sendable {
    /// What a tile holds.
    associatedtype Value: BinaryFloatingPoint & Sendable

    /// Adds to each of the sums the depths of a row, tree by tree.
    ///
    /// - Parameter block: tiles; each holds its columns one after the other, eight values a column.
    /// - Precondition: as many sums as rows in the tiles.
    func addDepths(of block: [Value], to sums: inout [Double])
}

/// Rows laid out for an `IsolationWalk`, block after block.
struct TileBlocks {
    /// Rows in a tile.
    static let lanes = 8
    /// Tiles in a block: with 50 columns of doubles, 51 KB beside trees of some 6 KB each.
    static let tiles = 16

    let rows: Matrix
    /// The columns that are laid out, in order.
    let columns: [Int]

    init(_ rows: Matrix, columns: [Int]) {
        precondition(columns.allSatisfy { $0 >= 0 && $0 < rows.columnCount }, "columns of the rows")
        self.rows = rows
        self.columns = columns
    }

    /// The depths of every row summed over the trees.
    ///
    /// - Parameters:
    ///   - value: what the walk reads for a column, by its place among `columns`, and its value in the rows.
    ///   - incomplete: the depths of a row with a missing value, by its number.
    /// - Complexity: O(n t log ψ) for rows without missing values.
    @inline(__always)
    func depthSums<Walk: IsolationWalk>(
        _ walk: Walk, value: (Int, Double) -> Walk.Value, incomplete: (Int) -> Double
    ) -> [Double] {
        let lanes = Self.lanes
        let size = lanes * Self.tiles
        var result: [Double] = []
        result.reserveCapacity(rows.rowCount)
        var block: [Walk.Value] = []
        for start in stride(from: 0, to: rows.rowCount, by: size) {
            let count = Swift.min(size, rows.rowCount - start)
            let padded = (count + lanes - 1) / lanes * lanes
            if block.count != padded * columns.count { block = [Walk.Value](repeating: 0, count: padded * columns.count) }
            var sums = [Double](repeating: 0, count: padded)
            let missing = fill(&block, from: start, count: count, value)
            walk.addDepths(of: block, to: &sums)
            for row in missing { sums[row] = incomplete(start + row) }
            result += sums[..<count]
        }
        return result
    }

    /// Rows in which a kept value is missing, counted from `start`.
    @inline(__always)
    private func fill<Value>(_ block: inout [Value], from start: Int, count: Int, _ value: (Int, Double) -> Value) -> [Int] {
        let lanes = Self.lanes
        let width = columns.count
        let elements = rows.elements
        let source = elements.span
        let columns = columns.span
        var target = block.mutableSpan
        var missing: [Int] = []
        precondition(start >= 0 && (start + count) * rows.columnCount <= source.count, "rows of the matrix")
        precondition(target.count >= (count + lanes - 1) / lanes * lanes * width, "a place for every row")
        for row in 0..<count {
            let from = (start + row) * rows.columnCount
            let to = row / lanes * lanes * width + row % lanes
            var isMissing = false
            for index in 0..<width {
                // Inside both: `columns` are below the width of the rows, and there is a place for every row.
                let found = unsafe source[unchecked: from &+ columns[unchecked: index]]
                unsafe target[unchecked: to &+ index &* lanes] = value(index, found)
                isMissing = isMissing || found.isNaN
            }
            if isMissing { missing.append(row) }
        }
        return missing
    }
}
