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

    struct Fixture: Decodable {
        var rows: [[Double]]
        var scores: [Double]
        var noise: Double
    }

    /// Reference: Tools/reference-values/isolation_forest.py (scikit-learn, the mean of two forests of 4,000 trees).
    @Test func scoresAgreeWithScikitLearnUpToTheNoiseOfTheTrees() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/isolation-forest.json"))
        let fixture = try JSONDecoder().decode(Fixture.self, from: data)
        let rows = Matrix(rows: fixture.rows)
        let scores = try IsolationForest(treeCount: 4000, subsampleSize: 64).fit(rows, seed: 1).scores(rows)
        let differences = zip(scores, fixture.scores).map { $0 - $1 }
        let worst = differences.map(abs).max() ?? 1
        #expect(worst < 2 * fixture.noise, "worst \(worst), noise \(fixture.noise)")
        #expect(abs(differences.reduce(0, +) / 150) < 0.5 * fixture.noise)
    }
}
