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
        let probe = path + ".partial-\(UUID().uuidString)"
        guard FileManager.default.createFile(atPath: probe, contents: nil) else {
            throw OutputError("\(path): cannot be written; give a folder in which files can be created")
        }
        try? FileManager.default.removeItem(atPath: probe)
    }

    private var idColumn: String { table.subjectKind == .facility ? "fixmedins_code" : "psn_no" }

    /// Written aside and renamed when whole. - Throws: where the folder cannot be written.
    public func write(to path: String) throws {
        let partial = path + ".partial-\(UUID().uuidString)"
        let text = path.hasSuffix(".parquet") ? partial + ".csv" : partial
        defer {
            try? FileManager.default.removeItem(atPath: partial)
            try? FileManager.default.removeItem(atPath: text)
        }
        try writeCSV(to: text)
        if text != partial {
            let types = ([(idColumn, "VARCHAR")] + table.definitions.map { ($0.name, "DOUBLE") })
                .map { "\(quotedLiteral($0.0)): '\($0.1)'" }.joined(separator: ", ")
            let source = "read_csv(\(quotedLiteral(text)), auto_detect = false, header = true, delim = ',', quote = '\"', columns = {\(types)})"
            try EmbeddedDuckDB.open(threads: 1).execute("COPY (SELECT * FROM \(source)) TO \(quotedLiteral(partial)) (FORMAT parquet)")
        }
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: partial, toPath: path)
    }

    private func writeCSV(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let output = FileHandle(forWritingAtPath: path) else {
            throw OutputError("\(path): cannot be written; give a folder in which files can be created")
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
