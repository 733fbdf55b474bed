import ADBC

/// The SQL that turns what an extract holds into what the store keeps. DuckDB converts; here is only what to ask for.
///
/// A value that is there but cannot be read becomes NULL, and the row's `bad` column names the column and the *shape*
/// of what was found (digits as 9, letters as A): enough to mend the export, nothing that could name a person.
enum ConversionSQL {
    /// Spellings of "nothing" met in exports. `0000-00-00` and `1900-01-01` are databases' placeholders for no date.
    static let absentSpellings = ["", "\\N", "NULL", "null", "NA", "N/A", "nan", "NaN", "0000-00-00", "0000-00-00 00:00:00", "1900-01-01"]

    /// One column's value after outer blanks and spellings of nothing are dropped. Text stays text, typed stays typed.
    static func trimmed(_ expression: String, isText: Bool) -> String {
        guard isText else { return expression }
        let absent = absentSpellings.map(quotedLiteral).joined(separator: ", ")
        return "CASE WHEN trim(\(expression)) IN (\(absent)) THEN NULL ELSE trim(\(expression)) END"
    }

    /// The converted outputs of a column (one, or two for a timestamp: day and second).
    static func outputs(_ kind: ContractSchema.Kind, _ value: String, type: String) -> [String] {
        let isText = type == "VARCHAR"
        switch kind {
        case .identifier, .code:
            let text = isText ? value : "CAST(\(value) AS VARCHAR)"
            // 1.23E+17: a spreadsheet has eaten the last digits; nothing can bring them back.
            return isText ? ["CASE WHEN regexp_full_match(\(value), '[0-9](\\.[0-9]+)?[eE]\\+[0-9]+') THEN NULL ELSE \(text) END"] : [text]
        case .text:
            return [isText ? value : "CAST(\(value) AS VARCHAR)"]
        case .hashed:
            return ["sha256(concat(getvariable('hash_key'), CAST(\(value) AS VARCHAR)))"]
        case .amount:
            return [amount(value, type: type)]
        case .number:
            return ["TRY_CAST(\(isText ? "replace(\(value), ',', '')" : value) AS DOUBLE)"]
        case .date:
            return [dayNumber(moment(value, type: type))]
        case .timestamp:
            return [dayNumber(type == "TIME" ? "NULL::TIMESTAMP" : moment(value, type: type)), second(value, type: type)]
        }
    }

    /// True where the value is there and no output could be made of it.
    static func isUnreadable(_ kind: ContractSchema.Kind, _ value: String, outputs: [String]) -> String {
        "\(value) IS NOT NULL AND " + outputs.map { "(\($0)) IS NULL" }.joined(separator: " AND ")
    }

    static func shape(_ value: String) -> String {
        "regexp_replace(regexp_replace(regexp_replace(left(CAST(\(value) AS VARCHAR), 40), '[0-9]', '9', 'g'), '[A-Za-z]', 'A', 'g'), '[^ -~]', '字', 'g')"
    }

    /// Exact: a number with a fraction of a fen is not an amount of money, it is a sign of a damaged column. Binary
    /// floating point, as Parquet writers often leave it, is taken when it is within 1e-4 fen of a whole one.
    private static func amount(_ value: String, type: String) -> String {
        if type == "DOUBLE" || type == "FLOAT" {
            let scaled = "CAST(\(value) AS DOUBLE) * 100"
            return "CASE WHEN isfinite(\(value)) AND abs(\(scaled)) < 1e15 AND abs(\(scaled) - round(\(scaled))) <= greatest(1e-4, abs(\(scaled)) * 1e-12) THEN CAST(round(\(scaled)) AS BIGINT) END"
        }
        let plain = type == "VARCHAR" ? "replace(\(value), ',', '')" : value
        let decimal = "TRY_CAST(\(plain) AS DECIMAL(18,4))"
        return "CASE WHEN (\(decimal) * 100) % 1 = 0 THEN CAST(\(decimal) * 100 AS BIGINT) END"
    }

    private static let dateFormats = [
        "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y%m%d%H%M%S", "%Y%m%d", "%Y.%m.%d",
        "%Y年%m月%d日", "%Y年%m月%d日 %H:%M:%S",
    ]

    /// A timestamp in 1900...2199, or NULL. A wall-clock time: no zone is applied.
    private static func moment(_ value: String, type: String) -> String {
        switch type {
        case "VARCHAR":
            let formats = dateFormats.map(quotedLiteral).joined(separator: ", ")
            let parsed = "COALESCE(TRY_CAST(\(value) AS TIMESTAMP), TRY_STRPTIME(\(value), [\(formats)]))"
            return "CASE WHEN year(\(parsed)) BETWEEN 1900 AND 2199 THEN \(parsed) END"
        case "BIGINT", "INTEGER", "UBIGINT", "UINTEGER":
            return "TRY_STRPTIME(CAST(\(value) AS VARCHAR), ['%Y%m%d', '%Y%m%d%H%M%S'])"
        default:
            let parsed = "TRY_CAST(\(value) AS TIMESTAMP)"
            return "CASE WHEN year(\(parsed)) BETWEEN 1900 AND 2199 THEN \(parsed) END"
        }
    }

    private static func dayNumber(_ moment: String) -> String {
        "CAST(CAST(\(moment) AS DATE) - DATE '1970-01-01' AS INTEGER)"
    }

    /// Second of day, or NULL where the value has no time of day: none is invented for a date.
    private static func second(_ value: String, type: String) -> String {
        let ofMoment = { (moment: String) in "CAST(floor(epoch(CAST(\(moment) AS TIME))) AS INTEGER)" }
        switch type {
        case "VARCHAR":
            return """
                CASE WHEN regexp_full_match(\(value), '[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?') THEN \
                CAST(floor(epoch(TRY_CAST(\(value) AS TIME))) AS INTEGER) \
                WHEN contains(\(value), ':') OR regexp_full_match(\(value), '[0-9]{14}') THEN \(ofMoment(moment(value, type: type))) END
                """
        case "TIME": return "CAST(floor(epoch(\(value))) AS INTEGER)"
        case "DATE", "BIGINT", "INTEGER", "UBIGINT", "UINTEGER": return "NULL::INTEGER"
        default: return ofMoment(moment(value, type: type))
        }
    }
}
