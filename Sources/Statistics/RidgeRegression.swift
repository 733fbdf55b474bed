import LinearAlgebra

/// Linear regression by penalised least squares, with limits for a single new observation.
///
/// `β = (Xᵀ X + Λ)⁻¹ Xᵀ y`, Λ diagonal (A. E. Hoerl and R. W. Kennard, "Ridge regression: biased estimation for
/// nonorthogonal problems", Technometrics 12, 1970). The normal equations are gathered block by block, so that the design is
/// never held whole, and solved by Cholesky. A ridge is the normal prior of variance `σ² / Λ`, under which a new
/// observation varies by `σ² (1 + xᵀ (Xᵀ X + Λ)⁻¹ x)`; σ² is the residual sum of squares over `n` minus the trace of the hat matrix.
public struct RidgeRegression: Sendable {
    public let coefficients: [Double]
    public let residualVariance: Double
    public let degreesOfFreedom: Double
    private let factor: Cholesky

    private static let blockRows = 256

    /// - Parameters:
    ///   - penalties: Λ, one for each column; zero leaves a column, such as the intercept, as least squares has it.
    ///   - fill: writes the columns of a row, which hold zeros, and returns its response.
    /// - Throws: `LinearAlgebraError` where a value is not finite, or where columns without penalty depend on each other.
    /// - Complexity: O(n p² + p³).
    public init(
        rowCount: Int, penalties: [Double], fill: (_ row: Int, _ columns: inout ArraySlice<Double>) -> Double
    ) throws(LinearAlgebraError) {
        let width = penalties.count
        var sums = GramAccumulator(columnCount: width + 1)
        var block = [Double](repeating: 0, count: Self.blockRows * (width + 1))
        var filled = 0
        for row in 0..<rowCount {
            let start = filled * (width + 1)
            for place in start..<start + width { block[place] = 0 }
            block[start + width] = fill(row, &block[start..<start + width])
            filled += 1
            if filled == Self.blockRows {
                sums.add(filled, rowsOf: block)
                filled = 0
            }
        }
        sums.add(filled, rowsOf: block)
        let gram = sums.gram
        var normal = Matrix(rowCount: width, columnCount: width)
        for row in 0..<width {
            for column in 0..<width { normal[row, column] = gram[row, column] + (row == column ? penalties[row] : 0) }
        }
        let response = (0..<width).map { gram[$0, width] }
        factor = try Cholesky(normal)
        coefficients = factor.solve(response)
        let inverse = factor.inverse()
        var freedom = Double(rowCount - width)
        for column in 0..<width { freedom += penalties[column] * inverse[column, column] }
        // y'y - 2 β'X'y + β'X'X β, with X'X β = X'y - Λ β.
        var squares = gram[width, width]
        for column in 0..<width {
            squares -= coefficients[column] * response[column] + penalties[column] * coefficients[column] * coefficients[column]
        }
        degreesOfFreedom = Swift.max(1, freedom)
        residualVariance = Swift.max(0, squares) / degreesOfFreedom
    }

    public func prediction(_ columns: [Double]) -> Double {
        zip(columns, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The standard deviation of a new observation about its prediction.
    ///
    /// - Parameter variance: of the residuals; that of the fit unless a robust one is given.
    /// - Complexity: O(p²).
    public func predictionDeviation(_ columns: [Double], variance: Double? = nil) -> Double {
        let center = [Double](repeating: 0, count: columns.count)
        let row = Matrix(rowCount: 1, columnCount: columns.count, elements: columns)
        let leverage = factor.squaredDistances(of: row, selecting: [0], from: center)[0]
        return ((variance ?? residualVariance) * (1 + leverage)).squareRoot()
    }

    /// The limit that a new observation exceeds with the given probability.
    public func upperLimit(_ columns: [Double], probability: Double, variance: Double? = nil) -> Double {
        let quantile = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(probability)
        return prediction(columns) + quantile * predictionDeviation(columns, variance: variance)
    }
}
