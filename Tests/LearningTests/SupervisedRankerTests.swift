import Foundation
import Testing

import Detection
import Learning
import LinearAlgebra
import Statistics

@Suite struct SupervisedRankerTests {
    /// Subjects of two rows each; the unsupervised score knows one column of the truth, money none.
    static func table(_ count: Int, seed: UInt64) throws -> LabeledTable {
        let (rows, labels) = Labeled.rows(count, seed: seed)
        var stream = RandomStream(seed: seed, stream: "money")
        return try LabeledTable(
            rows: rows, columnNames: (0..<6).map { "column \($0)" }, labels: labels, groups: (0..<count).map { $0 / 2 },
            unsupervisedScores: (0..<count).map { rows[$0, 1].isNaN ? 0 : rows[$0, 1] },
            money: (0..<count).map { _ in stream.exponential(rate: 0.01) })
    }

    static let methods = [SupervisedRanker(boosted: nil), SupervisedRanker(boosted: BoostedTrees(treeCount: 80))]

    @Test(arguments: methods) func whatIsLearnedBeatsBothOtherRankings(_ ranker: SupervisedRanker) throws {
        let (model, report) = try ranker.fit(Self.table(1600, seed: 1), seed: 2)
        #expect(report.foldCount == 5 && report.groupCount == 800 && report.rowCount == 1600)
        #expect(report.heldOut.averagePrecision > report.unsupervised.averagePrecision + 0.05)
        #expect(report.unsupervised.averagePrecision > report.money.averagePrecision + 0.05)
        #expect(report.heldOut.precisionAt50 > report.money.precisionAt50)
        #expect(abs(report.money.areaUnderCurve - 0.5) < 0.1)
        #expect(report.chosen == model.name && report.calibration == "platt")
        #expect(report.probabilities.brierScore < report.probabilities.brierScoreOfBaseRate)
        #expect(report.probabilities.expectedCalibrationError < 0.05)
        #expect(report.influences.count == 6 && report.influences.last?.meanContributionSize == 0)
        #expect(Set(report.influences.prefix(3).map(\.column)).isSuperset(of: ["column 0", "column 1"]))
        if ranker.boosted != nil {
            #expect(report.candidates.map(\.name) == ["ridge-logistic-regression", "boosted-trees"])
            // Tried, or why not.
            #expect((report.candidates[1].heldOut != nil) == (lightGBM != nil))
            #expect((report.candidates[1].obstacle?.contains("boosted trees cannot be trained here") ?? false) == (lightGBM == nil))
        }
        let best = report.candidates.compactMap(\.heldOut).map(\.averagePrecision).max()
        #expect(report.heldOut.averagePrecision == best)
        // What was held out in the report is what new rows show.
        let new = try Self.table(3000, seed: 77)
        let metrics = RankingMetrics(scores: try model.logOdds(new.rows), isPositive: new.labels)
        #expect(abs(metrics.areaUnderCurve - report.heldOut.areaUnderCurve) < 0.06)
        let probabilities = try model.probabilities(new.rows)
        #expect(probabilities.allSatisfy { (0...1).contains($0) })
        #expect(ProbabilityQuality(probabilities: probabilities, labels: new.labels).expectedCalibrationError < 0.05)
    }

    @Test(arguments: methods) func sameRowsAndSeedSameModelAndCodingKeepsEveryBit(_ ranker: SupervisedRanker) throws {
        let table = try Self.table(500, seed: 3)
        let (model, report) = try ranker.fit(table, seed: 4)
        let (again, reportAgain) = try ranker.fit(table, seed: 4)
        #expect(model == again && report == reportAgain)
        let decoded = try SupervisedRanker.Model(from: model.weights)
        #expect(decoded == model)
        #expect(try decoded.logOdds(table.rows) == model.logOdds(table.rows))
        #expect(try decoded.probabilities(table.rows) == model.probabilities(table.rows))
        #expect(try LawChecks(model, table.rows).broken == [])
        #expect(try JSONDecoder().decode(SupervisedReport.self, from: JSONEncoder().encode(report)) == report)
        var more = model.weights
        more.set("stranger", [1.0])
        #expect(throws: WeightError.unexpected(name: "stranger")) { try SupervisedRanker.Model(from: more) }
        let mutation = try Mutation(of: model, rows: table.rows.selectingRows([0, 1, 2]), count: 1500, seed: 3)
        #expect(mutation.refused > 300)
    }

    @Test func tooFewLabelsAreRefusedWithAReason() throws {
        let (rows, _) = Labeled.rows(200, seed: 5)
        func fit(_ positives: Int) throws {
            let table = try LabeledTable(
                rows: rows, columnNames: (0..<6).map(String.init), labels: (0..<200).map { $0 < positives }, groups: Array(0..<200),
                unsupervisedScores: [Double](repeating: 0, count: 200), money: [Double](repeating: 0, count: 200))
            _ = try SupervisedRanker(boosted: nil).fit(table, seed: 1)
        }
        #expect(throws: LearningError.tooFewLabels(positives: 29, negatives: 171, required: 30)) { try fit(29) }
        #expect(throws: LearningError.tooFewLabels(positives: 171, negatives: 29, required: 30)) { try fit(171) }
        #expect(throws: Never.self) { try fit(30) }
        let sentence = LearningError.tooFewLabels(positives: 29, negatives: 171, required: 30).description
        #expect(sentence.contains("at least 30") && sentence.contains("29 and 171") && sentence.contains("collect more"))
    }

    @Test func partsThatDoNotFitAreNamedErrors() {
        #expect(throws: LearningError.rowCountMismatch(what: "amounts of money", expected: 2, found: 1)) {
            try LabeledTable(
                rows: Matrix(rowCount: 2, columnCount: 1), columnNames: ["a"], labels: [true, false], groups: [1, 2],
                unsupervisedScores: [1, 2], money: [1])
        }
        #expect(throws: LearningError.columnCountMismatch(expected: 2, found: 1)) {
            try LabeledTable(
                rows: Matrix(rowCount: 0, columnCount: 1), columnNames: ["a", "b"], labels: [], groups: [], unsupervisedScores: [],
                money: [])
        }
    }
}
