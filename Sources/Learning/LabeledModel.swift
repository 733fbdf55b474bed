public import Detection
public import LinearAlgebra

/// What was learned from labels: the log-odds that a row is one of the sought.
///
/// Immutable, so a row's score never depends on the rows scored beside it: alone, in a batch or shuffled it is the same, bit for
/// bit. Higher is likelier, always. Missing values (NaN) are allowed everywhere; infinities are taken as the end of the
/// column's finite range at fit; log-odds are finite.
public protocol LabeledModel: WeightCoding {
    /// The width of the rows it was fitted on.
    var columnCount: Int { get }

    /// The log-odds from which contributions count.
    var baseline: Double { get }

    /// One number a row; none for no rows.
    ///
    /// - Throws: `columnCountMismatch`.
    func logOdds(_ rows: Matrix) throws(LearningError) -> [Double]

    /// What each column adds to the log-odds of one row: they sum to `logOdds - baseline`.
    ///
    /// - Throws: `columnCountMismatch`.
    func contributions(_ row: [Double]) throws(LearningError) -> [Double]
}

extension LabeledModel {
    func requireColumns(_ found: Int) throws(LearningError) {
        if found != columnCount { throw .columnCountMismatch(expected: columnCount, found: found) }
    }
}

extension Array where Element == Bool {
    /// - Throws: `rowCountMismatch`, `oneLabelOnly`.
    func requireBothLabels(rowCount: Int) throws(LearningError) {
        if count != rowCount { throw .rowCountMismatch(what: "labels", expected: rowCount, found: count) }
        if !contains(true) || !contains(false) { throw .oneLabelOnly }
    }
}
