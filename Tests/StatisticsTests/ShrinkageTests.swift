import Testing

import Statistics

@Suite struct ShrinkageTests {
    @Test func betaPriorIsRecoveredFromItsOwnDraws() {
        var stream = RandomStream(seed: 31)
        var successes: [Double] = []
        var trials: [Double] = []
        for _ in 0..<4000 {
            let a = stream.gamma(shape: 3, scale: 1)
            let rate = a / (a + stream.gamma(shape: 12, scale: 1))
            let count = 5 + stream.uniform(below: 100)
            trials.append(Double(count))
            successes.append(Double((0..<count).reduce(0) { sum, _ in sum + (stream.uniform() < rate ? 1 : 0) }))
        }
        let prior = BetaBinomialShrinkage(successes: successes, trials: trials)
        #expect(abs(prior.alpha - 3) < 0.3)
        #expect(abs(prior.beta - 12) < 1.2)
    }

    @Test func fewTrialsArePulledFurtherAndRankBelowMany() {
        let prior = BetaBinomialShrinkage(alpha: 2, beta: 8)
        #expect(prior.posteriorMean(successes: 2, trials: 2) == 4.0 / 12)
        #expect(prior.lowerQuantile(successes: 2, trials: 2) < prior.lowerQuantile(successes: 180, trials: 200))
        #expect(prior.lowerQuantile(successes: 2, trials: 2) < prior.posteriorMean(successes: 2, trials: 2))
    }

    @Test func betaEdgesHaveAnswers() {
        let uniform = BetaBinomialShrinkage(alpha: 1, beta: 1)
        #expect(BetaBinomialShrinkage(successes: [], trials: []) == uniform)
        #expect(BetaBinomialShrinkage(successes: [3], trials: [10]) == uniform)
        #expect(BetaBinomialShrinkage(successes: [.nan, 1, 5], trials: [1, 0, 4]) == uniform)
        let single = BetaBinomialShrinkage(successes: [0, 1, 1, 0], trials: [1, 1, 1, 1])
        #expect(abs(single.alpha - 1) < 1e-9 && abs(single.beta - 1) < 1e-9)
        let equal = BetaBinomialShrinkage(successes: [10, 10, 10], trials: [100, 100, 100])
        #expect(abs(equal.alpha + equal.beta - 1e6) < 1e-3)
        let never = BetaBinomialShrinkage(successes: [0, 0], trials: [100, 50])
        #expect(never.lowerQuantile(successes: 0, trials: 10).isFinite)
    }

    @Test func concentrationOfKnownShares() {
        #expect(abs(herfindahl([1, 1, 1, 1]) - 0.25) < 1e-15)
        #expect(herfindahl([7, 0, -3, .nan]) == 1)
        #expect(abs(herfindahl([1e308, 1e308]) - 0.5) < 1e-15)
        #expect(herfindahl([]).isNaN && herfindahl([0]).isNaN)
        #expect(abs(simpsonDiversity([3, 1]) - (1 - 10.0 / 16)) < 1e-15)
        #expect(abs(coefficientOfVariation([2, 4, 4, 4, 5, 5, 7, 9]) - (32.0 / 7).squareRoot() / 5) < 1e-15)
        #expect(abs(fanoFactor([2, 4, 4, 4, 5, 5, 7, 9]) - 32.0 / 35) < 1e-15)
        #expect(fanoFactor([3]).isNaN && coefficientOfVariation([-1, 1]).isNaN)
    }
}
