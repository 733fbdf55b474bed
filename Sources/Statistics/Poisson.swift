import RealModule

/// The Poisson distribution. An argument that is not whole is raised to the next whole count.
public struct Poisson: TailDistribution, Equatable, Codable {
    public let mean: Double

    /// - Precondition: `mean >= 0` and finite. A mean of zero puts all the mass on zero.
    public init(mean: Double) {
        precondition(mean >= 0 && mean < .infinity, "the mean must be finite and not negative")
        self.mean = mean
    }

    public var variance: Double { mean }

    public func logTailProbability(of x: Double) -> Double {
        if x.isNaN { return .nan }
        let count = x.rounded(.up)
        if count <= 0 { return 0 }
        if mean == 0 || count == .infinity { return -.infinity }
        return SpecialFunctions.incompleteGamma(count, mean).lower
    }

    /// P(X = count); zero where `count` is negative or not whole.
    public func mass(_ count: Double) -> Double {
        count == count.rounded() ? Double.exp(SpecialFunctions.logPoissonMass(count, mean: mean)) : 0
    }
}
