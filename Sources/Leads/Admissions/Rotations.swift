import Claims
import Foundation
import Statistics

/// 轮转住院: persons who go from one hospital to the next, and come back to one that they left.
///
/// Who is ill for long is admitted again and again, but as a rule where the illness is known. What is counted is the moves to another
/// hospital, in the longest run of stays each of which begins within so many days of the one before. How many are usual is a negative
/// binomial law of all inpatients (`PeerCounts`), whose dispersion is how much frailer some are than others. Persons who go round the same
/// hospitals are one ring. One who goes alone is asked about where the illness changes with the hospital; with the same one it is a split
/// stay (`ReturnChains`).
struct Rotations {
    /// A person's longest run.
    struct Round {
        let person: Int32
        /// In the order of time.
        let episodes: [Int]
        /// To another facility, and those of them for another category of diagnosis.
        let moves: Int
        let changes: Int
        let facilities: Set<Int32>
        /// Whether a facility was left for another and taken up again.
        let comesBack: Bool
    }

    /// Persons who go round the same facilities, or one who goes alone.
    struct Ring {
        var rounds: [Round]
        var log10P: Double
        var qValue = 1.0
    }

    /// Those with as many moves as asked for, who came back; the least probable first.
    private(set) var rings: [Ring] = []
    /// Inpatients whose runs were looked at.
    let tested: Int
    private let counts: PeerCounts

    /// The law of all inpatients, as moves.
    var usual: (median: Double, p99: Double)? { tested > 0 ? counts.law(of: 0).map { ($0.median - 1, $0.p99 - 1) } : nil }

    /// - Parameters:
    ///   - isTrial: stays that are looked at; any other ends a run.
    ///   - excludedWays: of discharge, after which the next stay is no move.
    /// - Complexity: O(*n* log *n* + rings²).
    init(
        _ episodes: Episodes, store: ClaimStore, traits: StayTraits, isTrial: [Bool], isOperated: [Bool], excludedWays: Set<UInt8>,
        _ thresholds: ThresholdTable
    ) throws(ClaimsError) {
        let longestGap = Int32(try thresholds.integer("rotation_gap_days"))
        let leastMoves = try thresholds.integer("rotation_moves")
        let stays = store.stays
        let all = episodes.episodes
        let isLooked = all.map { $0.stays.allSatisfy { isTrial[$0] } }
        func follows(_ next: Int, _ before: Int) -> Bool {
            isLooked[before] && isLooked[next] && (0...longestGap).contains(all[next].beginDay - all[before].endDay)
                && !excludedWays.contains(stays.dischargeWay[all[before].stays[all[before].stays.count - 1]])
                && !all[next].stays.contains { isOperated[$0] }
        }
        var rounds: [Int32: Round] = [:]
        let isFollowing = Set(all.indices.compactMap { episodes.next[$0] >= 0 && follows(episodes.next[$0], $0) ? episodes.next[$0] : nil })
        for first in all.indices where isLooked[first] && !isFollowing.contains(first) {
            var run = [first]
            while let last = run.last, episodes.next[last] >= 0, follows(episodes.next[last], last) { run.append(episodes.next[last]) }
            let round = Self.round(run, all, stays, traits)
            if round.moves > rounds[round.person]?.moves ?? -1 { rounds[round.person] = round }
        }
        let ordered = rounds.values.sorted { $0.person < $1.person }
        tested = ordered.count
        counts = PeerCounts(
            ordered.map { Double($0.moves + 1) }, group: ordered.map { _ in 0 }, members: [Array(ordered.indices)],
            rejection: try thresholds.value("rejection_count"), startShare: try thresholds.value("fit_start_share"))
        let counts = counts
        let found = ordered.indices.filter { ordered[$0].moves >= leastMoves && ordered[$0].comesBack }
            .map { (round: ordered[$0], log10P: counts.log10TailProbability(of: $0) ?? 0) }
            .sorted { ($0.log10P, $0.round.person) < ($1.log10P, $1.round.person) }
        let choices = log10(Double(max(1, tested)))
        for (round, log10P) in found {
            if let ring = rings.firstIndex(where: { Self.areAlike($0.rounds[0].facilities, round.facilities) }) {
                // Whoever goes the same way adds what is improbable in it even as the least probable of all inpatients.
                rings[ring].log10P += min(0, log10P + choices)
                rings[ring].rounds.append(round)
            } else {
                rings.append(Ring(rounds: [round], log10P: log10P))
            }
        }
        let qValues = SubjectTails(rings.map { max(PeerCounts.least, $0.log10P) } + Array(repeating: 0, count: tested - rings.count)).qValues
        for place in rings.indices { rings[place].qValue = qValues[place] }
    }

    private static func round(_ run: [Int], _ all: [Episodes.Episode], _ stays: StayColumns, _ traits: StayTraits) -> Round {
        let places = run.map { stays.facility[all[$0].stays[0]] }
        let classes = run.map { traits.diagnosisClass[all[$0].stays[0]] }
        var (moves, changes) = (0, 0)
        var left: Set<Int32> = []
        var comesBack = false
        for step in run.indices.dropFirst() where places[step] != places[step - 1] {
            moves += 1
            if classes[step] >= 0, classes[step - 1] >= 0, classes[step] != classes[step - 1] { changes += 1 }
            left.insert(places[step - 1])
            if left.contains(places[step]) { comesBack = true }
        }
        return Round(
            person: stays.person[all[run[0]].stays[0]], episodes: run, moves: moves, changes: changes, facilities: Set(places), comesBack: comesBack)
    }

    /// Half of the facilities of both.
    private static func areAlike(_ left: Set<Int32>, _ right: Set<Int32>) -> Bool {
        2 * left.intersection(right).count >= left.union(right).count
    }

    /// Adds the tail of every inpatient's moves.
    func add(to tails: inout LawTails, of specification: ScenarioSpecification, in context: ScreeningContext) {
        tails.add("rotation", of: specification, in: context) { counts.add(to: &$0) }
    }
}
