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
/// Score, contributions and missing values: `WhitenedLength`.
///
/// Where we deviate, so that every table has an answer:
/// - to a column of which more than half is one value, `ridge` is added in units of its own variance (`RobustScale` falls back), so
///   that a rare value counts as far out, not as infinitely far;
/// - where the covariance is singular all the same (duplicated or dependent columns, fewer than two rows a column), `ridge` is
///   added to the whole diagonal in units of the robust scale, and the search is made again;
/// - where even that fails, columns are taken as independent.
///
/// - Complexity: fit O(s (n p² + n)) for the s concentration steps, score O(p²) a row.
public struct RobustMahalanobis: Detector, Equatable {
    /// The share of rows the raw estimate rests on: 0.5 survives the most wild rows, more is the more efficient.
    public let supportFraction: Double
    /// Variance added where a covariance is singular.
    public let ridge: Double

    public init(supportFraction: Double = 0.75, ridge: Double = 0.001) {
        precondition(supportFraction >= 0.5 && supportFraction <= 1, "the share lies between a half and one")
        precondition(ridge > 0 && ridge < .infinity, "the ridge is positive")
        self.supportFraction = supportFraction
        self.ridge = ridge
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> WhitenedLength {
        let frozen = try FrozenColumns(rows)
        let scales = frozen.kept.map { RobustScale(rows.column($0)) }
        let columns = StandardizedColumns(columns: frozen, center: scales.map(\.center), scale: scales.map(\.scale))
        let working = WorkingRows(rows, in: columns)
        let ownRidge = scales.map { $0.basis == .medianAbsoluteDeviation ? 0 : ridge }
        for (attempt, added) in [ownRidge, ownRidge.map { $0 + ridge }].enumerated() {
            if attempt == 0, rows.rowCount < 2 * columns.count { continue }
            let determinant = MinimumCovarianceDeterminant(working, supportFraction: supportFraction, ridge: added)
            guard let raw = determinant.search(seed: seed),
                let final = determinant.reweighted(raw.support, correction: .init(determinant, supportFraction))
            else { continue }
            return WhitenedLength(columns: columns.centered(at: final.location), whitening: final.cholesky.inverseFactor())
        }
        return WhitenedLength(columns: columns, whitening: .identity(columns.count))
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
        Hyperparameter("ridge", 0.001, in: 1e-9...1e3),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(supportFraction: values["supportFraction"] ?? 0.75, ridge: values["ridge"] ?? 0.001)
    }
}
