import RealModule

/// Buckets over the range of one column that never fall as a value rises.
struct Buckets: Sendable {
    enum Kind: Sendable {
        /// Of equal width in the values.
        case linear
        /// Of equal width in the bits of the values, as `orderedBits` has them.
        case ordered
    }

    let kind: Kind
    let count: Int
    let lowest: Double
    let highest: Double
    /// Buckets per half unit.
    let rate: Double
    let lowestBits: UInt64
    /// How many of the low bits share a bucket.
    let shift: UInt64

    private init(_ kind: Kind, count: Int, from lowest: Double, to highest: Double) {
        self.kind = kind
        self.count = count
        self.lowest = lowest
        self.highest = highest
        let rate = Double(count) / (highest / 2 - lowest / 2)
        self.rate = rate.isFinite ? rate : 0
        lowestBits = lowest.orderedBits
        let width = highest.orderedBits - lowest.orderedBits
        var shift: UInt64 = 0
        while width >> shift >= UInt64(count) { shift += 1 }
        self.shift = shift
    }

    @inline(__always)
    func linear(_ value: Double) -> Int {
        let inside = Swift.min(Swift.max(value, lowest), highest)
        return Swift.min(Int((inside * 0.5 - lowest * 0.5) * rate), count - 1)
    }

    @inline(__always)
    func ordered(_ value: Double) -> Int {
        let inside = Swift.min(Swift.max(value, lowest), highest) + 0
        return Int(truncatingIfNeeded: (inside.orderedBits &- lowestBits) >> shift)
    }

    /// As many buckets as named, of the kind that parts a sample of the values better.
    ///
    /// - Parameter values: within `range`; NaN where missing.
    static func spreading(_ values: Span<Double>, count: Int, range: ClosedRange<Double>) -> Buckets {
        let step = Swift.max(1, values.count / 1024)
        func made(_ kind: Kind) -> (buckets: Buckets, filled: Int) {
            let buckets = Buckets(kind, count: count, from: range.lowerBound + 0, to: range.upperBound + 0)
            var isFilled = [Bool](repeating: false, count: count)
            var filled = 0
            for index in stride(from: 0, to: values.count, by: step) where !values[index].isNaN {
                let bucket = kind == .linear ? buckets.linear(values[index]) : buckets.ordered(values[index])
                if !isFilled[bucket] { filled += 1 }
                isFilled[bucket] = true
            }
            return (buckets, filled)
        }
        let linear = made(.linear)
        let ordered = made(.ordered)
        return ordered.filled > linear.filled ? ordered.buckets : linear.buckets
    }

    /// Twice as many buckets as points, of the kind that leaves the fewest steps to a fitted value.
    static func best(for tails: ColumnTails) -> (Buckets, starts: [Int32]) {
        let points = tails.points
        var count = 16
        while count < 2 * points.count { count *= 2 }
        func made(_ kind: Kind) -> (buckets: Buckets, starts: [Int32], cost: Double) {
            let buckets = Buckets(kind, count: count, from: points[0], to: points[points.count - 1])
            var starts = [Int32](repeating: 0, count: count + 1)
            for point in points { starts[(kind == .linear ? buckets.linear(point) : buckets.ordered(point)) + 1] += 1 }
            var cost = 0.0
            for bucket in 1...count {
                let inside = Int(starts[bucket])
                starts[bucket] += starts[bucket - 1]
                guard inside > 0 else { continue }
                // As many fitted values as lie between the points around.
                let first = Int(starts[bucket - 1])
                let values = tails.upTo[first + inside - 1] - (first > 0 ? tails.upTo[first - 1] : 0)
                cost += Double(values) * Double.log2(Double(inside + 1))
            }
            return (buckets, starts, cost)
        }
        let linear = made(.linear)
        let ordered = made(.ordered)
        return ordered.cost < linear.cost ? (ordered.buckets, ordered.starts) : (linear.buckets, linear.starts)
    }
}
