import ADBC

/// A file that a command wrote, as text.
enum ScoreFile {
    static func rows(_ path: String) throws -> (columns: [String], rows: [[String]]) {
        let reader = path.hasSuffix(".parquet") ? "read_parquet(\(quotedLiteral(path)))" : "read_csv(\(quotedLiteral(path)), all_varchar = true)"
        let stream = try EmbeddedDuckDB.open(threads: 1).query("SELECT COLUMNS(*)::VARCHAR FROM \(reader)")
        var rows: [[String]] = []
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount { rows.append(stream.fields.indices.map { batch.column($0).string(row) ?? "" }) }
        }
        return (stream.fields.map(\.name), rows)
    }
}
