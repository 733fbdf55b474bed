import Testing

import Statistics

@Suite struct ConformalTests {
    @Test func pValuesCountByHand() {
        let calibration = ConformalCalibration([1, 2, 2, 3, .nan, .infinity])
        #expect(calibration.count == 5)
        let found = calibration.pValues(of: [2, 2.5, 9, .infinity, -9, .nan])
        let expected: [Double] = [5, 3, 2, 2, 6].map { $0 / 6 }
        #expect(Array(found.dropLast()) == expected && found[5].isNaN)
        #expect(ConformalCalibration([]).pValue(of: 3) == 1)
    }

    /// Oracle: all the reference scores.
    @Test func sketchedPValuesAreNeverTooSmallAndAlmostExact() {
        var stream = RandomStream(seed: 3)
        let smooth = (0..<30_000).map { _ in stream.normal() }
        for reference in [smooth, smooth.map { ($0 * 20).rounded() }] {
            let precision = 64
            let calibration = ConformalCalibration(reference, precision: precision)
            #expect(calibration.sketch.points.count < 600)
            let exact = EmpiricalTail(reference)
            var largest = 0.0
            for score in reference.prefix(2000) + (0..<2000).map({ -5 + Double($0) / 200 }) + reference.sorted().suffix(64) {
                let truth = exact.tailProbability(of: score)
                let excess = calibration.pValue(of: score) / truth - 1
                #expect(excess >= 0 && excess <= 1 / Double(precision))
                if truth * 30_001 <= 64 { #expect(excess == 0) }
                largest = max(largest, excess)
            }
            #expect(reference == smooth ? largest > 0 : true)
        }
    }

    @Test func adjustmentAgreesWithItsProductFormula() throws {
        for reference in try CalibrationFixture.load().adjustments {
            let adjustment = SimesAdjustment(count: reference.n, failureProbability: reference.delta)
            for (rank, value) in zip(reference.ranks, reference.values) {
                #expect(abs(adjustment.pValue(rank: rank) / value - 1) < 1e-11, "n \(reference.n), rank \(rank)")
            }
            var last = 0.0
            for rank in 1...reference.n + 1 {
                let value = adjustment.pValue(rank: rank)
                #expect(value >= last && value >= Double(rank) / Double(reference.n + 1))
                last = value
            }
        }
    }

    /// The generalized Simes inequality is an equality for uniform values: δ of the references fail, no more and no fewer.
    @Test func adjustedPValuesFailForTheStatedShareOfReferences() {
        var stream = RandomStream(seed: 12)
        let (n, draws) = (60, 6000)
        let bounds = (1...n).map { SimesAdjustment(count: n, failureProbability: 0.2).pValue(rank: $0) }
        var failures = 0
        for _ in 0..<draws {
            let sorted = (0..<n).map { _ in stream.uniform() }.sorted()
            if zip(sorted, bounds).contains(where: { $0 > $1 }) { failures += 1 }
        }
        // Four standard errors of a share of 0.2.
        #expect(abs(Double(failures) / Double(draws) - 0.2) < 0.021)
    }

    /// Plain normal scores, 40 references of 2000.
    @Test func nullSharesAreNominal() {
        var stream = RandomStream(seed: 5)
        var marginal = 0
        var member = 0
        for draw in 0..<40 {
            let scores = (0..<2000).map { _ in stream.normal() }
            let tested = (0..<1000).map { _ in stream.normal() }
            marginal += ConformalCalibration(scores).pValues(of: tested).filter { $0 < 0.01 }.count
            let folds = CrossConformal.folds(rowCount: scores.count, seed: UInt64(draw))
            member += CrossConformal.memberPValues(scores: scores, folds: folds).filter { $0 < 0.01 }.count
        }
        #expect((200...600).contains(marginal))
        // Of 400 rows a fold, ranks 1 to 3 are below 0.01.
        #expect(member == 40 * 5 * 3)
    }

    /// Ranks never make a discovery by themselves, however far out some rows are.
    @Test func membersOfAPopulationAreRanksOnly() {
        var stream = RandomStream(seed: 6)
        let scores = (0..<500).map { stream.normal() + ($0 < 25 ? 40 : 0) }
        let folds = CrossConformal.folds(rowCount: 500, seed: 2)
        for comparison in [CrossConformal.Comparison.withinFold, .allFolds] {
            let p = CrossConformal.memberPValues(scores: scores, folds: folds, comparison: comparison)
            for (place, value) in p.sorted().enumerated() { #expect(value >= Double(place + 1) / 500) }
            #expect(BenjaminiHochberg.qValues(p).allSatisfy { $0 == 1 })
            #expect(p.prefix(25).allSatisfy { $0 < 0.12 })
        }
        // With a reference of other rows the same scores are discoveries.
        let others = ConformalCalibration((0..<2000).map { _ in stream.normal() })
        let q = BenjaminiHochberg.qValues(others.pValues(of: scores))
        #expect(q.prefix(25).allSatisfy { $0 < 0.05 })
    }

    @Test func newRowsAveragePValuesOfTheFolds() {
        let cross = CrossConformal(scores: [1, 2, 3, 4, 5], folds: [0, 1, 0, 1, 1])
        #expect(cross.calibrations.map(\.count) == [2, 3])
        #expect(cross.pValue(ofNew: [3, 3]) == (2.0 / 3 + 3.0 / 4) / 2)
        #expect(cross.pValue(ofNew: [.nan, 6]) == 1.0 / 4)
        #expect(cross.pValue(ofNew: [.nan, .nan]).isNaN)
    }

    @Test func foldsAreBalancedAndKeepGroupsTogether() {
        let folds = CrossConformal.folds(rowCount: 103, foldCount: 4, seed: 9)
        #expect((0..<4).map { fold in folds.filter { $0 == fold }.count } == [26, 26, 26, 25])
        #expect(folds == CrossConformal.folds(rowCount: 103, foldCount: 4, seed: 9))
        #expect(folds != CrossConformal.folds(rowCount: 103, foldCount: 4, seed: 10))
        let groups = (0..<300).map { $0 * $0 % 41 }
        let grouped = CrossConformal.folds(groups: groups, foldCount: 3, seed: 1)
        for group in Set(groups) { #expect(Set(groups.indices.filter { groups[$0] == group }.map { grouped[$0] }).count == 1) }
        for fold in 0..<3 { #expect(grouped.filter { $0 == fold }.count > 80) }
    }
}
