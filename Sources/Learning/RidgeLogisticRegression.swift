public import Detection
public import LinearAlgebra
import RealModule

/// Logistic regression with a ridge: log-odds that are linear in the standardised columns.
///
/// Minimises `Σ log(1 + exp(-yᵢ zᵢ)) + λ ‖w‖² / 2` with `z = b + wᵀ x`, y = ±1 and no penalty on b, as S. le Cessie and
/// J. van Houwelingen, "Ridge estimators in logistic regression" (Applied Statistics 41(1), 1992, equation 2). It is the objective
/// of scikit-learn's `LogisticRegression(C=1/λ)` on standardised columns; the ridge keeps w finite where a plane parts
/// the labels. Solved by iteratively reweighted least squares, which is Newton's method: P. Green, "Iteratively reweighted
/// least squares for maximum likelihood estimation, and some robust and resistant alternatives" (JRSS B 46(2), 1984).
///
/// Convergence: steps are halved until the objective falls by a ten-thousandth of what the slope promises. The iteration ends with
/// the full step taken at a squared Newton decrement `gᵀ H⁻¹ g` of at most 1e-12, which leaves an error of that order in the
/// metric of H. The decrement met there is kept with the model.
///
/// Columns are brought to mean 0 and standard deviation 1 over their finite values; a missing value is taken at the mean
/// and contributes 0; a constant column has the weight 0. Values beyond a million standard deviations are taken as a million.
/// A column of missing-value indicators is not made: give one with the rows where being missing tells something.
///
/// - Complexity: fit O(n p²) an iteration, of which about ten are taken; score O(p) a row.
public struct RidgeLogisticRegression: Sendable, Equatable {
    /// λ, above zero.
    public let ridge: Double

    public init(ridge: Double = 1) {
        precondition(ridge > 0 && ridge.isFinite, "the ridge is positive")
        self.ridge = ridge
    }

    /// - Throws: `rowCountMismatch`, `oneLabelOnly`, `notConverged`.
    public func fit(_ rows: Matrix, labels: [Bool]) throws(LearningError) -> Model {
        try labels.requireBothLabels(rowCount: rows.rowCount)
        let columns = StandardizedColumns(rows)
        let solution = try LogisticObjective(rows: rows, labels: labels, columns: columns, ridge: ridge).minimum()
        var weight = [Double](repeating: 0, count: rows.columnCount)
        for (place, column) in columns.varying.enumerated() { weight[column] = solution.coefficients[place + 1] }
        return Model(
            columns: columns, intercept: solution.coefficients[0], weight: weight,
            iterationCount: solution.iterationCount, squaredDecrement: solution.squaredDecrement)
    }

    public struct Model: LabeledModel, Equatable {
        let columns: StandardizedColumns
        /// The log-odds of a row whose every value is at the mean or missing.
        public let intercept: Double
        /// The change of the log-odds by one standard deviation of each column.
        public let weight: [Double]
        public let iterationCount: Int
        /// `gᵀ H⁻¹ g` before the last step.
        public let squaredDecrement: Double

        public var columnCount: Int { weight.count }
        public var baseline: Double { intercept }

        public func logOdds(_ rows: Matrix) throws(LearningError) -> [Double] {
            try requireColumns(rows.columnCount)
            let elements = rows.elements
            let values = elements.span
            let width = columnCount
            return (0..<rows.rowCount).map { row in
                var sum = intercept
                for column in columns.varying {
                    sum += weight[column] * columns.standardized(values[row * width + column], column: column)
                }
                return sum
            }
        }

        public func contributions(_ row: [Double]) throws(LearningError) -> [Double] {
            try requireColumns(row.count)
            var result = [Double](repeating: 0, count: row.count)
            for column in columns.varying { result[column] = weight[column] * columns.standardized(row[column], column: column) }
            return result
        }
    }
}

extension RidgeLogisticRegression.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("intercept", intercept)
        weights.set("weight", weight)
        weights.set("iterationCount", Double(iterationCount))
        weights.set("squaredDecrement", squaredDecrement)
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: StandardizedColumns.self)
        // Bounds that no fit comes near, and within which no sum overflows.
        intercept = try weights.scalar("intercept", in: -1e100...1e100)
        weight = try weights.vector("weight", count: columns.count)
        guard weight.allSatisfy({ abs($0) <= 1e100 }) else { throw .invalid(name: "weight", requirement: "within ±1e100") }
        iterationCount = try weights.integer("iterationCount", in: 1...LogisticObjective.iterationLimit)
        squaredDecrement = try weights.scalar("squaredDecrement", in: 0...LogisticObjective.tolerance)
    }
}
