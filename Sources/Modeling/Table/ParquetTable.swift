import ADBC

/// A Parquet file as a table of numbers: its columns have types, so nothing is converted by its looks.
struct ParquetTable {
    let request: TableRequest

    init(_ request: TableRequest) { self.request = request }

    private static let numberTypes: Set<String> = [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE",
        "BOOLEAN",
    ]

    func read() throws(ModelingError) -> NumericTable {
        do {
            return try rows()
        } catch {
            switch error {
            case .table(let error): throw error
            case .driver(let error):
                throw ModelingError("\(request.name): the file cannot be read as Parquet: \(DriverText.firstSentence(error))")
            }
        }
    }

    private func rows() throws(TableBuilder.Failure) -> NumericTable {
        let relation = "read_parquet(\(DriverText.pathLiteral(request.path)))"
        var columns: [(name: String, type: String)] = []
        let connection: Connection
        do {
            connection = try EmbeddedDuckDB.open(threads: request.threads)
            let description = try connection.query("DESCRIBE SELECT * FROM \(relation)")
            while let batch = try description.next() {
                for row in 0..<batch.rowCount { columns.append((batch.column(0).string(row) ?? "", batch.column(1).string(row) ?? "")) }
            }
        } catch {
            throw .driver(error)
        }
        let names = columns.map(\.name)
        let roles: TableRequest.Roles
        do {
            roles = try request.roles(of: names)
            for place in roles.features { try requireNumbers(columns[place]) }
        } catch {
            throw .table(error)
        }
        let numbers = roles.features.map { "CAST(\(quotedIdentifier(names[$0])) AS DOUBLE)" }
        let texts = [roles.identifier, roles.label].compactMap(\.self).map { "CAST(\(quotedIdentifier(names[$0])) AS VARCHAR)" }
        var builder = TableBuilder(request, columns: names, roles: roles)
        let stream: RecordStream
        do { stream = try connection.query("SELECT \((numbers + texts).joined(separator: ", ")) FROM \(relation)") } catch { throw .driver(error) }
        try builder.take(stream)
        do { return try builder.table() } catch { throw .table(error) }
    }

    private func requireNumbers(_ column: (name: String, type: String)) throws(ModelingError) {
        if Self.numberTypes.contains(column.type) || column.type.hasPrefix("DECIMAL") { return }
        throw ModelingError("""
            \(request.name), column \(column.name): found the type \(column.type), expected numbers or truth values; leave it out with \
            --ignore \(column.name), or name it with --id or --label
            """)
    }
}

/// What a driver says, made fit for a message of ours.
enum DriverText {
    /// The first line only, without what stands in quotes: what follows may hold a value.
    static func firstSentence(_ error: ADBCError) -> String {
        var result = ""
        var openQuote: Character?
        for character in error.message.prefix(while: { !$0.isNewline }) {
            if let quote = openQuote {
                if character == quote { (openQuote, result) = (nil, result + "…\(quote)") }
            } else {
                result.append(character)
                if character == "'" || character == "\"" { openQuote = character }
            }
        }
        return String(result.prefix(160))
    }

    /// The number of the line of a CSV file that an error is about, the header being line 1.
    static func lineNumber(_ error: ADBCError) -> Int? {
        guard let range = error.message.firstRange(of: "on Line: ") else { return nil }
        return Int(error.message[range.upperBound...].prefix { $0.isNumber })
    }

    /// A path as an SQL literal that DuckDB does not take for a pattern.
    static func pathLiteral(_ path: String) -> String {
        quotedLiteral(path.reduce(into: "") { $0 += "[*?".contains($1) ? "[\($1)]" : String($1) })
    }
}
