import RealModule

/// The binomial distribution. An argument that is not whole is raised to the next whole count.
public struct Binomial: TailDistribution, Equatable, Codable {
    public let trialCount: Int
    public let probability: Double

    /// - Precondition: `trialCount >= 0` and `0 <= probability <= 1`.
    public init(trialCount: Int, probability: Double) {
        precondition(trialCount >= 0, "the number of trials must not be negative")
        precondition(probability >= 0 && probability <= 1, "the probability must lie in [0, 1]")
        self.trialCount = trialCount
        self.probability = probability
    }

    public var mean: Double { Double(trialCount) * probability }
    public var variance: Double { mean * (1 - probability) }

    public func logTailProbability(of x: Double) -> Double {
        if x.isNaN { return .nan }
        let count = x.rounded(.up)
        if count <= 0 { return 0 }
        if count > Double(trialCount) || probability == 0 { return -.infinity }
        return SpecialFunctions.incompleteBeta(count, Double(trialCount) - count + 1, probability, 1 - probability).lower
    }

    /// P(X = count); zero where `count` is outside the trials or not whole.
    public func mass(_ count: Double) -> Double {
        guard count == count.rounded() else { return 0 }
        return Double.exp(
            SpecialFunctions.logBinomialMass(count, Double(trialCount), probability, 1 - probability))
    }
}
