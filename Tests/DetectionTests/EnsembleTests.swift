import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct EnsembleTests {
    @Test func aRankIsTheMiddlePlaceAmongTheFittedScores() {
        let ranks = FrozenRanks([3, 1, 2, 2])
        #expect([1.0, 2, 3].map { ranks.rank(of: $0) } == [0.125, 0.5, 0.875])
        #expect(ranks.rank(of: 1.5) == 0.3125)
        #expect(ranks.rank(of: 0.9) == 0)
        // One above the highest, of which the width of the upper half is 1: half of what is left.
        #expect(ranks.rank(of: 4) == 0.9375)
        #expect(ranks.rank(of: 400) < 1 && ranks.rank(of: 400) > ranks.rank(of: 4))
    }

    @Test func manyScoresKeepTheirHighestExactlyAndTheRestClosely() {
        var stream = RandomStream(seed: 4, stream: "ranks")
        let scores = (0..<50_000).map { _ in stream.normal() }
        let ranks = FrozenRanks(scores)
        #expect(ranks.points.count <= FrozenRanks.capacity)
        let sorted = scores.sorted()
        for place in stride(from: 0, to: 50_000, by: 7) {
            let exact = (Double(place) + 0.5) / 50_000
            #expect(abs(ranks.rank(of: sorted[place]) - exact) <= (place >= 49_000 ? 1e-12 : 1e-3))
        }
    }

    @Test func aRowMustStandOutByBothToStandFirst() throws {
        // Correlated columns: a row against the correlation within the range of each, and rows far out.
        var rows = Tables.gaussian(500, 4, seed: 12, outliers: 5)
        for column in 0..<4 { rows[499, column] = 10 * Double(column) + (column % 2 == 0 ? 2.6 : -2.6) }
        let model = try DetectorCatalog.standard.detector(named: "ensemble").fit(rows, seed: 1)
        let scores = try model.scores(rows)
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        #expect(Set(order.prefix(5)) == Set(0..<5))
        #expect(order.prefix(25).contains(499))
        #expect(try DetectorCatalog.standard.detector(named: "default").name == "ensemble")
    }
}

@Suite struct FusionCalibrationTests {
    private struct Draw {
        let scores: [[Double]]
        let group: [Int]

        init(_ count: Int, seed: UInt64) {
            var stream = RandomStream(seed: seed, stream: "fusion calibration")
            var scores: [[Double]] = [[], []]
            for _ in 0..<count {
                let common = stream.normal()
                scores[0].append(common + stream.normal())
                scores[1].append(common + stream.normal() * 2)
            }
            self.scores = scores
            group = (0..<count).map { $0 % 50 == 0 ? 2 : $0 % 2 }
        }
    }

    private func calibration(_ draw: Draw, minimum: Int = 200) throws -> FusionCalibration {
        let fused = try Fusion(minimumGroupSize: minimum).combine(draw.scores, group: draw.group)
        return FusionCalibration(draw.scores, fused: fused, group: draw.group, groupCount: 3, minimumGroupSize: minimum)
    }

    @Test func newRowsLikeTheOldHaveUniformProbabilities() throws {
        let reference = try calibration(Draw(8000, seed: 1))
        let new = Draw(40_000, seed: 2)
        let fused = try reference.combine(new.scores, group: new.group)
        let known = fused.tailProbability.filter { !$0.isNaN }
        let share = Double(known.count { $0 < 0.01 }) / Double(known.count)
        #expect(share > 0.005 && share < 0.015)
        #expect(abs(known.reduce(0, +) / Double(known.count) - 0.5) < 0.02)
    }

    @Test func smallAndUnknownGroupsAreNotCompared() throws {
        let reference = try calibration(Draw(8000, seed: 1))
        let fused = try reference.combine([[0, 0, 0], [0, 0, 0]], group: [2, -1, 7])
        #expect(fused.tailProbability.allSatisfy(\.isNaN) && fused.peerCount == [0, 0, 0])
        #expect(throws: DetectionError.self) { try reference.combine([[0]], group: [0]) }
    }

    @Test func codingKeepsEveryProbability() throws {
        let reference = try calibration(Draw(3000, seed: 3))
        var weights = Weights()
        reference.write(to: &weights)
        let read = try FusionCalibration(from: weights)
        #expect(read == reference)
        weights.set("isCompared", [Int32](repeating: 1, count: 3))
        #expect(throws: WeightError.self) { try FusionCalibration(from: weights) }
    }
}
