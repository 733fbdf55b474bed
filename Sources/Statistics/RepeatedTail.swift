import RealModule

/// How surprising it is that several of many tests came out far in the tail.
///
/// The r-th smallest of m p-values is at most x with probability P(Binomial(m, x) ≥ r) when the tests are independent, the
/// rank-truncated view of "several small ones together" (F. Dudbridge and B. Koeleman, "Rank truncated product of P-values",
/// 2003; the binomial form goes back to B. Wilkinson, "A statistical consideration in psychological research", 1951). Tests
/// that were not carried out because nothing was there count as one, which is conservative, and so are discrete tests.
/// A single wild test says nothing where `least` is two or more: what happened once may have a cause of its own.
public enum RepeatedTail {
    /// log10 of the probability of the strongest of the ranks `least`, 2 · `least`, 4 · `least` …, times their number.
    ///
    /// - Parameters:
    ///   - log10Probabilities: of the tests that came out small, in any order.
    ///   - testCount: all tests, at least as many.
    ///   - least: the smallest rank looked at, at least one.
    /// - Returns: 0 where fewer than `least` are given.
    /// - Complexity: O(*n* log *n*).
    public static func log10Probability(_ log10Probabilities: [Double], testCount: Int, least: Int) -> Double {
        precondition(least >= 1, "the smallest rank is one")
        let sorted = log10Probabilities.filter { !$0.isNaN }.sorted()
        guard sorted.count >= least else { return 0 }
        let trials = Swift.max(testCount, sorted.count)
        var ranks: [Int] = []
        var rank = least
        while rank <= sorted.count {
            ranks.append(rank)
            rank *= 2
        }
        // The last rank too, so that all of them together are heard.
        if let last = ranks.last, last < sorted.count { ranks.append(sorted.count) }
        var best = 0.0
        for rank in ranks {
            let each = Double.pow(10, Swift.max(-300, Swift.min(0, sorted[rank - 1])))
            let binomial = Binomial(trialCount: trials, probability: each)
            best = Swift.min(best, binomial.log10TailProbability(of: Double(rank)))
        }
        return Swift.min(0, best + Double.log10(Double(ranks.count)))
    }
}
