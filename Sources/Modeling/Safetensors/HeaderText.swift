/// The part of JSON that the header of a safetensors file is made of: objects, texts and arrays of whole numbers.
///
/// Stricter than a general reader would be: names given twice reach the caller, numbers are whole and fit, texts are valid UTF-8. What may
/// stand in what is fixed, so no input makes it go deeper than two objects.
struct HeaderText {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ expected: String) -> SafetensorsError { .malformedHeader(byte: position, expected: expected) }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    /// Takes a byte, after any space, if it comes next.
    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ character: Unicode.Scalar) throws(SafetensorsError) {
        guard takes(character) else { throw failure(String(character)) }
    }

    /// An object; `member` reads the value of each name.
    mutating func object(
        _ member: (inout HeaderText, _ name: String) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        try require("{")
        if takes("}") { return }
        repeat {
            let name = try string()
            try require(":")
            try member(&self, name)
        } while takes(",")
        try require("}")
    }

    /// An array of whole numbers that are not negative.
    mutating func wholeNumbers() throws(SafetensorsError) -> [Int] {
        var numbers: [Int] = []
        try require("[")
        if takes("]") { return numbers }
        repeat { numbers.append(try wholeNumber()) } while takes(",")
        try require("]")
        return numbers
    }

    private mutating func wholeNumber() throws(SafetensorsError) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while let byte = next, (0x30...0x39).contains(byte) {
            let (tens, isBeyond) = value.multipliedReportingOverflow(by: 10)
            let (sum, isAbove) = tens.addingReportingOverflow(Int(byte - 0x30))
            guard !isBeyond, !isAbove else { throw failure("a number below 2^63") }
            value = sum
            position += 1
        }
        let length = position - start
        guard length > 0, length == 1 || bytes[start] != 0x30 else { throw failure("a whole number without sign or leading zeros") }
        return value
    }

    mutating func string() throws(SafetensorsError) -> String {
        try require("\"")
        let start = position
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case 0x22:
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw .malformedHeader(byte: start, expected: "a text in UTF-8")
                }
                return result
            case 0x5C: text += Array(String(try escaped()).utf8)
            case 0..<0x20:
                position -= 1
                throw failure("no control character in a text")
            default: text.append(byte)
            }
        }
        throw failure("the end of a text")
    }

    private mutating func escaped() throws(SafetensorsError) -> Unicode.Scalar {
        guard let byte = next else { throw failure("an escaped character") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint()
        default:
            position -= 1
            throw failure("an escaped character")
        }
    }

    /// Four hexadecimal digits, or two times four for a code point beyond the basic plane.
    private mutating func codePoint() throws(SafetensorsError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, next == 0x5C, position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
            throw failure("a pair of surrogates")
        }
        position += 2
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) else {
            throw failure("a pair of surrogates")
        }
        return scalar
    }

    private mutating func codeUnit() throws(SafetensorsError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure("four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// Only spaces may follow.
    mutating func end() throws(SafetensorsError) {
        skipSpace()
        if position < bytes.count { throw failure("the end of the header") }
    }
}
