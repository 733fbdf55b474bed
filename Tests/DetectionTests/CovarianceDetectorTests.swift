import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

/// Reference: Tools/reference-values/covariance_detectors.py (scikit-learn and PyOD, confirmed there by the definitions in numpy).
@Suite struct CovarianceDetectorParityTests {
    struct Fixture: Decodable {
        var rows: [[Double]]
        var support: [Int]
        var location: [Double]
        var covariance: [[Double]]
        var distances: [Double]
        var rawLogDeterminant: Double
        var principalComponents: [Double]
        var residuals: [Double]
        var negativeLogDensity: [Double]
        var oracleWeight: Double
    }

    let fixture: Fixture
    let rows: Matrix

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/covariance-detectors.json"))
        fixture = try JSONDecoder().decode(Fixture.self, from: data)
        rows = Matrix(rows: fixture.rows)
    }

    func largestDifference(_ found: [Double], _ expected: [Double]) -> Double {
        #expect(found.count == expected.count)
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1) / max(abs($1.1), 1e-300)) }
    }

    @Test func sameSupportGivesTheSameRobustEstimate() throws {
        let ridge = [Double](repeating: 0, count: rows.columnCount)
        let determinant = MinimumCovarianceDeterminant(rows: rows, coverage: fixture.support.count, ridge: ridge)
        let found = try #require(determinant.reweighted(fixture.support, correction: .none))
        let distances = found.cholesky.squaredDistances(of: rows, selecting: Array(0..<rows.rowCount), from: found.location)
        #expect(largestDifference(found.location, fixture.location) < 1e-11)
        #expect(largestDifference(found.covariance.elements, fixture.covariance.flatMap { $0 }) < 1e-10)
        #expect(largestDifference(distances, fixture.distances) < 1e-10)
    }

    @Test func theDeterminantIsNoWorse() throws {
        let ridge = [Double](repeating: 0, count: rows.columnCount)
        let determinant = MinimumCovarianceDeterminant(rows: rows, coverage: fixture.support.count, ridge: ridge)
        for seed in 0..<3 {
            let found = try #require(determinant.search(seed: UInt64(seed)))
            #expect(found.support.count == fixture.support.count)
            #expect(found.logDeterminant <= fixture.rawLogDeterminant + 1e-10)
        }
    }

    @Test func principalComponentDistancesAreThoseOfPyOD() throws {
        let scores = try PrincipalComponentDistance().fit(rows, seed: 1).scores(rows)
        #expect(largestDifference(scores, fixture.principalComponents) < 1e-10)
    }

    @Test func residualsAreThoseOfTheReconstruction() throws {
        let scores = try PrincipalComponentReconstruction(varianceShare: 0.7).fit(rows, seed: 1).scores(rows)
        #expect(largestDifference(scores, fixture.residuals) < 1e-9)
    }

    @Test func oneComponentIsTheNormalDensity() throws {
        let scores = try GaussianMixture(componentCount: 1, regularization: 1e-6).fit(rows, seed: 1).scores(rows)
        #expect(largestDifference(scores, fixture.negativeLogDensity) < 1e-10)
    }

    @Test func shrinkageWeightIsTheOracleApproximation() {
        let count = Double(rows.rowCount)
        var standard = rows
        for column in 0..<rows.columnCount {
            let values = rows.column(column)
            let mean = values.reduce(0, +) / count
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
            for row in 0..<rows.rowCount { standard[row, column] = (rows[row, column] - mean) / deviation }
        }
        var covariance = standard.gram()
        for row in 0..<rows.columnCount { for column in 0..<rows.columnCount { covariance[row, column] /= count } }
        let weight = ShrinkageMahalanobis.oracleWeight(covariance, rowCount: rows.rowCount)
        #expect(abs(weight - fixture.oracleWeight) < 1e-12)
    }
}

@Suite struct CovarianceDetectorTests {
    /// d² of clean normal rows follows χ²: the trimmed estimate is consistent.
    @Test(arguments: [(400, 3), (2000, 8)])
    func shrinkageDistancesOfNormalRowsFollowChiSquared(_ rowCount: Int, _ columnCount: Int) throws {
        let rows = Tables.gaussian(rowCount, columnCount, seed: 31)
        let scores = try ShrinkageMahalanobis().fit(rows, seed: 1).scores(rows)
        let limit = ChiSquared(degreesOfFreedom: Double(columnCount)).quantile(0.95)
        let beyond = Double(scores.filter { $0 > limit }.count) / Double(rowCount)
        #expect(abs(median(scores) / ChiSquared(degreesOfFreedom: Double(columnCount)).quantile(0.5) - 1) < 0.1)
        #expect(beyond > 0.025 && beyond < 0.085, "share \(beyond)")
    }

    /// A quarter of the rows in a tight far cluster does not mask itself.
    @Test func aQuarterOfWildRowsIsNotMaskingShrinkage() throws {
        var rows = Tables.gaussian(400, 3, seed: 9)
        var stream = RandomStream(seed: 10)
        for row in 0..<100 { for column in 0..<3 { rows[row, column] = 60 + 0.1 * stream.normal() } }
        let scores = try ShrinkageMahalanobis().fit(rows, seed: 3).scores(rows)
        let leastWild = scores[..<100].min() ?? 0
        let mostClean = scores[100...].max() ?? 0
        #expect(leastWild > 10 * mostClean)
    }

    /// More rounds only ever exchange rows near the border: the order is settled.
    @Test func shrinkageSettles() throws {
        let rows = Tables.gaussian(500, 4, seed: 33, outliers: 20)
        let few = try ShrinkageMahalanobis(roundCount: 30).fit(rows, seed: 1).scores(rows)
        let many = try ShrinkageMahalanobis(roundCount: 60).fit(rows, seed: 2).scores(rows)
        #expect(few == many)
    }

    /// Oracle: all exchanges of a row inside for one outside, each determinant from its rows.
    @Test func anExchangeIsTheBestOne() throws {
        let rows = Tables.gaussian(24, 3, seed: 34)
        let ridge = [0.0, 0, 0]
        let determinant = MinimumCovarianceDeterminant(rows: rows, coverage: 14, ridge: ridge)
        func logDeterminant(_ support: [Int]) throws -> Double {
            let chosen = rows.selectingRows(support)
            let mean = (0..<3).map { chosen.column($0).reduce(0, +) / 14 }
            var centered = chosen
            for row in 0..<14 { for column in 0..<3 { centered[row, column] -= mean[column] } }
            return try Cholesky(centered.gram()).logDeterminant - 3 * log(14.0)
        }
        let start = try #require(determinant.estimate(Array(0..<14)))
        #expect(abs(start.logDeterminant - (try logDeterminant(start.support))) < 1e-12)
        var least = Double.infinity
        for inside in 0..<14 {
            for outside in 14..<24 {
                least = min(least, try logDeterminant((0..<14).filter { $0 != inside } + [outside]))
            }
        }
        let support = try #require(determinant.exchanged(start, limit: 1))
        #expect(support.count == 14)
        #expect(abs(try logDeterminant(support) - least) < 1e-12)
    }

    /// A column that is the sum of two others adds a component of no variance, which is left out: the score stays moderate.
    @Test func dependentColumnsAddNoComponent() throws {
        let rows = Tables.gaussian(200, 3, seed: 35)
        var wider = Matrix(rowCount: 200, columnCount: 4)
        for row in 0..<200 {
            for column in 0..<3 { wider[row, column] = rows[row, column] }
            wider[row, 3] = rows[row, 0] + rows[row, 1]
        }
        let scores = try PrincipalComponentDistance().fit(wider, seed: 1).scores(wider)
        #expect(scores.allSatisfy { $0 < 1e4 })
    }

    /// Rows that break the columns' common course rank first, however near to the middle each value is.
    @Test func rowsOffTheCommonCourseHaveTheLargestResidual() throws {
        var stream = RandomStream(seed: 38)
        var rows = Matrix(rowCount: 400, columnCount: 4)
        for row in 0..<400 {
            let common = 3 * stream.normal()
            for column in 0..<4 { rows[row, column] = (row < 8 && column < 2 ? -common - 6 : common) + 0.3 * stream.normal() }
        }
        let scores = try PrincipalComponentReconstruction().fit(rows, seed: 1).scores(rows)
        let metrics = RankingMetrics(scores: scores, isPositive: (0..<400).map { $0 < 8 })
        #expect(metrics.precision(at: 8) >= 0.75)
    }

    /// Two clouds: between them is empty space only to the mixture of two.
    @Test func twoComponentsFindTwoClouds() throws {
        var rows = Tables.gaussian(600, 2, seed: 36)
        for row in 0..<300 { for column in 0..<2 { rows[row, column] += 40 } }
        let places = Matrix(rows: [[0, 10], [40, 50], [20, 30]])
        let two = try GaussianMixture(componentCount: 2).fit(rows, seed: 1)
        let found = try two.scores(places)
        #expect(found[2] > found[0] + 50 && found[2] > found[1] + 50)
        #expect(abs(found[0] - found[1]) < 2)
        let one = try GaussianMixture(componentCount: 1).fit(rows, seed: 1).scores(places)
        #expect(one[2] < one[0] && one[2] < one[1])
        for row in 0..<3 {
            let parts = try two.contributions(places.row(row))
            #expect(abs(parts.reduce(0, +) - (found[row] - two.scale.baseline)) < 1e-9 * (1 + abs(found[row])))
        }
    }

    /// The likelihood of a mixture is at least that of its best single normal distribution.
    @Test(arguments: [UInt64(1), 2, 3])
    func moreComponentsFitNoWorse(_ seed: UInt64) throws {
        let rows = Tables.gaussian(400, 3, seed: 37, outliers: 60)
        let one = try GaussianMixture(componentCount: 1).fit(rows, seed: seed).scores(rows).reduce(0, +)
        let three = try GaussianMixture(componentCount: 3).fit(rows, seed: seed).scores(rows).reduce(0, +)
        #expect(three < one)
    }
}
