/// A rate pulled toward the rates of its peers, more so the fewer trials it rests on.
///
/// The prior is the beta distribution whose moments are those of the peers' rates, the binomial noise taken out
/// (J. Kleinman, "Proportions with extraneous variance", JASA 68, 1973, with weights equal to the trials). Rank by the lower
/// quantile: two successes in two trials are then no longer ahead of 180 in 200.
public struct BetaBinomialShrinkage: Sendable, Equatable, Codable {
    public let alpha: Double
    public let beta: Double

    public init(alpha: Double, beta: Double) {
        precondition(alpha > 0 && beta > 0, "the prior's shapes must be positive")
        self.alpha = alpha
        self.beta = beta
    }

    /// The prior by moments. Peers without trials, with NaN, or with successes outside `0 ... trials` are left out.
    ///
    /// Defined at every edge: fewer than two usable peers give the uniform prior (1, 1). The prior's weight `alpha + beta` is
    /// kept between 1 and 1e6, which is where peers no more varied than chance are put; it is 2 where every peer has a single
    /// trial, which tells nothing of how peers vary. The prior's mean is kept 1e-9 away from 0 and 1.
    ///
    /// - Complexity: O(n).
    public init(successes: [Double], trials: [Double]) {
        precondition(successes.count == trials.count, "one number of trials for each number of successes")
        let peers = zip(successes, trials).filter { $0 >= 0 && $0 <= $1 && $1 > 0 && $1 < .infinity }
        let total = peers.reduce(0) { $0 + $1.1 }
        guard peers.count > 1 else {
            self.init(alpha: 1, beta: 1)
            return
        }
        let mean = peers.reduce(0) { $0 + $1.0 } / total
        let center = Swift.min(Swift.max(mean, 1e-9), 1 - 1e-9)
        let noise = center * (1 - center)
        let spread = peers.reduce(0) { $0 + $1.1 * ($1.0 / $1.1 - mean) * ($1.0 / $1.1 - mean) }
        let squares = peers.reduce(0) { $0 + $1.1 * $1.1 }
        // E[spread] = noise · ((k - 1) + ρ (N - Σn²/N - (k - 1))), with ρ = 1 / (α + β + 1).
        let freedom = Double(peers.count - 1)
        let room = total - squares / total - freedom
        let correlation = room > 1e-9 * total ? (spread / noise - freedom) / room : 1.0 / 3
        let weight = correlation > 0 ? Swift.min(Swift.max(1 / correlation - 1, 1), 1e6) : 1e6
        self.init(alpha: center * weight, beta: (1 - center) * weight)
    }

    /// The distribution of the rate after `successes` in `trials`.
    ///
    /// - Precondition: `0 <= successes <= trials`.
    public func posterior(successes: Double, trials: Double) -> Beta {
        precondition(successes >= 0 && successes <= trials, "successes must lie between 0 and the trials")
        return Beta(alpha: alpha + successes, beta: beta + trials - successes)
    }

    public func posteriorMean(successes: Double, trials: Double) -> Double {
        posterior(successes: successes, trials: trials).mean
    }

    public func lowerQuantile(successes: Double, trials: Double, probability: Double = 0.05) -> Double {
        posterior(successes: successes, trials: trials).quantile(probability)
    }
}
