import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct ColumnHistogramsTests {
    struct Fixture: Decodable {
        var rows: [[Double]]
        var scores: [Double]
        var newRows: [[Double]]
        var newScores: [Double]
    }

    /// Reference: Tools/reference-values/hbos.py (PyOD). New rows lie on edges, just outside the range and far outside.
    @Test func fittedAndNewRowsScoreAsInPyOD() throws {
        let fixture = try JSONDecoder().decode(Fixture.self, from: fixtureData("hbos"))
        let rows = Matrix(rows: fixture.rows)
        let model = try ColumnHistograms().fit(rows)
        #expect(largestRelativeDifference(try model.scores(rows), fixture.scores) < 1e-14)
        #expect(largestRelativeDifference(try model.scores(Matrix(rows: fixture.newRows)), fixture.newScores) < 1e-14)
    }

    /// Four values in the first of two bins of width 1, one in the second, the value 1 on the edge between them: counted above,
    /// scored below.
    @Test func twoBinsByHand() throws {
        let rows = Matrix(rows: [[0], [0.25], [0.5], [0.75], [1], [2]])
        let model = try ColumnHistograms(binCount: 2).fit(rows)
        let low = -log2(4.0 / 6 + 0.1)
        let high = -log2(2.0 / 6 + 0.1)
        let scores = try model.scores(Matrix(rows: [[0], [1], [1.5], [2.5], [2.51], [-0.5], [-0.51]]))
        for (found, expected) in zip(scores, [low, low, high, high, high, low, high]) { #expect(abs(found - expected) < 1e-15) }
        #expect(abs(model.scale.baseline - (5 * low + high) / 6) < 1e-15)
    }

    @Test func fittedRowsScoreTheBaselineOnAverage() throws {
        let rows = Tables.gaussian(500, 4, seed: 18, outliers: 5)
        let model = try ColumnHistograms().fit(rows)
        let mean = try model.scores(rows).reduce(0, +) / 500
        #expect(abs(mean - model.scale.baseline) < 1e-12)
    }
}
