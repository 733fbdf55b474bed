import ADBC
import Foundation

/// A file that appears whole or not at all: it is written aside and takes its own name in one step.
package struct WholeFile: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    /// Whether a file could be written here, to be asked before any work is done.
    package func check() throws(OutputError) {
        let destination = try destination()
        guard FileManager.default.createFile(atPath: destination.temporary.path, contents: nil) else { throw unwritable }
        destination.removeTemporary()
    }

    private func destination() throws(OutputError) -> Destination {
        let destination = try Destination(path)
        if destination.isExistingFolder { throw OutputError("\(path): is a folder, and the output is a file; give another path") }
        return destination
    }

    private var unwritable: OutputError {
        OutputError("\(path): cannot be written; give a folder in which files can be created, with space left")
    }

    /// - Parameter content: writes the file at the path given; whatever it throws becomes `OutputError`.
    package func write(_ content: (_ path: String) throws -> Void) throws(OutputError) {
        let destination = try destination()
        defer { destination.removeTemporary() }
        do { try content(destination.temporary.path) } catch { throw unwritable }
        try destination.moveIntoPlace()
    }

    /// A table of columns, as CSV text or, where the path ends in `.parquet`, as Parquet.
    ///
    /// - Parameters:
    ///   - columns: names, and DuckDB's types, which Parquet keeps.
    ///   - rows: appends lines of CSV, each ended by a line feed, in pieces of any size.
    package func writeTable(
        _ columns: [(name: String, type: String)], rows: (_ append: (String) throws -> Void) throws -> Void
    ) throws(OutputError) {
        try write { path in
            guard self.path.hasSuffix(".parquet") else { return try Self.writeText(columns.map(\.name), to: path, line: { $0 }, rows) }
            let text = path + ".csv"
            defer { try? FileManager.default.removeItem(atPath: text) }
            try Self.writeText(columns.map(\.name), to: text, line: { $0 }, rows)
            let types = columns.map { "\(quotedLiteral($0.name)): '\($0.type)'" }.joined(separator: ", ")
            let source = """
                read_csv(\(quotedLiteral(text)), auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {\(types)})
                """
            try EmbeddedDuckDB.open(threads: 1).execute("COPY (SELECT * FROM \(source)) TO \(quotedLiteral(path)) (FORMAT parquet)")
        }
    }

    /// CSV text at a path, in its place at once: for files that something else keeps whole. Written as it comes, so that its
    /// length does not matter.
    /// - Parameter line: a row, or several, as lines each ended by a line feed.
    package static func writeText<Row>(
        _ header: [String], to path: String, line: @escaping (Row) -> String, _ rows: (_ append: (Row) throws -> Void) throws -> Void
    ) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let output = FileHandle(forWritingAtPath: path) else {
            throw CocoaError(.fileWriteUnknown)
        }
        var text = header.map(field).joined(separator: ",") + "\n"
        try rows { row in
            text += line(row)
            guard text.utf8.count > 1 << 20 else { return }
            try output.write(contentsOf: Data(text.utf8))
            text = ""
        }
        try output.write(contentsOf: Data(text.utf8))
        try output.close()
    }

    /// A text as a field of CSV, in quotes where it needs them.
    package static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return text }
        // By bytes: as characters, a quotation mark with a combining mark is no quotation mark.
        return "\"" + String(decoding: text.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }, as: UTF8.self) + "\""
    }
}
