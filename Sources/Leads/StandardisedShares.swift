import Foundation
import Statistics

/// How many of each facility's subjects should show something, given of what kinds they are: each is held against those of its kind at other
/// facilities (indirect standardisation).
///
/// Subjects of one facility resemble each other; how much is estimated from the squared distances of the facilities' counts from their
/// expectations, by moments, and makes the law beta-binomial. A few facilities that do it would raise both, so those least probable are left
/// out of the estimates (searched forward, as in `PeerCounts`).
struct StandardisedShares {
    /// By facility.
    private(set) var expected: [Double]
    let cases: [Double]
    let trials: [Double]
    /// How alike subjects of one facility are: the correlation within facilities.
    private(set) var correlation = 0.0
    /// Facilities with subjects.
    let count: Int
    private static let roundLimit = 20

    /// - Parameters:
    ///   - trials, cases: by facility, subjects of each kind, and those of them that show it.
    ///   - prior: what a kind is shrunken to: so many subjects of this share, of the share of all kept where none is given.
    ///   - trim: share of the facilities, those with most beyond expectation, that the first estimate leaves out.
    ///   - rejection: expected facilities as improbable as one that is left out.
    /// - Complexity: O(rounds × facilities × kinds).
    init(trials byKind: [[Double]], cases casesByKind: [[Double]], prior: (weight: Double, share: Double?), trim: Double, rejection: Double) {
        trials = byKind.map { $0.reduce(0, +) }
        cases = casesByKind.map { $0.reduce(0, +) }
        expected = Array(repeating: 0, count: byKind.count)
        let members = byKind.indices.filter { byKind[$0].contains { $0 > 0 } }
        count = members.count
        guard count > 1 else { return }
        var kept = Set(members)
        estimate(byKind, casesByKind, prior, members, kept)
        let ordered = members.sorted { (cases[$1] - expected[$1], $0) < (cases[$0] - expected[$0], $1) }
        kept.subtract(ordered.prefix(Int((Double(count) * trim).rounded(.down))))
        for _ in 0..<Self.roundLimit {
            estimate(byKind, casesByKind, prior, members, kept)
            let next = Set(members.filter { Double(count) * pow(10, log10TailProbability(of: $0) ?? 0) >= rejection })
            guard next.count > 1, next != kept else { break }
            kept = next
        }
    }

    private mutating func estimate(
        _ all: [[Double]], _ found: [[Double]], _ prior: (weight: Double, share: Double?), _ members: [Int], _ kept: Set<Int>
    ) {
        let kinds = all[0].indices
        let usual = members.filter { kept.contains($0) }
        func total(_ counts: [[Double]]) -> [Double] {
            var sums = [Double](repeating: 0, count: kinds.count)
            for facility in usual { for kind in kinds { sums[kind] += counts[facility][kind] } }
            return sums
        }
        let (sum, sumFound) = (total(all), total(found))
        let allFound = sumFound.reduce(0, +) + 0.5
        let overall = prior.share ?? allFound / (sum.reduce(0, +) + 1)
        var excess = 0.0
        var pairs = 0.0
        for facility in members {
            // Its own subjects do not tell what is usual elsewhere.
            let own = kept.contains(facility) ? 1.0 : 0
            var variance = 0.0
            expected[facility] = 0
            for kind in kinds where all[facility][kind] > 0 {
                let foundElsewhere = sumFound[kind] - own * found[facility][kind]
                let elsewhere = sum[kind] - own * all[facility][kind]
                let share = (foundElsewhere + prior.weight * overall) / (elsewhere + prior.weight)
                expected[facility] += share * all[facility][kind]
                variance += share * (1 - share) * all[facility][kind]
            }
            guard kept.contains(facility) else { continue }
            let mean = expected[facility] / trials[facility]
            let distance = cases[facility] - expected[facility]
            excess += distance * distance - variance
            pairs += trials[facility] * (trials[facility] - 1) * mean * (1 - mean)
        }
        correlation = pairs > 0 ? min(0.5, max(0, excess / pairs)) : 0.5
    }

    /// The share that a facility should have, with its weight; nil without subjects.
    func law(of facility: Int) -> BetaBinomialShrinkage? {
        guard trials[facility] > 0, count > 1 else { return nil }
        let weight = correlation > 0 ? min(1e6, 1 / correlation - 1) : 1e6
        let mean = min(max(expected[facility] / trials[facility], 1e-9), 1 - 1e-9)
        return BetaBinomialShrinkage(alpha: mean * weight, beta: (1 - mean) * weight)
    }

    private func distribution(of facility: Int) -> BetaBinomial? {
        law(of: facility).map { BetaBinomial(trialCount: trials[facility], alpha: $0.alpha, beta: $0.beta) }
    }

    /// log10 P(as many or more); nil without subjects.
    func log10TailProbability(of facility: Int) -> Double? {
        distribution(of: facility).map { max(PeerCounts.least, min(0, $0.log10TailProbability(of: cases[facility]))) }
    }

    /// Adds the tail of every facility's cases.
    func add(to tails: inout RandomizedTails) {
        for facility in trials.indices { if let law = distribution(of: facility) { tails.add(count: cases[facility], under: law) } }
    }
}
