import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct CalibrationTests {
    /// Correlated normal columns; the last rows are lifted in all of them.
    func table(_ rowCount: Int, lifted: Int = 0, by lift: Double = 6, _ stream: inout RandomStream) -> Matrix {
        var rows = Matrix(rowCount: rowCount, columnCount: 4)
        for row in 0..<rowCount {
            let common = stream.normal()
            for column in 0..<4 { rows[row, column] = 0.5 * common + stream.normal() + (row >= rowCount - lifted ? lift : 0) }
        }
        return rows
    }

    func detector(_ name: String) throws -> ConfiguredDetector {
        try DetectorCatalog.standard.detector(
            named: name, hyperparameters: name == "isolation-forest" ? ["treeCount": 50, "subsampleSize": 128] : [:])
    }

    @Test(arguments: ["ecod", "isolation-forest"])
    func nullSharesAreNominal(_ name: String) throws {
        var stream = RandomStream(seed: 9)
        var small = 0
        var smallMembers = 0
        for draw in 0..<10 as Range<UInt64> {
            let rows = table(3000, &stream)
            let calibrated = try CalibratedDetector(fitting: detector(name), rows, calibrationShare: 0.6, seed: draw)
            #expect(calibrated.calibration.count == 1800 && calibrated.detector.origin.fittedRowCount == 1200)
            small += try calibrated.pValues(table(1000, &stream)).filter { $0 < 0.01 }.count
            let folds = CrossConformal.folds(rowCount: 3000, seed: draw)
            let scores = try detector(name).outOfFoldScores(rows, folds: folds, seed: draw)
            smallMembers += CrossConformal.memberPValues(scores: scores, folds: folds, comparison: .allFolds).filter { $0 < 0.01 }.count
        }
        #expect((50...150).contains(small))
        #expect((250...300).contains(smallMembers))
    }

    /// 200 draws of a real detector: ECOD fitted on 200 rows, calibrated on 600, and 300 tested, 30 of them lifted by 6; clean,
    /// and with 5 % of all rows fitted and calibrated on lifted by 3.
    @Test(arguments: [0, 40])
    func realisedErrorsStayBelowNominal(_ contaminated: Int) throws {
        var stream = RandomStream(seed: 15)
        let (draws, level) = (200, 0.1)
        var proportions = 0.0
        var power = 0.0
        var covered = 0
        for draw in 0..<draws {
            let rows = table(800, lifted: contaminated, by: 3, &stream)
            let calibrated = try CalibratedDetector(
                fitting: detector("ecod"), rows, calibrationShare: 0.75, seed: UInt64(draw))
            let p = try calibrated.pValues(table(300, lifted: 30, &stream))
            let q = BenjaminiHochberg.qValues(p)
            let found = q.indices.filter { q[$0] <= level }
            let falseOnes = found.filter { $0 < 270 }.count
            proportions += Double(falseOnes) / Double(max(found.count, 1)) / Double(draws)
            power += Double(found.count - falseOnes) / 30 / Double(draws)
            // Ties by index: the ordinary rows first.
            let bound = FalseDiscoveryBound(pValues: p, level: level)
            var ordinary = 0
            let holds = zip(bound.order, bound.orderedBounds.dropFirst()).allSatisfy { row, most in
                ordinary += row < 270 ? 1 : 0
                return ordinary <= most
            }
            if holds { covered += 1 }
        }
        #expect(proportions <= level)
        #expect(covered >= 180)
        if contaminated == 0 { #expect(power > 0.7) }
    }

    @Test func rowsOfAGroupStayTogetherAndPartsAreChecked() throws {
        var stream = RandomStream(seed: 1)
        let rows = table(90, &stream)
        let grouped = try CalibratedDetector(fitting: detector("ecod"), rows, groups: (0..<90).map { $0 / 30 }, seed: 2)
        #expect(grouped.calibration.count == 60 && grouped.detector.origin.fittedRowCount == 30)
        #expect(throws: DetectionError.rowCountMismatch(expected: 90, found: 2)) {
            try CalibratedDetector(fitting: detector("ecod"), rows, groups: [1, 2], seed: 2)
        }
        #expect(throws: DetectionError.tooFewRows(required: 3, found: 90)) {
            try CalibratedDetector(fitting: detector("ecod"), rows, groups: [Int](repeating: 4, count: 90), seed: 2)
        }
        #expect(throws: DetectionError.rowCountMismatch(expected: 90, found: 1)) {
            try detector("ecod").outOfFoldScores(rows, folds: [0], seed: 1)
        }
    }

    @Test func codingKeepsEveryBitAndDamageIsNamed() throws {
        var stream = RandomStream(seed: 3)
        let rows = table(4000, &stream)
        let calibrated = try CalibratedDetector(fitting: detector("isolation-forest"), rows, seed: 5)
        let weights = calibrated.weights
        let again = try CalibratedDetector(origin: calibrated.detector.origin, weights: weights)
        #expect(again.calibration == calibrated.calibration && again.weights == weights)
        let tested = table(500, &stream)
        #expect(try again.pValues(tested) == calibrated.pValues(tested))
        // What is kept are scores, fewer than there were rows.
        #expect(calibrated.calibration.sketch.points.count <= 2000)

        func failure(_ name: String, _ values: [Double]) -> StoredModelError? {
            var damaged = weights
            damaged.set(name, values)
            do {
                _ = try CalibratedDetector(origin: calibrated.detector.origin, weights: damaged)
                return nil
            } catch { return error }
        }
        let sketch = calibrated.calibration.sketch
        let invalid = StoredModelError.weights(
            .invalid(
                name: "calibration.reference.points", requirement: "ascending, with ranks that ascend from 0 to the tensor count"))
        #expect(failure("calibration.reference.points", sketch.points.reversed()) == invalid)
        #expect(failure("calibration.reference.below", sketch.upTo.map(Double.init)) == invalid)
        #expect(failure("calibration.reference.upTo", sketch.upTo.map { Double($0) + 1 }) == invalid)
        let unmeasured = sketch.points.map { _ in Double.nan }
        #expect(failure("calibration.reference.points", unmeasured) == .weights(.notFinite(name: "calibration.reference.points", index: 0)))
        #expect(failure("calibration.reference.more", []) == .weights(.unexpected(name: "calibration.reference.more")))
        var broken = sketch.below.map(Double.init)
        broken[1] = 0.5
        #expect(
            failure("calibration.reference.below", broken)
                == .weights(.outOfRange(name: "calibration.reference.below", index: 1, requirement: "a whole number")))
    }

    @Test func whatStatisticsFreezesIsCoded() throws {
        var weights = Weights()
        let cross = CrossConformal(scores: [1, 2, .infinity, 4, 5], folds: [0, 1, 0, 1, 1])
        let profile = ColumnProfile([1, 1, 2, .nan, -.infinity])
        weights.set("cross", nested: cross)
        weights.set("profile", nested: profile)
        #expect(try weights.nested("cross", as: CrossConformal.self) == cross)
        #expect(try weights.nested("profile", as: ColumnProfile.self) == profile)
        weights.set("cross.foldCount", 1e9)
        #expect(throws: WeightError.self) { try weights.nested("cross", as: CrossConformal.self) }
        weights.set("profile.missing", -1)
        #expect(throws: WeightError.self) { try weights.nested("profile", as: ColumnProfile.self) }
        var empty = Weights()
        empty.set("empty", nested: ConformalCalibration([]))
        #expect(try empty.nested("empty", as: ConformalCalibration.self).pValue(of: 1) == 1)
    }
}
