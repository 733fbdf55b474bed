import Foundation
import Statistics

/// How many of a facility's new registrants should have no history, given how far back each could be seen.
///
/// Whoever is registered in the second week of an extract has hardly a past in it, at any facility: so each registrant is
/// held against those whom other facilities registered after about as many days (`StandardisedShares`), and nothing has to be left out for
/// coming early.
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

    private let shares: StandardisedShares
    /// By facility.
    package var expected: [Double] { shares.expected }
    package var without: [Double] { shares.cases }
    package var trials: [Double] { shares.trials }
    /// How alike registrants of one facility are.
    package var correlation: Double { shares.correlation }
    /// Facilities with registrants.
    package var count: Int { shares.count }

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
        shares = StandardisedShares(trials: all, cases: none, prior: (weight: 1, share: 0.5), trim: trim, rejection: rejection)
    }

    /// The share without history that a facility should have, with its weight; nil without registrants.
    package func law(of facility: Int) -> BetaBinomialShrinkage? { shares.law(of: facility) }

    /// log10 P(as many without history or more); nil without registrants.
    package func log10TailProbability(of facility: Int) -> Double? { shares.log10TailProbability(of: facility) }

    /// Adds the tail of every facility's registrants without history.
    package func add(to tails: inout RandomizedTails) { shares.add(to: &tails) }
}
