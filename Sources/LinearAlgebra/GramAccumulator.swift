/// `Σ x xᵀ` over rows that come block by block, so that nothing as large as the matrix is made.
public struct GramAccumulator: Sendable {
    private var upper: Matrix

    public init(columnCount: Int) {
        upper = Matrix(rowCount: columnCount, columnCount: columnCount)
    }

    /// Adds the first `rowCount` rows of a block that holds them one after the other.
    ///
    /// - Complexity: O(b p²) for b rows.
    public mutating func add(_ rowCount: Int, rowsOf block: [Double]) {
        precondition(rowCount >= 0 && rowCount * upper.columnCount <= block.count, "rows of the block")
        BLAS.addUpperGram(of: block, rowCount: rowCount, to: &upper)
    }

    /// The sum so far, exactly symmetric.
    ///
    /// - Complexity: O(p²).
    public var gram: Matrix {
        var result = upper
        for row in 0..<upper.rowCount {
            for column in 0..<row { result[row, column] = result[column, row] }
        }
        return result
    }
}
