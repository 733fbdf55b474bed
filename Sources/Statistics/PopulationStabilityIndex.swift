import RealModule

/// How a column was distributed: order statistics with their ranks, and how many values were missing. Holds no row.
public struct ColumnProfile: Sendable, Equatable {
    public let sketch: RankSketch
    public let missingCount: Int

    public var count: Int { sketch.count + missingCount }

    /// About `points` order statistics, evenly spaced by rank, quantiles at all multiples of `1 / points` among them.
    ///
    /// - Complexity: O(n log n).
    public init(_ values: [Double], points: Int = 200) {
        precondition(points >= 2, "both ends at least")
        sketch = RankSketch(values) { count in (1...points).map { ColumnProfile.rank(count, $0, points) } }
        missingCount = values.count - sketch.count
    }

    /// - Precondition: `missingCount >= 0`.
    public init(sketch: RankSketch, missingCount: Int) {
        precondition(missingCount >= 0, "a count")
        (self.sketch, self.missingCount) = (sketch, missingCount)
    }

    /// The rank, from 0, of the quantile at `part / parts`: the smallest value that as large a share is at or below.
    static func rank(_ count: Int, _ part: Int, _ parts: Int) -> Int {
        let (whole, rest) = count.multipliedReportingOverflow(by: part)
        precondition(!rest, "a countable number of rows")
        return Swift.max((whole + parts - 1) / parts - 1, 0)
    }
}

/// The population stability index: how far a column's distribution has moved, `Σ (a - e) log (a / e)` over bins with the share
/// e expected and a found.
///
/// N. Siddiqi, "Credit risk scorecards" (Wiley, 2006); it is the symmetrized divergence of S. Kullback and R. Leibler (1951)
/// over bins. The bins, made of the expected sample alone:
/// - its quantiles (deciles, unless asked otherwise) part the values, a value at an edge belonging below it;
/// - a value at which two or more of the edges or ends meet has a bin of its own, so that a share of zeros is seen to move, and
///   a constant column to leave its constant;
/// - missing values are a bin of their own;
/// - a bin empty on one side only is taken as half a row there, lest the index be infinite; a bin empty on both adds nothing and
///   is not counted. Where no bin is empty the index is the plain formula.
///
/// Infinite values lie in the outermost bins. NaN when either side has no rows.
public struct PopulationStabilityIndex: Sendable, Equatable {
    public struct Bin: Sendable, Equatable {
        /// The largest value of the bin, or the bound below which it lies; infinite for the last, nil for missing values.
        public let upperEdge: Double?
        public let includesUpperEdge: Bool
        public let expectedShare: Double
        public let actualShare: Double
        /// What it adds to the index; never negative.
        public let contribution: Double
    }

    public let value: Double
    /// In ascending order, missing values last.
    public let bins: [Bin]
    public let expectedCount: Int
    public let actualCount: Int

    /// The probability of so large an index in two samples of one population: with B bins `value / (1/n + 1/m)` is then nearly
    /// chi-squared with B - 1 degrees of freedom (B. Yurdakul, "Statistical properties of population stability index",
    /// dissertation, Western Michigan University, 2018). With many rows even a shift of no consequence is improbable; the
    /// index says how large it is, this how sure.
    public var tailProbability: Double {
        if value.isNaN { return .nan }
        let used = bins.filter { $0.expectedShare > 0 || $0.actualShare > 0 }.count
        let spread = 1 / Double(expectedCount) + 1 / Double(actualCount)
        return used < 2 ? 1 : ChiSquared(degreesOfFreedom: Double(used - 1)).tailProbability(of: value / spread)
    }

    /// A new sample beside a profile.
    ///
    /// - Complexity: O(n log b) for b bins.
    public init(expected: ColumnProfile, actual: [Double], binCount: Int = 10) {
        let cuts = Self.cuts(expected.sketch, binCount)
        var counts = [Double](repeating: 0, count: cuts.count + 2)
        for value in actual {
            var (low, high) = (0, cuts.count)
            while low < high {
                let middle = (low + high) / 2
                if cuts[middle].isBelow(value) { low = middle + 1 } else { high = middle }
            }
            counts[value.isNaN ? cuts.count + 1 : low] += 1
        }
        self.init(cuts: cuts, expected: expected, actual: counts, actualCount: actual.count)
    }

    /// Two profiles. The actual counts between two of its order statistics lie on the straight line between them, so the
    /// shares are right within one over the number of its points.
    public init(expected: ColumnProfile, actual: ColumnProfile, binCount: Int = 10) {
        let cuts = Self.cuts(expected.sketch, binCount)
        self.init(cuts: cuts, expected: expected, actual: Self.counts(actual, cuts), actualCount: actual.count)
    }

    /// An end of a bin: between the values up to it and the rest, or between those below it and the rest.
    private struct Cut: Equatable {
        let value: Double
        let includesValue: Bool

        func isBelow(_ x: Double) -> Bool { includesValue ? x > value : x >= value }
    }

    private init(cuts: [Cut], expected: ColumnProfile, actual: [Double], actualCount: Int) {
        let before = Self.counts(expected, cuts)
        let (n, m) = (Double(expected.count), Double(actualCount))
        var bins: [Bin] = []
        var sum = 0.0
        for (index, (expectedRows, actualRows)) in zip(before, actual).enumerated() {
            var contribution = 0.0
            if expectedRows > 0 || actualRows > 0, n > 0, m > 0 {
                let (e, a) = ((expectedRows > 0 ? expectedRows : 0.5) / n, (actualRows > 0 ? actualRows : 0.5) / m)
                contribution = (a - e) * Double.log(a / e)
            }
            sum += contribution
            bins.append(
                Bin(
                    upperEdge: index < cuts.count ? cuts[index].value : index == cuts.count ? .infinity : nil,
                    includesUpperEdge: index < cuts.count ? cuts[index].includesValue : index == cuts.count,
                    expectedShare: n > 0 ? expectedRows / n : .nan, actualShare: m > 0 ? actualRows / m : .nan,
                    contribution: contribution))
        }
        value = n > 0 && m > 0 ? sum : .nan
        self.bins = bins
        (expectedCount, self.actualCount) = (expected.count, actualCount)
    }

    private static func cuts(_ sketch: RankSketch, _ binCount: Int) -> [Cut] {
        precondition(binCount >= 2, "at least two bins")
        guard sketch.count > 0 else { return [] }
        // The quantiles with both ends; the first point whose values reach the rank.
        let edges = (0...binCount).map { part in
            let rank = part == 0 ? 0 : ColumnProfile.rank(sketch.count, part, binCount)
            return sketch.points[sketch.upTo.firstIndex { $0 > rank } ?? sketch.points.count - 1]
        }
        var cuts: [Cut] = []
        for (part, edge) in edges.enumerated() where part == 0 || edge != edges[part - 1] {
            let meetsAnother = part < binCount && edges[part + 1] == edge
            if meetsAnother { cuts.append(Cut(value: edge, includesValue: false)) }
            // The ends as such part nothing.
            if meetsAnother || (part > 0 && part < binCount) { cuts.append(Cut(value: edge, includesValue: true)) }
        }
        return cuts
    }

    /// The rows in each bin, missing ones last.
    private static func counts(_ profile: ColumnProfile, _ cuts: [Cut]) -> [Double] {
        var reached = 0.0
        var result: [Double] = []
        for cut in cuts {
            let counts = profile.sketch.counts(of: cut.value)
            let upTo = cut.includesValue ? counts.upTo : counts.below
            result.append(upTo - reached)
            reached = upTo
        }
        return result + [Double(profile.sketch.count) - reached, Double(profile.missingCount)]
    }
}
