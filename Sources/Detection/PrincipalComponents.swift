import LinearAlgebra

/// The principal components of the standardised columns: eigenvectors of their correlations, the one of most variance first.
///
/// By `dsyevd` of the Gram matrix, which is summed block by block, so that no copy of the rows is made. Each vector's first element
/// of largest magnitude is positive, which is scikit-learn's convention too (`svd_flip` decided by the components).
struct PrincipalComponents: Sendable {
    let columns: StandardizedColumns
    /// One component a row, by descending variance.
    let vectors: Matrix
    /// Variances divided by their sum; none below zero.
    let shares: [Double]

    /// - Complexity: O(n p² + p³).
    init(_ rows: Matrix) throws(DetectionError) {
        let frozen = try FrozenColumns(rows)
        let columns = StandardizedColumns(momentsOf: rows, frozen)
        let working = WorkingRows(rows, in: columns)
        let moments = TrimmedMoments(ofAll: working)
        let eigen: SymmetricEigen
        do { eigen = try SymmetricEigen(moments.covariance) } catch { throw .noVaryingColumns }
        let order = Array((0..<columns.count).reversed())
        let values = order.map { Swift.max(0, eigen.values[$0]) }
        let total = values.reduce(0, +)
        self.columns = columns
        vectors = eigen.vectors.selectingRows(order)
        shares = values.map { $0 / total }
    }

    /// How many components vary at all: below this share of the largest, a variance is nothing but rounding.
    var rank: Int {
        let floor = shares[0] * Double(shares.count) * 1e-14
        return shares.prefix { $0 > floor }.count
    }
}
