import Claims
import Statistics

/// "x of n days of a stay" against the stays of calm facilities: how improbable a stay's days are where nobody does it.
///
/// In each group the beta-binomial law is fitted by moments to the stays of the calm facilities (`CalmStays`). Half a day is added to what they have, so
/// that what was never seen is rare, not impossible. A group in which it was never seen takes the law of all groups' calm
/// stays where these have it more seldom: a few hundred stays without it say no more than that it is rarer than that.
struct StayRates {
    struct Law {
        let alpha: Double
        let beta: Double
        /// Stays that it was fitted to, and what they have.
        let count: Int
        let median: Double
        let p99: Double
    }

    private let successes: [Int32]
    private let trials: [Int32]
    private let group: [Int]
    private let laws: [Law?]

    /// - Parameters:
    ///   - successes, trials: days by stay; a stay without trials is not looked at.
    ///   - group: of the stay, -1 for none.
    ///   - calmShare: the share of the group's stays that the law is fitted to.
    /// - Complexity: O(*n* log *n*).
    init(successes: [Int32], trials: [Int32], stays: StayColumns, group: [Int], groupCount: Int, calmShare: Double) {
        self.successes = successes
        self.trials = trials
        self.group = group
        let calm = CalmStays.byGroup(
            stays, group: group, groupCount: groupCount, calmShare: calmShare, isSeen: { trials[$0] > 0 }, shows: { successes[$0] > 0 })
        // A group whose calm stays have none tells no more than their number; where it is rarer among those of all, they do.
        let all = calm.flatMap { $0 }
        func share(_ kept: [Int]) -> Double {
            (kept.reduce(0) { $0 + Double(min(successes[$1], trials[$1])) } + 0.5) / (kept.reduce(0) { $0 + Double(trials[$1]) } + 1)
        }
        laws = calm.map { own in
            guard own.count > 1 else { return nil }
            let kept = own.contains { successes[$0] > 0 } || share(all) >= share(own) ? own : all
            let x = kept.map { Double(min(successes[$0], trials[$0])) }
            let n = kept.map { Double(trials[$0]) }
            let fitted = BetaBinomialShrinkage(successes: x, trials: n)
            let mean = share(kept)
            // The weight of a law of nothing but zeros is that of one observation, which is as wide as a law can be.
            let weight = x.contains { $0 > 0 } ? fitted.alpha + fitted.beta : 1
            let rates = zip(x, n).map { $0 / $1 }
            return Law(
                alpha: mean * weight, beta: (1 - mean) * weight, count: kept.count, median: Statistics.median(rates), p99: quantile(rates, 0.99))
        }
    }

    /// Days of a stay that were looked at.
    func trials(of stay: Int) -> Int32 { trials[stay] }

    func law(of stay: Int) -> Law? { group[stay] < 0 ? nil : laws[group[stay]] }

    /// Adds the tail of every stay's days.
    func add(to tails: inout RandomizedTails) {
        for stay in trials.indices where trials[stay] > 0 {
            guard let law = law(of: stay) else { continue }
            tails.add(
                count: Double(min(successes[stay], trials[stay])),
                under: BetaBinomial(trialCount: Double(trials[stay]), alpha: law.alpha, beta: law.beta))
        }
    }

    /// log10 P(as many days or more); nil where the stay is not looked at or has no peers.
    func log10TailProbability(of stay: Int) -> Double? {
        guard trials[stay] > 0, let law = law(of: stay) else { return nil }
        let distribution = BetaBinomial(trialCount: Double(trials[stay]), alpha: law.alpha, beta: law.beta)
        return max(PeerCounts.least, min(0, distribution.log10TailProbability(of: Double(min(successes[stay], trials[stay])))))
    }
}
