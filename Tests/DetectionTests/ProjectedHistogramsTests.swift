import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct ProjectedHistogramsTests {
    struct Fixture: Decodable {
        var rows: [[Double]]
        var outlierCount: Int
        var areas: [Double]
    }

    func area(_ rows: Matrix, outlierCount: Int, seed: UInt64) throws -> Double {
        let scores = try ProjectedHistograms().fit(rows, seed: seed).scores(rows)
        return RankingMetrics(scores: scores, isPositive: scores.indices.map { $0 < outlierCount }).areaUnderCurve
    }

    /// Reference: Tools/reference-values/loda.py (PyOD, ten seeds). Within their spread or above it: PyOD reads its histograms one
    /// bin too high.
    @Test func itRanksNoWorseThanPyODDoes() throws {
        let fixture = try JSONDecoder().decode(Fixture.self, from: fixtureData("loda"))
        let rows = Matrix(rows: fixture.rows)
        let areas = try (0..<10).map { try area(rows, outlierCount: fixture.outlierCount, seed: $0) }
        let mean = areas.reduce(0, +) / 10
        #expect(mean >= fixture.areas.reduce(0, +) / 10, "mean \(mean)")
        for found in areas { #expect(found >= fixture.areas.min() ?? 1, "\(found)") }
    }

    /// Every projection of one column is the column again, mirrored or not, so the score is the surprise of one histogram. Oracle:
    /// the penalised likelihood with exact counts.
    @Test func oneColumnScoresByItsOwnHistogram() throws {
        var stream = RandomStream(seed: 19)
        let n = 400
        let values = (0..<n).map { $0 < 300 ? stream.normal() : 8 + 0.2 * stream.normal() }
        let low = try #require(values.min())
        let high = try #require(values.max())
        func counts(_ bins: Int) -> [Double] {
            var result = [Double](repeating: 0, count: bins)
            for value in values { result[min(Int((value - low) / (high - low) * Double(bins)), bins - 1)] += 1 }
            return result
        }
        func likelihood(_ bins: Int) -> Double {
            let gain = counts(bins).reduce(0) { $0 + ($1 > 0 ? $1 * log(Double(bins) * $1 / Double(n)) : 0) }
            return gain - Double(bins - 1) - pow(log(Double(bins)), 2.5)
        }
        let best = (2...Int(Double(n) / log(Double(n)))).map(likelihood).max() ?? 0
        let rows = Matrix(rowCount: n, columnCount: 1, elements: values)
        let model = try ProjectedHistograms(projectionCount: 20).fit(rows, seed: 1)
        var weights = Weights()
        model.write(to: &weights)
        let binCounts = try weights.integers("binCounts", count: 20, in: 2...256).map { Int($0) }
        for bins in Set(binCounts) { #expect(likelihood(bins) > best - 1, "\(bins) bins") }
        let scores = try model.scores(rows)
        let tallies = binCounts.map(counts)
        for row in 0..<n {
            var expected = 0.0
            for (bins, tally) in zip(binCounts, tallies) {
                let bin = min(Int((values[row] - low) / (high - low) * Double(bins)), bins - 1)
                expected -= log((tally[bin] + 1) / Double(n + bins)) / 20
            }
            #expect(abs(scores[row] - expected) < 1e-9, "row \(row)")
        }
        let expected = binCounts.reduce(0) { $0 + log(Double(n + $1)) } / 20
        for score in try model.scores(Matrix(rows: [[high + 0.01], [-1e308]])) { #expect(abs(score - expected) < 1e-9) }
    }

    @Test func unitsChangeNothingThatMatters() throws {
        let rows = Tables.gaussian(300, 4, seed: 20, outliers: 6)
        var scaled = rows
        for row in 0..<300 { scaled[row, 2] = rows[row, 2] * 1024 }
        let first = try ProjectedHistograms().fit(rows, seed: 2).scores(rows)
        let second = try ProjectedHistograms().fit(scaled, seed: 2).scores(scaled)
        #expect(first == second)
    }

    @Test func fittedRowsScoreTheBaselineOnAverage() throws {
        var rows = Tables.gaussian(400, 5, seed: 21, outliers: 5)
        for row in stride(from: 0, to: 400, by: 9) { rows[row, 3] = .nan }
        let model = try ProjectedHistograms().fit(rows, seed: 3)
        let mean = try model.scores(rows).reduce(0, +) / 400
        #expect(abs(mean - model.scale.baseline) < 1e-12)
    }

    @Test func addingProjectionsKeepsTheFirstOnes() throws {
        let rows = Tables.gaussian(200, 3, seed: 1)
        func parts(_ count: Int) throws -> [Double] {
            var weights = Weights()
            try ProjectedHistograms(projectionCount: count).fit(rows, seed: 5).write(to: &weights)
            return try weights.vector("factors")
        }
        let (few, many) = (try parts(3), try parts(7))
        #expect(Array(many.prefix(few.count)) == few)
    }
}
