public typealias Int64Column = FixedWidthColumn<Int64>
public typealias Int32Column = FixedWidthColumn<Int32>
public typealias DoubleColumn = FixedWidthColumn<Double>

/// A column of a batch, by type. Take it apart once a batch and scan the payload: the payloads' accessors are inlined across modules.
@frozen public enum Column: Sendable {
    case null(count: Int)
    case bool(BoolColumn)
    case int8(FixedWidthColumn<Int8>)
    case int16(FixedWidthColumn<Int16>)
    case int32(Int32Column)
    case int64(Int64Column)
    case uint8(FixedWidthColumn<UInt8>)
    case uint16(FixedWidthColumn<UInt16>)
    case uint32(FixedWidthColumn<UInt32>)
    case uint64(FixedWidthColumn<UInt64>)
    case float(FixedWidthColumn<Float>)
    case double(DoubleColumn)
    /// Text, however encoded: plain, large, view or dictionary.
    case utf8(UTF8Column)
    case binary(UTF8Column)
    /// Days since 1970-01-01.
    case date32(Int32Column)
    /// Units since 1970-01-01T00:00:00.
    case timestamp(Int64Column, TimeUnit, timeZone: String?)
    case decimal128(Decimal128Column)
    case other(OtherColumn)
}

/// A column whose type is not read.
public struct OtherColumn: Sendable {
    public let count: Int
    /// Arrow's name for the type.
    public let format: String
}

// MARK: One value at a time, for small results

extension Column {
    /// The value of a row as a whole number: integers, dates (days), timestamps (units), truth values (0, 1) and decimals without a
    /// fraction. Nil for a null, for another type, and for what does not fit.
    public func integer(_ row: Int) -> Int64? {
        switch self {
        case .bool(let column): column[row].map { $0 ? 1 : 0 }
        case .int8(let column): column[row].map(Int64.init)
        case .int16(let column): column[row].map(Int64.init)
        case .int32(let column), .date32(let column): column[row].map(Int64.init)
        case .int64(let column), .timestamp(let column, _, _): column[row]
        case .uint8(let column): column[row].map(Int64.init)
        case .uint16(let column): column[row].map(Int64.init)
        case .uint32(let column): column[row].map(Int64.init)
        case .uint64(let column): column[row].flatMap { Int64(exactly: $0) }
        case .decimal128(let column): column.integer(row, scale: 0)
        default: nil
        }
    }

    /// The value of a row as a double: every number. Nil for a null and for a type that is no number.
    public func number(_ row: Int) -> Double? {
        switch self {
        case .float(let column): column[row].map(Double.init)
        case .double(let column): column[row]
        case .uint64(let column): column[row].map(Double.init)
        case .decimal128(let column): column[row]?.doubleValue
        case .date32, .timestamp, .bool: nil
        default: integer(row).map(Double.init)
        }
    }

    /// The text of a row; nil for a null and for a type that is no text.
    public func string(_ row: Int) -> String? {
        guard case .utf8(let column) = self else { return nil }
        return column.string(row)
    }
}
