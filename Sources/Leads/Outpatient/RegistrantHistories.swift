import Foundation
import Statistics

/// How many of a facility's new registrants should have no history, given how far back each could be seen.
///
/// Whoever is registered in the second week of an extract has hardly a past in it, at any facility: so each registrant is
/// held against those whom other facilities registered after about as many days (indirect standardisation), and nothing
/// has to be left out for coming early. Registrants of one facility resemble each other; how much is estimated from the
/// squared distances of the facilities' counts from their expectations, by moments, and makes the law beta-binomial. A few
/// facilities that do it would raise both, so those least probable are left out of the estimates (searched forward, as in
/// `PeerCounts`).
package struct RegistrantHistories {
    package struct Registrant: Sendable {
        /// Days of the extract before the registration.
        package let lookBack: Int
        package let hasHistory: Bool

        package init(lookBack: Int, hasHistory: Bool) {
            self.lookBack = lookBack
            self.hasHistory = hasHistory
        }
    }

    /// By facility.
    package private(set) var expected: [Double]
    package let without: [Double]
    package let trials: [Double]
    /// How alike registrants of one facility are: the correlation within facilities.
    package private(set) var correlation = 0.0
    /// Facilities with registrants.
    package let count: Int
    private static let roundLimit = 20

    /// - Parameters:
    ///   - registrants: by facility.
    ///   - stepDays: registrants within so many days of looking back are alike.
    ///   - longDays: from here on more days add nothing.
    ///   - trim: share of the facilities, those with most beyond expectation, that the first estimate leaves out.
    ///   - rejection: expected facilities as improbable as one that is left out.
    /// - Complexity: O(rounds × (registrants + facilities × trials)).
    package init(_ registrants: [[Registrant]], stepDays: Int, longDays: Int, trim: Double, rejection: Double) {
        precondition(stepDays > 0 && longDays > 0 && trim >= 0 && trim < 1, "positive days and a share below one")
        let steps = (longDays + stepDays - 1) / stepDays + 1
        var all = [[Double]](repeating: Array(repeating: 0, count: steps), count: registrants.count)
        var none = all
        for (facility, own) in registrants.enumerated() {
            for registrant in own {
                let step = min(steps - 1, max(0, registrant.lookBack) / stepDays)
                all[facility][step] += 1
                if !registrant.hasHistory { none[facility][step] += 1 }
            }
        }
        trials = registrants.map { Double($0.count) }
        without = none.map { $0.reduce(0, +) }
        expected = Array(repeating: 0, count: registrants.count)
        let members = registrants.indices.filter { !registrants[$0].isEmpty }
        count = members.count
        guard count > 1 else { return }
        var kept = Set(members)
        estimate(all, none, members, kept)
        let ordered = members.sorted { (without[$1] - expected[$1], $0) < (without[$0] - expected[$0], $1) }
        kept.subtract(ordered.prefix(Int((Double(count) * trim).rounded(.down))))
        for _ in 0..<Self.roundLimit {
            estimate(all, none, members, kept)
            let next = Set(members.filter { Double(count) * pow(10, log10TailProbability(of: $0) ?? 0) >= rejection })
            guard next.count > 1, next != kept else { break }
            kept = next
        }
    }

    private mutating func estimate(_ all: [[Double]], _ none: [[Double]], _ members: [Int], _ kept: Set<Int>) {
        let steps = all[0].indices
        func total(_ counts: [[Double]]) -> [Double] {
            steps.map { step in members.reduce(0) { kept.contains($1) ? $0 + counts[$1][step] : $0 } }
        }
        let (sum, sumWithout) = (total(all), total(none))
        var excess = 0.0
        var pairs = 0.0
        for facility in members {
            // Its own registrants do not tell what is usual elsewhere.
            let own = kept.contains(facility) ? 1.0 : 0
            var variance = 0.0
            expected[facility] = 0
            for step in steps where all[facility][step] > 0 {
                let share = (sumWithout[step] - own * none[facility][step] + 0.5) / (sum[step] - own * all[facility][step] + 1)
                expected[facility] += share * all[facility][step]
                variance += share * (1 - share) * all[facility][step]
            }
            guard kept.contains(facility) else { continue }
            let mean = expected[facility] / trials[facility]
            let distance = without[facility] - expected[facility]
            excess += distance * distance - variance
            pairs += trials[facility] * (trials[facility] - 1) * mean * (1 - mean)
        }
        correlation = pairs > 0 ? min(0.5, max(0, excess / pairs)) : 0.5
    }

    /// The share without history that a facility should have, with its weight; nil without registrants.
    package func law(of facility: Int) -> BetaBinomialShrinkage? {
        guard trials[facility] > 0, count > 1 else { return nil }
        let weight = correlation > 0 ? min(1e6, 1 / correlation - 1) : 1e6
        let mean = min(max(expected[facility] / trials[facility], 1e-9), 1 - 1e-9)
        return BetaBinomialShrinkage(alpha: mean * weight, beta: (1 - mean) * weight)
    }

    private func distribution(of facility: Int) -> BetaBinomial? {
        law(of: facility).map { BetaBinomial(trialCount: trials[facility], alpha: $0.alpha, beta: $0.beta) }
    }

    /// log10 P(as many without history or more); nil without registrants.
    package func log10TailProbability(of facility: Int) -> Double? {
        distribution(of: facility).map { max(PeerCounts.least, min(0, $0.log10TailProbability(of: without[facility]))) }
    }

    /// Adds the tail of every facility's registrants without history.
    package func add(to tails: inout RandomizedTails) {
        for facility in trials.indices { if let law = distribution(of: facility) { tails.add(count: without[facility], under: law) } }
    }
}
