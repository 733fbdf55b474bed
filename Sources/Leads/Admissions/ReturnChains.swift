import Claims
import Foundation
import Statistics

/// Stays of one person each of which follows the one before: at one facility, or going round several.
///
/// A stay that is billed as several need not stay at one place: two hospitals that hand a patient to and fro bill one illness as many stays,
/// each within its limits. Patients do go from one hospital to the next because they are ill, up for an operation and down for the time after
/// it, so going round asks for more: several moves, and a hospital that was left for another and taken up again.
struct ReturnChains {
    /// A discharge that was followed by a stay.
    struct Step {
        /// The episode that ended.
        let episode: Int
        /// Whether the next one is at another facility.
        let isMove: Bool
    }

    struct Chain {
        let person: Int32
        /// At least two, in the order of time.
        let episodes: [Int]
        /// One fewer than episodes.
        let steps: [Step]
        var isRound: Bool { steps.contains { $0.isMove } }
    }

    private let returns: (here: Returns, elsewhere: Returns)
    private let rates: (here: ReturnRates, elsewhere: ReturnRates)

    /// At one facility, in the order (person, facility, first day).
    private(set) var atOnePlace: [Chain] = []
    /// Round several, in the order (person, first day).
    private(set) var rounds: [Chain] = []

    /// - Parameters:
    ///   - leastMoves: between facilities, that make a round.
    ///   - priorStays: how many discharges the rate of all categories together weighs.
    init(
        _ episodes: Episodes, here: Returns, elsewhere: Returns, leastMoves: Int, priorStays: Double, store: ClaimStore, traits: StayTraits
    ) throws {
        returns = (here, elsewhere)
        rates = (
            try ReturnRates(here, episodes.episodes, store: store, traits: traits, priorStays: priorStays),
            try ReturnRates(elsewhere, episodes.episodes, store: store, traits: traits, priorStays: priorStays))
        let stays = store.stays
        func place(_ episode: Int) -> (person: Int32, facility: Int32) {
            let stay = episodes.episodes[episode].stays[0]
            return (stays.person[stay], stays.facility[stay])
        }
        var isInRound = [Bool](repeating: false, count: episodes.episodes.count)
        let isFollowing = Set(episodes.episodes.indices.compactMap { step(from: $0, episodes, stays) == nil ? nil : episodes.next[$0] })
        for first in episodes.episodes.indices where !isFollowing.contains(first) {
            var chain = [first]
            var steps: [Step] = []
            while let step = step(from: chain[chain.count - 1], episodes, stays) {
                steps.append(step)
                chain.append(episodes.next[step.episode])
            }
            guard steps.count(where: \.isMove) >= leastMoves, Self.comesBack(chain.map { place($0).facility }) else { continue }
            rounds.append(Chain(person: place(first).person, episodes: chain, steps: steps))
            for episode in chain { isInRound[episode] = true }
        }
        var index = 0
        while index < episodes.episodes.count {
            var end = index
            while here.gapAfter[end] >= 0, !isInRound[end] { end += 1 }
            if end > index {
                atOnePlace.append(Chain(
                    person: place(index).person, episodes: Array(index...end), steps: (index..<end).map { Step(episode: $0, isMove: false) }))
            }
            index = end + 1
        }
    }

    private func step(from episode: Int, _ episodes: Episodes, _ stays: StayColumns) -> Step? {
        guard episodes.next[episode] >= 0 else { return nil }
        if returns.elsewhere.gapAfter[episode] >= 0 { return Step(episode: episode, isMove: true) }
        let isHere = returns.here.gapAfter[episode] >= 0 && episodes.next[episode] == episodes.nextHere(episode, stays)
        return isHere ? Step(episode: episode, isMove: false) : nil
    }

    /// Whether a facility is taken up again after another.
    private static func comesBack(_ facilities: [Int32]) -> Bool {
        var left: Set<Int32> = []
        for (before, after) in zip(facilities, facilities.dropFirst()) where before != after {
            left.insert(before)
            if left.contains(after) { return true }
        }
        return false
    }

    /// Days to the next stay.
    func gap(of step: Step) -> Int32 { (step.isMove ? returns.elsewhere : returns.here).gapAfter[step.episode] }

    /// The chance that a discharge like this one is followed so within the longest gap.
    func rate(of step: Step) -> Double { (step.isMove ? rates.elsewhere : rates.here).rate(of: step.episode) }

    /// Discharges of the category at other facilities.
    func count(of step: Step) -> Int { rates.here.count(of: step.episode) }

    /// log10 of the probability that these discharges were each followed by a stay, times that of gaps which are together as short
    /// (`CombinedTail.log10Fisher`). Discharges of the person without one are not counted against it.
    func log10P(of steps: [Step]) -> Double {
        let chances = steps.map { (rate: rate(of: $0), soon: ($0.isMove ? rates.elsewhere : rates.here).chance(of: $0.episode)) }
        let gaps = chances.reduce(0) { $0 + log10($1.soon / $1.rate) }
        return min(0, chances.reduce(0) { $0 + log10($1.rate) } + CombinedTail.log10Fisher(log10Product: gaps, count: steps.count))
    }
}
