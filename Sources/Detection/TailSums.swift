import LinearAlgebra

/// The frozen tails of every column and the sum of their surprises: all that ECOD and COPOD learn and do.
struct TailSums: Sendable {
    let columns: FrozenColumns
    let tails: [ColumnTails]
    private let lookups: [TailLookup]

    private init<Rule: TailRule>(columns: FrozenColumns, tails: [ColumnTails], rule: Rule.Type) {
        self.columns = columns
        self.tails = tails
        lookups = tails.map { TailLookup($0, rule: rule) }
    }

    /// - Complexity: O(n p), in copies of eight columns at a time.
    init<Rule: TailRule>(_ rows: Matrix, sketchSize: Int, tailError: Double, rule: Rule.Type) throws(DetectionError) {
        let columns = try FrozenColumns(rows)
        var tails: [ColumnTails] = []
        var ranks = ColumnRanks()
        columns.forEachColumn(of: rows) { index, values in
            tails.append(
                ColumnTails(
                    values, sketchSize: sketchSize, tailError: tailError, ranks: &ranks,
                    range: columns.lowest[index]...columns.highest[index]))
        }
        self.init(columns: columns, tails: tails, rule: rule)
    }

    /// A row without any value scores 0.
    var scale: ScoreScale {
        ScoreScale(baseline: 0, range: 0...lookups.reduce(0) { $0 + $1.highest } * (1 + 1e-12), additivity: .score)
    }

    func scores(_ rows: Matrix) -> [Double] {
        columns.sums(over: rows) { lookups[$0].add($1, to: &$2) }
    }

    func contributions(_ row: [Double]) -> [Double] {
        columns.spread(zip(lookups, columns.values(of: row[...])).map { $0.surprise(of: $1) })
    }

    func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        for (column, tail) in tails.enumerated() { weights.set("tails.\(column)", nested: tail) }
    }

    init<Rule: TailRule>(from weights: Weights, rule: Rule.Type) throws(WeightError) {
        let columns = try weights.nested("columns", as: FrozenColumns.self)
        var tails: [ColumnTails] = []
        for column in columns.kept.indices { tails.append(try weights.nested("tails.\(column)", as: ColumnTails.self)) }
        self.init(columns: columns, tails: tails, rule: rule)
    }
}
