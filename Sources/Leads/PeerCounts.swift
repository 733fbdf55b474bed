import Statistics

/// Monthly counts of at least one among peers: a negative binomial law of "count - 1" for every peer group.
struct PeerCounts {
    struct Law {
        let distribution: NegativeBinomial
        let count: Int
        let median: Double
        let p99: Double
    }

    private let counts: [Double]
    private let group: [Int]
    private let laws: [Law?]

    /// - Parameters:
    ///   - counts: one a person-month, at least one where the month is tested.
    ///   - group: the peer group of each, negative for none.
    init(_ counts: [Double], group: [Int], groupCount: Int) throws {
        self.counts = counts
        self.group = group
        var members = [[Double]](repeating: [], count: groupCount)
        for (index, count) in counts.enumerated() where group[index] >= 0 && count >= 1 { members[group[index]].append(count) }
        laws = members.map { values in
            guard values.count > 1 else { return nil }
            let beyondFirst = values.map { $0 - 1 }
            let mean = beyondFirst.reduce(0, +) / Double(values.count)
            return Law(
                distribution: NegativeBinomial(mean: mean, dispersion: NegativeBinomial.dispersion(ofCounts: beyondFirst)),
                count: values.count, median: median(values), p99: quantile(values, 0.99))
        }
    }

    func law(of index: Int) -> Law? { group[index] < 0 ? nil : laws[group[index]] }

    /// log10 P(count or more) in the peer group; nil for a month without a visit or without peers.
    func log10TailProbability(of index: Int) -> Double? {
        guard counts[index] >= 1, let law = law(of: index) else { return nil }
        return min(0, law.distribution.log10TailProbability(of: counts[index] - 1))
    }
}
