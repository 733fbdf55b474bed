import ADBC

/// Takes the contract's tables over from a database behind any ADBC driver into DuckDB, batch by batch, so that one
/// way of reading serves files and databases alike. Identity columns are not asked for.
struct DatabaseIntake {
    private let remote: Connection
    private let mapping: ColumnMapping?
    private let connection: Connection

    init(_ location: DatabaseLocation, mapping: ColumnMapping?, connection: Connection) throws(ClaimsError) {
        self.mapping = mapping
        self.connection = connection
        do {
            remote = try Database(driver: location.driver, entryPoint: location.entryPoint, options: location.options).connect()
        } catch {
            // The driver may quote the address it was given, and with it a password.
            var message = error.message
            for (_, value) in location.options where !value.isEmpty { message = message.split(separator: value, omittingEmptySubsequences: false).joined(separator: "…") }
            var cause = CSVRelation.firstSentence(of: message)
            while cause.hasSuffix(".") { cause.removeLast() }
            throw ClaimsError("the database cannot be opened: \(cause); check the driver, entrypoint and uri of --source")
        }
    }

    func tables() throws(ClaimsError) -> [TableSource] {
        do {
            let names = try remote.tableNames()
            var sources: [TableSource] = []
            for table in ContractSchema.tables {
                if let blocks = mapping?.tables[table.name] {
                    var found: [TableSource.Block] = []
                    for (number, block) in blocks.enumerated() {
                        guard let name = block.table else {
                            throw ClaimsError("mapping of \(table.name): with --source give `table`, not `files`")
                        }
                        let copy = try takeOver(name, as: "\(table.name)_\(number)") { field in
                            // Identity columns only where the mapping itself names them.
                            !ContractSchema.identityColumns.contains(field) || block.columns.values.contains { $0.lowercased().contains(field) }
                        }
                        found.append(.init(files: [copy], expressions: block.columns))
                    }
                    sources.append(TableSource(table: table, blocks: found))
                } else if mapping == nil, let name = names.first(where: { $0.lowercased() == table.name }) {
                    let known = Set(table.columns.flatMap { [$0.name] + $0.aliases })
                    let copy = try takeOver(name, as: table.name, where: known.contains)
                    sources.append(TableSource(table: table, blocks: [.init(files: [copy], expressions: nil)]))
                }
            }
            return sources
        } catch let error as ADBCError {
            throw ClaimsError("the database cannot be read: \(CSVRelation.redactedFirstSentence(of: error.message))")
        } catch let error as ClaimsError {
            throw error
        } catch {
            throw ClaimsError("the database cannot be read")
        }
    }

    /// Copies the columns whose lower-case names are wanted. `name` may carry a schema: `claims.setl_d`.
    private func takeOver(_ name: String, as copy: String, where isWanted: (String) -> Bool) throws -> SourceFile {
        let table = name.split(separator: ".").map { quotedIdentifier(String($0)) }.joined(separator: ".")
        let fields = try remote.query("SELECT * FROM \(table) WHERE 1 = 0").fields.map(\.name)
        let wanted = fields.filter { isWanted($0.lowercased()) }
        guard !wanted.isEmpty else { throw ClaimsError("the database table \(name) has none of the contract's columns") }
        let list = wanted.map(quotedIdentifier).joined(separator: ", ")
        _ = try connection.ingest(try remote.query("SELECT \(list) FROM \(table)"), into: "source_\(copy)")
        return SourceFile(displayName: "database table \(name)", path: "source_\(copy)", format: .table)
    }
}
