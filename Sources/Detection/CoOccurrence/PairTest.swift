import RealModule
import Statistics

/// Tests pairs against chance: a fast screen by profile and habit, then the day's traffic without the companions that passed the screen.
struct PairTest {
    let model: ChanceModel
    private var index: VisitIndex { model.index }
    private var parameters: CoOccurrenceParameters { model.parameters }

    /// A pair by entity number.
    struct Candidate {
        let first: Int
        let second: Int
    }

    typealias Tested = (candidate: Candidate, pair: CoOccurrencePair)

    /// Whether the pair was close on enough distinct days and is improbable by profile and habit.
    ///
    /// - Complexity: that of `ChanceModel.encounters` plus O(c·k) for k close of c common place-days.
    func passesScreen(_ first: Int, _ second: Int, scratch: inout [ChanceModel.Encounter]) -> Bool {
        // Habit costs most and can only raise the tail: it is asked last.
        model.encounters(first, second, withHabit: false, into: &scratch)
        var days = scratch.filter(\.isClose).map { index.blockDay[$0.block] }
        guard distinctCount(&days) >= parameters.minimumSeedDays else { return false }
        let chances = scratch.map { profile($0) }
        guard tail(scratch, chances) <= parameters.seedProbability else { return false }
        model.encounters(first, second, into: &scratch)
        return tail(scratch, chances) <= parameters.seedProbability
    }

    /// The pairs still improbable when the traffic of the days counts too, by tail probability and then by ids.
    func test(_ candidates: [Candidate], familySize: Int) -> [Tested] {
        let companions = Adjacency(vertexCount: index.entityCount, edges: candidates)
        var shares: [Int: Double] = [:]
        func share(_ visit: Int, _ entity: Int) -> Double {
            if let known = shares[visit] { return known }
            let share = model.trafficShare(ofVisit: visit, entity: entity, excluding: companions.neighbors(of: entity))
            shares[visit] = share
            return share
        }
        var encounters: [ChanceModel.Encounter] = []
        var found: [(pair: Candidate, common: Int, close: Int, days: Int, places: Int, expected: Double, tail: Double)] = []
        for candidate in candidates {
            model.encounters(candidate.first, candidate.second, into: &encounters)
            let chances = encounters.map { encounter in
                let profile = profile(encounter)
                return (
                    max(profile.0, share(encounter.first, candidate.first)),
                    max(profile.1, share(encounter.second, candidate.second))
                )
            }
            let tail = tail(encounters, chances)
            guard tail <= parameters.seedProbability else { continue }
            let close = encounters.filter(\.isClose)
            var days = close.map { index.blockDay[$0.block] }
            var places = close.map { index.blockPlace[$0.block] }
            let expected = max(
                zip(encounters, chances).reduce(0) { $0 + min(1, max($1.1.0, $1.0.habit)) },
                zip(encounters, chances).reduce(0) { $0 + min(1, max($1.1.1, $1.0.habit)) }
            )
            found.append((candidate, encounters.count, close.count, distinctCount(&days), distinctCount(&places), expected, tail))
        }
        found.sort { ($0.tail, $0.pair.first, $0.pair.second) < ($1.tail, $1.pair.first, $1.pair.second) }

        // Benjamini & Hochberg (1995): pairs not listed have larger probabilities, so ranks here are ranks in the family.
        let family = Double(max(familySize, found.count))
        var adjusted = [Double](repeating: 1, count: found.count)
        var least = 1.0
        for rank in found.indices.reversed() {
            least = min(least, found[rank].tail * family / Double(rank + 1))
            adjusted[rank] = least
        }
        return found.enumerated().map { rank, entry in
            let pair = CoOccurrencePair(
                first: index.entityIdentifiers[entry.pair.first], second: index.entityIdentifiers[entry.pair.second],
                commonPlaceDays: entry.common, closePlaceDays: entry.close, closeDays: entry.days, closePlaces: entry.places,
                expected: entry.expected, tailProbability: max(entry.tail, .leastNormalMagnitude), adjustedProbability: adjusted[rank],
                isSignificant: adjusted[rank] <= parameters.alpha && entry.days >= parameters.minimumDays
                    && entry.places >= parameters.minimumPlaces
            )
            return (entry.pair, pair)
        }
    }

    /// The profile's chance of closeness when the first and when the second is the anchor.
    private func profile(_ encounter: ChanceModel.Encounter) -> (Double, Double) {
        let first = model.traffic.chanceOfArrival(nearVisit: encounter.first, window: model.window, in: index)
        let second = model.traffic.chanceOfArrival(nearVisit: encounter.second, window: model.window, in: index)
        return (
            min(1, first * Double(model.sittings(encounter.second))), min(1, second * Double(model.sittings(encounter.first)))
        )
    }

    /// Either entity may be the anchor; the larger tail is the answer.
    private func tail(_ encounters: [ChanceModel.Encounter], _ chances: [(Double, Double)]) -> Double {
        let close = encounters.count { $0.isClose }
        let byFirst = zip(encounters, chances).map { min(1, max($0.habit, $1.0)) }
        let bySecond = zip(encounters, chances).map { min(1, max($0.habit, $1.1)) }
        return Double.exp(
            max(
                PoissonBinomial(probabilities: byFirst).logTailProbability(of: Double(close)),
                PoissonBinomial(probabilities: bySecond).logTailProbability(of: Double(close))
            )
        )
    }
}

/// Neighbours of vertices, in ascending order.
struct Adjacency {
    private let start: [Int32]
    private let neighbor: [Int32]

    /// - Complexity: O(V + E log d).
    init(vertexCount: Int, edges: [PairTest.Candidate]) {
        var start = [Int32](repeating: 0, count: vertexCount + 1)
        for edge in edges {
            start[edge.first + 1] += 1
            start[edge.second + 1] += 1
        }
        for vertex in 0..<vertexCount { start[vertex + 1] += start[vertex] }
        var next = start
        var neighbor = [Int32](repeating: 0, count: 2 * edges.count)
        for edge in edges {
            neighbor[Int(next[edge.first])] = Int32(edge.second)
            next[edge.first] += 1
            neighbor[Int(next[edge.second])] = Int32(edge.first)
            next[edge.second] += 1
        }
        for vertex in 0..<vertexCount where start[vertex + 1] - start[vertex] > 1 {
            neighbor[Int(start[vertex])..<Int(start[vertex + 1])].sort()
        }
        self.start = start
        self.neighbor = neighbor
    }

    func neighbors(of vertex: Int) -> [Int32] { Array(neighbor[Int(start[vertex])..<Int(start[vertex + 1])]) }
}
