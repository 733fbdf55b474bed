internal import COpenBLAS

/// The only file that spells `cblas_`. Every size was checked by the caller; empty products never reach the library, which
/// refuses a leading dimension of zero.
enum BLAS {
    /// C = op(A) op(B)
    static func product(_ a: Matrix, transposed transposeA: Bool, _ b: Matrix, transposed transposeB: Bool) -> Matrix {
        let rows = transposeA ? a.columnCount : a.rowCount
        let inner = transposeA ? a.rowCount : a.columnCount
        let columns = transposeB ? b.rowCount : b.columnCount
        var result = Matrix(rowCount: rows, columnCount: columns)
        guard rows > 0, inner > 0, columns > 0 else { return result }
        unsafe a.storage.withUnsafeBufferPointer { left in
            unsafe b.storage.withUnsafeBufferPointer { right in
                unsafe result.storage.withUnsafeMutableBufferPointer { out in
                    unsafe cblas_dgemm(
                        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                        Int32(rows), Int32(columns), Int32(inner), 1,
                        left.baseAddress, Int32(a.columnCount), right.baseAddress, Int32(b.columnCount), 0,
                        out.baseAddress, Int32(columns))
                }
            }
        }
        return result
    }

    /// y = op(A) x
    static func product(_ a: Matrix, transposed: Bool, _ x: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: transposed ? a.columnCount : a.rowCount)
        guard a.rowCount > 0, a.columnCount > 0 else { return result }
        unsafe a.storage.withUnsafeBufferPointer { matrix in
            unsafe x.withUnsafeBufferPointer { vector in
                unsafe result.withUnsafeMutableBufferPointer { out in
                    unsafe cblas_dgemv(
                        CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(a.rowCount), Int32(a.columnCount), 1,
                        matrix.baseAddress, Int32(a.columnCount), vector.baseAddress, 1, 0, out.baseAddress, 1)
                }
            }
        }
        return result
    }

    /// The upper triangle of C = Aᵀ A; zeros below.
    static func upperGram(_ a: Matrix) -> Matrix {
        var result = Matrix(rowCount: a.columnCount, columnCount: a.columnCount)
        guard a.rowCount > 0, a.columnCount > 0 else { return result }
        unsafe a.storage.withUnsafeBufferPointer { matrix in
            unsafe result.storage.withUnsafeMutableBufferPointer { out in
                unsafe cblas_dsyrk(
                    CblasRowMajor, CblasUpper, CblasTrans, Int32(a.columnCount), Int32(a.rowCount), 1,
                    matrix.baseAddress, Int32(a.columnCount), 0, out.baseAddress, Int32(a.columnCount))
            }
        }
        return result
    }

    /// C = A Bᵀ in single precision, for the rows of A named; C begins at the head of `c`, its rows `stride` vectors apart.
    static func singleProduct(
        _ a: [Float], rows: Range<Int>, transposed b: [Float], rowCount: Int, columnCount: Int,
        into c: inout [SIMD8<Float>], stride: Int
    ) {
        guard !rows.isEmpty, rowCount > 0, columnCount > 0 else { return }
        unsafe a.withUnsafeBufferPointer { left in
            unsafe b.withUnsafeBufferPointer { right in
                unsafe c.withUnsafeMutableBytes { out in
                    // A vector is its elements, in order and without gaps.
                    unsafe cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows.count), Int32(rowCount), Int32(columnCount), 1,
                        left.baseAddress.map { unsafe $0 + rows.lowerBound * columnCount }, Int32(columnCount),
                        right.baseAddress, Int32(columnCount), 0,
                        out.bindMemory(to: Float.self).baseAddress, Int32(8 * stride))
                }
            }
        }
    }

    /// Adds the upper triangle of `Aᵀ A` to C, A the first rows of a block of as many columns as C.
    static func addUpperGram(of block: [Double], rowCount: Int, to result: inout Matrix) {
        let width = result.columnCount
        guard rowCount > 0, width > 0 else { return }
        unsafe block.withUnsafeBufferPointer { rows in
            unsafe result.storage.withUnsafeMutableBufferPointer { out in
                unsafe cblas_dsyrk(
                    CblasRowMajor, CblasUpper, CblasTrans, Int32(width), Int32(rowCount), 1,
                    rows.baseAddress, Int32(width), 1, out.baseAddress, Int32(width))
            }
        }
    }
}
