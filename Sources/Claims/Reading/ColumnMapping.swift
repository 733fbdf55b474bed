/// How an extract with other names is read: for each contract table the files (or the database table), and for each
/// contract column an SQL expression over the columns found there.
///
/// ```yaml
/// format: 1
/// tables:
///   setl_d:
///     - files: inpatient*.csv.gz     # several blocks are stacked
///       columns: {setl_id: ClaimID, psn_no: BeneID, med_type: "'21'"}
/// ```
public struct ColumnMapping: Sendable, Codable {
    public struct Block: Sendable, Codable {
        /// A glob below the extract's folder, or nil where `table` names a database table.
        public var files: String?
        public var table: String?
        public var columns: [String: String]

        enum CodingKeys: String, CodingKey, CaseIterable { case files, table, columns }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(knowing: CodingKeys.self)
            files = try values.decodeIfPresent(String.self, forKey: .files)
            table = try values.decodeIfPresent(String.self, forKey: .table)
            columns = try values.decode([String: String].self, forKey: .columns)
        }
    }

    public var format: Int
    public var tables: [String: [Block]]

    enum CodingKeys: String, CodingKey, CaseIterable { case format, tables }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        tables = try values.decode([String: [Block]].self, forKey: .tables)
    }

    /// - Throws: `ClaimsError` with the line of a YAML fault, or the name that is not in the contract.
    public init(yaml text: String, name: String) throws(ClaimsError) {
        self = try YAMLText.decode(Self.self, from: text, name: "the mapping \(name)")
        guard format == 1 else {
            throw ClaimsError("mapping \(name): format \(format) is not known; this version reads format 1")
        }
        for (tableName, blocks) in tables.sorted(by: { $0.key < $1.key }) {
            guard let table = ContractSchema.table(tableName) else {
                let known = ContractSchema.tables.map(\.name).joined(separator: ", ")
                throw ClaimsError("mapping \(name): there is no contract table `\(tableName)`; the tables are \(known)")
            }
            for block in blocks {
                guard (block.files == nil) != (block.table == nil) else {
                    throw ClaimsError("mapping \(name), table \(tableName): each block needs either `files` or `table`")
                }
                for column in block.columns.keys.sorted() where table.column(column) == nil {
                    throw ClaimsError("mapping \(name), table \(tableName): there is no contract column `\(column)`")
                }
            }
        }
    }
}
