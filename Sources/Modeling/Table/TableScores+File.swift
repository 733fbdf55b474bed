public import Output

extension TableScores {
    /// Writes a row for each row of the table, in its order: `row` (from 0), `id` if there is one, `score`, `p_value`; and where rows are
    /// to be explained `contribution_NAME` for every feature, empty below the first rows of the ranking.
    ///
    /// - Parameters:
    ///   - path: ends in `.csv` or `.parquet`.
    ///   - explained: how many rows of the ranking have their contributions written.
    /// - Throws: `OutputError` where the file cannot be written; it appears whole or not at all.
    public func write(to path: String, explaining explained: Int = 0) throws(OutputError) {
        var columns: [(name: String, type: String)] = [("row", "BIGINT")]
        if table.identifiers != nil { columns.append(("id", "VARCHAR")) }
        columns += [("score", "DOUBLE"), ("p_value", "DOUBLE")]
        if explained > 0 { columns += table.columns.map { ("contribution_\($0)", "DOUBLE") } }
        let chosen = Set(order.prefix(explained))
        let nothing = String(repeating: ",", count: explained > 0 ? table.columns.count : 0)
        try WholeFile(path).writeTable(columns) { append in
            for row in scores.indices {
                var line = "\(row),"
                if let identifiers = table.identifiers { line += WholeFile.field(identifiers[row]) + "," }
                line += "\(scores[row]),\(pValues[row])"
                if chosen.contains(row) {
                    for part in try contributions(ofRow: row) { line += ",\(part)" }
                } else {
                    line += nothing
                }
                try append(line + "\n")
            }
        }
    }
}
