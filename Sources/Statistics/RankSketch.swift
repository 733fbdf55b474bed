/// Some order statistics of a sample, each with its exact rank: how many values lie below it and how many up to it.
///
/// Counts at a point that was kept are exact. Between two of them they are known to lie between the two, so that a count can
/// be bounded on the safe side or taken on the straight line. Missing values (NaN) are left out; infinities keep their order.
public struct RankSketch: Sendable, Equatable {
    /// Ascending and distinct.
    public let points: [Double]
    /// How many values are below each point.
    public let below: [Int]
    /// How many are at or below it.
    public let upTo: [Int]
    /// How many values there were.
    public let count: Int

    /// The points of the given ranks, from 0, of `values`; both ends are always kept.
    ///
    /// - Complexity: O(n log n).
    init(_ values: [Double], ranks: (_ count: Int) -> [Int]) {
        let sorted = values.filter { !$0.isNaN }.sorted()
        var points: [Double] = []
        var below: [Int] = []
        var upTo: [Int] = []
        // A rank within the ties of a point that is kept already is passed over; so each point's ties are walked once.
        var next = 0
        for rank in sorted.isEmpty ? [] : [0] + ranks(sorted.count) + [sorted.count - 1] where rank >= next {
            let value = sorted[rank]
            var first = rank
            while first > next, sorted[first - 1] == value { first -= 1 }
            var last = rank
            while last + 1 < sorted.count, sorted[last + 1] == value { last += 1 }
            points.append(value)
            below.append(first)
            upTo.append(last + 1)
            next = last + 1
        }
        (self.points, self.below, self.upTo, count) = (points, below, upTo, sorted.count)
    }

    /// A sketch made before; nil unless the points ascend, the ranks fit each other and the ends are the sample's ends.
    public init?(points: [Double], below: [Int], upTo: [Int], count: Int) {
        guard points.count == below.count, points.count == upTo.count, count >= 0, points.isEmpty == (count == 0),
            points.allSatisfy({ !$0.isNaN }), zip(points, points.dropFirst()).allSatisfy({ $0 < $1 }),
            below.first ?? 0 == 0, upTo.last ?? 0 == count,
            zip(below, upTo).allSatisfy({ $0 < $1 }), zip(upTo, below.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        (self.points, self.below, self.upTo, self.count) = (points, below, upTo, count)
    }

    /// The most values that can be `x` or higher: exact at a point and wherever no value lies between the neighbouring points.
    ///
    /// - Complexity: O(log s) for s points.
    public func mostAtLeast(_ x: Double) -> Int {
        let index = points.countBelow(x)
        if index < points.count, points[index] == x { return count - below[index] }
        return index == 0 ? count : count - upTo[index - 1]
    }

    /// How many values are below x, and up to x; between two points on the straight line between them.
    ///
    /// - Complexity: O(log s) for s points.
    public func counts(of x: Double) -> (below: Double, upTo: Double) {
        let index = points.countBelow(x)
        if index == points.count { return (Double(count), Double(count)) }
        if points[index] == x { return (Double(below[index]), Double(upTo[index])) }
        if index == 0 { return (0, 0) }
        let (low, high) = (points[index - 1], points[index])
        // Halved first, because the distance may be more than the largest Double. From an infinite point on, all are passed.
        let share = low == -.infinity ? 1 : high == .infinity ? 0 : (x / 2 - low / 2) / (high / 2 - low / 2)
        let reached = Double(upTo[index - 1]) + share * Double(below[index] - upTo[index - 1])
        return (reached, reached)
    }
}
