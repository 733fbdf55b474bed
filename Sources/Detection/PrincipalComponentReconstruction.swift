public import LinearAlgebra

/// The squared part of a row that the leading principal components do not explain.
///
/// K. Pearson's fit (1901) turned into a statistic of residuals by J. Jackson and G. Mudholkar, "Control procedures for residuals
/// associated with principal component analysis" (Technometrics 21, 1979), equation 2.1: with z the row standardised by mean and
/// standard deviation and V the components left out, `score = ‖V z‖² = ‖z - ẑ‖²`. The leading components are the fewest that
/// explain `varianceShare` of the variance; one at least is left out. A row far out along a leading component is explained by it
/// and scores low.
///
/// Score, contributions and missing values: `WhitenedLength`. Contribution of column j: `z_j (z - ẑ)_j`.
///
/// - Complexity: fit O(n p² + p³), score O(p²) a row.
public struct PrincipalComponentReconstruction: Detector, Equatable {
    public let varianceShare: Double

    public init(varianceShare: Double = 0.7) {
        precondition(varianceShare > 0 && varianceShare < 1, "a share of the variance")
        self.varianceShare = varianceShare
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> WhitenedLength {
        let components = try PrincipalComponents(rows)
        let count = components.columns.count
        var leading = 0
        var explained = 0.0
        while leading < count - 1, explained < varianceShare {
            explained += components.shares[leading]
            leading += 1
        }
        return WhitenedLength(
            columns: components.columns, whitening: components.vectors.selectingRows(leading..<count))
    }
}

extension PrincipalComponentReconstruction: CatalogedDetector {
    public static let name = "pca-reconstruction"
    public static let card = DetectorCard(
        summary: "little explained by the leading principal components",
        reference: "J. Jackson and G. Mudholkar, Control procedures for residuals associated with principal component analysis "
            + "(Technometrics, 1979)")
    public static let hyperparameters = [Hyperparameter("varianceShare", 0.7, in: 0.01...0.999_999)]

    public init(hyperparameters values: [String: Double]) {
        self.init(varianceShare: values["varianceShare"] ?? 0.7)
    }
}
