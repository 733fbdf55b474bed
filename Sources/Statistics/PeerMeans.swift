import RealModule

/// Means of few or many noisy values at each subject, compared with the means of its peers.
///
/// The random-effects model of R. DerSimonian and N. Laird ("Meta-analysis in clinical trials", 1986), fitted robustly: the
/// centre is the median of the peers' means; the spread between peers is what their squared distances from it have left
/// when the noise of each mean is taken out, its median scaled as of normal values, so that a minority cannot widen it.
public struct PeerMeans: Sendable {
    public let center: Double
    /// Standard deviation between peers.
    public let spread: Double
    public let count: Int

    /// - Parameters:
    ///   - means: one a peer; those that are not finite are left out.
    ///   - variances: of the noise of each mean, not negative.
    ///   - minimumSpread: no peers are more alike than this.
    /// - Returns: nil with fewer than two peers.
    public init?(means: [Double], variances: [Double], minimumSpread: Double) {
        precondition(means.count == variances.count, "one variance for each mean")
        let kept = means.indices.filter { means[$0].isFinite && variances[$0].isFinite && variances[$0] >= 0 }
        guard kept.count > 1 else { return nil }
        let middle = median(kept.map { means[$0] })
        func typicalSquare(_ between: Double) -> Double {
            median(kept.map { (means[$0] - middle) * (means[$0] - middle) / Swift.max(between + variances[$0], 1e-300) })
        }
        // The median of a squared standard normal value; the spread that makes it so, by bisection as it falls with it.
        let target = 0.454_936_423_119_572_8
        var low = 0.0
        var high = kept.map { (means[$0] - middle) * (means[$0] - middle) }.max() ?? 0
        high = high / target + 1e-12
        if typicalSquare(0) <= target { high = 0 }
        for _ in 0..<60 where high > 0 {
            let between = (low + high) / 2
            if typicalSquare(between) > target { low = between } else { high = between }
        }
        center = middle
        spread = Swift.max(minimumSpread, high.squareRoot())
        count = kept.count
    }

    /// How many standard deviations a mean lies above the centre, its own noise included.
    public func z(mean: Double, variance: Double) -> Double {
        (mean - center) / (spread * spread + variance).squareRoot()
    }
}
