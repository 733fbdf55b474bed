import RealModule

/// The beta distribution on [0, 1] with shape parameters `alpha` and `beta`.
public struct Beta: TailDistribution, Equatable, Codable {
    public let alpha: Double
    public let beta: Double

    /// - Precondition: both are positive and finite.
    public init(alpha: Double, beta: Double) {
        precondition(alpha > 0 && beta > 0 && alpha < .infinity && beta < .infinity, "the shapes must be positive")
        self.alpha = alpha
        self.beta = beta
    }

    public var mean: Double { alpha / (alpha + beta) }
    public var variance: Double { mean * (1 - mean) / (alpha + beta + 1) }

    public func logTailProbability(of x: Double) -> Double {
        SpecialFunctions.incompleteBeta(alpha, beta, x, 1 - x).upper
    }

    /// The regularised incomplete beta function I_x(alpha, beta), which is P(X ≤ x).
    public func cumulative(_ x: Double) -> Double {
        Double.exp(SpecialFunctions.incompleteBeta(alpha, beta, x, 1 - x).lower)
    }

    /// The value below which a share `probability` lies; NaN outside [0, 1].
    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 || probability == 1 { return probability }
        // Solved for the logarithm of the nearer end, so that a quantile of 1e-200 keeps its digits.
        let middle = SpecialFunctions.incompleteBeta(alpha, beta, 0.5, 0.5)
        if Double.log(probability) <= middle.lower {
            return Self.lowerQuantile(alpha, beta, logProbability: Double.log(probability))
        }
        return 1 - Self.lowerQuantile(beta, alpha, logProbability: Double.log(onePlus: -probability))
    }

    private static func lowerQuantile(_ alpha: Double, _ beta: Double, logProbability target: Double) -> Double {
        let start = Double.log(alpha / (alpha + beta))
        let logRoot = SpecialFunctions.increasingRoot(from: start, in: -745...(-0.693_147_180_559_945_2)) { logX in
            let x = Double.exp(logX)
            let lower = SpecialFunctions.incompleteBeta(alpha, beta, x, 1 - x).lower
            // d log I / d log x = x f(x) / I, and x f(x) = mass(alpha; alpha + beta) · αβ / ((α + β)(1 - x)).
            let logSlope =
                SpecialFunctions.logBinomialMass(alpha, alpha + beta, x, 1 - x)
                + Double.log(alpha) + Double.log(beta / (alpha + beta)) - Double.log(onePlus: -x)
            return (lower - target, Double.exp(logSlope - lower))
        }
        return Double.exp(logRoot)
    }
}
