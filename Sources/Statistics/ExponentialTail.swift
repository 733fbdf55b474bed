import RealModule

/// Tail probabilities by what the values themselves show beyond a high quantile, for statistics whose law is not known.
///
/// Beyond the threshold u the excess is taken as exponential, the member ξ = 0 of the generalised Pareto laws
/// (J. Pickands, "Statistical inference using extreme order statistics", Annals of Statistics 3, 1975). Its mean is
/// estimated by the median excess over log 2, which the few values that are sought cannot move, unlike Hill's or the
/// moment estimator. Of a logarithm the exponential tail is a Pareto tail of the value, which bills and stocks have.
/// Below u the empirical share of values at least as large is given.
public struct ExponentialTail: Sendable, Equatable {
    public let threshold: Double
    /// Share of the values above the threshold.
    public let share: Double
    public let meanExcess: Double
    public let count: Int
    private let body: [Double]

    /// - Parameters:
    ///   - values: NaN and infinite ones are left out.
    ///   - tailShare: the share of the values that the tail is fitted to, such as 0.1.
    ///   - minimumExcesses: fewer values above the threshold give no tail.
    ///   - minimumMeanExcess: no tail is steeper than this, lest peers who happen to be alike make a small excess large.
    /// - Returns: nil where there are too few values or (without a least excess) those above the threshold are all alike.
    /// - Complexity: O(*n* log *n*).
    public init?(_ values: [Double], tailShare: Double, minimumExcesses: Int, minimumMeanExcess: Double = 0) {
        precondition(tailShare > 0 && tailShare < 1, "a share between 0 and 1")
        let sorted = sortedFinite(values)
        guard sorted.count > 1 else { return nil }
        let limit = quantile(sorted: sorted, 1 - tailShare)
        let excesses = sorted.filter { $0 > limit }.map { $0 - limit }
        guard excesses.count >= Swift.max(1, minimumExcesses) else { return nil }
        let middle = quantile(sorted: excesses, 0.5)
        guard middle > 0 || minimumMeanExcess > 0 else { return nil }
        threshold = limit
        share = Double(excesses.count) / Double(sorted.count)
        meanExcess = Swift.max(minimumMeanExcess, middle / Double.log(2))
        count = sorted.count
        body = sorted
    }

    /// log10 P(X ≥ x); NaN for NaN.
    /// - Complexity: O(log *n*).
    public func log10TailProbability(of x: Double) -> Double {
        if x.isNaN { return .nan }
        if x > threshold { return Double.log10(share) - (x - threshold) / meanExcess / 2.302_585_092_994_045_7 }
        return Swift.min(0, Double.log10(Double(body.count - body.countBelow(x) + 1) / Double(body.count + 1)))
    }
}
