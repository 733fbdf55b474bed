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
    /// How much facilities differ: the squared coefficient of variation of their rates.
    package var dispersion: Double { shares.dispersion }
    /// Facilities with registrants.
    package var count: Int { shares.count }

    /// - Parameters:
    ///   - registrants: by facility.
    ///   - stepDays: registrants within so many days of looking back are alike.
    ///   - longDays: from here on more days add nothing.
    ///   - trim: share of the facilities, those with most beyond expectation, that the first estimate leaves out.
    ///   - rejection: expected facilities as improbable as one that is left out.
    /// - Complexity: O(*n* log *n* + rounds × facilities × steps) for *n* registrants.
    package init(_ registrants: [[Registrant]], stepDays: Int, longDays: Int, trim: Double, rejection: Double) {
        precondition(stepDays > 0 && longDays > 0 && trim >= 0 && trim < 1, "positive days and a share below one")
        let steps = (longDays + stepDays - 1) / stepDays + 1
        let subjects = registrants.enumerated().flatMap { facility, own in
            own.map {
                StandardisedShares.Subject(
                    facility: Int32(facility), kind: Int32(min(steps - 1, max(0, $0.lookBack) / stepDays)), isCase: !$0.hasHistory)
            }
        }
        shares = StandardisedShares(
            subjects, facilities: registrants.count, kinds: steps, prior: .init(weight: 1, share: 0.5), trim: trim, rejection: rejection)
    }

    /// The share without history that a facility should have, with its weight; nil without registrants.
    package func law(of facility: Int) -> BetaBinomialShrinkage? { shares.law(of: facility) }

    /// log10 P(as many without history or more); nil without registrants.
    package func log10TailProbability(of facility: Int) -> Double? { shares.log10TailProbability(of: facility) }

    /// Adds the tail of every facility's registrants without history.
    package func add(to tails: inout RandomizedTails) { shares.add(to: &tails) }
}
