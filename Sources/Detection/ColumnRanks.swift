import RealModule

/// Finds the values at chosen ranks of columns of doubles, one column after the other in the same memory.
///
/// The values are counted into up to 65,536 buckets that never fall as a value rises, and only the buckets that hold a chosen
/// rank are copied and sorted: sorting by distribution (Knuth, The Art of Computer Programming 3, 1998, §5.2.5) where only some
/// places matter (C. A. R. Hoare, "Algorithm 65: find", 1961). Equal values share a bucket, so that a bucket and the number of
/// values before it tell the rank of each of its values and of all its copies.
struct ColumnRanks: ~Copyable {
    /// Values of one bucket in `sorted`, and how many values of the column are smaller.
    struct Part {
        let start: Int
        let end: Int
        let below: Int
    }

    /// The values copied, bucket after bucket, ascending, then what is left of another column.
    private(set) var sorted: [Double] = []
    private(set) var parts: [Part] = []
    /// How many values are not missing.
    private(set) var count = 0
    /// Whether the column has no more distinct values than were allowed; if so, all are in `parts`.
    private(set) var isWhole = false
    /// The sign of the sample skewness.
    private(set) var skewness = 0

    /// How many values each bucket has, then where its next value goes, or `unwanted`.
    private var places: [UInt32] = []
    private var sorter = ColumnSorter()

    private static let mostBuckets = 65_536
    private static let unwanted = UInt32.max
    private static let insertionLimit = 128

    /// - Parameter values: those of a column that varies, within `range`; NaN where missing.
    /// - Parameter distinctLimit: up to how many distinct values all ranks are found.
    /// - Parameter chosen: else these, ascending, for the number of values.
    /// - Complexity: O(n), in an array as long where all are found.
    mutating func find(
        _ values: Span<Double>, range: ClosedRange<Double>, distinctLimit: Int, chosen: (_ count: Int) -> [Int]
    ) {
        precondition(values.count <= Int(Int32.max), "positions of 32 bits")
        var bucketCount = 16
        while bucketCount < Self.mostBuckets, bucketCount * 8 < values.count { bucketCount *= 2 }
        let buckets = Buckets.spreading(values, count: bucketCount, range: range)
        var sizes = [UInt32](repeating: 0, count: bucketCount)
        let sum: Double
        switch buckets.kind {
        case .linear: (count, sum) = Self.tally(values, into: &sizes) { buckets.linear($0) }
        case .ordered: (count, sum) = Self.tally(values, into: &sizes) { buckets.ordered($0) }
        }
        if sorted.count < values.count { sorted = [Double](repeating: 0, count: values.count) }
        var copied = layOut(sizes, chosen: chosen(count))
        // Few values cannot tell that there are many distinct ones; and many are often ties, all of which are needed.
        if copied <= distinctLimit || copied > count / 2 { copied = layOut(sizes, chosen: nil) }
        skewness = gather(values, buckets, mean: sum / Double(count))
        var distinct = sortParts()
        if copied < count, distinct <= distinctLimit {
            _ = layOut(sizes, chosen: nil)
            _ = gather(values, buckets, mean: 0)
            distinct = sortParts()
        }
        isWhole = distinct <= distinctLimit
    }

    /// Counts the values of each bucket; returns how many are not missing, and their sum in the order of the rows.
    @inline(__always)
    private static func tally(_ values: Span<Double>, into sizes: inout [UInt32], bucket: (Double) -> Int) -> (Int, Double) {
        var sizes = sizes.mutableSpan
        var count = 0
        var sum = 0.0
        for index in 0..<values.count {
            let value = unsafe values[unchecked: index]
            if value.isNaN { continue }
            count += 1
            sum += value
            // In bounds: a bucket is below the number of them.
            unsafe sizes[unchecked: bucket(value)] &+= 1
        }
        return (count, sum)
    }

    /// Gives a place to each value of the buckets that hold a chosen rank, of all where `chosen` is nil; returns how many values.
    private mutating func layOut(_ sizes: [UInt32], chosen: [Int]?) -> Int {
        parts.removeAll(keepingCapacity: true)
        if places.count != sizes.count { places = [UInt32](repeating: 0, count: sizes.count) }
        var copied = 0
        var below = 0
        var next = 0
        for bucket in sizes.indices {
            let size = Int(sizes[bucket])
            var isWanted = size > 0
            if let chosen, isWanted {
                isWanted = next < chosen.count && chosen[next] < below + size
                while next < chosen.count, chosen[next] < below + size { next += 1 }
            }
            places[bucket] = isWanted ? UInt32(copied) : Self.unwanted
            if isWanted {
                parts.append(Part(start: copied, end: copied + size, below: below))
                copied += size
            }
            below += size
        }
        return copied
    }

    /// Copies the values that have a place to it; returns the sign of the skewness.
    private mutating func gather(_ values: Span<Double>, _ buckets: Buckets, mean: Double) -> Int {
        switch buckets.kind {
        case .linear: Self.gather(values, &places, into: &sorted, count: count, mean: mean) { buckets.linear($0) }
        case .ordered: Self.gather(values, &places, into: &sorted, count: count, mean: mean) { buckets.ordered($0) }
        }
    }

    /// The sign is that of the third central moment, summed in the order of the rows as scipy.stats.skew does, so that of two columns
    /// that differ by rounding only the same one is taken for symmetric. 0 also where the moments overflow.
    @inline(__always)
    private static func gather(
        _ values: Span<Double>, _ places: inout [UInt32], into target: inout [Double], count: Int, mean: Double, bucket: (Double) -> Int
    ) -> Int {
        var places = places.mutableSpan
        var target = target.mutableSpan
        var second = 0.0
        var third = 0.0
        for index in 0..<values.count {
            let value = unsafe values[unchecked: index]
            if value.isNaN { continue }
            let difference = value - mean
            let square = difference * difference
            second += square
            third += square * difference
            let slot = bucket(value)
            // In bounds: a bucket is below the number of places, and they ascend to the number of values copied.
            let place = unsafe places[unchecked: slot]
            if place == unwanted { continue }
            unsafe places[unchecked: slot] = place &+ 1
            unsafe target[unchecked: Int(place)] = value + 0
        }
        second /= Double(count)
        third /= Double(count)
        let noise = Double.ulpOfOne * mean
        if second <= noise * noise { return 0 }
        let skewness = third / Double.pow(second, 1.5)
        return skewness > 0 ? 1 : skewness < 0 ? -1 : 0
    }

    /// Orders each part; returns how many distinct values they have.
    private mutating func sortParts() -> Int {
        var distinct = 0
        for part in parts {
            if part.end - part.start > Self.insertionLimit {
                Self.sortByDigits(&sorted, part.start..<part.end, &sorter)
            } else {
                Self.sortByInsertion(&sorted, part.start..<part.end)
            }
            let values = sorted.span
            distinct += 1
            for index in part.start + 1..<part.end { distinct += values[index] == values[index - 1] ? 0 : 1 }
        }
        return distinct
    }

    private static func sortByDigits(_ values: inout [Double], _ range: Range<Int>, _ sorter: inout ColumnSorter) {
        var isAscending = true
        var (low, high) = (values[range.lowerBound], values[range.lowerBound])
        for index in range.dropFirst() {
            let value = values[index]
            isAscending = isAscending && values[index - 1] <= value
            low = Swift.min(low, value)
            high = Swift.max(high, value)
        }
        if isAscending { return }
        sorter.sort(values.span.extracting(range), from: low, to: high)
        var target = values.mutableSpan
        for (index, key) in zip(range, sorter.keys) { target[index] = Double(orderedBits: key) }
    }

    private static func sortByInsertion(_ values: inout [Double], _ range: Range<Int>) {
        var values = values.mutableSpan
        for index in range.dropFirst() {
            let value = values[index]
            var place = index
            while place > range.lowerBound, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
        }
    }
}
