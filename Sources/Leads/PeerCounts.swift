import Statistics

/// Monthly counts of at least one among peers: a negative binomial law of "count - 1" for every peer group.
///
/// A few subjects far out would widen the law that is to show them, so it is fitted again without counts that are
/// less probable than `rejection` among all of the group's, until none is left: outlier rejection as in W. Chauvenet,
/// A Manual of Spherical and Practical Astronomy II (1863), with the level a threshold.
package struct PeerCounts {
    package struct Law: Sendable {
        package let distribution: NegativeBinomial
        package let count: Int
        package let median: Double
        package let p99: Double
    }

    private let counts: [Double]
    private let group: [Int]
    private let laws: [Law?]
    private static let roundLimit = 20

    /// - Parameters:
    ///   - counts: one a person-month, at least one where the month is tested.
    ///   - group: the peer group of each, negative for none.
    ///   - rejection: expected number of counts as large as a rejected one, in its group.
    package init(_ counts: [Double], group: [Int], groupCount: Int, rejection: Double) {
        self.counts = counts
        self.group = group
        var members = [[Double]](repeating: [], count: groupCount)
        for (index, count) in counts.enumerated() where group[index] >= 0 && count >= 1 { members[group[index]].append(count) }
        laws = members.map { values in
            guard values.count > 1 else { return nil }
            return Law(
                distribution: Self.fitted(values.map { $0 - 1 }.sorted(), rejection: rejection),
                count: values.count, median: median(values), p99: quantile(values, 0.99))
        }
    }

    private static func fitted(_ sorted: [Double], rejection: Double) -> NegativeBinomial {
        var kept = sorted[...]
        var law = moments(kept)
        for _ in 0..<roundLimit {
            let size = Double(sorted.count)
            guard let largest = kept.last, kept.count > 2, law.tailProbability(of: largest) * size < rejection else { break }
            while let value = kept.last, kept.count > 2, law.tailProbability(of: value) * size < rejection { kept.removeLast() }
            law = moments(kept)
        }
        return law
    }

    private static func moments(_ values: ArraySlice<Double>) -> NegativeBinomial {
        NegativeBinomial(
            mean: values.reduce(0, +) / Double(values.count), dispersion: NegativeBinomial.dispersion(ofCounts: Array(values)))
    }

    package func law(of index: Int) -> Law? { group[index] < 0 ? nil : laws[group[index]] }

    /// log10 P(count or more) in the peer group; nil for a month without a visit or without peers.
    package func log10TailProbability(of index: Int) -> Double? {
        guard counts[index] >= 1, let law = law(of: index) else { return nil }
        return min(0, law.distribution.log10TailProbability(of: counts[index] - 1))
    }
}
