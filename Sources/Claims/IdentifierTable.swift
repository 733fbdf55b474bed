/// Distinct identifiers, each named by its position in byte order: so the number of an identifier does not depend on
/// the order in which rows were read, and neither does anything computed from it.
public struct IdentifierTable: Sendable {
    private let bytes: [UInt8]
    private let offsets: [Int]

    /// The number that stands for "absent" in a column of identifiers.
    public static let missing: Int32 = -1

    public init() {
        bytes = []
        offsets = [0]
    }

    init(bytes: [UInt8], offsets: [Int]) {
        self.bytes = bytes
        self.offsets = offsets
    }

    /// A table of the given identifiers, sorted by bytes, repeats dropped.
    public init(_ identifiers: some Sequence<String>) {
        var builder = IdentifierTableBuilder()
        for identifier in identifiers { _ = builder.number(of: identifier) }
        self = builder.finished().table
    }

    public var count: Int { offsets.count - 1 }

    public subscript(number: Int32) -> String {
        number < 0 ? "" : String(decoding: bytes[offsets[Int(number)]..<offsets[Int(number) + 1]], as: UTF8.self)
    }

    /// The number of an identifier, or nil. Binary search.
    /// - Complexity: O(log *n*) comparisons.
    public func number(of identifier: String) -> Int32? {
        let wanted = Array(identifier.utf8)
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if bytes[offsets[middle]..<offsets[middle + 1]].lexicographicallyPrecedes(wanted) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < count, bytes[offsets[low]..<offsets[low + 1]].elementsEqual(wanted) else { return nil }
        return Int32(low)
    }
}

/// Gathers identifiers as they come; `finished()` sorts them and says what each provisional number became.
struct IdentifierTableBuilder {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = [0]
    /// Open addressing, linear probing; a slot holds a provisional number or -1. The capacity is a power of two.
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private var hashes: [UInt32] = []

    var count: Int { offsets.count - 1 }

    mutating func number(of identifier: String) -> Int32 { number(ofBytes: identifier.utf8.span) }

    /// The provisional number of the identifier with these bytes, which is new if it was not seen before.
    mutating func number(ofBytes key: Span<UInt8>) -> Int32 {
        let hash = Self.hash(key)
        let slot = slot(of: key, hash: hash)
        if slots[slot] >= 0 { return slots[slot] }
        let number = Int32(count)
        for index in key.indices { bytes.append(key[index]) }
        offsets.append(bytes.count)
        hashes.append(hash)
        slots[slot] = number
        if count * 2 > slots.count { grow() }
        return number
    }

    /// The provisional number of an identifier seen before, or nil.
    func existingNumber(ofBytes key: Span<UInt8>) -> Int32? {
        let slot = slot(of: key, hash: Self.hash(key))
        return slots[slot] >= 0 ? slots[slot] : nil
    }

    /// The slot that holds the key, or the free one where it belongs.
    private func slot(of key: Span<UInt8>, hash: UInt32) -> Int {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if hashes[candidate] == hash, equals(candidate, key) { break }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func equals(_ candidate: Int, _ key: Span<UInt8>) -> Bool {
        let start = offsets[candidate]
        guard offsets[candidate + 1] - start == key.count else { return false }
        for index in key.indices where bytes[start + index] != key[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for number in hashes.indices {
            var slot = Int(hashes[number]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    private static func hash(_ key: Span<UInt8>) -> UInt32 { UInt32(truncatingIfNeeded: hash64(key)) }

    /// FNV-1a with a final mix, so that ids that differ in their last digit spread over the table.
    static func hash64(_ key: Span<UInt8>) -> UInt64 {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in key.indices { state = (state ^ UInt64(key[index])) &* 0x0000_0100_0000_01b3 }
        state ^= state >> 29
        state = state &* 0xbf58_476d_1ce4_e5b9
        return state ^ (state >> 32)
    }

    /// The bytes of a provisional number; none for the missing one.
    func utf8(_ number: Int32) -> ArraySlice<UInt8> {
        number < 0 ? [] : bytes[offsets[Int(number)]..<offsets[Int(number) + 1]]
    }

    /// The sorted table of the identifiers in use (all, when nil), and for each provisional number its final one,
    /// `IdentifierTable.missing` for those left out.
    func finished(using isUsed: [Bool]? = nil) -> (table: IdentifierTable, finalNumbers: [Int32]) {
        let order = (0..<count).filter { isUsed?[$0] ?? true }.sorted { left, right in
            bytes[offsets[left]..<offsets[left + 1]].lexicographicallyPrecedes(bytes[offsets[right]..<offsets[right + 1]])
        }
        var sortedBytes: [UInt8] = []
        sortedBytes.reserveCapacity(bytes.count)
        var sortedOffsets = [0]
        sortedOffsets.reserveCapacity(order.count + 1)
        var finalNumbers = [Int32](repeating: IdentifierTable.missing, count: count)
        for (position, provisional) in order.enumerated() {
            sortedBytes.append(contentsOf: bytes[offsets[provisional]..<offsets[provisional + 1]])
            sortedOffsets.append(sortedBytes.count)
            finalNumbers[provisional] = Int32(position)
        }
        return (IdentifierTable(bytes: sortedBytes, offsets: sortedOffsets), finalNumbers)
    }
}

/// Strings that are all different and only ever looked up by row, such as settlement ids: one arena, no hashing.
public struct TextColumn: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var offsets: [Int] = [0]

    public init() {}

    public init(_ texts: [String]) {
        for text in texts { append(text) }
    }

    public var count: Int { offsets.count - 1 }

    public subscript(row: Int) -> String { String(decoding: utf8(row), as: UTF8.self) }

    public func utf8(_ row: Int) -> ArraySlice<UInt8> { bytes[offsets[row]..<offsets[row + 1]] }

    func equals(_ row: Int, _ key: Span<UInt8>) -> Bool {
        let start = offsets[row]
        guard offsets[row + 1] - start == key.count else { return false }
        for index in key.indices where bytes[start + index] != key[index] { return false }
        return true
    }

    /// Equal texts have equal hashes.
    func hash(_ row: Int) -> UInt64 { IdentifierTableBuilder.hash64(bytes.span.extracting(offsets[row]..<offsets[row + 1])) }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        offsets.append(bytes.count)
    }

    mutating func append(_ key: Span<UInt8>) {
        for index in key.indices { bytes.append(key[index]) }
        offsets.append(bytes.count)
    }

    /// Forgets every row from `count` on.
    mutating func truncate(to count: Int) {
        offsets.removeLast(self.count - count)
        bytes.removeLast(bytes.count - offsets[count])
    }

    /// All rows but the given ones, in order.
    func omitting(_ rows: [Int32]) -> TextColumn {
        var isOmitted = [Bool](repeating: false, count: count)
        for row in rows { isOmitted[Int(row)] = true }
        return selecting(isOmitted.indices.lazy.filter { !isOmitted[$0] }.map { Int32($0) })
    }

    func selecting(_ rows: [Int32]) -> TextColumn {
        var result = TextColumn()
        result.offsets.reserveCapacity(rows.count + 1)
        for row in rows {
            result.bytes.append(contentsOf: utf8(Int(row)))
            result.offsets.append(result.bytes.count)
        }
        return result
    }
}
