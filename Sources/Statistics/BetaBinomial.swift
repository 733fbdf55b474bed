import RealModule

/// The beta-binomial distribution: successes in `trialCount` trials whose probability is itself drawn from a beta distribution,
/// so that peers differ from each other by more than chance (J. G. Skellam, "A probability distribution derived from the
/// binomial distribution by regarding the probability of success as variable between the sets of trials", 1948).
public struct BetaBinomial: TailDistribution, Equatable, Codable {
    public let trialCount: Double
    public let alpha: Double
    public let beta: Double

    /// - Precondition: a whole, not negative number of trials; positive shapes.
    public init(trialCount: Double, alpha: Double, beta: Double) {
        precondition(trialCount >= 0 && trialCount == trialCount.rounded(), "whole trials, not negative")
        precondition(alpha > 0 && beta > 0, "positive shapes")
        self.trialCount = trialCount
        self.alpha = alpha
        self.beta = beta
    }

    public var mean: Double { trialCount * alpha / (alpha + beta) }

    public var variance: Double {
        let sum = alpha + beta
        return trialCount * alpha * beta * (sum + trialCount) / (sum * sum * (sum + 1))
    }

    /// ln P(X = k).
    func logMass(_ count: Double) -> Double {
        func logBeta(_ a: Double, _ b: Double) -> Double { Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b) }
        return -Double.log(trialCount + 1) - logBeta(trialCount - count + 1, count + 1)
            + logBeta(count + alpha, trialCount - count + beta) - logBeta(alpha, beta)
    }

    /// Sums the shorter side by the ratio of neighbouring masses.
    ///
    /// - Complexity: O(`trialCount`).
    public func logTailProbability(of x: Double) -> Double {
        if x.isNaN { return .nan }
        let start = x.rounded(.up)
        if start <= 0 { return 0 }
        if start > trialCount { return -.infinity }
        if start <= mean {
            // P(X < start), from the largest such count downwards.
            var count = start - 1
            var term = 1.0
            var sum = 1.0
            while count > 0 {
                term *= count * (trialCount - count + beta) / ((trialCount - count + 1) * (count - 1 + alpha))
                sum += term
                count -= 1
            }
            let lower = logMass(start - 1) + Double.log(sum)
            return lower >= 0 ? -.infinity : Double.log(onePlus: -Double.exp(lower))
        }
        var count = start
        var term = 1.0
        var sum = 1.0
        while count < trialCount, term > sum * 1e-18 {
            term *= (trialCount - count) * (count + alpha) / ((count + 1) * (trialCount - count - 1 + beta))
            sum += term
            count += 1
        }
        return min(0, logMass(start) + Double.log(sum))
    }
}
