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

    @Test func aMissingValueScoresBetweenTheBranches() throws {
        let rows = Tables.gaussian(300, 2, seed: 2)
        let model = try IsolationForest().fit(rows, seed: 1)
        let scores = try model.scores(Matrix(rows: [[.nan, 10], [0, 10], [40, 10]]))
        #expect(scores[0] >= scores[1] - 0.02 && scores[0] < scores[2])
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
