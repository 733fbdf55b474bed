/// The interval of a share that was counted in a sample: E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference" (Journal of the American Statistical Association 22(158), 1927). Unlike the textbook's ± it stays inside [0, 1] and says
/// something where none or all of the sample were hits.
public struct WilsonInterval: Sendable, Equatable {
    public let lower: Double
    public let upper: Double

    /// - Parameters:
    ///   - hits: between 0 and `count`.
    ///   - count: the sample's size, not negative; nothing is known from a sample of none, and the interval is [0, 1].
    ///   - populationCount: where the sample was drawn without repetition from so many, the interval narrows as the sample exhausts them
    ///     (finite population correction; W. G. Cochran, Sampling Techniques, 1977, section 2.6).
    ///   - confidence: in (0, 1).
    public init(hits: Int, of count: Int, populationCount: Int? = nil, confidence: Double = 0.95) {
        precondition(count >= 0 && (0...count).contains(hits), "hits among the counted")
        precondition(confidence > 0 && confidence < 1, "a confidence between 0 and 1")
        guard count > 0 else {
            (lower, upper) = (0, 1)
            return
        }
        var size = Double(count)
        let share = Double(hits) / size
        if let populationCount {
            precondition(populationCount >= count, "a sample of the population")
            // All were looked at: there is nothing left to infer.
            if populationCount == count {
                (lower, upper) = (share, share)
                return
            }
            size *= Double(populationCount - 1) / Double(populationCount - count)
        }
        let z = Normal().quantile(0.5 + confidence / 2)
        let square = z * z / size
        let center = (share + square / 2) / (1 + square)
        let half = z * (share * (1 - share) / size + square / (4 * size)).squareRoot() / (1 + square)
        lower = hits == 0 ? 0 : max(0, center - half)
        upper = hits == count ? 1 : min(1, center + half)
    }
}
