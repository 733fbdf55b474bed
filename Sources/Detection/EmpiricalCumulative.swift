public import LinearAlgebra

/// ECOD: a row is unusual by how far out in the tail of each column it lies.
///
/// Z. Li, Y. Zhao, X. Hu, N. Botta, C. Ionescu and G. Chen, "ECOD: unsupervised outlier detection using empirical cumulative
/// distribution functions" (IEEE TKDE, 2022), algorithm 1, with the largest of the left, right and skewness-selected surprises
/// taken column by column, as the authors' own code does, so that contributions sum to the score exactly; the paper takes the
/// largest of the three sums. Column by column the skewness only picks one of the two tails, so the largest of the three is
/// the larger of the two; in a column of skewness exactly zero, where their code selects both, it is the sum of the two.
///
/// Where we deviate: the distribution functions are frozen at fit. The authors' code joins new rows to the fitted ones, so that
/// a score depends on its batch. Rows that were fitted score as there; a value outside the fitted range has the tail
/// 1 / (n + 1), as if it were the next row. A column of more than `sketchSize` distinct values is kept as a sketch: both of
/// its tail probabilities are right within the share `tailError`, so a row's surprise within `-log (1 - tailError)` a column.
///
/// - Complexity: fit O(p n), score O(p log s) a row for a sketch of s points, mostly O(p).
public struct EmpiricalCumulative: Detector, Equatable {
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

    /// The largest of left, right and selected surprise.
    enum Rule: TailRule {
        static func surprise(left: Double, right: Double, skewness: Int) -> Double {
            Swift.max(left, right, selected(left: left, right: right, skewness: skewness))
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

extension EmpiricalCumulative: CatalogedDetector {
    public static let name = "ecod"
    public static let card = DetectorCard(
        aliases: ["empirical-cumulative"],
        summary: "far out in the tails of its columns",
        reference: "Z. Li et al., ECOD: unsupervised outlier detection using empirical cumulative distribution functions (IEEE TKDE, 2022)")
    public static let hyperparameters = [
        Hyperparameter("sketchSize", 65_536, in: 16...1_048_576, isWhole: true),
        Hyperparameter("tailError", 1.0 / 512, in: 1e-6...0.5),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(sketchSize: Int(values["sketchSize"] ?? 65_536), tailError: values["tailError"] ?? 1.0 / 512)
    }
}

extension EmpiricalCumulative.Model {
    public func write(to weights: inout Weights) {
        sums.write(to: &weights)
    }

    public init(from weights: Weights) throws(WeightError) {
        sums = try TailSums(from: weights, rule: EmpiricalCumulative.Rule.self)
    }
}
