import ADBC
import Claims
import Features
import Foundation

/// Vectors as a file of columns, CSV or Parquet by the name's ending: the subject's id, then one number a feature.
/// A missing value is an empty field (CSV) or NULL (Parquet), never a zero.
public struct FeatureTableFile {
    private let table: FeatureTable
    private let identifiers: IdentifierTable

    public init(table: FeatureTable, identifiers: IdentifierTable) {
        self.table = table
        self.identifiers = identifiers
    }

    /// Whether a file could be written there, to be asked before any work is done.
    public static func check(_ path: String) throws(OutputError) {
        let destination = try fileDestination(path)
        guard FileManager.default.createFile(atPath: destination.temporary.path, contents: nil) else { throw unwritable(path) }
        destination.removeTemporary()
    }

    private static func fileDestination(_ path: String) throws(OutputError) -> Destination {
        let destination = try Destination(path)
        if destination.isExistingFolder { throw OutputError("\(path): is a folder, and the output is a file; give another path") }
        return destination
    }

    private static func unwritable(_ path: String) -> OutputError {
        OutputError("\(path): cannot be written; give a folder in which files can be created, with space left")
    }

    private var idColumn: String { table.subjectKind == .facility ? "fixmedins_code" : "psn_no" }

    /// Written aside and renamed when whole. - Throws: `OutputError` where the file cannot be written.
    public func write(to path: String) throws(OutputError) {
        let destination = try Self.fileDestination(path)
        let partial = destination.temporary.path
        let text = path.hasSuffix(".parquet") ? partial + ".csv" : partial
        defer {
            destination.removeTemporary()
            try? FileManager.default.removeItem(atPath: text)
        }
        do {
            try writeCSV(to: text)
            if text != partial { try convert(text, toParquet: partial) }
        } catch {
            throw Self.unwritable(path)
        }
        try destination.moveIntoPlace()
    }

    private func convert(_ text: String, toParquet path: String) throws {
        let types = ([(idColumn, "VARCHAR")] + table.definitions.map { ($0.name, "DOUBLE") })
            .map { "\(quotedLiteral($0.0)): '\($0.1)'" }.joined(separator: ", ")
        let source = "read_csv(\(quotedLiteral(text)), auto_detect = false, header = true, delim = ',', quote = '\"', columns = {\(types)})"
        try EmbeddedDuckDB.open(threads: 1).execute("COPY (SELECT * FROM \(source)) TO \(quotedLiteral(path)) (FORMAT parquet)")
    }

    private func writeCSV(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let output = FileHandle(forWritingAtPath: path) else {
            throw Self.unwritable(path)
        }
        var text = ([idColumn] + table.definitions.map(\.name)).joined(separator: ",") + "\n"
        for row in table.subjects.indices {
            text += identifiers[table.subjects[row]]
            for column in table.definitions.indices {
                let value = table.values[row, column]
                text += value.isNaN ? "," : ",\(value)"
            }
            text += "\n"
            if text.utf8.count > 1 << 20 {
                try output.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        try output.write(contentsOf: Data(text.utf8))
        try output.close()
    }
}
