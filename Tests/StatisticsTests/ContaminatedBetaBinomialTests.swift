import Testing

import Statistics

@Suite struct ContaminatedBetaBinomialTests {
    /// Peers of one law, the last of them replaced by some of which half to all trials are successes.
    private func peers(_ count: Int, odd: Int, alpha: Double, beta: Double, seed: UInt64) -> (successes: [Double], trials: [Double]) {
        var stream = RandomStream(seed: seed, stream: "contaminated peers")
        var successes: [Double] = []
        var trials: [Double] = []
        for place in 0..<count {
            let total = 60 + stream.uniform(below: 300)
            let a = stream.gamma(shape: alpha, scale: 1)
            let rate = place < count - odd ? a / (a + stream.gamma(shape: beta, scale: 1)) : 0.5 + 0.5 * stream.uniform()
            trials.append(Double(total))
            successes.append(Double(stream.binomial(count: total, probability: rate)))
        }
        return (successes, trials)
    }

    private func tail(_ law: BetaBinomialShrinkage, _ successes: Double, _ trials: Double) -> Double {
        BetaBinomial(trialCount: trials, alpha: law.alpha, beta: law.beta).tailProbability(of: successes)
    }

    @Test(arguments: [UInt64(1), 2, 3]) func withoutOddPeersTheTailsAreNearlyUniform(seed: UInt64) {
        let (successes, trials) = peers(3000, odd: 0, alpha: 4, beta: 36, seed: seed)
        let law = BetaBinomialShrinkage(successes: successes, trials: trials, contamination: 0.1)
        let below = zip(successes, trials).count { tail(law, $0, $1) < 0.01 }
        #expect((15...75).contains(below), "\(below) of 3000")
        #expect(abs(law.alpha / (law.alpha + law.beta) - 0.1) < 0.01)
    }

    /// By moments one in five hides itself and all others; not so here.
    @Test(arguments: [2, 6, 12]) func oddPeersDoNotHideEachOther(odd: Int) {
        let (successes, trials) = peers(60, odd: odd, alpha: 2, beta: 98, seed: 5)
        let law = BetaBinomialShrinkage(successes: successes, trials: trials, contamination: 0.2)
        let tails = zip(successes, trials).map { tail(law, $0, $1) }
        #expect(tails.suffix(odd).allSatisfy { $0 < 1e-6 })
        #expect(tails.dropLast(odd).count { $0 < 0.001 } <= 1)
        let moments = BetaBinomialShrinkage(successes: successes, trials: trials)
        #expect(tail(moments, successes[59], trials[59]) > 100 * tails[59])
    }

    @Test func nearlyAllWithoutASuccess() {
        let trials = [Double](repeating: 80, count: 40)
        let law = BetaBinomialShrinkage(successes: [Double](repeating: 0, count: 36) + [1, 30, 40, 25], trials: trials, contamination: 0.1)
        #expect(tail(law, 25, 80) < 1e-6)
        #expect(tail(law, 1, 80) > 1e-3)
    }

    /// A third of the peers do what the others never do: two kinds, and nobody is odd.
    @Test func anotherKindOfPeerIsNotOdd() {
        let trials = [Double](repeating: 300, count: 45)
        let law = BetaBinomialShrinkage(
            successes: (0..<45).map { $0 % 3 == 0 ? 150 : 9 }, trials: trials, contamination: 0.05)
        #expect(tail(law, 150, 300) > 0.01)
    }

    @Test func orderChangesNoBit() {
        let (successes, trials) = peers(90, odd: 9, alpha: 3, beta: 40, seed: 8)
        var order = Array(successes.indices)
        var stream = RandomStream(seed: 3)
        stream.shuffle(&order)
        let law = BetaBinomialShrinkage(successes: successes, trials: trials, contamination: 0.1)
        #expect(law == BetaBinomialShrinkage(successes: order.map { successes[$0] }, trials: order.map { trials[$0] }, contamination: 0.1))
    }

    @Test func edgesHaveAnswers() {
        let uniform = BetaBinomialShrinkage(alpha: 1, beta: 1)
        #expect(BetaBinomialShrinkage(successes: [], trials: [], contamination: 0.1) == uniform)
        #expect(BetaBinomialShrinkage(successes: [3], trials: [10], contamination: 0.1) == uniform)
        for (successes, trials) in [([0.0, 0], [5.0, 7]), ([5, 7], [5, 7]), ([.nan, 1, 2], [3, 4, 5]), ([1e6, 0], [1e6, 1])] {
            let law = BetaBinomialShrinkage(successes: successes, trials: trials, contamination: 0.1)
            #expect(law.alpha > 0 && law.beta > 0 && (law.alpha + law.beta).isFinite)
        }
    }
}
