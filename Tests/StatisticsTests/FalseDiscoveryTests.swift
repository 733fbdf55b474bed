import Testing

import Statistics

@Suite struct FalseDiscoveryTests {
    @Test func ratesAgreeWithReferenceValues() throws {
        let rates = try CalibrationFixture.load().rates
        for (found, expected) in zip(BenjaminiHochberg.qValues(rates.p), rates.bh) { #expect(abs(found - expected) < 1e-14) }
        for (found, expected) in zip(BenjaminiHochberg.qValues(rates.p, dependence: .arbitrary), rates.by) {
            #expect(abs(found - expected) < 1e-14)
        }
    }

    /// Oracle: closed testing itself, over all subsets. A set is rejected when Simes rejects it and all that contain it; the
    /// bound for S is the largest part of S that is not rejected.
    @Test func boundsAreThoseOfClosedTesting() {
        var stream = RandomStream(seed: 4)
        let m = 8
        for trial in 0..<60 {
            let p = (0..<m).map { _ in
                let draw = trial % 3 == 0 ? stream.uniform() : stream.uniform() * stream.uniform() * stream.uniform()
                return (draw * 40).rounded(.up) / 40
            }
            let alpha = 0.3
            let isAccepted = (0..<1 << m).map { set -> Bool in
                let values = (0..<m).filter { set >> $0 & 1 == 1 }.map { p[$0] }.sorted()
                let size = Double(values.count)
                return !values.enumerated().contains { size * $0.element <= Double($0.offset + 1) * alpha }
            }
            let isKept = (0..<1 << m).map { set in (0..<1 << m).contains { $0 & set == set && isAccepted[$0] } }
            let bound = FalseDiscoveryBound(pValues: p, level: alpha)
            for set in 0..<1 << m {
                let largest = (0..<1 << m).filter { $0 & set == $0 && isKept[$0] }.map(\.nonzeroBitCount).max() ?? 0
                #expect(bound.bound(of: (0..<m).filter { set >> $0 & 1 == 1 }) == largest)
            }
            #expect(bound.bound(forFirst: m) == bound.nullBound)
        }
    }

    /// Oracle: the minimum over u, written out.
    @Test func allPrefixesOfAnyOrderAgreeWithTheFormula() {
        var stream = RandomStream(seed: 8)
        let m = 150
        let p = (0..<m).map { $0 < 40 ? stream.uniform() * 0.003 : stream.uniform() }
        let bound = FalseDiscoveryBound(pValues: p, level: 0.2)
        var shuffled = Array(0..<m)
        stream.shuffle(&shuffled)
        for order in [shuffled, bound.order] {
            let bounds = bound.bounds(inOrder: order)
            for k in 0...m {
                var smallest = k
                for u in 1...m {
                    let left = order.prefix(k).filter { Double(bound.nullBound) * p[$0] > Double(u) * 0.2 }.count
                    smallest = min(smallest, left + u - 1)
                }
                #expect(bounds[k] == smallest)
                if order == bound.order { #expect(bound.bound(forFirst: k) == smallest) }
            }
        }
        #expect(bound.bound(forFirst: 30) < 10)
        let careful = FalseDiscoveryBound(pValues: p, level: 0.2, dependence: .arbitrary)
        for k in 0...m { #expect(careful.bound(forFirst: k) >= bound.bound(forFirst: k)) }
        #expect(careful.bound(forFirst: 30) > bound.bound(forFirst: 30))
    }

    /// Simes's inequality is an equality for independent uniform values: without anything to find, all of the rows are admitted
    /// to be ordinary in all but `level` of draws, no more and no fewer.
    @Test func boundsFailForTheStatedShareOfDraws() {
        var stream = RandomStream(seed: 40)
        let failures = (0..<3000).filter { _ in
            FalseDiscoveryBound(pValues: (0..<50).map { _ in stream.uniform() }, level: 0.2).bound(forFirst: 50) < 50
        }
        // Four standard errors.
        #expect(abs(Double(failures.count) / 3000 - 0.2) < 0.0293)
    }

    @Test func listsWithoutAnAnswerHaveABound() {
        let none = FalseDiscoveryBound(pValues: [])
        #expect(none.bound(forFirst: 5) == 0 && none.testCount == 0)
        let sure = FalseDiscoveryBound(pValues: [0, 0, 0])
        #expect(sure.bound(forFirst: 3) == 0 && sure.nullBound == 0)
        let missing = FalseDiscoveryBound(pValues: [.nan, 1, 0, .nan, 1])
        #expect(missing.order == [2, 1, 4, 0, 3] && missing.testCount == 3)
        #expect(missing.bound(of: [0, 3]) == 2 && missing.bound(of: [2]) == 0)
        #expect(missing.bound(forFirst: 5) == 4 && missing.bound(forFirst: -1) == 0 && missing.bound(forFirst: 99) == 4)
    }

    /// 200 draws of normal scores: 1000 of reference, 500 tested, of which 25 are lifted by 4 and 25 by 7; clean, and with 5 % of
    /// the reference lifted by 4. A row's p-values share the reference, so this is dependence as in use.
    @Test(arguments: [0.0, 0.05])
    func realisedErrorsStayBelowNominal(_ contamination: Double) {
        var stream = RandomStream(seed: 77)
        let (draws, level) = (200, 0.1)
        var proportions = 0.0
        var power = 0.0
        var covered = 0
        var informative = 0
        for _ in 0..<draws {
            let calibration = ConformalCalibration(
                (0..<1000).map { stream.normal() + (Double($0) < 1000 * contamination ? 4 : 0) })
            let scores = (0..<500).map { stream.normal() + ($0 < 25 ? 4 : $0 < 50 ? 7 : 0) }
            let p = calibration.pValues(of: scores)
            let q = BenjaminiHochberg.qValues(p)
            let found = q.indices.filter { q[$0] <= level }
            let falseOnes = found.filter { $0 >= 50 }.count
            proportions += Double(falseOnes) / Double(max(found.count, 1)) / Double(draws)
            power += Double(found.count - falseOnes) / 50 / Double(draws)

            let bound = FalseDiscoveryBound(pValues: p, level: level)
            // Among equal p-values the ordinary rows first, the least favourable order; and the order of the scores.
            let orders = [p.indices.sorted { (p[$0], -$0) < (p[$1], -$1) }, p.indices.sorted { scores[$0] > scores[$1] }]
            let holds = orders.allSatisfy { order in
                var ordinary = 0
                return zip(order, bound.bounds(inOrder: order).dropFirst()).allSatisfy { row, most in
                    ordinary += row >= 50 ? 1 : 0
                    return ordinary <= most
                }
            }
            if holds { covered += 1 }
            if bound.bound(forFirst: 20) <= 10 { informative += 1 }
        }
        #expect(proportions <= level)
        #expect(covered >= 180)
        #expect(contamination == 0 ? power > 0.7 && proportions > 0.05 : power > 0.1)
        #expect(informative > (contamination == 0 ? 150 : 10))
    }
}
