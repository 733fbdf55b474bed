import RealModule

/// Tail probabilities of many subjects, for one question: are the laws behind them right?
///
/// Under the right law the tail probability of a continuous statistic is uniform. That of a count is not, because it jumps: P(X ≥ x) lies
/// below a level less often than the level says. So each is drawn uniformly between P(X > x) and P(X ≥ x), which makes it uniform again
/// (P. Dunn and G. Smyth, "Randomized quantile residuals", Journal of Computational and Graphical Statistics 5, 1996; for counts as a
/// check of a law, C. Czado, T. Gneiting and L. Held, "Predictive model assessment for count data", Biometrics 65, 2009). These numbers
/// are for checks alone: what a lead is told to be as improbable as is P(X ≥ x).
public struct RandomizedTails: Sendable {
    public private(set) var probabilities: [Double] = []
    private var random: RandomStream

    /// - Parameter stream: a name of its own, so that the draws of one check move those of none other.
    public init(seed: UInt64, stream: String) {
        random = RandomStream(seed: seed, stream: "randomized tails " + stream)
    }

    /// The tail probability of a continuous statistic, as log10. NaN is left out.
    public mutating func add(log10P: Double) {
        guard !log10P.isNaN else { return }
        probabilities.append(Swift.min(1, Double.pow(10, log10P)))
    }

    /// A count by its two tail probabilities, as log10. NaN is left out.
    public mutating func add(log10AtLeast: Double, log10Above: Double) {
        guard !log10AtLeast.isNaN, !log10Above.isNaN else { return }
        let (atLeast, above) = (Double.pow(10, log10AtLeast), Double.pow(10, log10Above))
        probabilities.append(Swift.min(1, above + random.uniform() * Swift.max(0, atLeast - above)))
    }

    /// A count under its law.
    public mutating func add(count: Double, under law: some TailDistribution) {
        add(log10AtLeast: law.log10TailProbability(of: count), log10Above: law.log10TailProbability(of: count + 1))
    }

    /// A count that is looked at only from `least` upwards: under the law that it has from there on.
    public mutating func add(count: Double, under law: some TailDistribution, atLeast least: Double) {
        let given = law.log10TailProbability(of: least)
        add(log10AtLeast: law.log10TailProbability(of: count) - given, log10Above: law.log10TailProbability(of: count + 1) - given)
    }

    public mutating func add(_ other: RandomizedTails) { probabilities += other.probabilities }

    /// nil where there are none.
    public func share(below level: Double) -> Double? {
        probabilities.isEmpty ? nil : Double(probabilities.count { $0 < level }) / Double(probabilities.count)
    }
}
