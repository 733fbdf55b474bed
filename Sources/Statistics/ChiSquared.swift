import RealModule

/// The chi-squared distribution; the degrees of freedom need not be whole.
public struct ChiSquared: TailDistribution, Equatable, Codable {
    public let degreesOfFreedom: Double

    /// - Precondition: `degreesOfFreedom > 0`.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "the degrees of freedom must be positive")
        self.degreesOfFreedom = degreesOfFreedom
    }

    public var mean: Double { degreesOfFreedom }
    public var variance: Double { 2 * degreesOfFreedom }

    public func logTailProbability(of x: Double) -> Double {
        SpecialFunctions.incompleteGamma(degreesOfFreedom / 2, x / 2).upper
    }

    /// P(X ≤ x).
    public func cumulative(_ x: Double) -> Double {
        Double.exp(SpecialFunctions.incompleteGamma(degreesOfFreedom / 2, x / 2).lower)
    }

    /// The value below which a share `probability` lies; NaN outside [0, 1].
    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return 0 }
        if probability == 1 { return .infinity }
        let shape = degreesOfFreedom / 2
        let useLower = probability <= 0.5
        let target = Double.log(useLower ? probability : 1 - probability)
        // Logarithm of the tail against logarithm of x: close to a straight line in the far tails.
        let logHalf = SpecialFunctions.increasingRoot(from: Double.log(shape), in: -745...710) { logHalf in
            let half = Double.exp(logHalf)
            let tails = SpecialFunctions.incompleteGamma(shape, half)
            let logSlope = SpecialFunctions.logPoissonMass(shape, mean: half) + Double.log(shape)
            return useLower
                ? (tails.lower - target, Double.exp(logSlope - tails.lower))
                : (target - tails.upper, Double.exp(logSlope - tails.upper))
        }
        return 2 * Double.exp(logHalf)
    }
}
