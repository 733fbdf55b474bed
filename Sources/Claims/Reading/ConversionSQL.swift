import ADBC

/// The SQL that turns what an extract holds into what the store keeps. DuckDB converts; here is only what to ask for.
///
/// A value that is there but cannot be read becomes NULL, and the row's `problem` (or, for a dispensable column, `dropped`) names the column and the *shape*
/// of what was found (digits as 9, letters as A): enough to mend the export, nothing that could name a person.
enum ConversionSQL {
    /// Spellings of "nothing" met in exports.
    static let absentSpellings = ["", "\\N", "NULL", "null", "NA", "N/A", "nan", "NaN", "None"]
    /// Moments that no calendar or clock shows: a clock never strikes 24, it begins the next day.
    private static let absentMoments = ["0000-00-00", "0000-00-00 00:00:00", "24:00:00", "24:00"]

    /// Databases' placeholders for no date, whatever the type and spelling. Computers count from 1970-01-01: on that day
    /// somebody may have been born, but a settlement of that day is one without a time.
    private static func absentDays(_ kind: ContractSchema.Kind) -> String {
        let days = ["0001-01-01", "1900-01-01", "9999-12-31"] + (kind == .birthDate ? [] : ["1970-01-01"])
        return days.map { "DATE \(quotedLiteral($0))" }.joined(separator: ", ")
    }

    /// One column's value after outer blanks and spellings of nothing are dropped. Text stays text, typed stays typed.
    static func trimmed(_ expression: String, _ kind: ContractSchema.Kind, type: String) -> String {
        let isNumeric = kind == .amount || kind == .number
        guard type == "VARCHAR" else {
            if kind == .timestamp, type == "TIME" { return "nullif(\(expression), TIME '24:00:00')" }
            // What has no missing numbers writes them as not a number.
            return isNumeric && (type == "DOUBLE" || type == "FLOAT") ? "CASE WHEN NOT isnan(\(expression)) THEN \(expression) END" : expression
        }
        // Spreadsheets guard long numbers with a tab; Chinese input leaves full-width blanks.
        let blanks = [" ", "\t", "\u{A0}", "\u{3000}"]
        // Nearly every value has no blank, and looking for one costs a tenth of trimming.
        let hasBlank = blanks.map { "contains(\(expression), \(quotedLiteral($0)))" }.joined(separator: " OR ")
        let bare = "CASE WHEN \(hasBlank) THEN trim(\(expression), \(quotedLiteral(blanks.joined()))) ELSE \(expression) END"
        let absent = absentSpellings + (isMoment(kind) ? absentMoments : [])
        return "CASE WHEN \(bare) IN (\(absent.map(quotedLiteral).joined(separator: ", "))) THEN NULL ELSE \(bare) END"
    }

    private static func isMoment(_ kind: ContractSchema.Kind) -> Bool { kind == .date || kind == .birthDate || kind == .timestamp }

    /// The converted outputs of a column (one, or two for a timestamp: day and second).
    static func outputs(_ kind: ContractSchema.Kind, _ value: String, type: String) -> [String] {
        let isText = type == "VARCHAR"
        switch kind {
        case .identifier, .code:
            // 1.23E+17: a spreadsheet has eaten the last digits; nothing can bring them back. Without a point or a plus, as in 2E15,
            // it is a code like any other. A line break inside an identifier is a quote left open, which has swallowed rows.
            let isDamaged = "regexp_matches(\(value), '\n|^[0-9](\\.[0-9]+[eE]\\+?[0-9]+|[eE]\\+[0-9]{2,})$')"
            return [isText ? "CASE WHEN \(isDamaged) THEN NULL ELSE \(value) END" : name(value, type: type)]
        case .text:
            return [isText ? value : "CAST(\(value) AS VARCHAR)"]
        case .hashed:
            return ["CASE WHEN \(value) IS NOT NULL THEN sha256(concat(getvariable('hash_key'), CAST(\(value) AS VARCHAR))) END"]
        case .amount:
            return [amount(value, type: type)]
        case .number:
            let number = "TRY_CAST(\(isText ? withoutThousandsCommas(value) : value) AS DOUBLE)"
            // Nothing is bought by the thousand million, and sums and products of infinity are no numbers.
            return ["CASE WHEN abs(\(number)) < 1e9 THEN \(number) END"]
        case .date, .birthDate:
            return [dayNumber(moment(value, kind, type: type))]
        case .timestamp:
            return [dayNumber(moment(value, kind, type: type)), second(value, kind, type: type)]
        }
    }

    /// True where the value is there and no output could be made of it.
    static func isUnreadable(_ kind: ContractSchema.Kind, _ value: String, type: String, outputs: [String]) -> String {
        let isLost = "\(value) IS NOT NULL AND " + outputs.map { "(\($0)) IS NULL" }.joined(separator: " AND ")
        guard isMoment(kind) else { return isLost }
        return "\(isLost) AND NOT coalesce(CAST(\(parsed(value, type: type)) AS DATE) IN (\(absentDays(kind))), false)"
    }

    /// What a value looks like, without the value; `lineBreakShape` where it spans lines.
    static func shape(_ value: String) -> String {
        let text = "CAST(\(value) AS VARCHAR)"
        let letters = "regexp_replace(regexp_replace(left(\(text), 40), '[0-9]', '9', 'g'), '[A-Za-z]', 'A', 'g')"
        return "CASE WHEN contains(\(text), chr(10)) THEN \(quotedLiteral(lineBreakShape)) ELSE regexp_replace(\(letters), '[^ -~]', '字', 'g') END"
    }

    static let lineBreakShape = "a line break"

    /// The digits of a code that a database keeps as a number or truth value: 11.0 is `11`, true is `1`.
    private static func name(_ value: String, type: String) -> String {
        switch type {
        case "BOOLEAN": "CAST(CAST(\(value) AS INTEGER) AS VARCHAR)"
        // Beyond 2^53 the last digits are lost.
        case "DOUBLE", "FLOAT":
            "CASE WHEN abs(\(value)) <= 9007199254740992 AND \(value) = floor(\(value)) THEN CAST(CAST(\(value) AS BIGINT) AS VARCHAR) END"
        case "DECIMAL": "CASE WHEN \(value) % 1 = 0 THEN CAST(CAST(\(value) AS HUGEINT) AS VARCHAR) ELSE CAST(\(value) AS VARCHAR) END"
        default: "CAST(\(value) AS VARCHAR)"
        }
    }

    /// Exact: a number with a fraction of a fen is not an amount of money, it is a sign of a damaged column. The noise
    /// of binary floating point, up to 1e-4 fen, is not a fraction. Commas are taken only as separators of thousands:
    /// in `12,34` the comma may stand for a decimal point.
    private static func amount(_ value: String, type: String) -> String {
        if type == "DOUBLE" {
            let scaled = "\(value) * 100"
            return "CASE WHEN isfinite(\(value)) AND abs(\(scaled)) < 9e11 AND abs(\(scaled) - round(\(scaled))) <= greatest(1e-4, abs(\(scaled)) * 1e-12) THEN CAST(round(\(scaled)) AS BIGINT) END"
        }
        let plain = switch type {
        case "VARCHAR": withoutThousandsCommas(value)
        // The shortest decimal that names the same number is what was written into it.
        case "FLOAT": "CAST(\(value) AS VARCHAR)"
        default: value
        }
        let decimal = "TRY_CAST(\(plain) AS DECIMAL(18,6))"
        // Beyond nine thousand million yuan the product would not fit, and no settlement costs as much.
        return "CASE WHEN abs(\(decimal)) < 9000000000 AND \(decimal) % 0.01 = 0 THEN CAST(\(decimal) * 100 AS BIGINT) END"
    }

    /// NULL where a comma may stand for a decimal point.
    private static func withoutThousandsCommas(_ value: String) -> String {
        "CASE WHEN NOT contains(\(value), ',') THEN \(value) WHEN regexp_full_match(\(value), '[-+]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]*)?') THEN replace(\(value), ',', '') END"
    }

    private static let dateFormats = [
        "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y%m%d%H%M%S", "%Y%m%d", "%Y.%m.%d",
        "%Y年%m月%d日", "%Y年%m月%d日 %H:%M:%S",
    ]

    /// A timestamp that is no placeholder, or NULL: up to 2199, births from 1900 on, all else from 1970 on.
    private static func moment(_ value: String, _ kind: ContractSchema.Kind, type: String) -> String {
        let parsed = parsed(value, type: type)
        let first = kind == .birthDate ? "1900-01-02" : "1970-01-02"
        return "CASE WHEN \(parsed) BETWEEN TIMESTAMP '\(first)' AND TIMESTAMP '2199-12-31 23:59:59.999999' THEN \(parsed) END"
    }

    /// The timestamp that is written there, whatever it says. A wall-clock time: no zone is applied.
    private static func parsed(_ value: String, type: String) -> String {
        switch type {
        case "VARCHAR":
            let formats = dateFormats.map(quotedLiteral).joined(separator: ", ")
            return "COALESCE(TRY_CAST(\(value) AS TIMESTAMP), TRY_STRPTIME(\(value), [\(formats)]))"
        case "BIGINT", "INTEGER", "UBIGINT", "UINTEGER":
            return "TRY_STRPTIME(CAST(\(value) AS VARCHAR), ['%Y%m%d', '%Y%m%d%H%M%S'])"
        case "TIME": return "NULL::TIMESTAMP"
        default: return "TRY_CAST(\(value) AS TIMESTAMP)"
        }
    }

    private static func dayNumber(_ moment: String) -> String {
        "CAST(CAST(\(moment) AS DATE) - DATE '1970-01-01' AS INTEGER)"
    }

    /// Second of day, or NULL where the value has no time of day: none is invented for a date.
    private static func second(_ value: String, _ kind: ContractSchema.Kind, type: String) -> String {
        let ofMoment = "CAST(floor(epoch(CAST(\(moment(value, kind, type: type)) AS TIME))) AS INTEGER)"
        switch type {
        case "VARCHAR":
            return """
                CASE WHEN regexp_full_match(\(value), '[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?') THEN \
                nullif(CAST(floor(epoch(TRY_CAST(\(value) AS TIME))) AS INTEGER), \(CalendarDay.secondsPerDay)) \
                WHEN contains(\(value), ':') OR regexp_full_match(\(value), '[0-9]{14}') THEN \(ofMoment) END
                """
        case "TIME": return "CAST(floor(epoch(\(value))) AS INTEGER)"
        // Eight digits are a date, fourteen a date and a time.
        case "BIGINT", "UBIGINT": return "CASE WHEN \(value) > 99999999 THEN \(ofMoment) END"
        case "DATE", "INTEGER", "UINTEGER": return "NULL::INTEGER"
        default: return ofMoment
        }
    }
}
