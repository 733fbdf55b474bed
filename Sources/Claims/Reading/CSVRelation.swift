import ADBC

/// A CSV file as DuckDB is to read it: our own header row, every column text, the standard's quotes and nothing guessed.
///
/// Guessing dialects hides damage, so none is done. DuckDB can drop rows in silence when it is told to skip faulty
/// lines behind an open quote (seen with 2.0); so a file with an unclosed quote is refused, and only lines that are
/// whole but have too few or too many fields are set aside.
struct CSVRelation {
    let file: SourceFile
    let columns: [String]

    /// Reads the header; nil where the bytes are no text in UTF-8, or its lines end in two ways.
    /// - Throws: `ClaimsError` for an empty file, a truncated archive, or a header that is none.
    static func open(_ file: SourceFile, connection: Connection) throws(ClaimsError) -> CSVRelation? {
        do {
            let sql = "SELECT line FROM \(lines(of: file)) LIMIT 1"
            let header = try connection.query(sql).next().flatMap { $0.column(0).string(0) }
            return try CSVRelation(file: file, header: header)
        } catch let error as ADBCError {
            if isAboutBytes(error) { return nil }
            throw explained(error, file: file)
        } catch let error as ClaimsError {
            throw error
        } catch {
            throw ClaimsError("\(file.displayName): the file cannot be read as CSV")
        }
    }

    private init(file: SourceFile, header: String?) throws(ClaimsError) {
        self.file = file
        guard var line = header, !line.isEmpty else {
            throw ClaimsError("\(file.displayName): the file is empty; expected a header row with the contract's column names")
        }
        if line.unicodeScalars.first == "\u{FEFF}" { line.unicodeScalars.removeFirst() }
        guard !line.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" && $0 != "\r" || $0 == "\u{FFFD}" }) else {
            throw ClaimsError("\(file.displayName): this is not a CSV file: its first line holds control characters; expected a header row of column names in UTF-8 or GB18030")
        }
        var columns = Self.fields(of: line)
        // A repeated or empty name would make the column list ambiguous; it can only be a column nobody asks for.
        var seen: Set<String> = []
        for index in columns.indices where columns[index].isEmpty || !seen.insert(columns[index].lowercased()).inserted {
            columns[index] = "unnamed_\(index + 1)"
        }
        self.columns = columns
    }

    /// The table function that reads the file's rows.
    func relation(skippingFaultyLines: Bool) -> String {
        let list = columns.map { "\(quotedLiteral($0)): 'VARCHAR'" }.joined(separator: ", ")
        // Reject bookkeeping is kept to one thread so that its line numbers and its row order are the file's.
        let faults = skippingFaultyLines ? ", store_rejects = true, parallel = false" : ""
        return """
            read_csv(\(file.pathLiteral)\(Self.compression(of: file)), auto_detect = false, header = true, delim = ',', quote = '"', \
            escape = '"', strict_mode = true, columns = {\(list)}\(faults))
            """
    }

    /// The physical lines of the file, unparsed.
    static func lines(of file: SourceFile) -> String {
        """
        read_csv(\(file.pathLiteral)\(compression(of: file)), auto_detect = false, header = false, columns = {'line': 'VARCHAR'}, \
        delim = '\u{1}', quote = '', escape = '')
        """
    }

    private static func compression(of file: SourceFile) -> String { file.isCompressed ? ", compression = 'gzip'" : "" }

    /// Number of the first line with an odd count of quotes, where a quote is left open or a field spans lines.
    func firstOpenQuoteLine(connection: Connection) -> Int? {
        let sql = """
            SELECT n FROM (SELECT row_number() OVER () AS n, line FROM \(Self.lines(of: file))) \
            WHERE (length(line) - length(replace(line, '"', ''))) % 2 = 1 LIMIT 1
            """
        return (try? connection.query(sql).next())?.column(0).integer(0).map(Int.init)
    }

    /// Lines that are not blank, the header among them.
    func filledLineCount(connection: Connection) throws(ADBCError) -> Int? {
        try connection.query("SELECT count(*) FROM \(Self.lines(of: file)) WHERE line <> ''").next()?.column(0).integer(0).map(Int.init)
    }

    /// Whether DuckDB stumbled over the bytes, not over the fields.
    static func isAboutBytes(_ error: ADBCError) -> Bool {
        ["nicode", "utf-8", "UTF8", "invalid state"].contains { error.message.contains($0) }
    }

    static func isAboutLines(_ error: ADBCError) -> Bool {
        error.message.contains("CSV Error") || error.message.contains("Maximum line size")
    }

    /// Whether reading the file failed, not computing with what was read.
    static func isAboutFile(_ error: ADBCError) -> Bool {
        isAboutLines(error) || isAboutBytes(error) || error.message.contains("IO Error") || error.message.lowercased().contains("gzip")
    }

    static func explained(_ error: ADBCError, file: SourceFile) -> ClaimsError {
        let text = error.message
        if text.contains("GZIP") || text.contains("gzip") {
            return ClaimsError("\(file.displayName): the gzip archive ends too early or is damaged; copy the file again")
        }
        let line = lineNumber(in: text).map { ", line \($0)" } ?? ""
        if text.contains("unterminated quote") || text.contains("Maximum line size") {
            return ClaimsError("\(file.displayName)\(line): a quoted field is not closed, so the rows after it cannot be told apart; mend the line or export the file again")
        }
        return ClaimsError("\(file.displayName)\(line): the file cannot be read as CSV: \(redactedFirstSentence(of: text))")
    }

    private static func lineNumber(in text: String) -> Int? {
        guard let range = text.firstRange(of: "on Line: ") else { return nil }
        return Int(text[range.upperBound...].prefix { $0.isNumber })
    }

    /// The driver's first line only: what follows may quote the row, and a row is personal.
    static func firstSentence(of text: String) -> String {
        String(text.prefix { !$0.isNewline }.prefix(160))
    }

    /// The same without what stands in quotes, which may be a value that could not be converted.
    static func redactedFirstSentence(of text: String) -> String {
        var result = ""
        var openQuote: Character?
        for character in text.prefix(while: { !$0.isNewline }) {
            if let quote = openQuote {
                if character == quote { (openQuote, result) = (nil, result + "…\(quote)") }
            } else {
                result.append(character)
                if character == "'" || character == "\"" { openQuote = character }
            }
        }
        return String(result.prefix(160))
    }

    /// The fields of a header line, by the standard's quoting.
    private static func fields(of line: String) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(field.trimmed())
                field = ""
            case "\r", "\n": break
            default: field.append(character)
            }
        }
        return fields + [field.trimmed()]
    }
}

extension String {
    func trimmed() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
