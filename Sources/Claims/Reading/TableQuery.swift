import ADBC

/// How one file of a table is asked for: which contract columns it has, under which names, and the SQL that converts
/// them and says which rows cannot be used.
struct TableQuery {
    /// Positions of a contract column's outputs in the result: one, or day and second.
    private(set) var outputs: [String: [Int]] = [:]
    /// Contract column → what it is read from.
    private(set) var found: [String: String] = [:]
    /// Result positions of why the row is unusable and of which dispensable value was dropped; NULL where all is well.
    private(set) var problemIndex = 0
    private(set) var droppedIndex = 0
    private(set) var sql = ""

    /// The usable rows under the contract's names; of a timestamp the day.
    var cleanSQL: String {
        let columns = outputs.sorted { $0.key < $1.key }.map { "t\($0.value[0]) AS \(quotedIdentifier($0.key))" }
        return "SELECT \(columns.joined(separator: ", ")) FROM (\(sql)) WHERE problem IS NULL"
    }

    /// - Parameters:
    ///   - relation: the SQL that stands after FROM.
    ///   - columns: name and DuckDB type of what the relation has.
    ///   - expressions: what a mapping reads each contract column from; nil where columns go by name.
    init(
        table: ContractSchema.Table, relation: String, columns: [(name: String, type: String)],
        expressions: [String: (sql: String, type: String)]?
    ) throws(ClaimsError) {
        var raw: [String] = []
        var typed: [String] = []
        var problems: [String] = []
        var drops: [String] = []
        for column in table.columns {
            let source: (sql: String, type: String, label: String)
            if let expressions {
                guard let expression = expressions[column.name] else { continue }
                source = (expression.sql, expression.type, expression.sql)
            } else {
                let names = [column.name] + column.aliases
                guard let match = names.lazy.compactMap({ name in columns.first { $0.name.lowercased() == name } }).first else { continue }
                source = (quotedIdentifier(match.name), match.type, match.name)
            }
            found[column.name] = source.label
            let value = "r\(raw.count)"
            let type = source.type.hasPrefix("DECIMAL") ? "DECIMAL" : source.type
            raw.append(ConversionSQL.trimmed(source.sql, column.kind, type: type) + " AS \(value)")
            let converted = ConversionSQL.outputs(column.kind, value, type: type)
            var positions: [Int] = []
            var names: [String] = []
            for expression in converted {
                names.append("t\(typed.count)")
                positions.append(typed.count)
                typed.append("\(expression) AS t\(typed.count)")
            }
            outputs[column.name] = positions
            if column.kind != .hashed, column.kind != .text {
                let isUnreadable = ConversionSQL.isUnreadable(column.kind, value, type: type, outputs: names)
                let note = "WHEN \(isUnreadable) THEN concat('unreadable|\(column.name)|', \(ConversionSQL.shape(value)))"
                if column.isVital { problems.append(note) } else { drops.append(note) }
            }
            if column.isRequired {
                problems.append("WHEN " + names.map { "\($0) IS NULL" }.joined(separator: " AND ") + " THEN 'missing|\(column.name)|'")
            }
        }
        problemIndex = typed.count
        droppedIndex = typed.count + 1
        let problem = problems.isEmpty ? "NULL::VARCHAR" : "CASE " + problems.joined(separator: " ") + " END"
        let dropped = drops.isEmpty ? "NULL::VARCHAR" : "CASE " + drops.joined(separator: " ") + " END"
        let results = (0..<typed.count).map { "t\($0)" } + ["\(problem) AS problem", "\(dropped) AS dropped"]
        sql = """
            SELECT \(results.joined(separator: ", ")) FROM (SELECT *, \(typed.joined(separator: ", ")) \
            FROM (SELECT \(raw.joined(separator: ", ")) FROM \(relation)))
            """
    }
}
