import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct ExtendedIsolationForestTests {
    /// Powers of two change no bit of a value in units of its column's range.
    @Test func theUnitsOfTheColumnsDoNotMatter() throws {
        let rows = Tables.gaussian(300, 4, seed: 21, outliers: 5)
        var other = rows
        let factors = [1024.0, 0.125, 1, 1 / 1_048_576.0]
        for row in 0..<rows.rowCount {
            for column in 0..<4 { other[row, column] *= factors[column] }
        }
        let forest = ExtendedIsolationForest(treeCount: 50)
        #expect(try forest.fit(rows, seed: 1).scores(rows) == forest.fit(other, seed: 1).scores(other))
    }

    /// Usual in each column and unusual only in how they go together.
    @Test func aSlantedCutSeesWhatTheAxesHide() throws {
        var stream = RandomStream(seed: 22)
        var rows = Matrix(rowCount: 500, columnCount: 2)
        for row in 0..<500 {
            let common = stream.normal()
            rows[row, 0] = common + 0.1 * stream.normal()
            rows[row, 1] = common + 0.1 * stream.normal()
        }
        for row in 0..<5 { (rows[row, 0], rows[row, 1]) = (1, -1 - 0.02 * Double(row)) }
        func area(_ scores: [Double]) -> Double {
            RankingMetrics(scores: scores, isPositive: (0..<500).map { $0 < 5 }).areaUnderCurve
        }
        let slanted = area(try ExtendedIsolationForest().fit(rows, seed: 1).scores(rows))
        let straight = area(try ExtendedIsolationForest(extensionLevel: 0).fit(rows, seed: 1).scores(rows))
        #expect(slanted > 0.97 && slanted > straight, "\(slanted), \(straight)")
    }

    /// A missing value is neutral beside one that is wrong.
    @Test func aMissingValueIsNeutral() throws {
        let rows = Tables.gaussian(300, 3, seed: 2)
        let model = try ExtendedIsolationForest().fit(rows, seed: 1)
        let scores = try model.scores(Matrix(rows: [[.nan, 10, 20], [0, 10, 20], [30, 10, 20]]))
        #expect(abs(scores[0] - scores[1]) < 0.05 && scores[2] > scores[0] + 0.1)
    }

    /// More columns than there are: all of them in every cut.
    @Test func anExtensionBeyondTheColumnsIsFull() throws {
        let rows = Tables.gaussian(100, 3, seed: 3)
        let full = try ExtendedIsolationForest(treeCount: 10, extensionLevel: 2).fit(rows, seed: 1)
        #expect(try ExtendedIsolationForest(treeCount: 10, extensionLevel: 900).fit(rows, seed: 1) == full)
    }
}
