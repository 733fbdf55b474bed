import RealModule

/// The normal distribution.
public struct Normal: TailDistribution, Equatable, Codable {
    public let mean: Double
    public let standardDeviation: Double

    /// - Precondition: `standardDeviation > 0`.
    public init(mean: Double = 0, standardDeviation: Double = 1) {
        precondition(standardDeviation > 0, "the standard deviation must be positive")
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    public var variance: Double { standardDeviation * standardDeviation }

    public func logTailProbability(of x: Double) -> Double {
        Self.logStandardTail((x - mean) / standardDeviation)
    }

    /// P(X ≤ x).
    public func cumulative(_ x: Double) -> Double {
        Double.exp(Self.logStandardTail((mean - x) / standardDeviation))
    }

    /// The value below which a share `probability` lies; ±infinity at 1 and 0, NaN outside [0, 1].
    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return -.infinity }
        if probability == 1 { return .infinity }
        if probability == 0.5 { return mean }
        let smaller = Swift.min(probability, 1 - probability)
        let target = Double.log(smaller)
        // In z the logarithm of the tail falls and is concave, so Newton's steps cannot overshoot for long.
        let z = SpecialFunctions.increasingRoot(from: (-2 * target).squareRoot() * 0.9, in: 0...40) { z in
            let logTail = Self.logStandardTail(z)
            let logDensity = -0.5 * z * z - SpecialFunctions.halfLogTwoPi
            return (target - logTail, Double.exp(logDensity - logTail))
        }
        return mean + standardDeviation * (probability < 0.5 ? -z : z)
    }

    /// log P(Z ≥ z): the complementary error function near the centre, Laplace's continued fraction of Mills' ratio beyond 5.
    static func logStandardTail(_ z: Double) -> Double {
        if z.isNaN { return .nan }
        if z < -5 { return SpecialFunctions.logOneMinusExp(logStandardTail(-z)) }
        if z <= 5 { return Double.log(0.5 * Double.erfc(z * 0.5.squareRoot())) }
        if z == .infinity { return -.infinity }
        var fraction = z
        for index in stride(from: 80.0, through: 1, by: -1) {
            fraction = z + index / fraction
        }
        return -0.5 * z * z - SpecialFunctions.halfLogTwoPi - Double.log(fraction)
    }
}
