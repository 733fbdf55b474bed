import Statistics

/// What a supervised ranking was learned from and how good it is on rows it had not seen, for a model's card.
public struct SupervisedReport: Sendable, Equatable, Codable {
    /// How well a ranking finds the rows labelled true.
    public struct Ranking: Sendable, Equatable, Codable {
        public let precisionAt50: Double
        public let averagePrecision: Double
        public let areaUnderCurve: Double

        init(scores: [Double], labels: [Bool]) {
            let metrics = RankingMetrics(scores: scores, isPositive: labels)
            precisionAt50 = metrics.precision(at: 50)
            averagePrecision = metrics.averagePrecision
            areaUnderCurve = metrics.areaUnderCurve
        }
    }

    /// A method that was tried, or could not be.
    public struct Candidate: Sendable, Equatable, Codable {
        public let name: String
        /// By the scores of the rows held out, all folds together; nil where the method could not be tried.
        public let heldOut: Ranking?
        /// Why it could not be tried.
        public let obstacle: String?
    }

    /// How much a column moves the log-odds: the mean size of its contributions over the labelled rows.
    public struct Influence: Sendable, Equatable, Codable {
        public let column: String
        public let meanContributionSize: Double
    }

    public let rowCount: Int
    public let positiveCount: Int
    public let groupCount: Int
    public let foldCount: Int
    public let seed: UInt64
    public let candidates: [Candidate]
    /// The name of the candidate chosen: the one of the highest average precision on the rows held out.
    public let chosen: String
    /// The chosen candidate's. As the best of several it is better than new rows will show, by a little where many rows are labelled.
    public let heldOut: Ranking
    /// The ranking without labels, on the same rows.
    public let unsupervised: Ranking
    /// Ranking by money alone, on the same rows.
    public let money: Ranking
    /// `platt` or `isotonic`.
    public let calibration: String
    /// Of the probabilities of rows held out, from calibration by the other folds' rows.
    public let probabilities: ProbabilityQuality
    /// The largest first.
    public let influences: [Influence]
}
