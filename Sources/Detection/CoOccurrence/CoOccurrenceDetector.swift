import RealModule

/// Finds groups of entities that are at the same places within minutes of each other, again and again, beyond what the traffic of the
/// places and the habits of the entities explain.
///
/// 1. Rows are put in canonical order; entities on fewer than `minimumMemberDays` days are set aside (they still count as traffic); days and
///    places whose times are those of a batch are set aside and reported.
/// 2. Pairs within a window on `minimumSeedDays` days are counted, in as many passes as `pairBudget` asks for: within the window that
///    links a chain, and again within the wider one that a whole batch takes (`seedWindowSeconds`). Each gives a graph of its own.
/// 3. Each pair is tested by an exact Poisson-binomial tail given the days both were there (`ChanceModel`), adjusted over all pairs that
///    shared enough days, seen close or not. Pairs at or below `seedProbability` are the edges of a graph.
/// 4. The graph is partitioned (`CommunityPartition`); communities are pruned to members who were repeatedly in one chain of at least
///    three, and widened by neighbours who were too.
/// 5. A group stays when its chains are improbable (`GroupTest`) even times the number of groups that could have been looked at.
///
/// The result depends on the set of rows alone: not on their order, on repetition, or on `pairBudget`.
public struct CoOccurrenceDetector: Sendable {
    public let parameters: CoOccurrenceParameters

    /// - Throws: `CoOccurrenceError.invalidParameter` with the field's name.
    public init(parameters: CoOccurrenceParameters) throws(CoOccurrenceError) {
        if let field = parameters.invalidField { throw .invalidParameter(field) }
        self.parameters = parameters
    }

    /// The groups in rows given as parallel arrays of ids of entities and places, days (any numbering) and seconds of the day
    /// (0 ..< 86,400). No rows give no groups.
    ///
    /// - Parameter isLive: of a place, whether its times are those of the visits by their nature, as at a shop's counter, so that a crowd
    ///   there is a crowd and no batch.
    /// - Complexity: O(n + e + c·v) for n rows, e close same-day pairs of eligible entities and c pairs close often enough, of v visits.
    public func groups(
        entity: [Int32], place: [Int32], day: [Int32], second: [Int32], isLive: (Int32) -> Bool = { _ in false }
    ) throws(CoOccurrenceError) -> CoOccurrenceResult {
        let index = try VisitIndex(entity: entity, place: place, day: day, second: second)
        let traffic = PlaceTraffic(index: index, parameters: parameters, isLive: isLive)
        let isEligible = index.entities(withDays: parameters.minimumMemberDays)
        let chains = ChanceModel(index: index, traffic: traffic, parameters: parameters, window: Int32(parameters.windowSeconds))
        let groupTest = GroupTest(model: chains, isEligible: isEligible)
        var searches: [Search] = []
        var candidates: [(described: GroupDescription.Described, search: Int)] = []
        var seen = Set<[Int]>()
        for window in Set([parameters.windowSeconds, parameters.seedWindowSeconds]).sorted() {
            let seeds = ChanceModel(index: index, traffic: traffic, parameters: parameters, window: Int32(window))
            let search = Search(seeds: seeds, chains: chains, isEligible: isEligible)
            for members in search.grown() where seen.insert(members).inserted {
                if let described = search.description.group(members, test: groupTest) { candidates.append((described, searches.count)) }
            }
            searches.append(search)
        }
        candidates.sort { GroupDescription.precedes($0.described, $1.described) }

        // Groups are disjoint: a member of two belongs to the less probable one, and the other stands without it or falls.
        var taken = Set<Int>()
        var groups: [CoOccurrenceGroup] = []
        for candidate in candidates {
            var current = candidate.described
            if !taken.isDisjoint(with: current.members) {
                let search = searches[candidate.search]
                guard let rest = search.formation.pruned(current.members.filter { !taken.contains($0) }),
                    let again = search.description.group(rest, test: groupTest)
                else { continue }
                current = again
            }
            guard current.group.log10AdjustedProbability <= Double.log(parameters.alpha) / Double.log(10) else { continue }
            taken.formUnion(current.members)
            groups.append(current.group)
        }
        groups.sort { ($0.log10AdjustedProbability, $0.members[0]) < ($1.log10AdjustedProbability, $1.members[0]) }
        return CoOccurrenceResult(
            groups: groups, pairs: searches[0].pairs.map(\.pair), bursts: searches[0].survey.bursts, places: traffic.closeness,
            testedPairCount: searches[0].survey.familySize, candidateGroupCount: candidates.count, eligibleEntityCount: isEligible.count { $0 },
            rowCount: index.rowCount
        )
    }

    /// The pairs that are close by one window, and the groups that they seed. The groups' chains go by the narrow window whatever seeded
    /// them, and their test counts all groups that there could have been, so one more way of seeding costs no power.
    private struct Search {
        let survey: ClosePairCounting.Survey
        let pairs: [PairTest.Tested]
        let formation: GroupFormation
        let description: GroupDescription

        init(seeds: ChanceModel, chains: ChanceModel, isEligible: [Bool]) {
            let counting = ClosePairCounting(model: seeds, isEligible: isEligible)
            let pairTest = PairTest(model: seeds)
            survey = counting.survey()
            var candidates: [PairTest.Candidate] = []
            var scratch: [ChanceModel.Encounter] = []
            counting.forEachFrequentPair(eventCount: survey.eventCount) { first, second in
                if pairTest.passesScreen(first, second, scratch: &scratch) {
                    candidates.append(PairTest.Candidate(first: first, second: second))
                }
            }
            candidates.sort { ($0.first, $0.second) < ($1.first, $1.second) }
            pairs = pairTest.test(candidates, familySize: survey.familySize)
            let edges = pairs.map(\.candidate).sorted { ($0.first, $0.second) < ($1.first, $1.second) }
            formation = GroupFormation(model: chains, adjacency: Adjacency(vertexCount: seeds.index.entityCount, edges: edges))
            description = GroupDescription(model: chains, formation: formation, pairs: pairs)
        }

        func grown() -> [[Int]] {
            let edges = pairs.map { ($0.candidate.first, $0.candidate.second) }.sorted { $0 < $1 }
            return formation.communities(edges: edges).compactMap(formation.grown)
        }
    }
}
