/// Products in single precision, for work whose last bits do not matter: finding candidates that are then computed exactly.
package enum SinglePrecision {
    /// The inner products of some rows of `a` with the first rows of `b`, both row-major with `columnCount` columns.
    ///
    /// The products of one row of `a` begin a vector, `stride` vectors after those of the row before; what is left of the
    /// vectors keeps its value. The last bits depend on the kernel and the number of threads.
    ///
    /// - Complexity: O(rows · rowCount · columnCount).
    package static func innerProducts(
        of a: [Float], rows: Range<Int>, with b: [Float], rowCount: Int, columnCount: Int,
        into products: inout [SIMD8<Float>], stride: Int
    ) {
        precondition(columnCount >= 0 && rows.lowerBound >= 0 && rows.upperBound * columnCount <= a.count, "rows of the first")
        precondition(rowCount >= 0 && rowCount * columnCount <= b.count, "rows of the second")
        precondition(rowCount <= 8 * stride && rows.count * stride <= products.count, "a place for every product")
        BLAS.singleProduct(
            a, rows: rows, transposed: b, rowCount: rowCount, columnCount: columnCount, into: &products, stride: stride)
    }
}
