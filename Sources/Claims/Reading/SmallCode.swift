import ADBC

/// Codes and flags that are small numbers.
enum SmallCode {
    /// `1`, `01`, `1.0`, `101`, `true`, `N`: written in the ways that databases leave them; nil where missing or not a number.
    static func number(_ texts: UTF8Column?, _ row: Int) -> UInt16? {
        texts?.withBytes(row) { bytes in
            guard let bytes, bytes.count > 0 else { return nil }
            switch bytes[0] {
            case 0x30...0x39: break
            case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "y"), UInt8(ascii: "Y"): return 1
            case UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "n"), UInt8(ascii: "N"): return 0
            default: return nil
            }
            var value: UInt16 = 0
            for index in bytes.indices {
                let byte = bytes[index]
                guard byte >= 0x30, byte <= 0x39 else { break }
                value = value &* 10 &+ UInt16(byte - 0x30)
            }
            return value
        }
    }

    /// SQL that is true where `number` is zero.
    static func isZero(_ column: String) -> String { "coalesce(regexp_matches(\(column), '^([fFnN]|0+([^0-9]|$))'), false)" }
}
