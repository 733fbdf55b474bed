import Testing

import Statistics

@Suite struct RankingBootstrapTests {
    @Test func metricsAgreeWithReferenceValues() throws {
        for ranking in try CalibrationFixture.load().rankings {
            let metrics = RankingMetrics(scores: ranking.scores, isPositive: ranking.labels)
            #expect(abs(metrics.areaUnderCurve - ranking.auroc) < 1e-14)
            #expect(abs(metrics.averagePrecisionAtThresholds - ranking.averagePrecision) < 1e-14)
        }
    }

    /// Both ways to draw, by blocks and row by row, against rows resampled and sorted anew.
    @Test func intervalsAgreeWithReferenceValues() throws {
        for ranking in try CalibrationFixture.load().rankings {
            guard let auroc = ranking.aurocInterval, let average = ranking.averagePrecisionInterval else { continue }
            let bootstrap = RankingBootstrap(
                scores: ranking.scores, isPositive: ranking.labels, precisionAt: [50], replicateCount: 6000, seed: 3)
            let pairs = [(bootstrap.areaUnderCurve, auroc), (bootstrap.averagePrecisionAtThresholds, average)]
            for (found, expected) in pairs {
                // Three standard errors of two quantiles, of 6000 and of 10,000 replicates, in widths of a normal interval.
                let tolerance = 0.045 * (expected[1] - expected[0])
                #expect(abs(found.lower - expected[0]) < tolerance && abs(found.upper - expected[1]) < tolerance, "\(ranking.name)")
                #expect(found.lower < found.estimate && found.estimate < found.upper)
            }
            if ranking.name == "many negatives", let precision = ranking.precisionAt50Interval {
                #expect(abs(bootstrap.precision[0].lower - precision[0]) < 0.0201)
                #expect(abs(bootstrap.precision[0].upper - precision[1]) < 0.0201)
            }
        }
    }

    /// Oracle: the variance of the area by the placements of every row among those of the other label (E. DeLong, D. DeLong and
    /// D. Clarke-Pearson, Biometrics 44, 1988), for many rows drawn one by one and drawn by blocks.
    @Test(arguments: [0.5, 0.02])
    func widthOfTheAreaIntervalIsThatOfItsVariance(_ share: Double) {
        var stream = RandomStream(seed: 14)
        let labels = (0..<20_000).map { _ in stream.uniform() < share }
        let scores = labels.map { stream.normal() + ($0 ? 1 : 0) }
        var variance = 0.0
        for label in [true, false] {
            let own = scores.indices.filter { labels[$0] == label }.map { scores[$0] }
            let others = EmpiricalTail(scores.indices.filter { labels[$0] != label }.map { scores[$0] })
            let places = own.map(others.tailProbability(of:))
            let mean = places.reduce(0, +) / Double(own.count)
            variance += places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(own.count) / Double(own.count)
        }
        let bootstrap = RankingBootstrap(scores: scores, isPositive: labels, precisionAt: [20_000], replicateCount: 1000)
        let width = bootstrap.areaUnderCurve.upper - bootstrap.areaUnderCurve.lower
        #expect(abs(width / (2 * 1.959_964 * variance.squareRoot()) - 1) < 0.1)
        // All rows together are the same whatever is drawn.
        let precision = bootstrap.precision[0]
        #expect(abs(precision.lower - precision.estimate) < 1e-12 && abs(precision.upper - precision.estimate) < 1e-12)
    }

    /// Oracle: every place of every tied block, as the expectation is defined.
    @Test func expectationOverLargeTiedBlocksIsTheSumOverPlaces() {
        var stream = RandomStream(seed: 2)
        for sizes in [[900, 70, 5000], [3, 65, 1], [20_000]] {
            var scores: [Double] = []
            for (block, size) in sizes.enumerated() { scores += [Double](repeating: -Double(block), count: size) }
            let labels = scores.map { _ in stream.uniform() < 0.2 }
            var sum = 0.0
            var (before, found) = (0.0, 0.0)
            for (block, size) in sizes.enumerated() {
                let positives = Double(zip(scores, labels).filter { $0 == -Double(block) && $1 }.count)
                for place in 1...size {
                    let expected = found + 1 + Double(place - 1) * (positives - 1) / Double(max(size - 1, 1))
                    sum += positives / Double(size) * expected / (before + Double(place))
                }
                before += Double(size)
                found += positives
            }
            let metrics = RankingMetrics(scores: scores, isPositive: labels)
            #expect(abs(metrics.averagePrecision - sum / found) < 1e-13)
        }
    }

    @Test func sameSeedSameIntervalsAndTheEndsOfTheScale() {
        let scores: [Double] = [9, 8, 7, 3, 3, 1, 0, .nan]
        let labels = [true, true, false, true, false, false, false, false]
        let first = RankingBootstrap(scores: scores, isPositive: labels, precisionAt: [1, 100], replicateCount: 200, seed: 4)
        #expect(first == RankingBootstrap(scores: scores, isPositive: labels, precisionAt: [1, 100], replicateCount: 200, seed: 4))
        #expect(first != RankingBootstrap(scores: scores, isPositive: labels, precisionAt: [1, 100], replicateCount: 200, seed: 5))
        #expect(first.precision[1].lower == 3.0 / 8 && first.precision[1].upper == 3.0 / 8)
        let perfect = RankingBootstrap(scores: [3, 2, 1], isPositive: [true, true, false], replicateCount: 50)
        #expect(perfect.areaUnderCurve.lower == 1 && perfect.averagePrecision.lower == 1)
        for labels in [[false, false, false], []] {
            let empty = RankingBootstrap(scores: [Double](repeating: 1, count: labels.count), isPositive: labels, replicateCount: 5)
            #expect(empty.areaUnderCurve.estimate.isNaN && empty.averagePrecision.lower.isNaN && empty.areaUnderCurve.upper.isNaN)
        }
    }

    @Test func binomialNumbersFollowTheirDistribution() {
        var stream = RandomStream(seed: 21)
        for (count, probability) in [(12, 0.3), (400, 0.02), (90, 0.4), (90, 0.6), (100_000, 0.001), (1_000_000, 0.3)] {
            let draws = 20_000
            let (n, p) = (Double(count), probability)
            let drawn = (0..<draws).map { _ in Double(stream.binomial(count: count, probability: probability)) }
            let mean = drawn.reduce(0, +) / Double(draws)
            let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
            // Four standard errors.
            #expect(abs(mean - n * p) < 4 * (n * p * (1 - p) / Double(draws)).squareRoot())
            #expect(abs(variance / (n * p * (1 - p)) - 1) < 4 * (2.2 / Double(draws)).squareRoot())
            let distribution = Binomial(trialCount: count, probability: probability)
            for offset in [-1.0, 0.0, 1.0, 2.0] {
                let x = (n * p + offset * (n * p * (1 - p)).squareRoot()).rounded()
                let share = Double(drawn.filter { $0 >= x }.count) / Double(draws)
                let expected = distribution.tailProbability(of: x)
                #expect(abs(share - expected) < 4 * (expected * (1 - expected) / Double(draws)).squareRoot() + 1e-12)
            }
        }
        #expect(stream.binomial(count: 7, probability: 0) == 0 && stream.binomial(count: 7, probability: 1) == 7)
    }
}
