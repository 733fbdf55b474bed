import Foundation
import Testing

import Detection
import Learning
import LinearAlgebra
import Statistics

@Suite struct RidgeLogisticRegressionTests {
    struct Fixture: Decodable {
        struct Case: Decodable {
            struct Fit: Decodable {
                var ridge: Double
                var intercept: Double
                var weights: [Double]
                var logOdds: [Double]
            }
            var rows: [[Double?]]
            var labels: [Bool]
            var fits: [Fit]
        }
        var cases: [Case]
    }

    /// Reference: Tools/reference-values/logistic_regression.py (scikit-learn, and scipy's root finder).
    @Test func coefficientsAreThoseOfScikitLearn() throws {
        let fixture = try Labeled.fixture("logistic-regression.json", as: Fixture.self)
        var worst = 0.0
        for sample in fixture.cases {
            let rows = Matrix(rows: sample.rows.map { $0.map { $0 ?? .nan } })
            for fit in sample.fits {
                let model = try RidgeLogisticRegression(ridge: fit.ridge).fit(rows, labels: sample.labels)
                let pairs = zip([model.intercept] + model.weight, [fit.intercept] + fit.weights)
                for (ours, theirs) in pairs { worst = max(worst, abs(ours - theirs) / max(1, abs(theirs))) }
                for (ours, theirs) in zip(try model.logOdds(rows), fit.logOdds) {
                    worst = max(worst, abs(ours - theirs) / max(1, abs(theirs)))
                }
                #expect(model.iterationCount <= 30 && model.squaredDecrement <= 1e-12)
            }
        }
        // Measured: 3e-13.
        #expect(worst < 1e-11, "worst \(worst)")
    }

    @Test func theLawsHold() throws {
        let (rows, labels) = Labeled.rows(400, seed: 1)
        let model = try RidgeLogisticRegression().fit(rows, labels: labels)
        #expect(try LawChecks(model, rows).broken == [])
        #expect(try model.logOdds(Labeled.strange).allSatisfy(\.isFinite))
        #expect(try model.logOdds(Labeled.strange)[0] == model.baseline)
        #expect(try model.contributions(rows.row(0))[5] == 0)
        for row in 0..<400 where rows[row, 1].isNaN { #expect(try model.contributions(rows.row(row))[1] == 0) }
        let hostile = Labeled.hostile(150)
        #expect(try LawChecks(RidgeLogisticRegression().fit(hostile.rows, labels: hostile.labels), hostile.rows).broken == [])
    }

    /// Three blocks of rows: the sums over blocks are those over all, and the number of threads changes no bit.
    @Test func theGradientVanishesAndThreadsChangeNothing() throws {
        let (rows, labels) = Labeled.rows(3000, seed: 2, missing: 0)
        let before = BLASRuntime.threadCount
        defer { BLASRuntime.threadCount = before }
        BLASRuntime.threadCount = 1
        let model = try RidgeLogisticRegression(ridge: 3).fit(rows, labels: labels)
        BLASRuntime.threadCount = 2
        #expect(try RidgeLogisticRegression(ridge: 3).fit(rows, labels: labels) == model)
        let residuals = zip(try model.logOdds(rows), labels).map { 1 / (1 + exp(-$0.0)) - ($0.1 ? 1 : 0) }
        #expect(abs(residuals.reduce(0, +)) < 1e-8)
        for column in 0..<5 {
            let values = rows.column(column)
            let mean = values.reduce(0, +) / 3000
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3000).squareRoot()
            let slope = zip(values, residuals).reduce(0) { $0 + ($1.0 - mean) / deviation * $1.1 }
            #expect(abs(slope + 3 * model.weight[column]) < 1e-8)
        }
    }

    @Test func partedLabelsAndMoreColumnsThanRowsHaveAFiniteAnswer() throws {
        let line = Matrix(rowCount: 40, columnCount: 1, elements: (0..<40).map(Double.init))
        let parted = try RidgeLogisticRegression(ridge: 1e-6).fit(line, labels: (0..<40).map { $0 >= 20 })
        #expect(parted.weight[0] > 10 && parted.weight[0].isFinite)
        #expect(try parted.logOdds(line).enumerated().allSatisfy { ($0.element > 0) == ($0.offset >= 20) })
        var stream = RandomStream(seed: 5)
        let wide = Matrix(rowCount: 6, columnCount: 50, elements: (0..<300).map { _ in stream.normal() })
        let fitted = try RidgeLogisticRegression().fit(wide, labels: [true, true, false, false, true, false])
        #expect(try fitted.logOdds(wide).allSatisfy(\.isFinite))
        let constant = try RidgeLogisticRegression().fit(Matrix(rowCount: 4, columnCount: 2), labels: [true, false, false, false])
        #expect(abs(constant.intercept - log(1.0 / 3)) < 1e-9 && constant.weight == [0, 0])
    }

    @Test func whatCannotBeLearnedIsANamedError() {
        let rows = Matrix(rowCount: 3, columnCount: 1, elements: [1, 2, 3])
        #expect(throws: LearningError.oneLabelOnly) { try RidgeLogisticRegression().fit(rows, labels: [true, true, true]) }
        #expect(throws: LearningError.rowCountMismatch(what: "labels", expected: 3, found: 2)) {
            try RidgeLogisticRegression().fit(rows, labels: [true, false])
        }
    }

    @Test func codingKeepsEveryBitAndRefusesWhatIsWrong() throws {
        let (rows, labels) = Labeled.rows(300, seed: 3)
        let model = try RidgeLogisticRegression().fit(rows, labels: labels)
        var weights = Weights()
        model.write(to: &weights)
        #expect(try RidgeLogisticRegression.Model(from: weights) == model)
        let strange = Labeled.strange.elements + rows.selectingRows([0, 1, 2]).elements
        let probe = Matrix(rowCount: 9, columnCount: 6, elements: strange)
        let mutation = try Mutation(of: model, rows: probe, count: 2000, seed: 1)
        #expect(mutation.refused > 500 && mutation.accepted > 100)
    }
}
