import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct IsolationForestTests {
    /// Two rows are always parted by the first cut: depth 1 = c(2), so the score is one half and so is the baseline.
    @Test func twoRowsScoreOneHalf() throws {
        let rows = Matrix(rows: [[0, 5], [1, 5]])
        let model = try IsolationForest(treeCount: 10).fit(rows, seed: 1)
        #expect(try model.scores(rows) == [0.5, 0.5])
        #expect(model.scale.baseline == 0.5)
    }

    /// One column, values 0, 1 and 10: the expected depth of each has a closed form. A first cut in (0, 1) has probability 0.1
    /// and isolates 0, else it isolates 10; the limit of two levels is never short.
    @Test func expectedDepthsOfThreeValuesAreThoseOfTheGeometry() throws {
        let rows = Matrix(rows: [[0], [1], [10]])
        let scores = try IsolationForest(treeCount: 10_000).fit(rows, seed: 3).scores(rows)
        let normal = 2 * 1.5 - 4.0 / 3
        let depths = [0.1 * 1 + 0.9 * 2, 2.0, 0.9 * 1 + 0.1 * 2]
        for (score, depth) in zip(scores, depths) { #expect(abs(-log2(score) * normal - depth) < 0.015) }
    }

    @Test func addingTreesKeepsTheFirstOnes() throws {
        let rows = Tables.gaussian(200, 3, seed: 1)
        func depthSum(_ count: Int) throws -> [Double] {
            try IsolationForest(treeCount: count).fit(rows, seed: 5).scores(rows).map { -log2($0) * Double(count) }
        }
        let (one, two) = (try depthSum(1), try depthSum(2))
        for (first, both) in zip(one, two) { #expect(both > first) }
    }

    @Test func aMissingValueScoresBetweenTheBranches() throws {
        let rows = Tables.gaussian(300, 2, seed: 2)
        let model = try IsolationForest().fit(rows, seed: 1)
        let scores = try model.scores(Matrix(rows: [[.nan, 10], [0, 10], [40, 10]]))
        #expect(scores[0] >= scores[1] - 0.02 && scores[0] < scores[2])
    }

    @Test func theColumnThatIsWrongContributesMost() throws {
        var rows = Tables.gaussian(300, 6, seed: 13)
        rows[0, 4] += 15
        let parts = try IsolationForest().fit(rows, seed: 1).contributions(rows.row(0))
        #expect(parts.indices.max { parts[$0] < parts[$1] } == 4)
    }

    /// Reference: scikit-learn ranks these rows alike; see the average agreement with the distance from the centre.
    @Test func scoresGrowWithTheDistanceFromTheCentre() throws {
        let rows = Tables.gaussian(1000, 2, seed: 21)
        let scores = try IsolationForest().fit(rows, seed: 1).scores(rows)
        let distance = (0..<1000).map { row in
            (0..<2).reduce(0.0) { $0 + (rows[row, $1] - 10 * Double($1)) * (rows[row, $1] - 10 * Double($1)) }
        }
        let far = quantile(distance, 0.9)
        let metrics = RankingMetrics(scores: scores, isPositive: distance.map { $0 > far })
        #expect(metrics.areaUnderCurve > 0.97)
    }
}
