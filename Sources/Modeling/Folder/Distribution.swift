public import Statistics

/// How the values of one column of the training data lay, in two dozen numbers: enough to see drift and to say what is usual.
///
/// Decile edges, ends, median and percentile are order statistics (or lie between two): single values of the training data, each of one
/// column alone and without any sign of whose it was. They are the only such values in a card.
public struct Distribution: Sendable, Equatable, Codable {
    /// Of the values that are not missing: those at the deciles and at both ends, ascending and distinct.
    public var edges: [Double]
    /// How many values lie below each edge, and how many up to it.
    public var below: [Int]
    public var upTo: [Int]
    /// How many values there are, and how many are missing beside them.
    public var present: Int
    public var missing: Int
    /// Of the finite values, type 7 of R. Hyndman and Y. Fan (1996); nil where there is none.
    public var median: Double?
    public var percentile99: Double?

    /// Infinities are taken as the largest doubles: JSON holds no other.
    ///
    /// - Complexity: O(n log n).
    public init(_ values: [Double]) {
        let finite = values.map { $0.isInfinite ? ($0 < 0 ? -Double.greatestFiniteMagnitude : .greatestFiniteMagnitude) : $0 }
        let profile = ColumnProfile(finite, points: Self.partCount)
        edges = profile.sketch.points
        below = profile.sketch.below
        upTo = profile.sketch.upTo
        present = profile.sketch.count
        missing = profile.missingCount
        let sorted = values.filter(\.isFinite).sorted()
        median = sorted.isEmpty ? nil : quantile(sorted: sorted, 0.5)
        percentile99 = sorted.isEmpty ? nil : quantile(sorted: sorted, 0.99)
    }

    static let partCount = 10

    public var lowest: Double? { edges.first }
    public var highest: Double? { edges.last }
    public var missingShare: Double { present + missing > 0 ? Double(missing) / Double(present + missing) : 0 }

    /// For the population stability index; nil where the numbers do not fit each other.
    public var profile: ColumnProfile? {
        guard missing >= 0, let sketch = RankSketch(points: edges, below: below, upTo: upTo, count: present) else { return nil }
        return ColumnProfile(sketch: sketch, missingCount: missing)
    }
}
