import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct EmpiricalCopulaTests {
    /// Reference: Tools/reference-values/copod.py (pyod's COPOD, confirmed there by the definition in numpy).
    @Test func fittedRowsScoreAsTheAuthorsCodeDoes() throws {
        let fixture = try TailFixture("copod")
        let rows = Matrix(rows: fixture.rows)
        let model = try EmpiricalCopula().fit(rows)
        #expect(largestRelativeDifference(try model.scores(rows), fixture.scores) < 1e-14)
        #expect(largestRelativeDifference(try model.contributions(rows.row(0)), fixture.firstContributions) < 1e-14)
    }

    /// In a column skewed to the right a large value scores its right tail in both detectors, a small one only half of its left
    /// tail, or its right tail where that is more.
    @Test func itDiffersFromECODOnlyInTheTailNotSelected() throws {
        var stream = RandomStream(seed: 17)
        let rows = Matrix(rowCount: 500, columnCount: 1, elements: (0..<500).map { _ in stream.exponential(rate: 1) })
        let copula = try EmpiricalCopula().fit(rows).scores(rows)
        let cumulative = try EmpiricalCumulative().fit(rows).scores(rows)
        for row in 0..<500 {
            let right = 1 - Double((0..<500).count { rows[$0, 0] < rows[row, 0] }) / 500
            let left = Double((0..<500).count { rows[$0, 0] <= rows[row, 0] }) / 500
            if right <= left {
                #expect(abs(copula[row] - cumulative[row]) < 1e-13)
            } else {
                let mean = (-log(left) - log(right)) / 2
                #expect(abs(copula[row] - max(mean, -log(right))) < 1e-13)
                #expect(abs(cumulative[row] + log(left)) < 1e-13)
            }
        }
    }
}
