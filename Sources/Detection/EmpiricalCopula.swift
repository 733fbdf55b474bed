public import LinearAlgebra

/// COPOD: a row is unusual by how far out it lies in the tail that each column's skewness points to, or in both on average.
///
/// Z. Li, Y. Zhao, N. Botta, C. Ionescu and X. Hu, "COPOD: copula-based outlier detection" (ICDM 2020), algorithm 1, with the
/// larger of the skewness-selected surprise and the mean of the left and the right taken column by column, as the authors' own
/// code does, so that contributions sum to the score exactly; the paper takes the largest of the sums over the columns. It
/// differs from ECOD in nothing else: ECOD takes the larger tail where this takes the mean of the two.
///
/// Where we deviate: as `EmpiricalCumulative` does. In a column of skewness exactly zero the authors' code selects both tails.
///
/// - Complexity: fit O(p n), score O(p log s) a row for a sketch of s points, mostly O(p).
public struct EmpiricalCopula: Detector, Equatable {
    /// The most order statistics kept of a column; with at most as many distinct values it is exact.
    public let sketchSize: Int
    /// What share of a tail of a larger column a tail probability may be off by; more where `sketchSize` allows no less.
    public let tailError: Double

    public init(sketchSize: Int = 65_536, tailError: Double = 1.0 / 512) {
        precondition(sketchSize >= 16 && tailError > 0 && tailError < 1, "a sketch has at least 16 points and an error below 1")
        self.sketchSize = sketchSize
        self.tailError = tailError
    }

    public func fit(_ rows: Matrix, seed: UInt64 = 0) throws(DetectionError) -> Model {
        Model(sums: try TailSums(rows, sketchSize: sketchSize, tailError: tailError, rule: Rule.self))
    }

    /// The larger of the selected surprise and the mean of both.
    enum Rule: TailRule {
        static func surprise(left: Double, right: Double, skewness: Int) -> Double {
            Swift.max(selected(left: left, right: right, skewness: skewness), (left + right) / 2)
        }
    }

    public struct Model: DetectorModel {
        let sums: TailSums

        public var columnCount: Int { sums.columns.columnCount }
        public var scale: ScoreScale { sums.scale }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            return sums.scores(rows)
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            return sums.contributions(row)
        }
    }
}

extension EmpiricalCopula: CatalogedDetector {
    public static let name = "copod"
    public static let card = DetectorCard(
        aliases: ["empirical-copula"],
        summary: "far out in the tails that its columns are skewed to",
        reference: "Z. Li et al., COPOD: copula-based outlier detection (ICDM 2020)")
    public static let hyperparameters = EmpiricalCumulative.hyperparameters

    public init(hyperparameters values: [String: Double]) {
        self.init(sketchSize: Int(values["sketchSize"] ?? 65_536), tailError: values["tailError"] ?? 1.0 / 512)
    }
}

extension EmpiricalCopula.Model {
    public func write(to weights: inout Weights) {
        sums.write(to: &weights)
    }

    public init(from weights: Weights) throws(WeightError) {
        sums = try TailSums(from: weights, rule: EmpiricalCopula.Rule.self)
    }
}
