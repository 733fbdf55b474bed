/// A column of a result: its name and type.
public struct Field: Sendable, Equatable {
    public let name: String
    public let type: ColumnType

    public init(name: String, type: ColumnType) {
        self.name = name
        self.type = type
    }
}

/// The unit of a timestamp column.
public enum TimeUnit: Sendable, Equatable {
    case second, millisecond, microsecond, nanosecond

    /// How many of the unit make a second.
    public var perSecond: Int64 {
        switch self {
        case .second: 1
        case .millisecond: 1_000
        case .microsecond: 1_000_000
        case .nanosecond: 1_000_000_000
        }
    }
}

/// The types of the Arrow columnar format that are read here. A dictionary-encoded text column has the type of its values.
public enum ColumnType: Sendable, Equatable {
    case null
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float, double
    case utf8, binary
    /// Days since 1970-01-01.
    case date32
    /// Units since 1970-01-01T00:00:00, in UTC where a time zone is named and in unnamed local time otherwise.
    case timestamp(TimeUnit, timeZone: String?)
    case decimal128(precision: Int, scale: Int)
    /// A type that passes through (``Connection/ingest(_:into:)``) but is not read; `format` is Arrow's name for it.
    case other(format: String)

    /// The type for a format string of the Arrow C data interface.
    init(format: String) {
        self = switch format {
        case "n": .null
        case "b": .bool
        case "c": .int8
        case "s": .int16
        case "i": .int32
        case "l": .int64
        case "C": .uint8
        case "S": .uint16
        case "I": .uint32
        case "L": .uint64
        case "f": .float
        case "g": .double
        case "u", "U", "vu": .utf8
        case "z", "Z", "vz": .binary
        case "tdD": .date32
        default: Self.parameterised(format)
        }
    }

    private static func parameterised(_ format: String) -> ColumnType {
        if format.hasPrefix("ts"), let colon = format.firstIndex(of: ":") {
            let zone = String(format[format.index(after: colon)...])
            let unit: TimeUnit? = switch format[..<colon] {
            case "tss": .second
            case "tsm": .millisecond
            case "tsu": .microsecond
            case "tsn": .nanosecond
            default: nil
            }
            if let unit { return .timestamp(unit, timeZone: zone.isEmpty ? nil : zone) }
        }
        if format.hasPrefix("d:") {
            let numbers = format.dropFirst(2).split(separator: ",").map { Int($0) }
            let isWide = numbers.count == 2 || numbers.count == 3 && numbers[2] == 128
            if isWide, let precision = numbers[0], let scale = numbers[1] { return .decimal128(precision: precision, scale: scale) }
        }
        return .other(format: format)
    }
}
