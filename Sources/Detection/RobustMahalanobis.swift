public import LinearAlgebra
import RealModule
import Statistics

/// The squared Mahalanobis distance from a centre and covariance that a minority of wild rows cannot move.
///
/// Columns are first brought to their robust scale (`RobustScale`); values beyond a million deviations are taken as a million.
/// The reweighted minimum covariance determinant of P. Rousseeuw and K. Van Driessen (1999) follows, with the consistency
/// factor of C. Croux and G. Haesbroeck (1999) and the small-sample correction of G. Pison et al. (2002); rows up to the
/// χ² quantile 0.975 enter the reweighted estimate.
///
/// Score: `d² = zᵀ Σ⁻¹ z` with z the standardised row less the centre. Contribution of column j: `z_j (Σ⁻¹ z)_j`; they sum to d²,
/// and one can be negative when columns correlate. A missing value is taken at the centre: z_j = 0, contribution 0.
///
/// Where we deviate, so that every table has an answer:
/// - a column of which more than half is one value has no spread in the central rows; its own unit of variance is added to
///   the diagonal, so that a rare value counts by its z value, not as infinitely far;
/// - where the covariance is singular all the same (duplicated or dependent columns, fewer than two rows a column), `ridge` is
///   added to the whole diagonal in units of the robust scale, and the search is made again;
/// - where even that fails, columns are taken as independent.
///
/// - Complexity: fit O(s (n p² + n log n)) for the s concentration steps, score O(p²) a row.
public struct RobustMahalanobis: Detector, Equatable {
    /// The share of rows the raw estimate rests on: 0.5 survives the most wild rows, more is the more efficient.
    public let supportFraction: Double
    /// Variance added to every column where the covariance is singular.
    public let ridge: Double

    public init(supportFraction: Double = 0.75, ridge: Double = 0.01) {
        precondition(supportFraction >= 0.5 && supportFraction <= 1, "the share lies between a half and one")
        precondition(ridge > 0 && ridge < .infinity, "the ridge is positive")
        self.supportFraction = supportFraction
        self.ridge = ridge
    }

    static let reweightingShare = 0.975

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let columns = try FrozenColumns(rows)
        let scales = columns.kept.map { RobustScale(rows.column($0)) }
        let standardized = Model.standardize(columns.values(of: rows), scales)
        let ownRidge = scales.map { $0.basis == .medianAbsoluteDeviation ? 0.0 : 1.0 }
        let ridges = [ownRidge, ownRidge.map { $0 + ridge }]
        for (attempt, ridge) in ridges.enumerated() {
            if attempt == 0, standardized.rowCount < 2 * standardized.columnCount { continue }
            if let model = reweighted(standardized, ridge, columns, scales, seed) { return model }
        }
        return Model(
            columns: columns, scales: scales, center: scales.map { _ in 0 }, precision: .identity(scales.count))
    }

    private func reweighted(
        _ rows: Matrix, _ ridge: [Double], _ columns: FrozenColumns, _ scales: [RobustScale], _ seed: UInt64
    ) -> Model? {
        let (n, p) = (rows.rowCount, rows.columnCount)
        let coverage = MinimumCovarianceDeterminant.coverage(
            rowCount: n, columnCount: p, supportFraction: supportFraction)
        let determinant = MinimumCovarianceDeterminant(rows: rows, coverage: coverage, ridge: ridge)
        guard let raw = determinant.search(seed: seed) else { return nil }
        let rawFactor =
            MinimumCovarianceDeterminant.consistencyFactor(columnCount: p, share: Double(coverage) / Double(n))
            * MinimumCovarianceDeterminant.smallSampleFactor(
                rowCount: n, columnCount: p, share: supportFraction, reweighted: false)
        let limit = ChiSquared(degreesOfFreedom: Double(p)).quantile(Self.reweightingShare) * rawFactor
        let distances = raw.cholesky.squaredDistances(of: rows, selecting: Array(0..<n), from: raw.mean)
        let regular = (0..<n).filter { distances[$0] <= limit }
        guard regular.count > 1, let final = determinant.estimate(regular) else { return nil }
        let unbiased = Double(regular.count) / Double(regular.count - 1)
        let factor =
            unbiased
            * MinimumCovarianceDeterminant.consistencyFactor(columnCount: p, share: Self.reweightingShare)
            * MinimumCovarianceDeterminant.smallSampleFactor(
                rowCount: n, columnCount: p, share: supportFraction, reweighted: true)
        var precision = final.cholesky.inverse()
        for row in 0..<p { for column in 0..<p { precision[row, column] /= factor } }
        return Model(columns: columns, scales: scales, center: final.mean, precision: precision)
    }

    public struct Model: DetectorModel, Equatable {
        let columns: FrozenColumns
        let scales: [RobustScale]
        /// The robust centre, in units of the scales.
        let center: [Double]
        /// Σ⁻¹, in units of the scales.
        let precision: Matrix

        static let limit = 1e6

        public var columnCount: Int { columns.columnCount }
        public var scale: ScoreScale { ScoreScale(baseline: 0, range: 0...Double.infinity, additivity: .score) }

        /// Values in units of the scales; missing ones at the column's median.
        static func standardize(_ values: Matrix, _ scales: [RobustScale]) -> Matrix {
            var result = values
            for row in 0..<values.rowCount {
                for (column, scale) in scales.enumerated() {
                    result[row, column] = Swift.min(Swift.max(scale.robustZ(values[row, column]), -limit), limit)
                }
            }
            return result
        }

        /// `z_j (Σ⁻¹ z)_j` of the kept columns.
        private func terms(_ row: ArraySlice<Double>) -> [Double] {
            let values = columns.values(of: row)
            let z = values.indices.map { index in
                values[index].isNaN
                    ? 0
                    : Swift.min(Swift.max(scales[index].robustZ(values[index]), -Self.limit), Self.limit) - center[index]
            }
            return z.indices.map { column in
                let weights = precision.rowSlice(column)
                var sum = 0.0
                for (weight, value) in zip(weights, z) { sum += weight * value }
                return z[column] * sum
            }
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            // Rounding may leave a row at the centre a hair below zero.
            return (0..<rows.rowCount).map { Swift.max(0, terms(rows.rowSlice($0)).reduce(0, +)) }
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            return columns.spread(terms(row[...]))
        }
    }
}

extension RobustMahalanobis: CatalogedDetector {
    public static let name = "robust-mahalanobis"
    public static let card = DetectorCard(
        aliases: ["mcd"],
        summary: "far from the centre, measured by the covariance of the central rows",
        reference: "P. Rousseeuw and K. Van Driessen, A fast algorithm for the minimum covariance determinant estimator (Technometrics, 1999)")
    public static let hyperparameters = [
        Hyperparameter("supportFraction", 0.75, in: 0.5...1),
        Hyperparameter("ridge", 0.01, in: 1e-9...1e3),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(supportFraction: values["supportFraction"] ?? 0.75, ridge: values["ridge"] ?? 0.01)
    }
}

extension RobustMahalanobis.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("scales.center", scales.map(\.center))
        weights.set("scales.scale", scales.map(\.scale))
        weights.set("center", center)
        weights.set("precision", precision)
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: FrozenColumns.self)
        let count = columns.kept.count
        let centers = try weights.vector("scales.center", count: count)
        let widths = try weights.vector("scales.scale", count: count)
        guard widths.allSatisfy({ $0 >= 0 }) else { throw .invalid(name: "scales.scale", requirement: "not negative") }
        scales = zip(centers, widths).map { RobustScale(center: $0, scale: $1) }
        center = try weights.vector("center", count: count)
        precision = try weights.matrix("precision", rows: count, columns: count)
    }
}
