import Statistics

/// How well scores rank the rows that a label names, with 95 % bootstrap intervals.
public struct RankingQuality: Sendable, Encodable {
    public let positives: Int
    /// The area under the receiver operating characteristic, as scikit-learn's `roc_auc_score`; nil without positives or negatives.
    public let auroc: Double?
    /// As scikit-learn's `average_precision_score`; nil without positives.
    public let averagePrecision: Double?
    /// The share of positives among the first k rows, by k: 10, 50, 100 and the number of positives. Where rows tie across the end of the
    /// list it is the mean over all their orders.
    public let precisionAt: [String: Double]
    public let aurocInterval: [Double]?
    public let averagePrecisionInterval: [Double]?
    public let precisionAtIntervals: [String: [Double]]
    /// How the intervals were made.
    public let bootstrap: Bootstrap

    public struct Bootstrap: Sendable, Encodable {
        public let confidence: Double
        public let replicates: Int
    }

    /// - Precondition: a label for each score.
    public init(scores: [Double], labels: [Bool], seed: UInt64 = 1) {
        positives = labels.count { $0 }
        let lengths = Array(Set([10, 50, 100, positives])).filter { $0 > 0 && $0 <= scores.count }.sorted()
        let confidence = 0.95
        let sample = RankingBootstrap(scores: scores, isPositive: labels, precisionAt: lengths, confidence: confidence, seed: seed)
        func value(_ interval: BootstrapInterval) -> Double? { interval.estimate.isFinite ? interval.estimate : nil }
        func ends(_ interval: BootstrapInterval) -> [Double]? {
            interval.lower.isFinite && interval.upper.isFinite ? [interval.lower, interval.upper] : nil
        }
        auroc = value(sample.areaUnderCurve)
        aurocInterval = ends(sample.areaUnderCurve)
        averagePrecision = value(sample.averagePrecisionAtThresholds)
        averagePrecisionInterval = ends(sample.averagePrecisionAtThresholds)
        let precisions = zip(lengths.map(String.init), sample.precision)
        precisionAt = Dictionary(precisions.compactMap { length, interval in value(interval).map { (length, $0) } }) { first, _ in first }
        precisionAtIntervals = Dictionary(precisions.compactMap { length, interval in ends(interval).map { (length, $0) } }) { first, _ in first }
        bootstrap = Bootstrap(confidence: confidence, replicates: sample.replicateCount)
    }

    /// By name, for a model's card: of the rows that it was fitted on, which flatter it.
    public var trainingMetrics: [String: Double] {
        var metrics: [String: Double] = [:]
        metrics["training_auroc"] = auroc
        metrics["training_average_precision"] = averagePrecision
        for (length, value) in precisionAt { metrics["training_precision_at_\(length)"] = value }
        return metrics
    }
}

extension TableScores {
    /// nil where the table has no label.
    public func quality(seed: UInt64 = 1) -> RankingQuality? {
        table.labels.map { RankingQuality(scores: scores, labels: $0, seed: seed) }
    }
}
