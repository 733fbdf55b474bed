import RealModule

/// Puts a set of members into the words of the result, if it passes the counts asked of a group.
struct GroupDescription {
    let model: ChanceModel
    let formation: GroupFormation
    /// By pair of entity numbers, the smaller first: whether significant by itself.
    private let isSignificant: [UInt64: Bool]
    private var index: VisitIndex { model.index }
    private var parameters: CoOccurrenceParameters { model.parameters }

    init(model: ChanceModel, formation: GroupFormation, pairs: [PairTest.Tested]) {
        self.model = model
        self.formation = formation
        var isSignificant: [UInt64: Bool] = [:]
        for (candidate, pair) in pairs { isSignificant[Self.key(candidate.first, candidate.second)] = pair.isSignificant }
        self.isSignificant = isSignificant
    }

    private static func key(_ first: Int, _ second: Int) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    typealias Described = (members: [Int], group: CoOccurrenceGroup)

    static func precedes(_ left: Described, _ right: Described) -> Bool {
        if left.group.log10AdjustedProbability != right.group.log10AdjustedProbability {
            return left.group.log10AdjustedProbability < right.group.log10AdjustedProbability
        }
        return left.members.lexicographicallyPrecedes(right.members)
    }

    /// Nil when the joint days or places are too few.
    func group(_ members: [Int], test: GroupTest) -> Described? {
        let joint = GroupAttendance(of: members, in: model).joint(atLeast: formation.jointSize(members.count))
        var days = joint.map { index.blockDay[$0.block] }
        let dayCount = distinctCount(&days)
        var places: [Int32] = []
        for place in joint.map({ index.placeIdentifiers[Int(index.blockPlace[$0.block])] }).sorted() where places.last != place {
            places.append(place)
        }
        guard dayCount >= parameters.minimumJointDays, places.count >= parameters.minimumPlaces else { return nil }

        let outcome = test.test(members)
        var pairCount = 0
        var significantPairCount = 0
        for (position, first) in members.enumerated() {
            for second in members[(position + 1)...] {
                guard let significant = isSignificant[Self.key(first, second)] else { continue }
                pairCount += 1
                if significant { significantPairCount += 1 }
            }
        }
        let visitCount = members.reduce(0) { $0 + index.visits(ofEntity: $1).count }
        let jointVisits = joint.reduce(0) { $0 + $1.chain.count }
        var spans = joint.map { Double($0.lastSecond - $0.firstSecond) }
        let placeDays = joint.map { meeting in
            JointPlaceDay(
                place: index.placeIdentifiers[Int(index.blockPlace[meeting.block])], day: index.blockDay[meeting.block],
                firstSecond: meeting.firstSecond, lastSecond: meeting.lastSecond,
                members: meeting.chain.map { index.entityIdentifiers[$0] }
            )
        }
        let group = CoOccurrenceGroup(
            members: members.map { index.entityIdentifiers[$0] },
            jointPlaceDays: placeDays.sorted { ($0.day, $0.place) < ($1.day, $1.place) },
            jointDayCount: dayCount, places: places, pairCount: pairCount, significantPairCount: significantPairCount,
            density: Double(pairCount) / Double(members.count * (members.count - 1) / 2),
            observedLinks: outcome.observedLinks, expectedLinks: outcome.expectedLinks,
            log10TailProbability: outcome.log10Tail, log10AdjustedProbability: min(0, outcome.log10Tail + outcome.log10Family),
            tailProbability: max(Double.leastNormalMagnitude, Double.pow(10, outcome.log10Tail)),
            jointShare: Double(jointVisits) / Double(visitCount), medianSpanSeconds: median(&spans)
        )
        return (members, group)
    }
}
