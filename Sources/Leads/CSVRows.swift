import ADBC
import Claims
import Foundation

/// A small table that a person wrote or that a run left: CSV with a header, every value a text.
struct CSVRows {
    /// What messages call the file: its name, never the folders above it.
    let name: String
    let columns: [String]
    private let path: String
    private let connection: Connection

    /// - Parameters:
    ///   - what: what the file is to the reader of a message.
    ///   - required: columns without which it says nothing.
    /// - Throws: `ClaimsError` where the file cannot be read or lacks a column.
    init(path: String, what: String, required: [String]) throws(ClaimsError) {
        name = "\(what) \((path as NSString).lastPathComponent)"
        self.path = path
        guard FileManager.default.isReadableFile(atPath: path) else { throw ClaimsError("the \(name) cannot be read; give a CSV file") }
        do {
            connection = try EmbeddedDuckDB.open(threads: 1)
            columns = try Self.query(path, connection).fields.map(\.name)
        } catch {
            throw ClaimsError("the \(name) is no CSV file with a header; expected the columns \(required.joined(separator: ", "))")
        }
        let missing = required.filter { !columns.contains($0) }
        guard missing.isEmpty else {
            throw ClaimsError("the \(name) has no column \(missing.joined(separator: ", ")); expected \(required.joined(separator: ", "))")
        }
    }

    private static func query(_ path: String, _ connection: Connection) throws(ADBCError) -> RecordStream {
        let options = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', null_padding = true"
        return try connection.query("SELECT * FROM read_csv(\(quotedLiteral(path)), \(options))")
    }

    /// Hands over every row with its line (a field with line breaks counts as one line); an absent column or value is empty.
    func forEach(_ body: (_ line: Int, _ value: (String) -> String) throws -> Void) throws {
        let stream = try Self.query(path, connection)
        var line = 1
        while let batch = try stream.next() {
            var texts: [String: UTF8Column] = [:]
            for (place, column) in columns.enumerated() where texts[column] == nil { texts[column] = try batch.utf8(place) }
            for row in 0..<batch.rowCount {
                line += 1
                try body(line) { column in texts[column]?.string(row)?.trimmingCharacters(in: .whitespaces) ?? "" }
            }
        }
    }
}
