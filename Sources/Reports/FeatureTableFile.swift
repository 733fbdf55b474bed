import Claims
import Features
public import Output

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
    public static func check(_ path: String) throws(OutputError) { try WholeFile(path).check() }

    private var idColumn: String { table.subjectKind == .facility ? "fixmedins_code" : "psn_no" }

    /// Written aside and renamed when whole. - Throws: `OutputError` where the file cannot be written.
    public func write(to path: String) throws(OutputError) {
        let columns = [(name: idColumn, type: "VARCHAR")] + table.definitions.map { (name: $0.name, type: "DOUBLE") }
        try WholeFile(path).writeTable(columns) { append in
            for row in table.subjects.indices {
                var line = WholeFile.field(identifiers[table.subjects[row]])
                for column in table.definitions.indices {
                    let value = table.values[row, column]
                    line += value.isNaN ? "," : ",\(value)"
                }
                try append(line + "\n")
            }
        }
    }
}
