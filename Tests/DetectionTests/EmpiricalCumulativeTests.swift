import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct EmpiricalCumulativeTests {
    struct Fixture: Decodable {
        var rows: [[Double]]
        var scores: [Double]
        var firstContributions: [Double]
    }

    func fixture() throws -> Fixture {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/ecod.json"))
        return try JSONDecoder().decode(Fixture.self, from: data)
    }

    /// Reference: Tools/reference-values/ecod.py (pyod's ECOD, confirmed there by the definition in numpy).
    @Test func fittedRowsScoreAsTheAuthorsCodeDoes() throws {
        let fixture = try fixture()
        let rows = Matrix(rows: fixture.rows)
        let model = try EmpiricalCumulative().fit(rows)
        for (found, expected) in zip(try model.scores(rows), fixture.scores) { #expect(abs(found - expected) < 1e-12) }
        let parts = try model.contributions(rows.row(0))
        for (found, expected) in zip(parts, fixture.firstContributions) { #expect(abs(found - expected) < 1e-12) }
    }

    @Test func valuesBeyondTheFittedRangeAreTheNextRow() throws {
        let model = try EmpiricalCumulative().fit(Matrix(rows: (1...9).map { [Double($0)] }))
        let scores = try model.scores(Matrix(rows: [[100], [-100], [9], [5], [5.5], [.nan], [.infinity]]))
        let expected = [log(10.0), log(10.0), log(9.0), -log(5.0 / 9), -log(4.0 / 9), 0, log(9.0)]
        for (found, value) in zip(scores, expected) { #expect(abs(found - value) < 1e-15) }
    }

    /// Oracle: the exact distribution function of all values.
    @Test func theSketchIsExactInTheTailsAndCloseBetween() throws {
        var stream = RandomStream(seed: 14)
        let n = 60_000
        let values = (0..<n).map { _ in stream.logNormal(mean: 0, standardDeviation: 1.5) }
        let rows = Matrix(rowCount: n, columnCount: 1, elements: values)
        let exact = try EmpiricalCumulative(sketchSize: 65_536).fit(rows).scores(rows)
        let sketch = try EmpiricalCumulative().fit(rows).scores(rows)
        let order = values.indices.sorted { values[$0] < values[$1] }
        for place in Array(0..<512) + Array(n - 512..<n) { #expect(sketch[order[place]] == exact[order[place]]) }
        let worst = zip(exact, sketch).map { abs($0 - $1) }.max() ?? 1
        #expect(worst > 0 && worst < 0.02, "worst \(worst)")
    }

    @Test func ranksNeverFallAsAValueMovesOut() throws {
        var stream = RandomStream(seed: 15)
        let model = try EmpiricalCumulative(sketchSize: 64).fit(
            Matrix(rowCount: 5000, columnCount: 1, elements: (0..<5000).map { _ in stream.normal() }))
        let scores = try model.scores(Matrix(rows: (0...400).map { [Double($0) / 100] }))
        for (before, after) in zip(scores, scores.dropFirst()).dropFirst(20) { #expect(after >= before) }
    }
}
