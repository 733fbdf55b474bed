public import LinearAlgebra

/// Rows with verdicts: what a supervised ranking is learned from.
public struct LabeledTable: Sendable, Equatable {
    /// One row a subject, or a subject's period: features and anomaly scores together, NaN where missing.
    public let rows: Matrix
    public let columnNames: [String]
    /// Whether a row is one of the sought.
    public let labels: [Bool]
    /// Rows of equal group are never on both sides of a fold: the subject's number, or that of whatever rows share.
    public let groups: [Int]
    /// The ranking without labels that is to be beaten, higher first.
    public let unsupervisedScores: [Double]
    /// The money at risk, by which alone one might rank as well.
    public let money: [Double]

    /// - Throws: `rowCountMismatch` and `columnCountMismatch` where the parts do not fit.
    public init(
        rows: Matrix, columnNames: [String], labels: [Bool], groups: [Int], unsupervisedScores: [Double], money: [Double]
    ) throws(LearningError) {
        if columnNames.count != rows.columnCount { throw .columnCountMismatch(expected: columnNames.count, found: rows.columnCount) }
        let counts = [
            ("labels", labels.count), ("groups", groups.count), ("unsupervised scores", unsupervisedScores.count),
            ("amounts of money", money.count),
        ]
        for (what, found) in counts where found != rows.rowCount {
            throw .rowCountMismatch(what: what, expected: rows.rowCount, found: found)
        }
        self.rows = rows
        self.columnNames = columnNames
        self.labels = labels
        self.groups = groups
        self.unsupervisedScores = unsupervisedScores
        self.money = money
    }

    public var positiveCount: Int { labels.filter { $0 }.count }
}
