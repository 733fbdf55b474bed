/// The factorisation `A = L Lᵀ` of a symmetric positive-definite matrix, L lower triangular.
public struct Cholesky: Sendable, Equatable, Codable {
    /// L, with zeros above its diagonal.
    public let factor: Matrix

    /// Only the lower triangle of `matrix` is read.
    ///
    /// A matrix that is singular to working precision is refused too: every pivot must keep a share of `1e-13` of its
    /// diagonal element, for a smaller one holds nothing but rounding error. A 0 × 0 matrix has an empty factor.
    ///
    /// - Throws: `notFinite`, or `notPositiveDefinite` with the order of the first minor that fails.
    /// - Precondition: `matrix` is square.
    /// - Complexity: O(n³).
    public init(_ matrix: Matrix) throws(LinearAlgebraError) {
        precondition(matrix.rowCount == matrix.columnCount, "the matrix is square")
        try matrix.requireFinite()
        var factor = matrix
        let failed = LAPACK.factor(&factor)
        if failed > 0 { throw .notPositiveDefinite(leadingMinor: failed) }
        for row in 0..<factor.rowCount {
            let pivot = factor[row, row] * factor[row, row]
            if !(pivot > 1e-13 * matrix[row, row]) { throw .notPositiveDefinite(leadingMinor: row + 1) }
            for column in row + 1..<Swift.max(factor.columnCount, row + 1) { factor[row, column] = 0 }
        }
        self.factor = factor
    }

    public var size: Int { factor.rowCount }

    /// `log det A`; 0 for the empty matrix. A logarithm, because the determinant of a hundred columns overflows.
    ///
    /// - Complexity: O(n).
    public var logDeterminant: Double {
        var sum = 0.0
        for index in 0..<size { sum += LAPACK.logarithm(factor[index, index]) }
        return 2 * sum
    }

    /// The solution x of `A x = b`.
    ///
    /// - Complexity: O(n²).
    public func solve(_ b: [Double]) -> [Double] {
        solve(rows: Matrix(rowCount: 1, columnCount: b.count, elements: b)).elements
    }

    /// The solutions of `A x = b` for every row b.
    ///
    /// - Complexity: O(m n²) for m rows.
    public func solve(rows: Matrix) -> Matrix {
        precondition(rows.columnCount == size, "one value for each row of the factor")
        var result = rows
        LAPACK.solve(factor: factor, rows: &result)
        return result
    }

    /// The solutions of `L y = b` for every row b: the squared length of y is `bᵀ A⁻¹ b`.
    ///
    /// - Complexity: O(m n²) for m rows.
    public func forwardSubstitution(rows: Matrix) -> Matrix {
        precondition(rows.columnCount == size, "one value for each row of the factor")
        var result = rows
        LAPACK.substituteForward(factor: factor, rows: &result)
        return result
    }

    /// A⁻¹, exactly symmetric.
    ///
    /// - Complexity: O(n³).
    public func inverse() -> Matrix {
        let columns = forwardSubstitution(rows: .identity(size))
        return columns.transposed().gram()
    }

    /// `L⁻¹`, lower triangular: the squared length of `L⁻¹ b` is `bᵀ A⁻¹ b`.
    ///
    /// - Complexity: O(n³).
    public func inverseFactor() -> Matrix {
        var inverse = forwardSubstitution(rows: .identity(size)).transposed()
        for row in 0..<size {
            for column in row + 1..<Swift.max(size, row + 1) { inverse[row, column] = 0 }
        }
        return inverse
    }

    /// `(x - m)ᵀ A⁻¹ (x - m)` for the rows x named, in the order named.
    ///
    /// Each row is substituted by itself, in one order of operations, so that the last bit never depends on the other rows nor
    /// on the number of threads, as that of a blocked routine may.
    ///
    /// - Complexity: O(k n²) for k rows.
    public func squaredDistances(of rows: Matrix, selecting selection: [Int], from center: [Double]) -> [Double] {
        precondition(rows.columnCount == size && center.count == size, "one value for each row of the factor")
        precondition(selection.allSatisfy { $0 >= 0 && $0 < rows.rowCount }, "inside the matrix")
        let size = size
        // By columns of L, whose inner loop has no chain of sums and is made of vector instructions.
        let columns = factor.transposed()
        var result = [Double](repeating: 0, count: selection.count)
        var residual = [Double](repeating: 0, count: size)
        unsafe rows.storage.withUnsafeBufferPointer { values in
            unsafe columns.storage.withUnsafeBufferPointer { columns in
                unsafe residual.withUnsafeMutableBufferPointer { residual in
                    for (place, row) in selection.enumerated() {
                        for column in 0..<size { unsafe residual[column] = unsafe values[row * size + column] - center[column] }
                        var sum = 0.0
                        for column in 0..<size {
                            let solved = unsafe residual[column] / columns[column * size + column]
                            sum += solved * solved
                            for below in column + 1..<Swift.max(size, column + 1) {
                                unsafe residual[below] -= unsafe columns[column * size + below] * solved
                            }
                        }
                        result[place] = sum
                    }
                }
            }
        }
        return result
    }
}
