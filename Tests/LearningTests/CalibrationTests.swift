import Foundation
import Testing

import Detection
import Learning
import LinearAlgebra
import Statistics

@Suite struct CalibrationTests {
    struct Fixture: Decodable {
        struct Calibration: Decodable {
            var scores: [Double]
            var labels: [Bool]
            var new: [Double]
            var slope: Double
            var offset: Double
            var isotonic: [Double]
            var isotonicAtScores: [Double]
        }
        var calibration: Calibration
    }

    /// Reference: Tools/reference-values/logistic_regression.py. scikit-learn's own minimiser stops at a gradient of 1e-5 or so.
    @Test func bothAreThoseOfScikitLearn() throws {
        let fixture = try Labeled.fixture("logistic-regression.json", as: Fixture.self).calibration
        let platt = PlattScaling(scores: fixture.scores, labels: fixture.labels)
        #expect(abs(platt.slope - fixture.slope) < 1e-5 && abs(platt.offset - fixture.offset) < 1e-5)
        let isotonic = IsotonicRegression(scores: fixture.scores, labels: fixture.labels)
        for (score, value) in zip(fixture.new, fixture.isotonic) { #expect(abs(isotonic.probability(score) - value) < 1e-12) }
        for (score, value) in zip(fixture.scores, fixture.isotonicAtScores) { #expect(abs(isotonic.probability(score) - value) < 1e-12) }
    }

    /// At the minimum both sums of the gradient vanish; the targets are Platt's.
    @Test(arguments: [1.0, 1e-9, 1e9]) func plattsGradientVanishesAtAnyScale(_ scale: Double) {
        var stream = RandomStream(seed: 1)
        let scores = (0..<200).map { _ in (stream.normal() + 5) * scale }
        let labels = scores.map { $0 / scale + stream.normal() > 5.5 }
        let positives = Double(labels.filter { $0 }.count)
        let platt = PlattScaling(scores: scores, labels: labels)
        var (sum, moment) = (0.0, 0.0)
        for (score, label) in zip(scores, labels) {
            let target = label ? (positives + 1) / (positives + 2) : 1 / (200 - positives + 2)
            sum += platt.probability(score) - target
            moment += (platt.probability(score) - target) * score / scale
        }
        #expect(abs(sum) < 1e-8 && abs(moment) < 1e-7)
    }

    /// Parted labels, which send maximum likelihood to infinity, keep Platt's targets.
    @Test func plattIsFiniteWhereScoresPartTheLabels() {
        let platt = PlattScaling(scores: (0..<60).map(Double.init), labels: (0..<60).map { $0 >= 30 })
        #expect(platt.slope.isFinite && platt.slope > 0 && platt.probability(60) > 0.9 && platt.probability(0) < 0.1)
        let flat = PlattScaling(scores: [Double](repeating: 2, count: 8), labels: (0..<8).map { $0 < 2 })
        #expect(abs(flat.probability(2) - (2 * 0.75 + 6 * 0.125) / 8) < 1e-9)
    }

    /// The oracle is the formula `max over j ≤ i of min over k ≥ i of mean(j...k)`.
    @Test func poolingEqualsTheMinimaxFormula() {
        var stream = RandomStream(seed: 2)
        for _ in 0..<40 {
            let count = 1 + stream.uniform(below: 25)
            let scores = (0..<count).map { _ in Double(stream.uniform(below: 12)) - 6 }
            let labels = (0..<count).map { _ in stream.uniform() < 0.4 }
            let isotonic = IsotonicRegression(scores: scores, labels: labels)
            let distinct = Set(scores).sorted()
            let tallies = distinct.map { point -> (sum: Double, count: Double) in
                let members = scores.indices.filter { scores[$0] == point }
                return (Double(members.filter { labels[$0] }.count), Double(members.count))
            }
            func mean(_ first: Int, _ last: Int) -> Double {
                tallies[first...last].reduce(0) { $0 + $1.sum } / tallies[first...last].reduce(0) { $0 + $1.count }
            }
            for place in distinct.indices {
                var best = -1.0
                for first in 0...place { best = max(best, (place..<distinct.count).map { mean(first, $0) }.min() ?? 2) }
                #expect(abs(isotonic.probability(distinct[place]) - best) < 1e-12)
            }
        }
    }

    @Test func theKindFollowsTheRarerLabel() throws {
        func calibration(_ positives: Int, _ negatives: Int) -> ProbabilityCalibration {
            let count = positives + negatives
            let scores = (0..<count).map { Double(($0 * 7919) % count) }
            return ProbabilityCalibration(scores: scores, labels: (0..<count).map { $0 < positives })
        }
        #expect(calibration(999, 3000).name == "platt" && calibration(3000, 999).name == "platt")
        #expect(calibration(1000, 1000).name == "isotonic")
        for made in [calibration(40, 90), calibration(1200, 1000)] {
            var weights = Weights()
            made.write(to: &weights)
            #expect(try ProbabilityCalibration(from: weights) == made)
            #expect([-1e308, 0, 1e308].map(made.probability).allSatisfy { (0...1).contains($0) })
        }
    }

    @Test func scoresThatRankWorseThanChanceGetTheShareOfPositives() {
        let made = ProbabilityCalibration(scores: (0..<40).map(Double.init), labels: (0..<40).map { $0 < 10 })
        // Targets 11/12 for ten rows, 1/32 for thirty.
        let share = (10.0 * 11 / 12 + 30.0 / 32) / 40
        #expect(abs(made.probability(0) - share) < 1e-12 && made.probability(39) == made.probability(0))
    }

    @Test func aCalibrationThatFallsOrLeavesTheUnitIsRefused() {
        for (points, values) in [([0.0, 1], [0.6, 0.5]), ([1, 1], [0, 1]), ([0, 1], [0, 1.5]), ([], [])] {
            var weights = Weights()
            weights.set("isotonic.points", points)
            weights.set("isotonic.values", values)
            #expect(throws: WeightError.self) { try ProbabilityCalibration(from: weights) }
        }
        var falling = Weights()
        falling.set("platt.slope", -1.0)
        falling.set("platt.offset", 0.0)
        #expect(throws: WeightError.self) { try ProbabilityCalibration(from: falling) }
        #expect(throws: WeightError.missing(name: "platt.slope")) { try ProbabilityCalibration(from: Weights()) }
    }

    /// Four rows in two bins: (0.1 + 0.2) - 0 and (0.6 + 0.9) - 1.
    @Test func qualityByHand() {
        let quality = ProbabilityQuality(probabilities: [0.9, 0.1, 0.6, 0.2], labels: [true, false, false, false], binCount: 2)
        #expect(abs(quality.brierScore - (0.01 + 0.01 + 0.36 + 0.04) / 4) < 1e-15)
        #expect(quality.brierScoreOfBaseRate == 0.1875)
        #expect(abs(quality.expectedCalibrationError - (0.3 + 0.5) / 4) < 1e-15)
        let tied = ProbabilityQuality(probabilities: [0.5, 0.5, 0.5, 0.5], labels: [true, false, true, false], binCount: 4)
        #expect(tied.expectedCalibrationError == 0)
    }
}
