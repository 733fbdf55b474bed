import Testing

import Statistics

@Suite struct RandomStreamTests {
    /// Oracle: the published step of xoshiro256** from SplitMix64's first four words, redone here with plain arithmetic.
    @Test func followsThePublishedRecurrence() {
        var state = UInt64(42)
        func split() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
        var s = (0..<4).map { _ in split() }
        var stream = RandomStream(seed: 42)
        for _ in 0..<100 {
            let product = s[1] &* 5
            let expected = ((product << 7) | (product >> 57)) &* 9
            #expect(stream.next() == expected)
            let t = s[1] << 17
            s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t
            s[3] = (s[3] << 45) | (s[3] >> 19)
        }
    }

    @Test func splitMixFirstWordIsTheKnownOne() {
        // SplitMix64 from state 0 begins 0xe220a8397b1dcdaf; xoshiro256** then shows rotl(word1 * 5, 7) * 9.
        var stream = RandomStream(seed: 0)
        let word1 = UInt64(0x6e78_9e6a_a1b9_65f4)
        let product = word1 &* 5
        #expect(stream.next() == ((product << 7) | (product >> 57)) &* 9)
    }

    @Test func labelsAndSeedsGiveDifferentStreamsAndCopiesAgree() {
        var first = RandomStream(seed: 1, stream: "a")
        var copy = first
        var other = RandomStream(seed: 1, stream: "b")
        var reseeded = RandomStream(seed: 2, stream: "a")
        let words = (0..<50).map { _ in first.next() }
        #expect(words == (0..<50).map { _ in copy.next() })
        #expect(Set(words).isDisjoint(with: (0..<50).map { _ in other.next() }))
        #expect(Set(words).isDisjoint(with: (0..<50).map { _ in reseeded.next() }))
    }

    func moments(_ draws: [Double]) -> (mean: Double, variance: Double) {
        let mean = draws.reduce(0, +) / Double(draws.count)
        return (mean, draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count - 1))
    }

    @Test func drawsHaveTheMomentsOfTheirDistributions() {
        var stream = RandomStream(seed: 7)
        let n = 200_000
        func check(_ name: String, _ mean: Double, _ variance: Double, _ draw: () -> Double) {
            let found = moments((0..<n).map { _ in draw() })
            #expect(abs(found.mean - mean) < 5 * (variance / Double(n)).squareRoot(), "\(name) mean \(found.mean)")
            #expect(abs(found.variance / variance - 1) < 0.06, "\(name) variance \(found.variance)")
        }
        check("uniform", 0.5, 1.0 / 12) { stream.uniform() }
        check("normal", 0, 1) { stream.normal() }
        check("exponential", 0.5, 0.25) { stream.exponential(rate: 2) }
        check("gamma 0.4", 1.2, 3.6) { stream.gamma(shape: 0.4, scale: 3) }
        check("gamma 5", 10, 20) { stream.gamma(shape: 5, scale: 2) }
        check("poisson 3", 3, 3) { Double(stream.poisson(mean: 3)) }
        check("poisson 11", 11, 11) { Double(stream.poisson(mean: 11)) }
        check("poisson 500", 500, 500) { Double(stream.poisson(mean: 500)) }
        check("below 7", 3, 4) { Double(stream.uniform(below: 7)) }
        check("logNormal", 1.648_721_270_700_128, 4.670_774_270_471_604) {
            // exp(2 · normal/2 ...) of log-mean 0 and log-deviation 1
            stream.logNormal(mean: 0, standardDeviation: 1)
        }
    }

    /// Pearson's statistic of the transformed-rejection Poisson against the exact mass.
    @Test func poissonFollowsItsMass() {
        var stream = RandomStream(seed: 11)
        let n = 100_000
        var counts = [Double](repeating: 0, count: 60)
        for _ in 0..<n { counts[min(stream.poisson(mean: 20), 59)] += 1 }
        let poisson = Poisson(mean: 20)
        var statistic = 0.0
        for count in 8...35 {
            let expected = Double(n) * poisson.mass(Double(count))
            statistic += (counts[count] - expected) * (counts[count] - expected) / expected
        }
        #expect(ChiSquared(degreesOfFreedom: 28).tailProbability(of: statistic) > 1e-4)
    }

    @Test func sampleIsDistinctAndSparseEqualsDense() {
        for population in [1, 5, 30, 1000] {
            for count in [0, 1, 4, 2000] {
                var stream = RandomStream(seed: 3)
                let sample = stream.sample(count: count, from: population)
                #expect(sample.count == min(count, population))
                #expect(Set(sample).count == sample.count)
                #expect(sample.allSatisfy { (0..<population).contains($0) })
                // Oracle: the dense shuffle with the same stream.
                var again = RandomStream(seed: 3)
                var places = Array(0..<population)
                for place in 0..<min(count, population) {
                    places.swapAt(place, place + again.uniform(below: population - place))
                }
                #expect(sample == Array(places.prefix(sample.count)))
            }
        }
        var stream = RandomStream(seed: 3)
        #expect(stream.sample(count: 3, from: 0).isEmpty)
    }

    @Test func shuffleIsAPermutationAndUniformOnThree() {
        var stream = RandomStream(seed: 5)
        var seen: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            var items = [0, 1, 2]
            stream.shuffle(&items)
            seen[items, default: 0] += 1
        }
        #expect(seen.count == 6)
        for (_, count) in seen { #expect(abs(count - 10_000) < 500) }
    }

    @Test func weightedIndexNeverDrawsAZeroWeight() {
        var stream = RandomStream(seed: 9)
        var counts = [0, 0, 0, 0]
        for _ in 0..<40_000 { counts[stream.weightedIndex(cumulative: [0, 1, 1, 4])] += 1 }
        #expect(counts[0] == 0 && counts[2] == 0)
        #expect(abs(counts[1] - 10_000) < 500)
    }
}
