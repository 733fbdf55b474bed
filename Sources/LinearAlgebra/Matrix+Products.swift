// Products by the BLAS. Sizes that do not fit are errors of the program. The last bits may depend on the number of threads
// and on the kernel the library chose for this processor; `BLASRuntime` names both.

extension Matrix {
    /// `A B`, m × k by k × n.
    ///
    /// - Complexity: O(m k n).
    public func multiplied(by other: Matrix) -> Matrix {
        precondition(columnCount == other.rowCount, "columns of the first are rows of the second")
        return BLAS.product(self, transposed: false, other, transposed: false)
    }

    /// `A Bᵀ`, m × k by n × k: the inner products of rows with rows.
    ///
    /// - Complexity: O(m k n).
    public func multiplied(byTransposeOf other: Matrix) -> Matrix {
        precondition(columnCount == other.columnCount, "both have the same columns")
        return BLAS.product(self, transposed: false, other, transposed: true)
    }

    /// `Aᵀ B`, k × m by k × n.
    ///
    /// - Complexity: O(m k n).
    public func transposeMultiplied(by other: Matrix) -> Matrix {
        precondition(rowCount == other.rowCount, "both have the same rows")
        return BLAS.product(self, transposed: true, other, transposed: false)
    }

    /// `A x`.
    ///
    /// - Complexity: O(m n).
    public func multiplied(by vector: [Double]) -> [Double] {
        precondition(columnCount == vector.count, "one value for each column")
        return BLAS.product(self, transposed: false, vector)
    }

    /// `Aᵀ x`.
    ///
    /// - Complexity: O(m n).
    public func transposeMultiplied(by vector: [Double]) -> [Double] {
        precondition(rowCount == vector.count, "one value for each row")
        return BLAS.product(self, transposed: true, vector)
    }

    /// `Aᵀ A`, exactly symmetric: one triangle is computed and mirrored.
    ///
    /// - Complexity: O(m n²).
    public func gram() -> Matrix {
        var result = BLAS.upperGram(self)
        for row in 0..<columnCount {
            for column in 0..<row { result[row, column] = result[column, row] }
        }
        return result
    }
}
