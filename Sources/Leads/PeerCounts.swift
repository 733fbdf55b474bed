import Statistics

/// Monthly counts of at least one among peers: a negative binomial law of "count - 1" for every peer group.
///
/// A few subjects far out, and one subject far out month after month, would widen the law that is to show them. So the
/// law is fitted to the smaller counts first, and then again to all counts that are not less probable under it than
/// `rejection` among all of the group's, until nothing changes: outlier rejection as in W. Chauvenet, A Manual of
/// Spherical and Practical Astronomy II (1863), searched forward against masking (A. C. Atkinson, "Fast very robust
/// methods for the detection of multiple outliers", 1994). Both numbers are thresholds of the scenario.
package struct PeerCounts {
    package struct Law: Sendable {
        package let distribution: NegativeBinomial
        package let count: Int
        package let median: Double
        package let p99: Double
        /// By count, from zero up: a city has millions of months and a few dozen different counts.
        private let tails: [Double]
        private static let tailLimit = 1000.0

        init(_ distribution: NegativeBinomial, _ values: [Double]) {
            self.distribution = distribution
            count = values.count
            median = Statistics.median(values)
            p99 = quantile(values, 0.99)
            tails = (0...Int(min(Self.tailLimit, values.max() ?? 0))).map { Self.log10Tail(Double($0), distribution) }
        }

        /// log10 P(count or more), at least `PeerCounts.least`.
        package func log10TailProbability(of count: Double) -> Double {
            if let place = Int(exactly: count), tails.indices.contains(place) { return tails[place] }
            return Self.log10Tail(count, distribution)
        }

        private static func log10Tail(_ count: Double, _ distribution: NegativeBinomial) -> Double {
            max(PeerCounts.least, min(0, distribution.log10TailProbability(of: count - 1)))
        }
    }

    private let counts: [Double]
    private let group: [Int]
    private let laws: [Law?]
    private static let roundLimit = 20

    /// - Parameters:
    ///   - counts: one a person-month, at least one where the month is tested.
    ///   - group: the peer group that each is compared with, negative for none.
    ///   - members: for every group the places in `counts` of its members, also of those that have a finer group of
    ///     their own: somebody without near peers is compared with the wider group, not with others who have none.
    ///   - rejection: expected number of counts as large as a rejected one, in its group.
    ///   - startShare: the share of the smallest counts that the first fit is made of.
    package init(_ counts: [Double], group: [Int], members: [[Int]], rejection: Double, startShare: Double) {
        self.counts = counts
        self.group = group
        laws = members.map { places in
            let values = places.map { counts[$0] }.filter { $0 >= 1 }
            guard values.count > 1 else { return nil }
            return Law(Self.fitted(values.map { $0 - 1 }.sorted(), rejection: rejection, startShare: startShare), values)
        }
    }

    private static func fitted(_ sorted: [Double], rejection: Double, startShare: Double) -> NegativeBinomial {
        let size = Double(sorted.count)
        var kept = min(sorted.count, max(2, Int((size * startShare).rounded(.down))))
        var law = moments(sorted[..<kept])
        for _ in 0..<roundLimit {
            // The tail falls with the count, so the counts that stay are the smallest ones.
            var next = sorted.count
            while next > 2, law.tailProbability(of: sorted[next - 1]) * size < rejection { next -= 1 }
            guard next != kept else { break }
            kept = next
            law = moments(sorted[..<kept])
        }
        return law
    }

    /// Half a count is added: where the first fit sees nothing but zeros, a mean of zero would call the first one impossible,
    /// leave it out, and so confirm itself.
    private static func moments(_ values: ArraySlice<Double>) -> NegativeBinomial {
        NegativeBinomial(
            mean: (values.reduce(0, +) + 0.5) / Double(values.count), dispersion: NegativeBinomial.dispersion(ofCounts: Array(values)))
    }

    /// Adds the tail of every count of at least one among its peers.
    package func add(to tails: inout RandomizedTails) {
        for (index, count) in counts.enumerated() where count >= 1 {
            guard let law = law(of: index) else { continue }
            tails.add(log10AtLeast: law.log10TailProbability(of: count), log10Above: law.log10TailProbability(of: count + 1))
        }
    }

    package func law(of index: Int) -> Law? { group[index] < 0 ? nil : laws[group[index]] }

    /// The least log10 of a probability: where the tail is nothing but zeros, it is said to be this.
    package static let least = -300.0

    /// log10 P(count or more) in the peer group, at least `least`; nil for a month without a visit or without peers.
    package func log10TailProbability(of index: Int) -> Double? {
        guard counts[index] >= 1, let law = law(of: index) else { return nil }
        return law.log10TailProbability(of: counts[index])
    }
}
