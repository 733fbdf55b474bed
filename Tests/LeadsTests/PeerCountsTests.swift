import Foundation
import Leads
import Statistics
import Testing

@Suite struct PeerCountsTests {
    /// The same law from the definition: moments of count - 1 of the smaller counts, then of those not too improbable.
    private func brute(_ counts: [Double], rejection: Double) -> NegativeBinomial {
        let all = counts.filter { $0 >= 1 }.map { $0 - 1 }.sorted()
        var kept = Array(all.prefix(all.count * 98 / 100))
        while true {
            let mean = kept.reduce(0, +) / Double(kept.count)
            let variance = kept.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(kept.count - 1)
            let dispersion: Double = mean == 0 ? 0 : max(0, (variance - mean) / (mean * mean))
            // Half a count more, so that a group of zeros keeps a law.
            let law = NegativeBinomial(mean: mean + 0.5 / Double(kept.count), dispersion: dispersion)
            let next = all.filter { law.tailProbability(of: $0) * Double(all.count) >= rejection }
            if next.count == kept.count { return law }
            kept = next
        }
    }

    /// One far out in every month of a small group is not hidden by its own months.
    @Test func repeatedOutlierDoesNotMaskItself() throws {
        var random = RandomStream(seed: 4, stream: "masking")
        let counts = (0..<400).map { _ in Double(1 + random.poisson(mean: 1.2)) } + [34, 35, 34, 35]
        let peers = PeerCounts(counts, group: counts.map { _ in 0 }, members: [Array(counts.indices)], rejection: 0.05, startShare: 0.98)
        let found = try #require(peers.log10TailProbability(of: 400))
        #expect(found < -15)
    }

    /// P(X >= k) as one minus the sum of the mass below.
    private func tail(_ law: NegativeBinomial, _ k: Int) -> Double {
        let shape = 1 / law.dispersion
        let chance = law.mean / (law.mean + shape)
        var mass = exp(shape * log(1 - chance))
        var below = 0.0
        for index in 0..<k {
            below += mass
            mass *= (shape + Double(index)) / Double(index + 1) * chance
        }
        return 1 - below
    }

    @Test func lawAndTailAgreeWithTheDefinition() throws {
        var random = RandomStream(seed: 3, stream: "peer counts")
        let truth = [(mean: 1.0, dispersion: 0.5), (mean: 3.0, dispersion: 1.2)]
        var counts: [Double] = []
        var group: [Int] = []
        for index in 0..<4_000 {
            let law = truth[index % 2]
            let rate = random.gamma(shape: 1 / law.dispersion, scale: law.mean * law.dispersion)
            counts.append(Double(1 + random.poisson(mean: rate)))
            group.append(index % 2)
        }
        counts += [90, 60]
        group += [0, 0]
        let peers = PeerCounts(counts, group: group, members: (0..<2).map { place in group.indices.filter { group[$0] == place } }, rejection: 0.05, startShare: 0.98)
        for place in 0..<2 {
            let members = counts.indices.filter { group[$0] == place }
            let expected = brute(members.map { counts[$0] }, rejection: 0.05)
            let law = try #require(peers.law(of: place))
            let meanError = abs(law.distribution.mean / expected.mean - 1)
            let dispersionError = abs(law.distribution.dispersion / expected.dispersion - 1)
            #expect(meanError < 1e-12)
            #expect(dispersionError < 1e-9)
            #expect(law.count == members.count)
            for index in members.prefix(60) {
                let value = try #require(peers.log10TailProbability(of: index))
                let reference = tail(law.distribution, Int(counts[index]) - 1)
                #expect(abs(pow(10, value) - reference) < 1e-9)
            }
        }
        // Two far out do not widen the law that is to show them.
        let farOut = try #require(peers.log10TailProbability(of: 4_000))
        #expect(farOut < -15)
        let mean = try #require(peers.law(of: 0)).distribution.mean
        #expect(abs(mean - 1) < 0.1)
    }

    @Test func whoHasNoNearPeersIsComparedWithTheWiderGroup() throws {
        // The last one alone is compared with group 1, whose members are all.
        let counts = [1, 2, 1, 3, 1, 2, 1, 1, 2, 40].map(Double.init)
        let peers = PeerCounts(
            counts, group: Array(repeating: 0, count: 9) + [1], members: [Array(0..<9), Array(0..<10)], rejection: 0.05, startShare: 0.9)
        #expect(try #require(peers.law(of: 9)).count == 10)
        let found = try #require(peers.log10TailProbability(of: 9))
        #expect(found < -15)
    }

    @Test func edges() {
        let peers = PeerCounts([3, 1, 0, 5, 2, 2, 2], group: [0, 0, 0, -1, 1, 1, 1], members: [[0, 1, 2], [4, 5, 6], []], rejection: 0.05, startShare: 0.98)
        #expect(peers.log10TailProbability(of: 2) == nil, "a month without a visit is not tested")
        #expect(peers.log10TailProbability(of: 3) == nil, "no peers")
        #expect(peers.log10TailProbability(of: 1) == 0)
        // All peers equal: a Poisson law of their mean, and finite.
        #expect(peers.log10TailProbability(of: 4)?.isFinite == true)
        let alone = PeerCounts([7], group: [0], members: [[0]], rejection: 0.05, startShare: 0.98)
        #expect(alone.law(of: 0) == nil)
        let zeros = PeerCounts([1, 1, 1, 9], group: [0, 0, 0, 0], members: [[0, 1, 2, 3]], rejection: 0.05, startShare: 0.98)
        #expect(zeros.log10TailProbability(of: 3).map { $0 >= PeerCounts.least && $0 <= 0 } == true)
    }
}
