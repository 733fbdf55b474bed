public import LinearAlgebra
import RealModule
import Statistics

/// The squared Mahalanobis distance from the mean and shrunken covariance of the central rows, found in a few rounds.
///
/// Columns are standardised by mean and standard deviation. The first distances are those from the column medians with all columns
/// taken as independent. Each round keeps the central rows, `1 - trimmedShare` of all, and estimates from them the mean and the
/// covariance, shrunken toward a multiple of the identity by the oracle approximating estimator of Y. Chen, A. Wiesel, Y. Eldar and
/// A. Hero, "Shrinkage algorithms for MMSE covariance estimation" (IEEE Transactions on Signal Processing 58, 2010), equation 23;
/// the distances from it order the rows for the next round. This is a concentration step of P. Rousseeuw and K. Van Driessen (1999)
/// from a single start, which is why it costs a small part of the minimum covariance determinant.
///
/// The covariance of the central rows is multiplied by the consistency factor of C. Croux and G. Haesbroeck (1999), so that of normal
/// rows the scores follow χ². `ridge`, in units of the columns' variances, is added to its diagonal: a column that is constant among
/// the central rows then counts its rare values as far out, not as infinitely far; fewer rows than columns have an answer too.
///
/// Score, contributions and missing values: `WhitenedLength`.
///
/// - Complexity: fit O(r n p²) for r rounds, score O(p²) a row.
public struct ShrinkageMahalanobis: Detector, Equatable {
    /// The share of rows, the farthest, that the estimates leave out.
    public let trimmedShare: Double
    public let roundCount: Int
    public let ridge: Double

    public init(trimmedShare: Double = 0.4, roundCount: Int = 5, ridge: Double = 0.001) {
        precondition(trimmedShare >= 0 && trimmedShare <= 0.5, "at most half of the rows are left out")
        precondition(roundCount >= 1 && ridge > 0 && ridge < .infinity, "at least one round, a positive ridge")
        self.trimmedShare = trimmedShare
        self.roundCount = roundCount
        self.ridge = ridge
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> WhitenedLength {
        let frozen = try FrozenColumns(rows)
        let columns = StandardizedColumns(momentsOf: rows, frozen)
        let working = WorkingRows(rows, in: columns)
        let size = Swift.min(Swift.max(2, Int(((1 - trimmedShare) * Double(rows.rowCount)).rounded(.up))), rows.rowCount)
        let factor = MinimumCovarianceDeterminant.consistencyFactor(
            columnCount: columns.count, share: Double(size) / Double(rows.rowCount))
        var mean = (0..<columns.count).map { columns.value(median(rows.column(frozen.kept[$0])), $0) }
        var distances = working.squaredLengths(RowTransform(.identity(columns.count)), from: mean)
        var whitening = Matrix.identity(columns.count)
        for _ in 0..<roundCount {
            let central = nearest(size, by: distances)
            let moments = TrimmedMoments(of: working, at: central, around: mean)
            mean = moments.mean
            let covariance = shrunken(moments.covariance, rowCount: size, factor: factor)
            guard let cholesky = try? Cholesky(covariance) else { break }
            whitening = cholesky.inverseFactor()
            distances = working.squaredLengths(RowTransform(whitening), from: mean)
        }
        return WhitenedLength(columns: columns.centered(at: mean), whitening: whitening)
    }

    /// `factor ((1 - ρ) S + ρ tr(S)/p I) + ridge I`.
    private func shrunken(_ covariance: Matrix, rowCount: Int, factor: Double) -> Matrix {
        let weight = ShrinkageMahalanobis.oracleWeight(covariance, rowCount: rowCount)
        let p = covariance.rowCount
        var result = covariance
        let level = (0..<p).reduce(0) { $0 + covariance[$1, $1] } / Double(p)
        for row in 0..<p {
            for column in 0..<p { result[row, column] = factor * (1 - weight) * covariance[row, column] }
            result[row, row] += factor * weight * level + ridge
        }
        return result
    }

    /// ρ of the oracle approximating shrinkage, from the covariance S of n rows divided by n: with `t = tr(S)/p` and a the mean of
    /// the squares of S, `(a + t²) / ((n + 1) (a - t²/p))`, at most 1.
    package static func oracleWeight(_ covariance: Matrix, rowCount: Int) -> Double {
        let p = Double(covariance.rowCount)
        let level = (0..<covariance.rowCount).reduce(0) { $0 + covariance[$1, $1] } / p
        let square = covariance.elements.reduce(0) { $0 + $1 * $1 } / (p * p)
        let spread = Double(rowCount + 1) * (square - level * level / p)
        let weight = (square + level * level) / spread
        return spread > 0 && weight < 1 ? weight : 1
    }
}

extension ShrinkageMahalanobis: CatalogedDetector {
    public static let name = "shrinkage-mahalanobis"
    public static let card = DetectorCard(
        summary: "far from the centre of the central rows, measured by their shrunken covariance",
        reference: "Y. Chen, A. Wiesel, Y. Eldar and A. Hero, Shrinkage algorithms for MMSE covariance estimation "
            + "(IEEE Transactions on Signal Processing, 2010)")
    public static let hyperparameters = [
        Hyperparameter("trimmedShare", 0.4, in: 0...0.5),
        Hyperparameter("roundCount", 5, in: 1...100, isWhole: true),
        Hyperparameter("ridge", 0.001, in: 1e-9...1e3),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            trimmedShare: values["trimmedShare"] ?? 0.4, roundCount: Int(values["roundCount"] ?? 5),
            ridge: values["ridge"] ?? 0.001)
    }
}
