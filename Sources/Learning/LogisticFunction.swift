import RealModule

/// The logistic function and its logarithms, without overflow or loss of digits at either end.
enum LogisticFunction {
    /// `1 / (1 + exp(-z))`.
    static func probability(_ z: Double) -> Double {
        if z >= 0 { return 1 / (1 + Double.exp(-z)) }
        let power = Double.exp(z)
        return power / (1 + power)
    }

    /// `log(1 + exp(z))`.
    static func softplus(_ z: Double) -> Double {
        Swift.max(z, 0) + Double.log(onePlus: Double.exp(-abs(z)))
    }
}
