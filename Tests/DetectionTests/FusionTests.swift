import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct FusionTests {
    /// Three that see a row in different ways.
    static let names = ["robust-mahalanobis", "isolation-forest", "ecod"]

    func detectorScores(_ rows: Matrix) throws -> [[Double]] {
        try Self.names.map {
            try DetectorCatalog.standard.detector(named: $0).fit(rows, seed: 4).scores(rows)
        }
    }

    @Test func cauchyStatisticAgreesWithItsDefinition() {
        #expect(abs(Fusion.cauchyStatistic([0.5, 0.5])) < 1e-15)
        #expect(abs(Fusion.cauchyStatistic([0.25]) - 1) < 1e-15)
        #expect(abs(Fusion.cauchyStatistic([0.25, 0.5, .nan]) - 0.5) < 1e-15)
        #expect(Fusion.cauchyStatistic([.nan]).isNaN)
        #expect(Fusion.cauchyStatistic([1]) == Fusion.cauchyStatistic([0.99]))
        #expect(Fusion.cauchyStatistic([0]).isFinite)
        #expect(abs(Fusion.cauchyStatistic([1e-12]) * 1e-12 * Double.pi - 1) < 1e-12)
    }

    /// Without anything to find, fused probabilities are what they say; also on rows the detectors never saw.
    @Test func fusedProbabilitiesAreCalibratedOnNormalRows() throws {
        let rows = Tables.gaussian(2000, 5, seed: 40)
        let fused = try Fusion().combine(detectorScores(rows))
        let share = Double(fused.tailProbability.filter { $0 < 0.01 }.count) / 2000
        #expect(share > 0.005 && share < 0.015, "share \(share)")

        let fresh = Tables.gaussian(4000, 5, seed: 41)
        let both = Matrix(rowCount: 6000, columnCount: 5, elements: rows.elements + fresh.elements)
        let scores = try Self.names.map {
            try DetectorCatalog.standard.detector(named: $0).fit(rows, seed: 4).scores(both)
        }
        let held = try Fusion().combine(scores, reference: (0..<6000).map { $0 < 2000 })
        let freshShare = Double(held.tailProbability[2000...].filter { $0 < 0.01 }.count) / 4000
        #expect(freshShare > 0.005 && freshShare < 0.016, "share \(freshShare)")
    }

    @Test func plantedRowsHaveTheSmallestProbabilities() throws {
        let rows = Tables.gaussian(1000, 4, seed: 42, outliers: 8)
        let fused = try Fusion().combine(detectorScores(rows))
        let metrics = RankingMetrics(scores: fused.statistic, isPositive: (0..<1000).map { $0 < 8 })
        #expect(metrics.precision(at: 8) == 1)
        #expect(fused.tailProbability[..<8].allSatisfy { $0 <= 8.0 / 1000 })
    }

    /// Oracle: each group fused by itself.
    @Test func groupsAreComparedWithThemselvesOnly() throws {
        var stream = RandomStream(seed: 43)
        let n = 300
        let group = (0..<n).map { _ in stream.uniform(below: 5) - 2 }
        let scores = (0..<3).map { _ in (0..<n).map { row in Double(group[row]) * 100 + (stream.normal() * 4).rounded() } }
        let reference = (0..<n).map { _ in stream.uniform() < 0.8 }
        let fused = try Fusion(minimumGroupSize: 10).combine(scores, group: group, reference: reference)
        for wanted in -2...2 {
            let members = (0..<n).filter { group[$0] == wanted }
            let alone = try Fusion(minimumGroupSize: 10).combine(
                scores.map { column in members.map { column[$0] } }, reference: members.map { reference[$0] })
            #expect(members.map { fused.tailProbability[$0] } == alone.tailProbability)
            for row in members {
                // The first detector's probability by counting the other reference members.
                let others = members.filter { $0 != row && reference[$0] }
                let above = others.filter { scores[0][$0] >= scores[0][row] }.count
                let expected = Double(1 + above) / Double(1 + others.count)
                #expect(abs(fused.detectorTailProbabilities[row, 0] - expected) < 1e-15)
                #expect(fused.peerCount[row] == others.count)
            }
        }
    }

    @Test func smallGroupsAndMissingScoresHaveNoComparison() throws {
        let fused = try Fusion(minimumGroupSize: 3).combine(
            [[1, 2, 3, 9, 9, .nan], [1, 2, .nan, 9, 9, .nan]], group: [0, 0, 0, 1, 1, 0])
        #expect(fused.tailProbability[3].isNaN && fused.tailProbability[4].isNaN && fused.statistic[3].isNaN)
        #expect(fused.tailProbability[5].isNaN && fused.detectorTailProbabilities[5, 0].isNaN)
        #expect(fused.detectorTailProbabilities[2, 1].isNaN && fused.tailProbability[2] == 1.0 / 3)
        #expect(try Fusion().combine([]).tailProbability.isEmpty)
        #expect(try Fusion().combine([[]]).tailProbability.isEmpty)
        #expect(throws: DetectionError.rowCountMismatch(expected: 2, found: 1)) { try Fusion().combine([[1, 2], [1]]) }
        #expect(throws: DetectionError.rowCountMismatch(expected: 2, found: 1)) {
            try Fusion().combine([[1, 2]], group: [1])
        }
    }

    /// Repeating a detector must not make rows look rarer: the reason for not taking Fisher's sum.
    @Test func repeatingADetectorChangesNothing() throws {
        var stream = RandomStream(seed: 44)
        let scores = (0..<500).map { _ in stream.normal() }
        let once = try Fusion().combine([scores])
        let thrice = try Fusion().combine([scores, scores, scores])
        #expect(once.tailProbability == thrice.tailProbability)
    }
}
