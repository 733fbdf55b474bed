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

    @Test func gammaPriorIsRecoveredFromItsOwnDraws() {
        var stream = RandomStream(seed: 32)
        var observed: [Double] = []
        var expected: [Double] = []
        for _ in 0..<5000 {
            let exposure = 1 + 40 * stream.uniform()
            expected.append(exposure)
            observed.append(Double(stream.poisson(mean: exposure * stream.gamma(shape: 4, scale: 0.25))))
        }
        let prior = GammaPoissonShrinkage(observed: observed, expected: expected)
        #expect(abs(prior.shape - 4) < 0.4)
        #expect(abs(prior.rate - 4) < 0.4)
        #expect(abs(prior.posteriorMean(observed: 50, expected: 10) - (prior.shape + 50) / (prior.rate + 10)) < 1e-15)
        #expect(prior.lowerQuantile(observed: 50, expected: 10) < prior.posteriorMean(observed: 50, expected: 10))
        let predictive = prior.predictive(expected: 10)
        #expect(predictive.variance > predictive.mean)
        let none = GammaPoissonShrinkage(shape: 1, rate: 1)
        #expect(GammaPoissonShrinkage(observed: [], expected: []) == none)
        #expect(GammaPoissonShrinkage(observed: [0, 0], expected: [3, 4]) == none)
    }

    @Test func gammaLowerQuantileInvertsThePoissonTail() {
        // P(Gamma(k, 1) > λ) = P(Poisson(λ) < k) for whole k.
        let prior = GammaPoissonShrinkage(shape: 2, rate: 3)
        let low = prior.lowerQuantile(observed: 5, expected: 4, probability: 0.1) * 7
        #expect(abs(Poisson(mean: low).tailProbability(of: 7) - 0.1) < 1e-12)
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
