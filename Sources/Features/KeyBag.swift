/// A multiset of keys in one array, put in order when it is read. The order of insertion is forgotten, so merging is
/// commutative and equal rows may come in any order.
struct KeyBag<Key: Comparable & Sendable>: Sendable {
    private var keys: [Key] = []
    private var isSorted = true

    var count: Int { keys.count }
    var isEmpty: Bool { keys.isEmpty }

    @inline(__always)
    mutating func insert(_ key: Key) {
        if isSorted, let last = keys.last, key < last { isSorted = false }
        keys.append(key)
    }

    mutating func merge(_ other: KeyBag) {
        guard !other.isEmpty else { return }
        isSorted = isEmpty && other.isSorted
        keys.append(contentsOf: other.keys)
    }

    mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        isSorted = true
    }

    /// The keys in ascending order, repeats kept.
    /// - Complexity: O(*n* log *n*) the first time, O(1) after it.
    mutating func sorted() -> [Key] {
        if !isSorted {
            keys.sort()
            isSorted = true
        }
        return keys
    }

    /// Each distinct key with the number of times it was inserted, ascending.
    @inline(__always)
    mutating func forEachRun(_ body: (Key, Int) -> Void) {
        let keys = sorted()
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] == keys[start] { end += 1 }
            body(keys[start], end - start)
            start = end
        }
    }
}

/// Two 32-bit numbers in one key that sorts by the first, then by the second.
enum PairKey {
    private static let bias: UInt32 = 0x8000_0000

    @inline(__always)
    static func pack(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first) ^ bias) << 32 | UInt64(UInt32(bitPattern: second) ^ bias)
    }

    @inline(__always)
    static func first(_ key: UInt64) -> Int32 { Int32(bitPattern: UInt32(truncatingIfNeeded: key >> 32) ^ bias) }

    @inline(__always)
    static func second(_ key: UInt64) -> Int32 { Int32(bitPattern: UInt32(truncatingIfNeeded: key) ^ bias) }
}
