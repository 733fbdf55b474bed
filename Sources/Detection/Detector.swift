public import LinearAlgebra

/// A way to tell unusual rows from usual ones: its hyperparameters, all `let`.
///
/// Laws that every detector keeps, and that the contract tests hold over the whole catalogue:
/// - the same rows, seed and hyperparameters give the same model, bit for bit;
/// - higher is more anomalous, always;
/// - missing values (NaN) are allowed everywhere and contribute 0; infinities are taken as the end of the column's finite
///   range at fit; constant and empty columns are dropped and contribute 0; scores are finite.
public protocol Detector: Sendable {
    associatedtype Model: DetectorModel

    static var name: String { get }

    /// Freezes all that scoring needs.
    ///
    /// - Parameter rows: one subject a row, one feature a column; fewer rows than columns are allowed.
    /// - Throws: `tooFewRows` below two rows, `noVaryingColumns` when nothing tells the rows apart.
    func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model
}

/// What a detector learned. Immutable, so a row's score never depends on the rows scored beside it.
public protocol DetectorModel: WeightCoding {
    /// The width of the rows it was fitted on.
    var columnCount: Int { get }
    var scale: ScoreScale { get }

    /// One score a row; none for no rows.
    ///
    /// - Throws: `columnCountMismatch`.
    func scores(_ rows: Matrix) throws(DetectionError) -> [Double]

    /// What each column adds to the score of one row, in the terms of `scale.additivity`.
    ///
    /// - Throws: `columnCountMismatch`.
    func contributions(_ row: [Double]) throws(DetectionError) -> [Double]

    /// Whether rows of the training data are among its weights. Such a model serves in memory and is never stored.
    var keepsTrainingRows: Bool { get }
}

/// What the numbers of a model mean.
public struct ScoreScale: Sendable, Equatable {
    /// How contributions make up the score.
    public enum Additivity: Sendable, Equatable {
        /// They sum to `score - baseline`.
        case score
        /// They sum to `log₂ score - log₂ baseline`.
        case binaryLogarithm
    }

    /// The score of a row about which nothing is known.
    public let baseline: Double
    /// Bounds no score leaves; the upper one may be infinite, though scores never are.
    public let range: ClosedRange<Double>
    public let additivity: Additivity

    public init(baseline: Double, range: ClosedRange<Double>, additivity: Additivity) {
        self.baseline = baseline
        self.range = range
        self.additivity = additivity
    }
}

extension DetectorModel {
    public var keepsTrainingRows: Bool { false }

    func requireColumns(_ found: Int) throws(DetectionError) {
        if found != columnCount { throw .columnCountMismatch(expected: columnCount, found: found) }
    }
}
