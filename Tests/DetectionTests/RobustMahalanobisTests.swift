import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct RobustMahalanobisTests {
    /// Oracle: every subset of the coverage, its determinant by the formula for two columns.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func findsTheLeastDeterminantOfAllSubsets(_ seed: UInt64) throws {
        let n = 13
        let h = 8
        let rows = Tables.gaussian(n, 2, seed: seed, outliers: 2)
        var least = Double.infinity
        var support: [Int] = []
        for mask in 0..<(1 << n) where mask.nonzeroBitCount == h {
            let members = (0..<n).filter { mask & (1 << $0) != 0 }
            let x = members.map { rows[$0, 0] }
            let y = members.map { rows[$0, 1] }
            let (mx, my) = (x.reduce(0, +) / Double(h), y.reduce(0, +) / Double(h))
            let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) } / Double(h)
            let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) } / Double(h)
            let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / Double(h)
            if xx * yy - xy * xy < least { (least, support) = (xx * yy - xy * xy, members) }
        }
        let found = try #require(
            MinimumCovarianceDeterminant(rows: rows, coverage: h, ridge: [0, 0]).search(seed: 1))
        #expect(found.support == support)
        let covariance = found.covariance
        #expect(abs(covariance[0, 0] * covariance[1, 1] - covariance[0, 1] * covariance[1, 0] - least) < 1e-12)
    }

    @Test func coverageRunsFromHalfToAll() {
        #expect(MinimumCovarianceDeterminant.coverage(rowCount: 100, columnCount: 4, supportFraction: 0.5) == 52)
        #expect(MinimumCovarianceDeterminant.coverage(rowCount: 100, columnCount: 4, supportFraction: 1) == 100)
        #expect(MinimumCovarianceDeterminant.coverage(rowCount: 3, columnCount: 40, supportFraction: 0.5) == 3)
    }

    /// Of clean normal rows d² follows χ² with p degrees of freedom: its mean is p and a share of 1 % lies beyond the quantile.
    @Test(arguments: [(100, 1), (120, 4), (2500, 6), (400, 10)])
    func distancesOfNormalRowsFollowChiSquared(_ rowCount: Int, _ columnCount: Int) throws {
        var mean = 0.0
        var beyond = 0.0
        let repeats = rowCount > 1000 ? 2 : 6
        let limit = ChiSquared(degreesOfFreedom: Double(columnCount)).quantile(0.95)
        for seed in 0..<repeats {
            let rows = Tables.gaussian(rowCount, columnCount, seed: UInt64(seed))
            let scores = try RobustMahalanobis().fit(rows, seed: 1).scores(rows)
            mean += scores.reduce(0, +) / Double(rowCount * repeats)
            beyond += Double(scores.filter { $0 > limit }.count) / Double(rowCount * repeats)
        }
        #expect(abs(mean / Double(columnCount) - 1) < 0.12, "mean \(mean)")
        #expect(beyond > 0.03 && beyond < 0.08, "share \(beyond)")
    }

    /// A quarter of the rows in a tight far cluster: plain covariance is masked by it, the robust one is not.
    @Test func aQuarterOfWildRowsIsNotMasking() throws {
        var rows = Tables.gaussian(400, 3, seed: 9)
        var stream = RandomStream(seed: 10)
        for row in 0..<100 { for column in 0..<3 { rows[row, column] = 60 + 0.1 * stream.normal() } }
        let clean = Array(100..<400)
        let robust = try RobustMahalanobis(supportFraction: 0.5).fit(rows, seed: 3).scores(rows)
        let leastWild = robust[..<100].min() ?? 0
        let mostClean = clean.map { robust[$0] }.max() ?? 0
        #expect(leastWild > 20 * mostClean)
        let reference = rows.selectingRows(clean)
        let cleanScores = try RobustMahalanobis(supportFraction: 0.5).fit(reference, seed: 3).scores(reference)
        let ratio = zip(clean.map { robust[$0] }, cleanScores).map { $0 / $1 }
        #expect(abs(median(ratio) - 1) < 0.15)
    }

    /// d² does not change when columns are shifted and scaled.
    @Test func scalingColumnsChangesNothing() throws {
        let rows = Tables.gaussian(200, 3, seed: 12, outliers: 5)
        var scaled = rows
        for row in 0..<200 {
            scaled[row, 0] = rows[row, 0] * 1e6 + 5
            scaled[row, 2] = rows[row, 2] * -1e-4
        }
        let first = try RobustMahalanobis().fit(rows, seed: 2).scores(rows)
        let second = try RobustMahalanobis().fit(scaled, seed: 2).scores(scaled)
        for (a, b) in zip(first, second) { #expect(abs(a - b) < 1e-6 * (1 + a)) }
    }

    @Test func theColumnThatIsWrongContributesMost() throws {
        var rows = Tables.gaussian(300, 5, seed: 13)
        rows[0, 3] += 15
        let model = try RobustMahalanobis().fit(rows, seed: 1)
        let parts = try model.contributions(rows.row(0))
        #expect(parts.indices.max { parts[$0] < parts[$1] } == 3)
        #expect(parts[3] > 100)
    }

    @Test func factorsAgreeWithKnownValues() {
        // p = 2, half the rows: 0.5 / P(χ²₄ ≤ 2 log 2) = 0.5 / (1 - 0.5 (1 + log 2)).
        let half = MinimumCovarianceDeterminant.consistencyFactor(columnCount: 2, share: 0.5)
        #expect(abs(half - 0.5 / (1 - 0.5 * 1.693_147_180_559_945)) < 1e-12)
        #expect(MinimumCovarianceDeterminant.consistencyFactor(columnCount: 5, share: 1) == 1)
        for p in 1...12 {
            for reweighted in [false, true] {
                let small = MinimumCovarianceDeterminant.smallSampleFactor(
                    rowCount: 8 * p, columnCount: p, share: 0.75, reweighted: reweighted)
                let large = MinimumCovarianceDeterminant.smallSampleFactor(
                    rowCount: 100_000 * p, columnCount: p, share: 0.75, reweighted: reweighted)
                #expect(small > large && large >= 1 && large < 1.01)
                #expect(
                    MinimumCovarianceDeterminant.smallSampleFactor(
                        rowCount: 50, columnCount: p, share: 1, reweighted: reweighted) == 1)
            }
        }
    }
}
