/// How true probabilities are.
public struct ProbabilityQuality: Sendable, Equatable, Codable {
    /// The mean squared difference of probability and label (G. Brier, "Verification of forecasts expressed in terms of
    /// probability", Monthly Weather Review 78(1), 1950, for two classes); lower is better.
    public let brierScore: Double
    /// The Brier score of giving every row the share of positives.
    public let brierScoreOfBaseRate: Double
    /// The mean over the rows of how far their bin's mean probability is from its share of positives, in up to ten bins of equal
    /// count by rank (the equal-mass form of the error of M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated
    /// probabilities using Bayesian binning", AAAI 2015; bins of equal width would put nearly all rows in the first where
    /// positives are rare). Rows of equal probability share a bin.
    public let expectedCalibrationError: Double

    /// - Precondition: one label for each probability, at least one.
    /// - Complexity: O(n log n).
    public init(probabilities: [Double], labels: [Bool], binCount: Int = 10) {
        precondition(probabilities.count == labels.count && !labels.isEmpty && binCount >= 1, "one label for each probability")
        let count = Double(labels.count)
        let rate = Double(labels.filter { $0 }.count) / count
        brierScore = zip(probabilities, labels).reduce(0) { $0 + ($1.0 - ($1.1 ? 1 : 0)) * ($1.0 - ($1.1 ? 1 : 0)) } / count
        brierScoreOfBaseRate = rate * (1 - rate)
        let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        var sum = 0.0
        var difference = 0.0
        var closed = 0
        for (place, row) in order.enumerated() {
            difference += probabilities[row] - (labels[row] ? 1 : 0)
            let isLast = place + 1 == order.count
            let isFull = (place + 1) * binCount >= (closed + 1) * order.count
            guard isLast || isFull && probabilities[order[place + 1]] > probabilities[row] else { continue }
            sum += abs(difference)
            difference = 0
            closed = (place + 1) * binCount / order.count
        }
        expectedCalibrationError = sum / count
    }
}
