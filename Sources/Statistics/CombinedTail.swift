import RealModule

/// Tail probabilities of tests of one subject, joined into one although the tests depend on each other.
public enum CombinedTail {
    /// log10 of the Cauchy combination (Y. Liu and J. Xie, "Cauchy combination test", JASA 115, 2020) of probabilities given
    /// as log10, which need not be independent. Far in the tail, where a tangent would lose its digits, it is the mean of the
    /// reciprocals: tan((1/2 − p) π) is 1/(p π) there. Probabilities of one are kept off it, as the statistic would be -∞.
    ///
    /// - Returns: nil when none is given; NaN are left out.
    public static func log10Cauchy(_ log10Probabilities: [Double]) -> Double? {
        let given = log10Probabilities.filter { !$0.isNaN }.map { Swift.min(0, Swift.max(-1e6, $0)) }
        guard let least = given.min() else { return nil }
        let count = Double(given.count)
        if least < -6 {
            let sum = given.reduce(0) { $0 + Double.pow(10, least - $1) }
            return Swift.min(0, least + Double.log10(count / sum))
        }
        let statistic = given.reduce(0) { $0 + 1 / Double.tan(Swift.min(Double.pow(10, $1), 0.99) * Double.pi) } / count
        return Double.log10(Swift.max(.leastNormalMagnitude, 0.5 - Double.atan(statistic) / Double.pi))
    }

    /// log10 of the smallest probability times the number of tests: valid under any dependence.
    public static func log10Bonferroni(_ log10Probabilities: [Double]) -> Double? {
        let given = log10Probabilities.filter { !$0.isNaN }
        guard let least = given.min() else { return nil }
        return Swift.min(0, least + Double.log10(Double(given.count)))
    }

    /// log10 of the probability that the product of `count` independent uniform values is at most this small: x Σ (-ln x)^i / i! for
    /// i < `count` (R. A. Fisher, Statistical Methods for Research Workers, 1925, §21.1, whose χ² with 2·count degrees of freedom this is).
    ///
    /// - Parameter log10Product: log10 of the product; 0 or more gives 0.
    public static func log10Fisher(log10Product: Double, count: Int) -> Double {
        guard count > 1, log10Product < 0 else { return Swift.min(0, log10Product) }
        let surprise = -log10Product * Double.log(10)
        var (term, sum) = (1.0, 1.0)
        for index in 1..<count {
            term *= surprise / Double(index)
            sum += term
        }
        return Swift.min(0, log10Product + Double.log10(sum))
    }
}
