/// What data can do to a factorisation. Positions and sizes only, never values.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The leading minor of this order (counted from 1) is not positive.
    case notPositiveDefinite(leadingMinor: Int)
    /// A missing or infinite element.
    case notFinite(row: Int, column: Int)
    /// The eigenvalue iteration left this many unconverged.
    case notConverged(count: Int)

    public var description: String {
        switch self {
        case .notPositiveDefinite(let order):
            "the matrix is not positive definite: its leading minor of order \(order) is not positive"
        case .notFinite(let row, let column):
            "the element at row \(row), column \(column) is missing or infinite"
        case .notConverged(let count):
            "\(count) eigenvalues did not converge"
        }
    }
}

extension Matrix {
    /// Throws at the first element, row after row, that is missing or infinite.
    func requireFinite() throws(LinearAlgebraError) {
        if let place = storage.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(row: place / columnCount, column: place % columnCount)
        }
    }
}
