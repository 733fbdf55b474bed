import RealModule

/// The negative binomial distribution of an overdispersed count: `variance = mean + dispersion · mean²`.
///
/// It is the Poisson distribution whose mean varies by a gamma distribution of shape `1 / dispersion`; a dispersion of
/// zero is the Poisson distribution itself.
public struct NegativeBinomial: TailDistribution, Equatable, Codable {
    public let mean: Double
    public let dispersion: Double

    /// - Precondition: both are finite and not negative.
    public init(mean: Double, dispersion: Double) {
        precondition(mean >= 0 && mean < .infinity, "the mean must be finite and not negative")
        precondition(dispersion >= 0 && dispersion < .infinity, "the dispersion must be finite and not negative")
        self.mean = mean
        self.dispersion = dispersion
    }

    /// The dispersion by moments from peers: `max(0, (s² - m) / m²)`, zero for fewer than two counts or a mean of zero.
    public static func dispersion(ofCounts counts: [Double]) -> Double {
        let finite = counts.filter(\.isFinite)
        guard finite.count > 1 else { return 0 }
        let mean = finite.reduce(0, +) / Double(finite.count)
        guard mean > 0 else { return 0 }
        let variance = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count - 1)
        return Swift.max(0, (variance - mean) / (mean * mean))
    }

    public var variance: Double { mean + dispersion * mean * mean }

    public func logTailProbability(of x: Double) -> Double {
        // Below this the gamma mixture is the Poisson distribution to the last digit, and 1 / dispersion would not be.
        if dispersion * Swift.max(mean, 1) < 1e-13 { return Poisson(mean: mean).logTailProbability(of: x) }
        if x.isNaN { return .nan }
        let count = x.rounded(.up)
        if count <= 0 { return 0 }
        if mean == 0 || count == .infinity { return -.infinity }
        let spread = dispersion * mean
        return SpecialFunctions.incompleteBeta(count, 1 / dispersion, spread / (1 + spread), 1 / (1 + spread)).lower
    }
}
