import RealModule

/// Student's t distribution (W. S. Gosset, "The probable error of a mean", 1908), for limits of few observations.
public struct StudentT: Sendable, Equatable {
    public let degreesOfFreedom: Double

    /// - Precondition: positive and finite.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0 && degreesOfFreedom < .infinity, "positive degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T ≥ t).
    public func tailProbability(of t: Double) -> Double {
        if t.isNaN { return .nan }
        let square = t * t
        let share = square == .infinity ? 1 : square / (degreesOfFreedom + square)
        let outside = Double.exp(SpecialFunctions.incompleteBeta(0.5, degreesOfFreedom / 2, share, 1 - share).upper)
        return t >= 0 ? outside / 2 : 1 - outside / 2
    }

    /// The value exceeded with the given probability; NaN outside (0, 1).
    public func upperQuantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else { return .nan }
        if probability > 0.5 { return -upperQuantile(1 - probability) }
        // T² / (ν + T²) is beta distributed with shapes 1/2 and ν/2, and its complement with them exchanged.
        let complement = Beta(alpha: degreesOfFreedom / 2, beta: 0.5).quantile(2 * probability)
        return complement >= 1 ? 0 : (degreesOfFreedom * (1 - complement) / complement).squareRoot()
    }
}
