import RealModule

/// Finds groups of entities that are at the same places within minutes of each other, again and again, beyond what the traffic of the
/// places and the habits of the entities explain.
///
/// 1. Rows are put in canonical order; entities on fewer than `minimumMemberDays` days are set aside (they still count as traffic); days and
///    places whose times are those of a batch are set aside and reported.
/// 2. Pairs within the window on `minimumSeedDays` days are counted, in as many passes as `pairBudget` asks for.
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
    /// - Complexity: O(n + e + c·v) for n rows, e close same-day pairs of eligible entities and c pairs close often enough, of v visits.
    public func groups(
        entity: [Int32], place: [Int32], day: [Int32], second: [Int32]
    ) throws(CoOccurrenceError) -> CoOccurrenceResult {
        let index = try VisitIndex(entity: entity, place: place, day: day, second: second)
        let traffic = PlaceTraffic(index: index, parameters: parameters)
        let isEligible = index.entities(withDays: parameters.minimumMemberDays)
        let model = ChanceModel(index: index, traffic: traffic, parameters: parameters)
        let counting = ClosePairCounting(index: index, traffic: traffic, parameters: parameters, isEligible: isEligible)
        let pairTest = PairTest(model: model)

        let survey = counting.survey()
        var candidates: [PairTest.Candidate] = []
        var scratch: [ChanceModel.Encounter] = []
        counting.forEachFrequentPair(eventCount: survey.eventCount) { first, second in
            if pairTest.passesScreen(first, second, scratch: &scratch) {
                candidates.append(PairTest.Candidate(first: first, second: second))
            }
        }
        candidates.sort { ($0.first, $0.second) < ($1.first, $1.second) }
        let tested = pairTest.test(candidates, familySize: survey.familySize)

        let edges = tested.map(\.candidate).sorted { ($0.first, $0.second) < ($1.first, $1.second) }
        let formation = GroupFormation(model: model, adjacency: Adjacency(vertexCount: index.entityCount, edges: edges))
        let groupTest = GroupTest(model: model, isEligible: isEligible)
        var grown: [[Int]] = []
        var seen = Set<[Int]>()
        for community in formation.communities(edges: edges.map { ($0.first, $0.second) }) {
            if let members = formation.grown(community), seen.insert(members).inserted { grown.append(members) }
        }
        let description = GroupDescription(model: model, formation: formation, pairs: tested)
        var described = grown.compactMap { description.group($0, test: groupTest) }
        let candidateCount = described.count
        described.sort(by: GroupDescription.precedes)

        // Groups are disjoint: a member of two belongs to the less probable one, and the other stands without it or falls.
        var taken = Set<Int>()
        var groups: [CoOccurrenceGroup] = []
        for candidate in described {
            var current = candidate
            if !taken.isDisjoint(with: candidate.members) {
                guard let rest = formation.pruned(candidate.members.filter { !taken.contains($0) }),
                    let again = description.group(rest, test: groupTest)
                else { continue }
                current = again
            }
            guard current.group.log10AdjustedProbability <= Double.log(parameters.alpha) / Double.log(10) else { continue }
            taken.formUnion(current.members)
            groups.append(current.group)
        }
        groups.sort { ($0.log10AdjustedProbability, $0.members[0]) < ($1.log10AdjustedProbability, $1.members[0]) }
        return CoOccurrenceResult(
            groups: groups, pairs: tested.map(\.pair), bursts: survey.bursts, places: traffic.closeness,
            testedPairCount: survey.familySize, candidateGroupCount: candidateCount, eligibleEntityCount: isEligible.count { $0 },
            rowCount: index.rowCount
        )
    }
}
