public import Detection
import LinearAlgebra
import Statistics

/// A table as a detector sees it: a score and a p-value a row, the ranking, and the reasons.
public struct TableScores: Sendable {
    /// What the p-values compare a row with.
    public enum Reference: String, Sendable, Codable {
        /// The other rows of the table: the share of rows that score as high, the row itself among them.
        case table
        /// Rows held back when the model was fitted: conformal p-values.
        case calibration
    }

    public let table: NumericTable
    public let detector: FittedDetector
    public let scores: [Double]
    public let pValues: [Double]
    public let reference: Reference
    /// The rows, highest score first; of equal scores the earlier row.
    public let order: [Int]

    /// - Parameter isFittedTable: the detector was fitted to this very table. One that keeps its rows then scores each without
    ///   itself among its neighbours, as other libraries score a training set; as a new row each would be its own nearest.
    /// - Throws: `ModelingError` where the table has other columns than the detector, or a score is not finite.
    public init(
        _ table: NumericTable, by detector: FittedDetector, isFittedTable: Bool = false, threads: Int = 1
    ) throws(ModelingError) {
        let own = isFittedTable && detector.model.keepsTrainingRows ? (detector.model as? any FittedRowScoring)?.fittedScores() : nil
        try self.init(table, detector, threads, fitted: own?.count == table.rowCount ? own : nil) { scores in
            let tail = EmpiricalTail(scores)
            return (scores.map(tail.leaveOneOut(of:)), .table)
        }
    }

    /// By a stored model; the columns are brought into its order.
    ///
    /// - Throws: `ModelingError` that names the features by which table and model differ.
    public init(_ table: NumericTable, by part: ModelPart, threads: Int = 1) throws(ModelingError) {
        guard let calibration = part.calibration else {
            self = try TableScores(try table.arranged(for: part), by: part.detector, threads: threads)
            return
        }
        try self.init(try table.arranged(for: part), part.detector, threads) { (calibration.pValues(of: $0), .calibration) }
    }

    private init(
        _ table: NumericTable, _ detector: FittedDetector, _ threads: Int, fitted: [Double]? = nil, pValues: ([Double]) -> ([Double], Reference)
    ) throws(ModelingError) {
        let scores: [Double]
        do { scores = try fitted ?? detector.scores(table.values, threads: threads) } catch { throw ModelingError("\(table.name): \(error)") }
        // A fit never gives such a model; numbers of a stored one may be finite and still too large to reckon with.
        if let row = scores.firstIndex(where: { !$0.isFinite }) {
            throw ModelingError("\(table.name), row \(row + 1): the model \(detector.name) gives no finite score, its weights are beyond use; train anew")
        }
        self.table = table
        self.detector = detector
        self.scores = scores
        (self.pValues, reference) = pValues(scores)
        order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    }

    /// What each column adds to the score of a row; see `ScoreScale.Additivity`.
    ///
    /// - Throws: `ModelingError`, never for a row of the table.
    public func contributions(ofRow row: Int) throws(ModelingError) -> [Double] {
        do { return try detector.contributions(table.values.row(row)) } catch { throw ModelingError("\(table.name): \(error)") }
    }

    /// One feature's part in a row's score, beside what is usual.
    public struct Reason: Sendable, Encodable {
        public let feature: String
        /// nil where it is missing or infinite.
        public let value: Double?
        public let contribution: Double
        public let median: Double?
        public let percentile99: Double?
    }

    public struct Explanation: Sendable, Encodable {
        /// Counted from 0.
        public let row: Int
        public let id: String?
        public let score: Double
        public let pValue: Double
        /// The largest contributions, largest first.
        public let reasons: [Reason]
    }

    /// Why the first rows of the ranking are there.
    ///
    /// - Parameters:
    ///   - distributions: of the training data, one a column; nil takes the table's own.
    ///   - reasonCount: at most so many reasons a row.
    public func explanations(first count: Int, distributions: [Distribution]? = nil, reasonCount: Int = 5) throws(ModelingError) -> [Explanation] {
        var usual: [Int: Distribution] = [:]
        var result: [Explanation] = []
        for row in order.prefix(count) {
            let parts = try contributions(ofRow: row)
            let largest = parts.indices.sorted { parts[$0] != parts[$1] ? parts[$0] > parts[$1] : $0 < $1 }.prefix(reasonCount)
            let reasons = largest.map { column in
                let known = distributions?[column] ?? usual[column] ?? Distribution(table.values.column(column))
                usual[column] = known
                let value = table.values[row, column]
                return Reason(
                    feature: table.columns[column], value: value.isFinite ? value : nil, contribution: parts[column], median: known.median,
                    percentile99: known.percentile99)
            }
            result.append(Explanation(row: row, id: table.identifiers?[row], score: scores[row], pValue: pValues[row], reasons: reasons))
        }
        return result
    }
}
