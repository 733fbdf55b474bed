import Foundation

/// A CSV file that is written field by field through a buffer: UTF-8, comma, header row, `\n`.
///
/// Nothing that the simulator writes needs quoting: `text` must hold no comma, quote or line break.
struct TableFile: ~Copyable {
    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var isRowEmpty = true
    private(set) var rowCount = 0
    private(set) var byteCount = 0

    private static let flushSize = 1 << 20
    private static let comma = UInt8(ascii: ",")
    private static let zero = UInt8(ascii: "0")

    init(path: String, columns: String) throws(SimulationError) {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
            throw .cannotWrite(path, reason: "the file cannot be created")
        }
        self.handle = handle
        buffer.reserveCapacity(Self.flushSize + 4_096)
        buffer.append(contentsOf: columns.utf8)
        buffer.append(UInt8(ascii: "\n"))
    }

    // MARK: Fields

    private mutating func beginField() {
        if isRowEmpty { isRowEmpty = false } else { buffer.append(Self.comma) }
    }

    mutating func empty() { beginField() }

    mutating func text(_ text: String) {
        beginField()
        buffer.append(contentsOf: text.utf8)
    }

    /// A whole number; `prefix` and zeros up to `width` digits go before it.
    mutating func number(_ value: Int, width: Int = 1, prefix: StaticString? = nil) {
        beginField()
        if let prefix { buffer.append(contentsOf: prefix.description.utf8) }
        digits(value, width: width)
    }

    mutating func text(_ text: String, then value: Int, width: Int) {
        beginField()
        buffer.append(contentsOf: text.utf8)
        digits(value, width: width)
    }

    /// Fen as yuan with two decimals.
    mutating func yuan(_ fen: Int) {
        beginField()
        if fen < 0 { buffer.append(UInt8(ascii: "-")) }
        digits(abs(fen) / 100, width: 1)
        buffer.append(UInt8(ascii: "."))
        digits(abs(fen) % 100, width: 2)
    }

    mutating func date(_ day: Int) {
        beginField()
        appendDate(day)
    }

    mutating func moment(_ seconds: Int, isDateKnown: Bool = true) {
        beginField()
        if isDateKnown {
            appendDate(seconds / CivilCalendar.secondsPerDay)
            buffer.append(UInt8(ascii: " "))
        }
        let second = seconds % CivilCalendar.secondsPerDay
        digits(second / 3_600, width: 2)
        buffer.append(UInt8(ascii: ":"))
        digits(second / 60 % 60, width: 2)
        buffer.append(UInt8(ascii: ":"))
        digits(second % 60, width: 2)
    }

    private mutating func appendDate(_ day: Int) {
        let packed = CivilCalendar.shared.digits(day)
        digits(packed / 10_000, width: 4)
        buffer.append(UInt8(ascii: "-"))
        digits(packed / 100 % 100, width: 2)
        buffer.append(UInt8(ascii: "-"))
        digits(packed % 100, width: 2)
    }

    private mutating func digits(_ value: Int, width: Int) {
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = buffer.count
        // Dividing by a constant is a multiplication; this is the hot loop of a simulation.
        while rest >= 10 || buffer.count - start < width - 1 {
            buffer.append(Self.zero + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        buffer.append(Self.zero + UInt8(truncatingIfNeeded: rest))
        var low = start
        var high = buffer.count - 1
        while low < high {
            buffer.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    // MARK: Rows

    mutating func endRow() throws(SimulationError) {
        buffer.append(UInt8(ascii: "\n"))
        isRowEmpty = true
        rowCount += 1
        if buffer.count >= Self.flushSize { try flush() }
    }

    mutating func close() throws(SimulationError) {
        try flush()
        do { try handle.close() } catch { throw .cannotWrite(path, reason: error.localizedDescription) }
    }

    private mutating func flush() throws(SimulationError) {
        do { try handle.write(contentsOf: Data(buffer)) } catch { throw .cannotWrite(path, reason: error.localizedDescription) }
        byteCount += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
