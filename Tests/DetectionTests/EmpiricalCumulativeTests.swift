import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

/// Scores of fitted rows by a reference implementation.
struct TailFixture: Decodable {
    var rows: [[Double]]
    var scores: [Double]
    var firstContributions: [Double]

    init(_ name: String) throws {
        self = try JSONDecoder().decode(Self.self, from: fixtureData(name))
    }
}

func fixtureData(_ name: String) throws -> Data {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name).json"))
}

/// The largest difference relative to the expected value.
func largestRelativeDifference(_ found: [Double], _ expected: [Double]) -> Double {
    zip(found, expected).map { abs($0 - $1) / max(abs($1), 1e-300) }.max() ?? .infinity
}

@Suite struct EmpiricalCumulativeTests {
    /// Reference: Tools/reference-values/ecod.py (pyod's ECOD, confirmed there by the definition in numpy).
    @Test func fittedRowsScoreAsTheAuthorsCodeDoes() throws {
        let fixture = try TailFixture("ecod")
        let rows = Matrix(rows: fixture.rows)
        let model = try EmpiricalCumulative().fit(rows)
        #expect(largestRelativeDifference(try model.scores(rows), fixture.scores) < 1e-14)
        #expect(largestRelativeDifference(try model.contributions(rows.row(0)), fixture.firstContributions) < 1e-14)
    }

    @Test func valuesBeyondTheFittedRangeAreTheNextRow() throws {
        let model = try EmpiricalCumulative().fit(Matrix(rows: [1, 2, 3, 4, 5, 6, 7, 8, 9.5].map { [$0] }))
        let scores = try model.scores(Matrix(rows: [[100], [-100], [9.5], [5], [5.5], [.nan], [.infinity]]))
        let expected = [log(10.0), log(10.0), log(9.0), -log(5.0 / 9), -log(4.0 / 9), 0, log(9.0)]
        for (found, value) in zip(scores, expected) { #expect(abs(found - value) < 1e-15) }
    }

    /// Columns that a sort by leading bits, or buckets of equal width, could get wrong.
    static let columns: [(String, [Double])] = {
        var stream = RandomStream(seed: 31)
        let n = 700
        func column(_ value: (Int, inout RandomStream) -> Double) -> [Double] { (0..<n).map { value($0, &stream) } }
        return [
            ("normal", column { $1.normal() }),
            ("many digits in common", column { 1 + Double($1.next() % 5000) * 0x1p-52 + ($0 == 3 ? 1e300 : 0) }),
            ("long runs", column { (index, stream) in (index % 2 == 0 ? 1 : -1e200) * (1 + Double(stream.next() % 300) * 0x1p-50) }),
            ("few values", column { Double($1.next() % 3) - Double($0 % 2) }),
            ("signed zeros", column { (index, stream) in index % 3 == 0 ? -0.0 : index % 3 == 1 ? 0.0 : stream.normal() }),
            ("subnormal", column { Double($1.next() % 1000) * .leastNonzeroMagnitude - ($0 % 2 == 0 ? 200 * .leastNonzeroMagnitude : 0) }),
            ("wide", column { (index, stream) in stream.normal() * (Double.greatestFiniteMagnitude / 8) }),
            ("heavy", column { (index, stream) in exp(40 * stream.normal()) }),
            ("missing", column { (index, stream) in index % 4 == 0 ? .nan : stream.normal() }),
        ]
    }()

    /// Oracle: the definition, by counting.
    @Test func everyColumnAgreesWithCounting() throws {
        for (name, values) in Self.columns {
            let model = try EmpiricalCumulative().fit(Matrix(rowCount: values.count, columnCount: 1, elements: values))
            var weights = Weights()
            model.write(to: &weights)
            // Moments that overflow or vanish count as no skewness, as in the authors' code: both tails are added.
            let isSkewed = try weights.scalar("tails.0.skewness") != 0
            let known = values.filter { !$0.isNaN }
            let between = zip(known, known.dropFirst()).map { $0 / 2 + $1 / 2 }
            let low = try #require(known.min())
            let high = try #require(known.max())
            let asked = known + between.filter { $0 > low && $0 < high }
            let n = Double(known.count)
            let expected = asked.map { value in
                let left = -log(Double(known.count { $0 <= value }) / n)
                // A value that was not fitted counts with neither tail.
                let right = -log((known.contains(value) ? Double(known.count { $0 >= value }) : Double(known.count { $0 > value })) / n)
                return isSkewed ? max(left, right) : left + right
            }
            let scores = try model.scores(Matrix(rowCount: asked.count, columnCount: 1, elements: asked))
            #expect(largestRelativeDifference(scores, expected) < 1e-14, "\(name)")
        }
    }

    @Test func theSketchKeepsItsBoundAndTheTails() throws {
        var stream = RandomStream(seed: 14)
        let n = 60_000
        let values = (0..<n).map { _ in stream.logNormal(mean: 0, standardDeviation: 1.5) }
        let rows = Matrix(rowCount: n, columnCount: 1, elements: values)
        let exact = try EmpiricalCumulative(sketchSize: 65_536).fit(rows).scores(rows)
        let model = try EmpiricalCumulative(sketchSize: 20_000, tailError: 1.0 / 256).fit(rows)
        let sketch = try model.scores(rows)
        let order = values.indices.sorted { values[$0] < values[$1] }
        for place in Array(0..<256) + Array(n - 256..<n) { #expect(sketch[order[place]] == exact[order[place]]) }
        let worst = zip(exact, sketch).map { abs($0 - $1) }.max() ?? 1
        #expect(worst > 0 && worst < -log(1 - 1.0 / 256), "worst \(worst)")
        var weights = Weights()
        model.write(to: &weights)
        let points = try weights.vector("tails.0.points").count
        #expect(points > 2000 && points < 4000, "\(points) points")
    }

    /// Counts have ties; a column of few values is exact however many rows there are.
    @Test func aColumnOfFewValuesIsExact() throws {
        var stream = RandomStream(seed: 16)
        let values = (0..<9000).map { _ in (10 * stream.exponential(rate: 1)).rounded() }
        let rows = Matrix(rowCount: 9000, columnCount: 1, elements: values)
        #expect(Set(values).count <= 128)
        let small = try EmpiricalCumulative(sketchSize: 128, tailError: 0.5).fit(rows).scores(rows)
        #expect(try small == EmpiricalCumulative().fit(rows).scores(rows))
    }

    @Test func ranksNeverFallAsAValueMovesOut() throws {
        var stream = RandomStream(seed: 15)
        let model = try EmpiricalCumulative(sketchSize: 64).fit(
            Matrix(rowCount: 5000, columnCount: 1, elements: (0..<5000).map { _ in stream.normal() }))
        let scores = try model.scores(Matrix(rows: (0...400).map { [Double($0) / 100] }))
        for (before, after) in zip(scores, scores.dropFirst()).dropFirst(20) { #expect(after >= before - 1e-15) }
    }
}
