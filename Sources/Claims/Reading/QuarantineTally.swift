/// Counts of what could not be used, by reason and column, with the first places of each.
struct QuarantineTally {
    private struct Key: Hashable, Comparable {
        let reason: String
        let column: String

        static func < (left: Key, right: Key) -> Bool { (left.reason, left.column) < (right.reason, right.column) }
    }

    private static let exampleCount = 3

    private var counts: [Key: (rows: Int, examples: [TableQuality.Example])] = [:]

    /// A `reason|column|shape` note of `TableQuery`.
    mutating func add(problem: String, file: String, row: Int) {
        let parts = problem.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        add(reason: parts[0], column: parts.count > 1 ? parts[1] : "", found: parts.count > 2 ? parts[2] : "", file: file, position: "row \(row)")
    }

    mutating func add(reason: String, column: String, found: String, file: String, position: String) {
        var entry = counts[Key(reason: reason, column: column)] ?? (0, [])
        entry.rows += 1
        if entry.examples.count < Self.exampleCount {
            entry.examples.append(.init(file: file, position: position, found: found))
        }
        counts[Key(reason: reason, column: column)] = entry
    }

    func entries(of table: ContractSchema.Table) -> [TableQuality.Quarantine] {
        counts.sorted { $0.key < $1.key }.map { key, entry in
            let (expected, advice) = Self.guidance(reason: key.reason, kind: table.column(key.column)?.kind)
            return .init(reason: key.reason, column: key.column, rows: entry.rows, expected: expected, advice: advice, examples: entry.examples)
        }
    }

    private static func guidance(reason: String, kind: ContractSchema.Kind?) -> (expected: String, advice: String) {
        switch (reason, kind) {
        case ("faulty line", _): ("as many fields as the header has", "look at the line; an unquoted comma or line break in a text is the usual cause")
        case ("missing", _): ("a value", "the row cannot be told apart without it; export it again with this column filled")
        case (_, .amount): ("yuan with at most two decimals, like 12.30", "mend the value or export the amount as a plain number")
        case (_, .date), (_, .birthDate): ("a calendar date like 2026-03-01", "mend the date; 31 February and the like cannot be placed in time")
        case (_, .timestamp): ("a date and time like 2026-03-01 08:05:30", "mend the time; a date alone or a time alone is accepted")
        case (_, .identifier): ("the whole identifier as text", "a spreadsheet has cut it to 1.23E+17; export the column as text")
        default: ("a value of this column's kind", "mend the value")
        }
    }
}
