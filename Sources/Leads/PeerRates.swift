import Statistics

/// "x of n at a facility", each against its peers: stays that look like a check-up, lines that repeat, patients without history.
///
/// In each peer group a beta-binomial law is fitted to which those far out do not count, so that a few facilities that do
/// it do not widen the law that is to show them (`BetaBinomialShrinkage.init(successes:trials:contamination:)`).
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

    /// - Parameters:
    ///   - successes, trials: by subject, whole numbers; a subject without trials has no rate.
    ///   - group: the peer group of each subject, -1 for none.
    ///   - members: for every group its subjects, also those that have a finer group of their own: somebody without near peers is
    ///     compared with the wider group, not with others who have none.
    ///   - contamination: share of the subjects that are taken to be none of their peers.
    package init(successes: [Double], trials: [Double], group: [Int], members: [[Int]], contamination: Double) {
        self.successes = successes
        self.trials = trials
        self.group = group
        laws = members.map { subjects in
            let members = subjects.filter { trials[$0] > 0 }
            guard members.count > 1 else { return nil }
            let rates = members.map { successes[$0] / trials[$0] }
            return Law(
                shrinkage: BetaBinomialShrinkage(
                    successes: members.map { successes[$0] }, trials: members.map { trials[$0] }, contamination: contamination),
                count: members.count, median: Statistics.median(rates), p99: quantile(rates, 0.99))
        }
    }

    package func law(of subject: Int) -> Law? { group[subject] < 0 ? nil : laws[group[subject]] }

    package func rate(of subject: Int) -> Double { trials[subject] > 0 ? successes[subject] / trials[subject] : .nan }

    /// log10 P(as many successes or more) among its peers; nil without trials or peers.
    package func log10TailProbability(of subject: Int) -> Double? {
        guard trials[subject] > 0, let law = law(of: subject) else { return nil }
        let distribution = BetaBinomial(trialCount: trials[subject], alpha: law.shrinkage.alpha, beta: law.shrinkage.beta)
        return max(PeerCounts.least, min(0, distribution.log10TailProbability(of: successes[subject])))
    }

    /// Adds the tail of every subject's successes among its peers.
    package func add(to tails: inout RandomizedTails) {
        for subject in trials.indices where trials[subject] > 0 {
            guard let law = law(of: subject) else { continue }
            tails.add(
                count: successes[subject],
                under: BetaBinomial(trialCount: trials[subject], alpha: law.shrinkage.alpha, beta: law.shrinkage.beta))
        }
    }

    /// The lower 5 % quantile of the rate's posterior: what to hold against a multiple of the usual, so that two in three do not outrank
    /// 60 in 200. The peers weigh no more than the subject's own trials: those who are nearly alike would talk it out of what it does.
    package func shrunkenLower(of subject: Int) -> Double? {
        guard trials[subject] > 0, let prior = law(of: subject)?.shrinkage else { return nil }
        return Self.shrunkenLower(prior, successes: successes[subject], trials: trials[subject])
    }

    /// The same where the peers' law is known.
    package static func shrunkenLower(_ prior: BetaBinomialShrinkage, successes: Double, trials: Double) -> Double {
        let scale = min(1, trials / (prior.alpha + prior.beta))
        return BetaBinomialShrinkage(alpha: prior.alpha * scale, beta: prior.beta * scale).lowerQuantile(successes: successes, trials: trials)
    }

    /// Enough of them, enough peers, and a rate whose lower bound is a multiple of what is usual among these.
    package func isFarOut(_ subject: Int, minimumCount: Double, minimumPeers: Int, lift: Double) -> Bool {
        guard successes[subject] >= minimumCount, let law = law(of: subject), law.count >= minimumPeers,
              let lower = shrunkenLower(of: subject) else { return false }
        return lower >= lift * law.shrinkage.alpha / (law.shrinkage.alpha + law.shrinkage.beta)
    }
}
