import Testing

import Statistics

@Suite struct RankingTests {
    @Test func empiricalTailCountsByHand() {
        let tail = EmpiricalTail([1, 2, 2, 3, .nan])
        #expect(tail.count == 4)
        #expect(tail.tailProbability(of: 2) == 4.0 / 5)
        #expect(tail.tailProbability(of: 2.5) == 2.0 / 5)
        #expect(tail.tailProbability(of: 99) == 1.0 / 5)
        #expect(tail.tailProbability(of: .nan).isNaN)
        #expect(EmpiricalTail([]).tailProbability(of: 1) == 1)
        #expect(EmpiricalTail([]).leaveOneOut(of: 1) == 1)
    }

    @Test func leaveOneOutEqualsRebuildingWithoutTheMember() {
        var stream = RandomStream(seed: 2)
        let scores = (0..<60).map { _ in Double(stream.uniform(below: 20)) }
        let tail = EmpiricalTail(scores)
        for (index, score) in scores.enumerated() {
            var others = scores
            others.remove(at: index)
            #expect(tail.leaveOneOut(of: score) == EmpiricalTail(others).tailProbability(of: score))
        }
        #expect(EmpiricalTail([4]).leaveOneOut(of: 4) == 1)
    }

    @Test func qValuesAgreeWithTheDefinition() {
        var stream = RandomStream(seed: 6)
        let p = (0..<80).map { _ in (stream.uniform() * 20).rounded() / 20 } + [.nan, 0, 1]
        let tests = p.filter { !$0.isNaN }
        let q = BenjaminiHochberg.qValues(p)
        for (index, value) in p.enumerated() {
            guard !value.isNaN else {
                #expect(q[index].isNaN)
                continue
            }
            // Smallest m·t / #{p <= t} over thresholds t at or above this p.
            let expected = tests.filter { $0 >= value }
                .map { threshold in threshold * Double(tests.count) / Double(tests.filter { $0 <= threshold }.count) }
                .min() ?? 1
            #expect(abs(q[index] - min(expected, 1)) < 1e-15)
        }
        #expect(BenjaminiHochberg.qValues([]).isEmpty)
        // statsmodels.stats.multitest.fdrcorrection([.01, .04, .03, .5])
        let known = BenjaminiHochberg.qValues([0.01, 0.04, 0.03, 0.5])
        for (found, expected) in zip(known, [0.04, 0.16 / 3, 0.16 / 3, 0.5]) { #expect(abs(found - expected) < 1e-15) }
    }

    /// Oracle: the mean over every order of the rows that the scores allow.
    @Test func metricsAreExpectationsOverTieOrders() {
        let scores = [3.0, 2, 2, 2, 1, .nan]
        let labels = [false, true, false, true, true, false]
        let metrics = RankingMetrics(scores: scores, isPositive: labels)
        var precision = 0.0
        var average = 0.0
        let orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]
        for order in orders {
            let ranked = ([0] + order + [4, 5]).map { labels[$0] }
            precision += Double(ranked.prefix(3).filter { $0 }.count) / 3 / 6
            var found = 0.0
            for (place, positive) in ranked.enumerated() where positive {
                found += 1
                average += found / Double(place + 1) / 3 / 6
            }
        }
        #expect(abs(metrics.precision(at: 3) - precision) < 1e-15)
        #expect(abs(metrics.recall(at: 3) - precision) < 1e-15)
        #expect(abs(metrics.averagePrecision - average) < 1e-15)
        // Pairs: positive at 2 (twice) against 3, 2, NaN: 0 + .5 + 1 each; positive at 1: 0 + 0 + 1.
        #expect(abs(metrics.areaUnderCurve - 4.0 / 9) < 1e-15)
    }

    @Test func metricsOfPerfectAndEmptyRankings() {
        let perfect = RankingMetrics(scores: [9, 8, 1, 0], isPositive: [true, true, false, false])
        #expect(perfect.areaUnderCurve == 1 && perfect.averagePrecision == 1)
        #expect(perfect.precision(at: 2) == 1 && perfect.precision(at: 100) == 0.5 && perfect.recall(at: 1) == 0.5)
        let constant = RankingMetrics(scores: [1, 1, 1, 1], isPositive: [true, false, false, true])
        #expect(constant.areaUnderCurve == 0.5 && constant.precision(at: 1) == 0.5)
        let empty = RankingMetrics(scores: [], isPositive: [])
        #expect(empty.areaUnderCurve.isNaN && empty.averagePrecision.isNaN && empty.precision(at: 3).isNaN)
    }
}
