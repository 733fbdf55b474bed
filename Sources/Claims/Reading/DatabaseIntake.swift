import ADBC

/// Takes the contract's tables over from a database behind any ADBC driver into DuckDB, batch by batch, so that one
/// way of reading serves files and databases alike. Columns that nothing names are not asked for, and those read only
/// through a keyed hash stay no longer than it takes to hash them.
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
                        found.append(try takeOver(name, as: "\(table.name)_\(number)", of: table, expressions: block.columns))
                    }
                    sources.append(TableSource(table: table, blocks: found))
                } else if mapping == nil, let name = names.first(where: { $0.lowercased() == table.name }) {
                    sources.append(TableSource(table: table, blocks: [try takeOver(name, as: table.name, of: table, expressions: nil)]))
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

    /// Copies the columns that the contract or the mapping's expressions name. `name` may carry a schema: `claims.setl_d`.
    private func takeOver(
        _ name: String, as copy: String, of table: ContractSchema.Table, expressions: [String: String]?
    ) throws -> TableSource.Block {
        let displayName = "database table \(name)"
        let origin = name.split(separator: ".").map { quotedIdentifier(String($0)) }.joined(separator: ".")
        let fields = try remote.query("SELECT * FROM \(origin) WHERE 1 = 0").fields.map(\.name)
        let named = Set(expressions.map { $0.values.flatMap(SQLWords.words(of:)) } ?? table.columns.flatMap { [$0.name] + $0.aliases })
        let wanted = fields.filter { named.contains($0.lowercased()) }
        guard !wanted.isEmpty else {
            throw ClaimsError("the \(displayName) has none of the columns that \(expressions == nil ? "the contract" : "the mapping") names")
        }
        let list = wanted.map(quotedIdentifier).joined(separator: ", ")
        let file = SourceFile(displayName: displayName, path: "source_\(copy)", format: .table)
        _ = try connection.ingest(try remote.query("SELECT \(list) FROM \(origin)"), into: file.path)
        return try hashed(file, of: table, fields: wanted, expressions: expressions)
    }

    /// The table with the hash in place of each column that is read only through one, and without the fields that only such columns
    /// are made of: nothing plain is kept till the run ends.
    private func hashed(
        _ file: SourceFile, of table: ContractSchema.Table, fields: [String], expressions: [String: String]?
    ) throws -> TableSource.Block {
        var read = expressions ?? Dictionary(fields.map { ($0.lowercased(), quotedIdentifier($0)) }) { first, _ in first }
        let columns = table.columns.filter { $0.kind == .hashed && read[$0.name] != nil }.map(\.name)
        guard !columns.isEmpty else { return .init(files: [file], expressions: expressions) }
        let named = Set(read.filter { !columns.contains($0.key) }.values.flatMap(SQLWords.words(of:)))
        var list = fields.filter { named.contains($0.lowercased()) }.map(quotedIdentifier)
        for column in columns {
            let text = ConversionSQL.trimmed("CAST((\(read[column] ?? "NULL")) AS VARCHAR)", .hashed, type: "VARCHAR")
            // Other expressions of a mapping may read a field of the contract's own name.
            let name = quotedIdentifier(expressions == nil ? column : column + " (hashed)")
            list += ConversionSQL.outputs(.hashed, "(\(text))", type: "VARCHAR").map { "\($0) AS \(name)" }
            read[column] = name
        }
        let plain = quotedIdentifier(file.path + "_plain")
        try connection.execute("ALTER TABLE \(quotedIdentifier(file.path)) RENAME TO \(plain)")
        do {
            try connection.execute("CREATE TABLE \(quotedIdentifier(file.path)) AS SELECT \(list.joined(separator: ", ")) FROM \(plain)")
        } catch {
            // What an expression says of a value that it fails on may hold the value.
            throw ClaimsError("\(file.displayName): the mapping's expression for \(columns.joined(separator: " or ")) does not work: \(CSVRelation.redactedFirstSentence(of: error.message))")
        }
        try connection.execute("DROP TABLE \(plain)")
        return .init(files: [file], expressions: expressions == nil ? nil : read)
    }
}

/// The words of an SQL expression that can be names of columns.
enum SQLWords {
    /// In small letters: bare words, and whatever stands in double quotes; literals are none.
    static func words(of sql: String) -> [String] {
        var words: [String] = []
        var rest = sql[...]
        while let first = rest.first {
            if first == "'" || first == "\"" {
                let quoted = rest.dropFirst().prefix { $0 != first }
                if first == "\"" { words.append(quoted.lowercased()) }
                rest = rest[quoted.endIndex...].dropFirst()
            } else {
                let word = rest.prefix(while: isPart)
                if !word.isEmpty { words.append(word.lowercased()) }
                rest = word.isEmpty ? rest.dropFirst() : rest[word.endIndex...]
            }
        }
        return words
    }

    private static func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" || character == "$" }
}
