public import LinearAlgebra

/// A model whose score is the squared length of a linear map of the standardised row: `‖W z‖²`.
///
/// With W = L⁻¹ of a covariance L Lᵀ it is the squared Mahalanobis distance; with the trailing principal components, the squared
/// residual of a reconstruction. Contribution of column j: `z_j (Wᵀ W z)_j`; they sum to the score, and one can be negative where
/// columns correlate. A missing value is taken at the centre: z_j = 0, contribution 0.
///
/// - Complexity: O(k p) a row for k rows of W, half of it for a lower triangular W.
public struct WhitenedLength: DetectorModel, Equatable {
    let columns: StandardizedColumns
    /// W
    let whitening: Matrix
    private let transform: RowTransform

    init(columns: StandardizedColumns, whitening: Matrix) {
        self.columns = columns
        self.whitening = whitening
        transform = RowTransform(whitening)
    }

    public var columnCount: Int { columns.columns.columnCount }
    public var scale: ScoreScale { ScoreScale(baseline: 0, range: 0...Double.infinity, additivity: .score) }

    public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
        try requireColumns(rows.columnCount)
        return WorkingRows(rows, in: columns).squaredLengths(transform)
    }

    public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
        try requireColumns(row.count)
        let z = columns.values(of: row[...])
        let weights = whitening.transposeMultiplied(by: transform.apply(to: z))
        return columns.columns.spread(zip(z, weights).map { $0 * $1 })
    }
}

extension WhitenedLength {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("whitening", whitening)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("columns", as: StandardizedColumns.self)
        self.init(columns: columns, whitening: try weights.moderateMatrix("whitening", columns: columns.count))
    }
}

extension Weights {
    /// A matrix whose elements are so far from the end of the range of numbers that sums of squares of its products stay finite.
    func moderateMatrix(_ name: String, rows: Int? = nil, columns: Int? = nil) throws(WeightError) -> Matrix {
        let values = try matrix(name, rows: rows, columns: columns)
        if let index = values.elements.firstIndex(where: { abs($0) > 1e100 }) {
            throw .outOfRange(name: name, index: index, requirement: "from -1e100 to 1e100")
        }
        return values
    }

    func moderateVector(_ name: String, count: Int? = nil) throws(WeightError) -> [Double] {
        let values = try vector(name, count: count)
        if let index = values.firstIndex(where: { abs($0) > 1e100 }) {
            throw .outOfRange(name: name, index: index, requirement: "from -1e100 to 1e100")
        }
        return values
    }
}
