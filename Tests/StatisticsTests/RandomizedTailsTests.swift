import Statistics
import Testing

@Suite struct RandomizedTailsTests {
    private static let count = 40_000

    /// Three standard deviations of a share of one in a hundred.
    private static let band = 0.0085...0.0115

    @Test func sharesAreThoseOfTheLevelThoughCountsJump() throws {
        var random = RandomStream(seed: 5, stream: "counts")
        let law = BetaBinomial(trialCount: 12, alpha: 0.6, beta: 20)
        var tails = RandomizedTails(seed: 1, stream: "test")
        var plain = 0
        for _ in 0..<Self.count {
            let part = random.gamma(shape: 0.6, scale: 1)
            let share = part / (part + random.gamma(shape: 20, scale: 1))
            let successes = Double((0..<12).count { _ in random.uniform() < share })
            tails.add(count: successes, under: law)
            if law.tailProbability(of: successes) < 0.01 { plain += 1 }
        }
        #expect(Self.band.contains(try #require(tails.share(below: 0.01))))
        #expect(abs(try #require(tails.share(below: 0.5)) - 0.5) < 0.008)
        // As they stand they are rarer than the level says.
        #expect(Double(plain) / Double(Self.count) < 0.0085)
    }

    @Test func aLawFromALeastCountOnIsItsOwn() throws {
        var random = RandomStream(seed: 6, stream: "counts")
        let law = Poisson(mean: 2)
        var tails = RandomizedTails(seed: 1, stream: "test")
        for _ in 0..<4 * Self.count {
            let count = Double(random.poisson(mean: 2))
            if count >= 4 { tails.add(count: count, under: law, atLeast: 4) }
        }
        #expect(abs(try #require(tails.share(below: 0.01)) - 0.01) < 0.003)
        #expect(abs(try #require(tails.share(below: 0.5)) - 0.5) < 0.02)
    }

    @Test func aWrongLawShows() throws {
        var random = RandomStream(seed: 7, stream: "counts")
        var tails = RandomizedTails(seed: 1, stream: "test")
        for _ in 0..<Self.count { tails.add(count: Double(random.poisson(mean: 3)), under: Poisson(mean: 2)) }
        #expect(try #require(tails.share(below: 0.01)) > 0.03)
    }

    @Test func drawsAreThoseOfSeedAndStream() {
        func probabilities(_ seed: UInt64, _ stream: String) -> [Double] {
            var tails = RandomizedTails(seed: seed, stream: stream)
            for count in 0..<5 { tails.add(count: Double(count), under: Poisson(mean: 1)) }
            return tails.probabilities
        }
        #expect(probabilities(1, "a") == probabilities(1, "a"))
        #expect(probabilities(1, "a") != probabilities(2, "a"))
        #expect(probabilities(1, "a") != probabilities(1, "b"))
    }

    @Test func whatIsNotKnownIsLeftOut() {
        var tails = RandomizedTails(seed: 1, stream: "test")
        tails.add(log10P: .nan)
        tails.add(log10AtLeast: .nan, log10Above: -1)
        #expect(tails.probabilities.isEmpty)
        #expect(tails.share(below: 0.01) == nil)
    }
}
