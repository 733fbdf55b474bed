import Detection
import LinearAlgebra
import Statistics

/// Learns a ranking from verdicts: the better of ridge logistic regression and boosted trees, with calibrated probabilities.
///
/// 1. Rows are parted in folds by group (`GroupedCrossValidation`); each method scores every row by a fit that saw none of
///    its group.
/// 2. The method of higher average precision on those scores, all folds pooled, is chosen; on a tie, and where boosted trees
///    cannot be trained here, logistic regression. Average precision, because the top of the list is what is worked.
/// 3. The chosen method is fitted to all rows. Its probabilities are calibrated on the scores of the rows held out
///    (`ProbabilityCalibration`): those of the last fit itself would flatter.
///
/// Below `labelMinimum` rows of either label it refuses: then two rankings of the same worth differ by more, by chance alone,
/// than a good one and a middling one do.
///
/// - Complexity: one fit of each method a fold, and one more of the chosen.
public struct SupervisedRanker: Sendable, Equatable {
    public let logistic: RidgeLogisticRegression
    /// nil leaves them out.
    public let boosted: BoostedTrees?
    public let foldCount: Int
    /// The fewest rows of each label.
    public let labelMinimum: Int

    public init(
        logistic: RidgeLogisticRegression = RidgeLogisticRegression(), boosted: BoostedTrees? = BoostedTrees(), foldCount: Int = 5,
        labelMinimum: Int = 30
    ) {
        precondition(foldCount >= 2 && labelMinimum >= 2, "at least two folds and two rows of each label")
        self.logistic = logistic
        self.boosted = boosted
        self.foldCount = foldCount
        self.labelMinimum = labelMinimum
    }

    /// - Throws: `tooFewLabels`, `tooFewGroups`, `notConverged`, `trainingFailed`, `unreadableTrees`. A library that is not there is
    ///   not an error: the report says so.
    public func fit(_ table: LabeledTable, seed: UInt64) throws(LearningError) -> (model: Model, report: SupervisedReport) {
        let positives = table.positiveCount
        let negatives = table.labels.count - positives
        guard positives >= labelMinimum, negatives >= labelMinimum else {
            throw .tooFewLabels(positives: positives, negatives: negatives, required: labelMinimum)
        }
        let folds = try GroupedCrossValidation(groups: table.groups, labels: table.labels, foldCount: foldCount, seed: seed)
        var trials = [try Self.trial(.logistic(logistic), table, folds, seed)]
        var obstacle: String?
        if let boosted {
            do {
                trials.append(try Self.trial(.boosted(boosted, LightGBMLibrary.load()), table, folds, seed))
            } catch {
                guard case .libraryUnavailable = error else { throw error }
                obstacle = error.description
            }
        }
        var best = trials[0]
        for trial in trials where trial.ranking.averagePrecision > best.ranking.averagePrecision { best = trial }
        let learned = try best.method.fit(table.rows, labels: table.labels, seed: seed)
        let calibration = ProbabilityCalibration(scores: best.scores, labels: table.labels)
        let model = Model(learned: learned, calibration: calibration)
        var candidates = trials.map { SupervisedReport.Candidate(name: $0.method.name, heldOut: $0.ranking, obstacle: nil) }
        if let obstacle { candidates.append(.init(name: Method.boostedName, heldOut: nil, obstacle: obstacle)) }
        let report = SupervisedReport(
            rowCount: table.labels.count, positiveCount: positives, groupCount: Set(table.groups).count, foldCount: folds.foldCount,
            seed: seed, candidates: candidates, chosen: best.method.name, heldOut: best.ranking,
            unsupervised: .init(scores: table.unsupervisedScores, labels: table.labels),
            money: .init(scores: table.money, labels: table.labels), calibration: calibration.name,
            probabilities: ProbabilityQuality(
                probabilities: Self.heldOutProbabilities(best.scores, table.labels, folds), labels: table.labels),
            influences: try Self.influences(model, table))
        return (model, report)
    }

    /// A way to learn that can be tried.
    enum Method: Sendable {
        static let logisticName = "ridge-logistic-regression"
        static let boostedName = "boosted-trees"

        case logistic(RidgeLogisticRegression)
        case boosted(BoostedTrees, LightGBMLibrary)

        var name: String {
            switch self {
            case .logistic: Self.logisticName
            case .boosted: Self.boostedName
            }
        }

        func fit(_ rows: Matrix, labels: [Bool], seed: UInt64) throws(LearningError) -> Model.Learned {
            switch self {
            case .logistic(let regression): .logistic(try regression.fit(rows, labels: labels))
            case .boosted(let trees, let library): .boosted(try trees.fit(rows, labels: labels, seed: seed, library: library))
            }
        }
    }

    private struct Trial {
        let method: Method
        /// Each row's log-odds by a fit that saw no row of its group.
        let scores: [Double]
        let ranking: SupervisedReport.Ranking
    }

    private static func trial(
        _ method: Method, _ table: LabeledTable, _ folds: GroupedCrossValidation, _ seed: UInt64
    ) throws(LearningError) -> Trial {
        var scores = [Double](repeating: 0, count: table.labels.count)
        for fold in 0..<folds.foldCount {
            let (learning, held) = (folds.learningRows(fold), folds.heldOutRows(fold))
            let model = try method.fit(
                table.rows.selectingRows(learning), labels: learning.map { table.labels[$0] }, seed: seed)
            for (row, score) in zip(held, try model.any.logOdds(table.rows.selectingRows(held))) { scores[row] = score }
        }
        return Trial(method: method, scores: scores, ranking: .init(scores: scores, labels: table.labels))
    }

    /// Each fold's probabilities from a calibration by the other folds' rows.
    private static func heldOutProbabilities(_ scores: [Double], _ labels: [Bool], _ folds: GroupedCrossValidation) -> [Double] {
        var result = [Double](repeating: 0, count: labels.count)
        for fold in 0..<folds.foldCount {
            let learning = folds.learningRows(fold)
            let calibration = ProbabilityCalibration(scores: learning.map { scores[$0] }, labels: learning.map { labels[$0] })
            for row in folds.heldOutRows(fold) { result[row] = calibration.probability(scores[row]) }
        }
        return result
    }

    private static func influences(_ model: Model, _ table: LabeledTable) throws(LearningError) -> [SupervisedReport.Influence] {
        var sums = [Double](repeating: 0, count: table.columnNames.count)
        for row in 0..<table.labels.count {
            for (column, part) in try model.contributions(table.rows.row(row)).enumerated() { sums[column] += abs(part) }
        }
        return sums.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }
            .map { .init(column: table.columnNames[$0], meanContributionSize: sums[$0] / Double(table.labels.count)) }
    }
}
