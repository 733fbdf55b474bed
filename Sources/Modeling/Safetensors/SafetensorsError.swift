/// What is wrong with the bytes of a safetensors file. Names, sizes and places, never values.
public enum SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Fewer than the eight bytes that give the length of the header.
    case noHeader(bytes: Int)
    case headerTooLong(bytes: UInt64, available: Int)
    case headerBeyondLimit(bytes: UInt64, limit: Int)
    /// The header is not the JSON object that the format asks for; `byte` counts from the beginning of the header.
    case malformedHeader(byte: Int, expected: String)
    case duplicateName(name: String)
    case unknownType(name: String, type: String)
    /// The number of bytes that the shape asks for is beyond all memory.
    case shapeTooLarge(name: String)
    case sizeMismatch(name: String, expected: Int, found: Int)
    /// The data of a tensor does not begin where that of the one before it ends: a gap, or an overlap.
    case notContiguous(name: String, expected: Int, found: Int)
    /// The file is shorter or longer than the tensors that its header lists.
    case dataLength(expected: Int, found: Int)

    public var description: String {
        switch self {
        case .noHeader(let bytes):
            "the file has \(bytes) bytes, too few for the length of a header"
        case .headerTooLong(let bytes, let available):
            "the header should have \(bytes) bytes, after its length the file has \(available)"
        case .headerBeyondLimit(let bytes, let limit):
            "the header should have \(bytes) bytes, the format allows \(limit)"
        case .malformedHeader(let byte, let expected):
            "the header is not well formed at byte \(byte), expected \(expected)"
        case .duplicateName(let name):
            "the name \(name) is given twice"
        case .unknownType(let name, let type):
            "the tensor \(name) is of type \(type), expected \(TensorType.allCases.map(\.rawValue).joined(separator: ", "))"
        case .shapeTooLarge(let name):
            "the shape of the tensor \(name) is beyond all memory"
        case .sizeMismatch(let name, let expected, let found):
            "the tensor \(name) takes \(expected) bytes by its shape, \(found) by its place"
        case .notContiguous(let name, let expected, let found):
            "the data of the tensor \(name) must begin at byte \(expected), it begins at \(found)"
        case .dataLength(let expected, let found):
            "the tensors take \(expected) bytes, the file holds \(found)"
        }
    }

    /// A name out of a file as a message can hold it: of bounded length and without control characters.
    static func printable(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars)) + (name.unicodeScalars.count > 80 ? "…" : "")
    }
}
