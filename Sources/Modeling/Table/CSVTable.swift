import ADBC

/// A CSV file as a table of numbers. DuckDB reads it with all columns given and nothing guessed: at first with the features as doubles
/// throughout, and only where that fails as text, to take truth values for 0 and 1 and to say which field is no number.
struct CSVTable {
    let request: TableRequest

    init(_ request: TableRequest) { self.request = request }

    func read() throws(ModelingError) -> NumericTable {
        let archive = request.path.lowercased().hasSuffix(".gz") ? ArchiveCheck(path: request.path) : nil
        let result = Result { () throws(ModelingError) in try rows() }
        // DuckDB does not look at an archive's checksum.
        if archive?.isDamaged == true {
            throw ModelingError("\(request.name): the gzip archive ends too early or is damaged; copy the file again")
        }
        return try result.get()
    }

    private func rows() throws(ModelingError) -> NumericTable {
        let connection: Connection
        do { connection = try EmbeddedDuckDB.open(threads: request.threads) } catch { throw ModelingError("\(error)") }
        let header = try header(connection)
        let roles = try request.roles(of: header.columns)
        do {
            return try numbers(header, roles, connection, asText: false)
        } catch {
            switch error {
            case .table(let error): throw error
            case .driver: break
            }
        }
        do throws(TableBuilder.Failure) {
            if let place = try firstUnreadable(header, roles, connection) { throw unreadable(place, header) }
            return try numbers(header, roles, connection, asText: true)
        } catch {
            switch error {
            case .table(let error): throw error
            case .driver(let error): throw explained(error, header)
            }
        }
    }

    // MARK: The header

    private struct Header {
        let columns: [String]
        let delimiter: Character
    }

    private var compression: String { request.path.lowercased().hasSuffix(".gz") ? ", compression = 'gzip'" : "" }

    private func header(_ connection: Connection) throws(ModelingError) -> Header {
        let lines = """
            read_csv(\(DriverText.pathLiteral(request.path))\(compression), auto_detect = false, header = false, \
            columns = {'line': 'VARCHAR'}, delim = '\u{1}', quote = '', escape = '')
            """
        let first: String?
        do {
            first = try connection.query("SELECT line FROM \(lines) LIMIT 1").next().flatMap { $0.column(0).string(0) }
        } catch {
            throw explained(error, nil)
        }
        guard var line = first, !line.isEmpty else {
            throw ModelingError("\(request.name): the file is empty; expected a header row with the columns' names")
        }
        if line.unicodeScalars.first == "\u{FEFF}" { line.unicodeScalars.removeFirst() }
        guard !line.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" && $0 != "\r" || $0 == "\u{FFFD}" }) else {
            throw ModelingError("\(request.name): this is not a CSV file: its first line holds control characters; expected a header row of column names in UTF-8")
        }
        let fields = [",", ";", "\t", "|"].map { (delimiter: Character($0), columns: Self.fields(of: line, delimiter: Character($0))) }
        // The first of those that split it most often.
        let best = fields.reduce(fields[0]) { $1.columns.count > $0.columns.count ? $1 : $0 }
        if best.columns.allSatisfy({ Double($0) != nil }) {
            throw ModelingError("\(request.name): the first line holds numbers; expected a header row with the columns' names")
        }
        return Header(columns: best.columns, delimiter: best.delimiter)
    }

    /// The fields of a header line, by the standard's quoting, without outer blanks.
    private static func fields(of line: String, delimiter: Character) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        func trimmed(_ text: String) -> String {
            guard let first = text.firstIndex(where: { !$0.isWhitespace }), let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
            return String(text[first...last])
        }
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case delimiter where !isQuoted:
                fields.append(trimmed(field))
                field = ""
            case "\r", "\n", "\r\n": break
            default: field.append(character)
            }
        }
        return fields + [trimmed(field)]
    }

    // MARK: The rows

    /// Columns go by position: names may hold anything.
    private func relation(_ header: Header, _ roles: TableRequest.Roles, asText: Bool) -> String {
        let features = Set(roles.features)
        let types = header.columns.indices.map { "'c\($0)': '\(features.contains($0) && !asText ? "DOUBLE" : "VARCHAR")'" }
        let missing = NumericTable.missingSpellings.map(quotedLiteral).joined(separator: ", ")
        return """
            read_csv(\(DriverText.pathLiteral(request.path))\(compression), auto_detect = false, header = true, \
            delim = \(quotedLiteral(String(header.delimiter))), quote = '"', escape = '"', strict_mode = true, nullstr = [\(missing)], \
            columns = {\(types.joined(separator: ", "))})
            """
    }

    /// A feature that was read as text, as a number; NULL where it is none.
    private static func number(_ place: Int) -> String {
        "CASE lower(trim(c\(place))) WHEN 'true' THEN 1.0 WHEN 'false' THEN 0.0 ELSE TRY_CAST(trim(c\(place)) AS DOUBLE) END"
    }

    /// Blanks and spellings of nothing that stand between blanks are missing, whichever way the file is read.
    private static func isUnreadable(_ place: Int) -> String {
        let missing = NumericTable.missingSpellings.map(quotedLiteral).joined(separator: ", ")
        return "c\(place) IS NOT NULL AND trim(c\(place)) NOT IN (\(missing)) AND \(number(place)) IS NULL"
    }

    private func numbers(
        _ header: Header, _ roles: TableRequest.Roles, _ connection: Connection, asText: Bool
    ) throws(TableBuilder.Failure) -> NumericTable {
        let numbers = roles.features.map { asText ? "CAST(\(Self.number($0)) AS DOUBLE)" : "c\($0)" }
        let texts = [roles.identifier, roles.label].compactMap(\.self).map { "c\($0)" }
        let sql = "SELECT \((numbers + texts).joined(separator: ", ")) FROM \(relation(header, roles, asText: asText))"
        var builder = TableBuilder(request, columns: header.columns, roles: roles)
        let stream: RecordStream
        do { stream = try connection.query(sql) } catch { throw .driver(error) }
        try builder.take(stream)
        do { return try builder.table() } catch { throw .table(error) }
    }

    /// The first field that should be a number and is none: of the first such row the first column. Its length is told, not its text.
    private func firstUnreadable(
        _ header: Header, _ roles: TableRequest.Roles, _ connection: Connection
    ) throws(TableBuilder.Failure) -> (row: Int, column: Int, length: Int)? {
        let cases = roles.features.map { "WHEN \(Self.isUnreadable($0)) THEN \($0)" }.joined(separator: " ")
        let lengths = roles.features.map { "WHEN \($0) THEN length(c\($0))" }.joined(separator: " ")
        let sql = """
            SELECT n, place, CASE place \(lengths) END FROM (SELECT *, CASE \(cases) END AS place FROM \
            (SELECT row_number() OVER () AS n, * FROM \(relation(header, roles, asText: true)))) WHERE place IS NOT NULL ORDER BY n LIMIT 1
            """
        do {
            guard let batch = try connection.query(sql).next(), let row = batch.column(0).integer(0), let place = batch.column(1).integer(0)
            else { return nil }
            return (Int(row), Int(place), Int(batch.column(2).integer(0) ?? 0))
        } catch {
            throw .driver(error)
        }
    }

    private func unreadable(_ place: (row: Int, column: Int, length: Int), _ header: Header) -> TableBuilder.Failure {
        let name = header.columns[place.column]
        return .table(ModelingError("""
            \(request.name), row \(place.row), column \(name): found a text of \(place.length) characters, expected a number, true, false or \
            nothing; mend the field, leave the column out with --ignore \(name), or name it with --id or --label
            """))
    }

    private func explained(_ error: ADBCError, _ header: Header?) -> ModelingError {
        let text = error.message
        if text.lowercased().contains("gzip") {
            return ModelingError("\(request.name): the gzip archive ends too early or is damaged; copy the file again")
        }
        let line = DriverText.lineNumber(error).map { ", line \($0)" } ?? ""
        if ["nicode", "utf-8", "UTF8", "invalid state"].contains(where: text.contains) {
            return ModelingError("\(request.name)\(line): this is not text in UTF-8; export the table in UTF-8")
        }
        if text.contains("unterminated quote") || text.contains("Maximum line size") {
            return ModelingError("\(request.name)\(line): a quoted field is not closed, so the rows after it cannot be told apart; mend the line or export the file again")
        }
        if text.contains("Expected Number of Columns"), let header {
            return ModelingError("\(request.name)\(line): the line has not \(header.columns.count) fields as the header has; mend the line or export the file again")
        }
        if header == nil {
            return ModelingError("\(request.name): this is not a CSV file: its first line cannot be read; expected a header row of column names in UTF-8")
        }
        return ModelingError("\(request.name)\(line): the file cannot be read as CSV: \(DriverText.firstSentence(error))")
    }
}
