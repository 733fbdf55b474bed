internal import COpenBLAS

/// The only file that spells a Fortran symbol. Fortran reads a row-major matrix as its transpose, so a lower triangle here is
/// an upper one there, and the rows of a matrix of right-hand sides are its columns.
enum LAPACK {
    /// Overwrites the lower triangle of a symmetric matrix by its Cholesky factor.
    ///
    /// - Returns: 0, or the order of the leading minor that is not positive definite.
    static func factor(_ matrix: inout Matrix) -> Int {
        let size = matrix.rowCount
        guard size > 0 else { return 0 }
        var n = Int32(size)
        var info = Int32(0)
        var upper = CChar(UInt8(ascii: "U"))
        unsafe matrix.storage.withUnsafeMutableBufferPointer { elements in
            unsafe dpotrf_(&upper, &n, elements.baseAddress, &n, &info, 1)
        }
        precondition(info >= 0, "an argument of dpotrf is wrong")
        return Int(info)
    }

    /// Overwrites each row b of `rows` by the solution x of `L Lᵀ x = b`.
    static func solve(factor: Matrix, rows: inout Matrix) {
        guard factor.rowCount > 0, rows.rowCount > 0 else { return }
        var n = Int32(factor.rowCount)
        var count = Int32(rows.rowCount)
        var info = Int32(0)
        var upper = CChar(UInt8(ascii: "U"))
        unsafe factor.storage.withUnsafeBufferPointer { elements in
            unsafe rows.storage.withUnsafeMutableBufferPointer { out in
                unsafe dpotrs_(&upper, &n, &count, elements.baseAddress, &n, out.baseAddress, &n, &info, 1)
            }
        }
        precondition(info == 0, "an argument of dpotrs is wrong")
    }

    /// Overwrites each row b of `rows` by the solution y of `L y = b`.
    static func substituteForward(factor: Matrix, rows: inout Matrix) {
        guard factor.rowCount > 0, rows.rowCount > 0 else { return }
        var n = Int32(factor.rowCount)
        var count = Int32(rows.rowCount)
        var info = Int32(0)
        var upper = CChar(UInt8(ascii: "U"))
        var transposed = CChar(UInt8(ascii: "T"))
        var notUnit = CChar(UInt8(ascii: "N"))
        unsafe factor.storage.withUnsafeBufferPointer { elements in
            unsafe rows.storage.withUnsafeMutableBufferPointer { out in
                unsafe dtrtrs_(
                    &upper, &transposed, &notUnit, &n, &count, elements.baseAddress, &n, out.baseAddress, &n, &info, 1, 1, 1)
            }
        }
        precondition(info == 0, "a factor has a zero on its diagonal")
    }

    /// Overwrites a symmetric matrix by its eigenvectors, one a row.
    ///
    /// - Returns: the eigenvalues, ascending, and LAPACK's count of those that did not converge.
    static func eigen(_ matrix: inout Matrix) -> (values: [Double], unconverged: Int) {
        let size = matrix.rowCount
        guard size > 0 else { return ([], 0) }
        var n = Int32(size)
        var info = Int32(0)
        var vectors = CChar(UInt8(ascii: "V"))
        var upper = CChar(UInt8(ascii: "U"))
        var values = [Double](repeating: 0, count: size)
        var workCount = Int32(1 + 6 * size + 2 * size * size)
        var indexCount = Int32(3 + 5 * size)
        var work = [Double](repeating: 0, count: Int(workCount))
        var indices = [Int32](repeating: 0, count: Int(indexCount))
        unsafe matrix.storage.withUnsafeMutableBufferPointer { elements in
            unsafe values.withUnsafeMutableBufferPointer { out in
                unsafe work.withUnsafeMutableBufferPointer { work in
                    unsafe indices.withUnsafeMutableBufferPointer { indices in
                        unsafe dsyevd_(
                            &vectors, &upper, &n, elements.baseAddress, &n, out.baseAddress, work.baseAddress, &workCount,
                            indices.baseAddress, &indexCount, &info, 1, 1)
                    }
                }
            }
        }
        precondition(info >= 0, "an argument of dsyevd is wrong")
        return (values, Int(info))
    }

    /// The one elementary function this room needs; the standard library has none.
    static func logarithm(_ x: Double) -> Double { naturalLogarithm(x) }
}
