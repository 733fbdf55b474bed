import RealModule

/// A distribution whose upper tail can be followed far beyond the smallest positive `Double`.
///
/// The upper tail always includes the point itself, P(X ≥ x), also for counts: a count of 7 is compared with "seven or
/// more". A NaN argument gives NaN; ±infinity gives 0 or 1.
public protocol TailDistribution: Sendable {
    var mean: Double { get }
    var variance: Double { get }
    /// The natural logarithm of P(X ≥ x).
    func logTailProbability(of x: Double) -> Double
}

extension TailDistribution {
    /// P(X ≥ x); zero once it is below the smallest positive `Double`, where `log10TailProbability(of:)` still tells.
    public func tailProbability(of x: Double) -> Double {
        Double.exp(logTailProbability(of: x))
    }

    /// log₁₀ P(X ≥ x): the form to print and to rank by.
    public func log10TailProbability(of x: Double) -> Double {
        logTailProbability(of: x) / 2.302_585_092_994_045_7
    }
}
