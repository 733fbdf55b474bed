import Statistics

/// "x of n at a facility", each against its peers: stays that look like a check-up, lines that repeat, patients without history.
///
/// In each peer group a beta-binomial law is fitted to those facilities whose share is not itself improbable under it, so
/// that a few that do it do not widen the law that is to show them: the fit starts with the smallest shares and takes
/// facilities in until the next one would be expected less than `rejection` times in the group.
package struct PeerRates: Sendable {
    package struct Law: Sendable {
        package let shrinkage: BetaBinomialShrinkage
        /// Facilities of the group with trials.
        package let count: Int
        /// Of the peers' shares.
        package let median: Double
        package let p99: Double
    }

    private let successes: [Double]
    private let trials: [Double]
    private let group: [Int]
    private let laws: [Law?]
    private static let roundLimit = 100

    /// - Parameters:
    ///   - successes, trials: by subject, whole numbers; a subject without trials has no rate.
    ///   - group: the peer group of each subject, -1 for none.
    ///   - rejection: expected subjects of the group as improbable as the next, below which it is left out of the fit.
    ///   - startShare: share of the group's smallest rates with which the fit starts.
    /// - Complexity: O(*n* log *n* + rounds × *n* × trials).
    package init(successes: [Double], trials: [Double], group: [Int], groupCount: Int, rejection: Double, startShare: Double) {
        self.successes = successes
        self.trials = trials
        self.group = group
        var members = [[Int]](repeating: [], count: groupCount)
        for subject in trials.indices where group[subject] >= 0 && trials[subject] > 0 { members[group[subject]].append(subject) }
        laws = members.map { members in
            guard members.count > 1 else { return nil }
            let rates = members.map { successes[$0] / trials[$0] }
            return Law(
                shrinkage: Self.fitted(members, successes, trials, rejection: rejection, startShare: startShare),
                count: members.count, median: Statistics.median(rates), p99: quantile(rates, 0.99))
        }
    }

    private static func fitted(
        _ members: [Int], _ successes: [Double], _ trials: [Double], rejection: Double, startShare: Double
    ) -> BetaBinomialShrinkage {
        let ordered = members.sorted { left, right in
            let (leftRate, rightRate) = (successes[left] / trials[left], successes[right] / trials[right])
            return leftRate == rightRate ? left < right : leftRate < rightRate
        }
        func law(_ kept: some Sequence<Int>) -> BetaBinomialShrinkage {
            BetaBinomialShrinkage(successes: kept.map { successes[$0] }, trials: kept.map { trials[$0] })
        }
        let start = max(2, Int((Double(ordered.count) * startShare).rounded(.down)))
        var kept = Array(ordered.prefix(start))
        var current = law(kept)
        for _ in 0..<roundLimit {
            let next = ordered.enumerated().filter { place, subject in
                let tail = BetaBinomial(trialCount: trials[subject], alpha: current.alpha, beta: current.beta).tailProbability(of: successes[subject])
                return tail * Double(ordered.count) >= rejection
            }.map(\.element)
            guard next.count > 1, next != kept else { break }
            kept = next
            current = law(kept)
        }
        return current
    }

    package func law(of subject: Int) -> Law? { group[subject] < 0 ? nil : laws[group[subject]] }

    package func rate(of subject: Int) -> Double { trials[subject] > 0 ? successes[subject] / trials[subject] : .nan }

    /// log10 P(as many successes or more) among its peers; nil without trials or peers.
    package func log10TailProbability(of subject: Int) -> Double? {
        guard trials[subject] > 0, let law = law(of: subject) else { return nil }
        let distribution = BetaBinomial(trialCount: trials[subject], alpha: law.shrinkage.alpha, beta: law.shrinkage.beta)
        return max(PeerCounts.least, min(0, distribution.log10TailProbability(of: successes[subject])))
    }

    /// The lower 5 % quantile of the rate's posterior: what to rank by, so that two in three do not outrank 60 in 200.
    package func shrunkenLower(of subject: Int) -> Double? {
        guard trials[subject] > 0, let law = law(of: subject) else { return nil }
        return law.shrinkage.lowerQuantile(successes: successes[subject], trials: trials[subject])
    }
}
