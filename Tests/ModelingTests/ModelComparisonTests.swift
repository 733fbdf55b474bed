import Detection
import Foundation
import LinearAlgebra
import Modeling
import Statistics
import Testing

@Suite struct ModelComparisonTests {
    @Test func aDistributionInADozenNumbers() {
        let values = (0...100).map(Double.init) + [.nan, .nan]
        let distribution = Distribution(values)
        #expect(distribution.lowest == 0 && distribution.highest == 100 && distribution.median == 50 && distribution.percentile99 == 99)
        #expect(distribution.missing == 2 && distribution.present == 101)
        #expect(distribution.edges == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
        #expect(distribution.upTo == [1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 101])
        let odd = Distribution([.infinity, -.infinity, 1, 2])
        #expect(odd.median == 1.5 && odd.lowest == -Double.greatestFiniteMagnitude)
        let none = Distribution([.nan])
        #expect(none.lowest == nil && none.median == nil && none.missingShare == 1 && none.profile != nil)
    }

    @Test func theSameTableDoesNotDrift() throws {
        let part = try SampleModel.part()
        let comparison = ModelComparison(part, SampleModel.table())
        #expect(comparison.sameTrainingData == true && comparison.added.isEmpty && comparison.removed.isEmpty)
        #expect(comparison.drift.count == 5 && comparison.drift.allSatisfy { abs($0.psi ?? 1) < 1e-12 && $0.band == "stable" })
    }

    @Test func aShiftedColumnComesFirst() throws {
        let part = try SampleModel.part()
        var rows = SampleModel.rows(seed: 1)
        for row in 0..<rows.rowCount {
            rows[row, 2] += 3
            rows[row, 4] = 8
        }
        let comparison = ModelComparison(part, NumericTable(name: "t", columns: SampleModel.names, values: rows))
        #expect(Set(comparison.drift.prefix(2).map(\.feature)) == ["third", "constant"])
        #expect(comparison.drift[0].band == "large" && comparison.drift[4].band == "stable" && comparison.sameTrainingData == false)
    }

    @Test func twoModels() throws {
        let before = try SampleModel.part()
        let table = SampleModel.table(seed: 2)
        let narrower = NumericTable(name: "t", columns: ["first", "second", "extra"], values: table.values.selectingColumns([0, 1, 2]))
        let after = try ModelPart(fitting: DetectorChoice(name: "isolation-forest", settings: ["treeCount=20"], seed: 4), on: narrower)
        let comparison = ModelComparison(before, after)
        #expect(comparison.added == ["extra"] && comparison.removed == ["third", "count", "constant"] && comparison.redefined.isEmpty)
        #expect(comparison.changedHyperparameters.map(\.name) == ["treeCount", "seed"])
        #expect(comparison.drift.count == 2 && comparison.sameTrainingData == false)
        let same = ModelComparison(before, before)
        #expect(same.sameTrainingData == true && same.changedHyperparameters.isEmpty)
        #expect(same.drift.allSatisfy { abs($0.psi ?? 1) < 1e-12 })
    }

    @Test func choicesThatThereAreNot() {
        func failure(_ name: String?, _ settings: [String]) -> String {
            do { _ = try DetectorChoice(name: name, settings: settings); return "" } catch { return error.description }
        }
        #expect(failure(nil, []).isEmpty)
        #expect(failure("nothing", []).contains("known are"))
        #expect(failure("isolation-forest", ["treeCount"]).contains("NAME=VALUE"))
        #expect(failure("isolation-forest", ["treeCount=many"]).contains("NAME=VALUE"))
        #expect(failure("isolation-forest", ["treeCount=3", "treeCount=4"]).contains("set twice"))
        #expect(failure("isolation-forest", ["trees=3"]).contains("it has treeCount"))
        #expect(failure("isolation-forest", ["treeCount=0"]).contains("from 1"))
    }

    @Test func qualityIsThatOfTheReferenceMeasures() throws {
        let scores = [0.9, 0.8, 0.8, 0.4, 0.3, 0.2]
        let labels = [true, false, true, false, true, false]
        let quality = RankingQuality(scores: scores, labels: labels)
        // By scikit-learn 1.8: roc_auc_score and average_precision_score.
        #expect(abs((quality.auroc ?? 0) - 13.0 / 18) < 1e-12)
        #expect(abs((quality.averagePrecision ?? 0) - (1.0 / 3 + 2.0 / 9 + 1.0 / 5)) < 1e-12)
        #expect(quality.precisionAt == ["3": 2.0 / 3])
        #expect(try #require(quality.aurocInterval)[0] <= 13.0 / 18)
        let none = RankingQuality(scores: scores, labels: scores.map { _ in false })
        #expect(none.auroc == nil && none.averagePrecision == nil && none.positives == 0)
    }
}
