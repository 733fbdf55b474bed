/// Sorts columns of doubles, one after the other in the same memory.
///
/// Three passes of a least-significant-digit radix sort over the first 33 bits in which the column varies (Knuth, The Art of
/// Computer Programming 3, 1998, §5.2.5) leave runs of values that agree in those bits. Short runs are sorted by insertion, long
/// ones by the same three passes on the bits below, so that the usual column takes three passes, not six, and one whose values
/// agree in many digits is still sorted in linear time.
struct ColumnSorter: ~Copyable {
    /// The column's values that are not missing, as `orderedBits`, ascending.
    private(set) var keys: [UInt64] = []
    private var spare: [UInt64] = []

    private static let digitBits = 11
    private static let digitCount = 3
    private static let size = 1 << digitBits
    private static let mask = UInt64(size - 1)

    /// - Parameter values: any, NaN where missing; -0 counts as 0.
    /// - Parameters lowest, highest: bounds of the values.
    /// - Complexity: O(n), in two arrays as long.
    mutating func sort(_ values: Span<Double>, from lowest: Double, to highest: Double) {
        precondition(values.count <= Int(Int32.max), "positions of 32 bits")
        if keys.count != values.count { keys = [UInt64](repeating: 0, count: values.count) }
        if spare.count != values.count { spare = [UInt64](repeating: 0, count: values.count) }
        let base = (lowest + 0).orderedBits
        let bits = Swift.max(1, 64 - ((highest + 0).orderedBits - base).leadingZeroBitCount)
        let dropped = UInt64(Swift.max(0, bits - Self.digitCount * Self.digitBits))
        var places = Self.firstPlaces(values, base: base, dropped: dropped)
        let count = Self.distribute(values, base: base, dropped: dropped, &places, into: &keys)
        for digit in 1..<Self.digitCount {
            Self.distribute(keys, count: count, base: base, dropped: dropped, digit: digit, &places, into: &spare)
            swap(&keys, &spare)
        }
        if count < keys.count { keys.removeLast(keys.count - count) }
        if dropped > 0 { orderRuns(base: base, dropped: dropped) }
    }

    /// Where the first key of each value of each of the three digits goes.
    private static func firstPlaces(_ values: Span<Double>, base: UInt64, dropped: UInt64) -> [UInt32] {
        var places = [UInt32](repeating: 0, count: digitCount * size)
        var tally = places.mutableSpan
        for index in 0..<values.count {
            let value = unsafe values[unchecked: index]
            if value.isNaN { continue }
            let lead = ((value + 0).orderedBits - base) >> dropped
            // In bounds: a digit is below `size`.
            unsafe tally[unchecked: Int(lead & mask)] += 1
            unsafe tally[unchecked: size + Int((lead >> 11) & mask)] += 1
            unsafe tally[unchecked: 2 * size + Int((lead >> 22) & mask)] += 1
        }
        for digit in 0..<digitCount {
            var sum: UInt32 = 0
            for place in digit * size..<(digit + 1) * size {
                let count = tally[place]
                tally[place] = sum
                sum += count
            }
        }
        return places
    }

    /// The pass by the last digit, from the values; returns how many are not missing.
    private static func distribute(
        _ values: Span<Double>, base: UInt64, dropped: UInt64, _ places: inout [UInt32], into target: inout [UInt64]
    ) -> Int {
        var places = places.mutableSpan
        var target = target.mutableSpan
        var count = 0
        for index in 0..<values.count {
            let value = unsafe values[unchecked: index]
            if value.isNaN { continue }
            let key = (value + 0).orderedBits
            let digit = Int(((key - base) >> dropped) & mask)
            // In bounds: the places of a digit ascend to the number of keys, no more than the values.
            let place = unsafe places[unchecked: digit]
            unsafe places[unchecked: digit] = place &+ 1
            unsafe target[unchecked: Int(place)] = key
            count += 1
        }
        return count
    }

    /// A pass by one of the other digits.
    private static func distribute(
        _ source: [UInt64], count: Int, base: UInt64, dropped: UInt64, digit: Int, _ places: inout [UInt32], into target: inout [UInt64]
    ) {
        precondition(count <= source.count && count <= target.count, "a place for every key")
        let shift = dropped + UInt64(digit * digitBits)
        let source = source.span
        var places = places.mutableSpan
        var target = target.mutableSpan
        for index in 0..<count {
            // In bounds as above.
            let key = unsafe source[unchecked: index]
            let slot = digit * size + Int(((key &- base) >> shift) & mask)
            let place = unsafe places[unchecked: slot]
            unsafe places[unchecked: slot] = place &+ 1
            unsafe target[unchecked: Int(place)] = key
        }
    }

    /// Orders the runs of keys that agree in all but the `dropped` last bits of `key - base`.
    private mutating func orderRuns(base: UInt64, dropped: UInt64) {
        let insertionLimit = 32
        var index = 1
        var inner = ColumnSorter()
        while let place = Self.firstDescent(in: keys, from: index) {
            // A descent lies within a run; the run is sorted as a whole.
            let lead = (keys[place] - base) >> dropped
            var start = place
            while start > 0, (keys[start - 1] - base) >> dropped == lead { start -= 1 }
            var end = place + 1
            while end < keys.count, (keys[end] - base) >> dropped == lead { end += 1 }
            if end - start <= insertionLimit {
                Self.sortByInsertion(&keys, start..<end)
            } else {
                let part = keys[start..<end].map { Double(orderedBits: $0) }
                inner.sort(part.span, from: part.min() ?? 0, to: part.max() ?? 0)
                keys.replaceSubrange(start..<end, with: inner.keys)
            }
            index = end
        }
    }

    /// The first place at or after `start` whose key is below the one before it.
    private static func firstDescent(in keys: [UInt64], from start: Int) -> Int? {
        let span = keys.span
        var index = start
        while index < span.count {
            // In bounds: start is at least 1.
            if unsafe span[unchecked: index] < span[unchecked: index - 1] { return index }
            index += 1
        }
        return nil
    }

    private static func sortByInsertion(_ keys: inout [UInt64], _ range: Range<Int>) {
        for index in range.dropFirst() {
            let key = keys[index]
            var place = index
            while place > range.lowerBound, keys[place - 1] > key {
                keys[place] = keys[place - 1]
                place -= 1
            }
            keys[place] = key
        }
    }
}

extension Double {
    /// Bits that order as the values do; -0 before 0.
    var orderedBits: UInt64 {
        let bits = bitPattern
        return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    }

    init(orderedBits bits: UInt64) {
        self.init(bitPattern: bits ^ (bits >> 63 == 0 ? .max : 1 << 63))
    }
}
