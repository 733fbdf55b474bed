import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct DistanceDetectorTests {
    struct Fixture: Decodable {
        struct Case: Decodable {
            var fitted: [Double]
            var new: [Double]
        }
        var rows: [[Double]]
        var newRows: [[Double]]
        var cases: [String: Case]
    }

    func fixture() throws -> Fixture {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/neighbors.json"))
        return try JSONDecoder().decode(Fixture.self, from: data)
    }

    /// Reference: Tools/reference-values/neighbors.py (pyod's KNN and LOF, confirmed there by the definitions in numpy).
    @Test(arguments: [false, true]) func scoresAreThePublishedLibrarys(_ standardizes: Bool) throws {
        let fixture = try fixture()
        let (rows, new) = (Matrix(rows: fixture.rows), Matrix(rows: fixture.newRows))
        let suffix = standardizes ? "standardized" : "raw"
        func compare(_ name: String, _ fitted: [Double], _ scores: [Double]) throws {
            let expected = try #require(fixture.cases["\(name) \(suffix)"])
            #expect(fitted.count == expected.fitted.count && scores.count == expected.new.count)
            for (found, value) in zip(fitted + scores, expected.fitted + expected.new) {
                #expect(abs(found - value) <= 1e-9 * abs(value), "\(name) \(suffix): \(found) for \(value)")
            }
        }
        for averages in [false, true] {
            let model = try NeighborDistance(averages: averages, standardizes: standardizes).fit(rows)
            try compare(averages ? "knn mean" : "knn largest", model.fittedScores(), model.scores(new))
        }
        let model = try LocalOutlierFactor(standardizes: standardizes).fit(rows)
        try compare("lof", model.fittedScores(), model.scores(new))
    }

    @Test func aNewRowEqualToAFittedOneHasItAsANeighbor() throws {
        let rows = Matrix(rows: (0..<10).map { [Double($0 * $0)] })
        let model = try NeighborDistance(neighborCount: 1, standardizes: false).fit(rows)
        #expect(model.fittedScores() == [1, 1, 3, 5, 7, 9, 11, 13, 15, 17])
        #expect(try model.scores(rows) == [Double](repeating: 0, count: 10))
        #expect(try model.scores(Matrix(rows: [[90], [.nan], [.infinity]])) == [9, 3.5, 0])
    }

    @Test func prototypesAreMeansOfFiveRowsAndScoreLikeTheRows() throws {
        let rows = Tables.gaussian(3000, 4, seed: 21, outliers: 20)
        let isOutlier = (0..<3000).map { $0 < 20 }
        let fitted = Set((0..<3000).map { rows.row($0) })
        for name in ["knn", "lof", "sampled-neighbors"] {
            let detector = try DetectorCatalog.standard.detector(named: name, hyperparameters: ["prototypeCount": 200])
            let model = try detector.fit(rows, seed: 3)
            #expect(!model.model.keepsTrainingRows)
            let kept = try model.weights.matrix("rows")
            // Sixteen samples of twenty of them.
            #expect(kept.rowCount > 60 && kept.rowCount <= (name == "sampled-neighbors" ? 320 : 200))
            for row in 0..<kept.rowCount { #expect(!fitted.contains(kept.row(row))) }
            let metrics = RankingMetrics(scores: try model.scores(rows), isPositive: isOutlier)
            #expect(metrics.averagePrecision > 0.8, "\(name): \(metrics.averagePrecision)")
            let full = try DetectorCatalog.standard.detector(named: name).fit(rows, seed: 3)
            #expect(full.model.keepsTrainingRows)
        }
    }

    @Test func tablesTooSmallForPrototypesHaveOneMean() throws {
        for name in ["knn", "lof", "sampled-neighbors"] {
            let detector = try DetectorCatalog.standard.detector(named: name, hyperparameters: ["prototypeCount": 50])
            let model = try detector.fit(Matrix(rows: [[1, 5], [3, 9], [5, 7]]), seed: 1)
            let kept = try model.weights.matrix("rows")
            #expect(abs(kept[0, 0] - 3) < 1e-14 && abs(kept[0, 1] - 7) < 1e-14)
            let scores = try model.scores(Matrix(rows: [[1, 5], [30, 9], [3, 7]]))
            #expect(scores.allSatisfy(\.isFinite) && scores[1] > scores[0] && scores[0] > scores[2])
        }
    }

    @Test func moreSamplesMoveTheRankingLess() throws {
        let rows = Tables.gaussian(800, 5, seed: 22)
        func spread(_ sampleCount: Int) throws -> Double {
            let runs = try (1...6).map { try SampledNeighbors(sampleCount: sampleCount).fit(rows, seed: UInt64($0)).scores(rows) }
            var sum = 0.0
            for row in 0..<800 {
                let values = runs.map { $0[row] }
                let mean = values.reduce(0, +) / 6
                for value in values { sum += (value - mean) * (value - mean) }
            }
            return sum
        }
        let (one, sixteen) = (try spread(1), try spread(16))
        #expect(sixteen < one / 8 && sixteen > one / 40)
    }

    @Test func smallClustersAreFarFromLargeOnes() throws {
        let rows = KMeansTests.blobs([300, 250, 6], seed: 23)
        let detector = ClusterBasedOutlierFactor(clusterCount: 3, standardizes: false)
        let model = try detector.fit(rows, seed: 1)
        let scores = try model.scores(rows)
        // The small blob lies at (40, 0), the nearest large centre near (20, 7).
        for row in 550..<556 { #expect(abs(scores[row] - 449.0.squareRoot()) < 4) }
        for row in 0..<550 { #expect(scores[row] < 6) }
        #expect(!model.keepsTrainingRows)
        let one = try ClusterBasedOutlierFactor(clusterCount: 1).fit(rows, seed: 1)
        #expect(try one.scores(rows).allSatisfy(\.isFinite))
    }
}
