import Foundation
import Statistics
import Testing

@Suite struct RepeatedTailTests {
    @Test func isTheBinomialTailOfTheRank() {
        // Three cells at 1e-4 in a hundred days: P(Binomial(100, 1e-4) ≥ 3), one rank looked at.
        let found = RepeatedTail.log10Probability([-4, -4, -4], testCount: 100, least: 3)
        let reference = Binomial(trialCount: 100, probability: 1e-4).log10TailProbability(of: 3)
        #expect(abs(found - reference) < 1e-12)
    }

    @Test func fewerThanTheLeastSayNothing() {
        #expect(RepeatedTail.log10Probability([-200, -200], testCount: 100, least: 3) == 0)
        #expect(RepeatedTail.log10Probability([], testCount: 0, least: 1) == 0)
    }

    @Test func oneWildCellDoesNotCarryTheOthers() {
        let tame = RepeatedTail.log10Probability([-3, -3, -3], testCount: 100, least: 3)
        let wild = RepeatedTail.log10Probability([-250, -3, -3], testCount: 100, least: 3)
        #expect(wild == tame)
    }

    @Test func moreOfTheSameIsLessProbable() {
        var last = 0.0
        for count in 3...12 {
            let found = RepeatedTail.log10Probability(Array(repeating: -2.5, count: count), testCount: 120, least: 3)
            #expect(found <= last || count == 4, "at \(count)")
            last = min(last, found)
        }
        #expect(last < -10)
    }

    @Test func uniformTestsAreNoDiscovery() {
        var random = RandomStream(seed: 4, stream: "repeated tail")
        var small = 0
        let rounds = 2_000
        for _ in 0..<rounds {
            let values = (0..<60).map { _ in tenth(random.uniform()) }
            if RepeatedTail.log10Probability(values, testCount: 60, least: 3) <= -2 { small += 1 }
        }
        #expect(Double(small) / Double(rounds) <= 0.012)
    }

    private func tenth(_ p: Double) -> Double { Binomial(trialCount: 1, probability: p).log10TailProbability(of: 1) }
}

@Suite struct CombinedTailTests {
    /// Of two, x (1 - ln x); of several, the tail of χ² at -2 ln x with twice as many degrees of freedom: that of three is checked by
    /// quadrature of the tail of two.
    @Test func productsOfUniformValues() {
        func tail(_ product: Double, _ count: Int) -> Double { pow(10, CombinedTail.log10Fisher(log10Product: log10(product), count: count)) }
        #expect(abs(tail(0.01, 2) - 0.056_051_701_859_88) < 1e-12)
        #expect(abs(tail(0.001, 3) - 0.031_766_296_776_13) < 1e-12)
        #expect(abs(tail(0.2, 1) - 0.2) < 1e-15)
        #expect(CombinedTail.log10Fisher(log10Product: 0, count: 5) == 0)
    }

    @Test func farInTheTailItIsTheMeanOfTheReciprocals() throws {
        let found = try #require(CombinedTail.log10Cauchy([-40, 0, 0, 0]))
        #expect(abs(found - (-40 + 0.602_059_991_3)) < 1e-6)
        let near = try #require(CombinedTail.log10Cauchy([-5.999_999, -3]))
        let far = try #require(CombinedTail.log10Cauchy([-6.000_001, -3]))
        #expect(abs(near - far) < 1e-3)
    }

    @Test func edges() {
        #expect(CombinedTail.log10Cauchy([]) == nil)
        #expect(CombinedTail.log10Cauchy([.nan]) == nil)
        #expect(CombinedTail.log10Bonferroni([-3, .nan, -1]).map { abs($0 - (-3 + 0.301_029_995_66)) < 1e-9 } == true)
        #expect(CombinedTail.log10Bonferroni([-0.1, 0, 0]) == 0)
    }
}

@Suite struct ExponentialTailTests {
    @Test func exponentialValuesHaveTheirOwnTail() throws {
        var random = RandomStream(seed: 1, stream: "exponential tail")
        let values = (0..<20_000).map { _ in random.exponential(rate: 2) }
        let tail = try #require(ExponentialTail(values, tailShare: 0.1, minimumExcesses: 20))
        #expect(abs(tail.meanExcess - 0.5) < 0.03)
        // exp(-2 · 6) = 6.1e-6.
        #expect(abs(tail.log10TailProbability(of: 6) - -5.211_5) < 0.25)
        #expect(abs(tail.log10TailProbability(of: 0.5) - -0.434_3) < 0.02)
    }

    @Test func theSoughtDoNotMoveIt() throws {
        var random = RandomStream(seed: 2, stream: "exponential tail")
        let values = (0..<2_000).map { _ in random.exponential(rate: 1) }
        let alone = try #require(ExponentialTail(values, tailShare: 0.1, minimumExcesses: 20))
        let withOthers = try #require(ExponentialTail(values + Array(repeating: 1e6, count: 10), tailShare: 0.1, minimumExcesses: 20))
        #expect(abs(withOthers.meanExcess / alone.meanExcess - 1) < 0.15)
        #expect(withOthers.log10TailProbability(of: 1e6) < -1_000)
    }

    @Test func edges() {
        #expect(ExponentialTail([1, 1, 1, 1], tailShare: 0.1, minimumExcesses: 1) == nil)
        #expect(ExponentialTail([.nan, .infinity], tailShare: 0.1, minimumExcesses: 1) == nil)
        let few = ExponentialTail([1, 2, 3], tailShare: 0.5, minimumExcesses: 2)
        #expect(few == nil, "one value above the median is too few")
        #expect(ExponentialTail([1, 2, 3], tailShare: 0.5, minimumExcesses: 1)?.log10TailProbability(of: .nan).isNaN == true)
    }
}

@Suite struct PeerMeansTests {
    @Test func spreadBetweenPeersWithoutTheNoise() throws {
        var random = RandomStream(seed: 3, stream: "peer means")
        let variances = (0..<4_000).map { _ in 0.01 + 0.5 * random.uniform() }
        let means = variances.map { 1 + 0.3 * random.normal() + $0.squareRoot() * random.normal() }
        let peers = try #require(PeerMeans(means: means, variances: variances, minimumSpread: 0))
        #expect(abs(peers.center - 1) < 0.05)
        #expect(abs(peers.spread - 0.3) < 0.06)
        #expect(abs(peers.z(mean: 2, variance: 0) - 1 / peers.spread) < 0.3)
    }

    @Test func aMinorityDoesNotWidenIt() throws {
        let means = (0..<100).map { Double($0 % 10) / 10 } + Array(repeating: 50.0, count: 10)
        let variances = Array(repeating: 1e-6, count: 110)
        let peers = try #require(PeerMeans(means: means, variances: variances, minimumSpread: 0))
        #expect(peers.spread < 0.6)
        let alike = try #require(PeerMeans(means: [1, 1, 1], variances: [0, 0, 0], minimumSpread: 0.05))
        #expect(alike.spread == 0.05)
        #expect(PeerMeans(means: [1, .nan], variances: [0, 0], minimumSpread: 0.05) == nil)
    }
}

@Suite struct PairClusteringTests {
    @Test func dispersionOfNegativeBinomialCells() {
        var random = RandomStream(seed: 5, stream: "clustering")
        var clustering = PairClustering()
        var poisson = PairClustering()
        for _ in 0..<400 {
            var (observed, total, plain, plainTotal) = (0.0, 0.0, 0.0, 0.0)
            for _ in 0..<100 {
                // Gamma of mean 1 and variance 0.4 times a mean of one.
                let count = Double(random.poisson(mean: random.gamma(shape: 2.5, scale: 0.4)))
                let other = Double(random.poisson(mean: 1))
                observed += count * (count - 1)
                total += count
                plain += other * (other - 1)
                plainTotal += other
            }
            clustering.add(observedPairs: observed, expectedPairs: total * (total - 1) / 100)
            poisson.add(observedPairs: plain, expectedPairs: plainTotal * (plainTotal - 1) / 100)
        }
        #expect(abs(clustering.dispersion(trim: 0) - 0.4) < 0.05)
        #expect(poisson.dispersion(trim: 0) < 0.02)
        let before = clustering.dispersion(trim: 0.02)
        // Five classes all of whose events share a cell do not move it.
        for _ in 0..<5 { clustering.add(observedPairs: 9_900, expectedPairs: 99) }
        #expect(abs(clustering.dispersion(trim: 0.02) - before) < 0.1)
        #expect(clustering.dispersion(trim: 0) > 1)
    }

    @Test func edges() {
        var clustering = PairClustering()
        #expect(clustering.dispersion(trim: 0.1) == 0)
        clustering.add(observedPairs: 5, expectedPairs: 0)
        clustering.add(observedPairs: .nan, expectedPairs: 1)
        #expect(clustering.count == 0)
        clustering.add(observedPairs: 1, expectedPairs: 2)
        #expect(clustering.dispersion(trim: 0.5) == 0)
    }
}
