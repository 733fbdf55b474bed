/// The eigenvalues and eigenvectors of a symmetric matrix: `A = Σ λᵢ vᵢ vᵢᵀ`.
public struct SymmetricEigen: Sendable, Equatable, Codable {
    /// Ascending.
    public let values: [Double]
    /// One eigenvector of length one a row, in the order of the values. Its first element of largest magnitude is positive,
    /// which settles the sign the mathematics leaves open.
    public let vectors: Matrix

    /// Only the lower triangle is read.
    ///
    /// - Throws: `notFinite` or `notConverged`.
    /// - Precondition: `matrix` is square.
    /// - Complexity: O(n³).
    public init(_ matrix: Matrix) throws(LinearAlgebraError) {
        precondition(matrix.rowCount == matrix.columnCount, "the matrix is square")
        try matrix.requireFinite()
        var vectors = matrix
        // Its last bits would depend on the number of threads.
        let (values, unconverged) = BLASRuntime.withOneThread { LAPACK.eigen(&vectors) }
        if unconverged > 0 { throw .notConverged(count: unconverged) }
        for row in 0..<vectors.rowCount {
            var largest = 0
            for column in 0..<vectors.columnCount where abs(vectors[row, column]) > abs(vectors[row, largest]) {
                largest = column
            }
            if vectors[row, largest] < 0 {
                for column in 0..<vectors.columnCount { vectors[row, column] = -vectors[row, column] }
            }
        }
        self.values = values
        self.vectors = vectors
    }
}
