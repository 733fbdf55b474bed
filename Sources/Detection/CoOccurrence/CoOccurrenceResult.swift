/// What `CoOccurrenceDetector` found, in orders that depend on the rows and not on their order.
public struct CoOccurrenceResult: Sendable, Hashable {
    /// Groups beyond chance, the least probable first; disjoint.
    public let groups: [CoOccurrenceGroup]
    /// Pairs at or below the seed probability, by tail probability, then by ids.
    public let pairs: [CoOccurrencePair]
    /// Windows too full to expand, by place, day and second.
    public let bursts: [CoOccurrenceBurst]
    /// Every place by id.
    public let places: [PlaceCloseness]
    /// Upper bound of the number of pairs that shared enough place-days: the family of the false discovery rate.
    public let testedPairCount: Int
    /// Groups that passed every count and were put to the group test.
    public let candidateGroupCount: Int
    /// Entities seen on enough distinct days to be looked at.
    public let eligibleEntityCount: Int
    /// Distinct rows.
    public let rowCount: Int
}

/// Two entities that were close more often than their places' traffic and their own habits explain.
public struct CoOccurrencePair: Sendable, Hashable {
    public let first: Int32
    public let second: Int32
    /// Place-days on which both were at the place.
    public let commonPlaceDays: Int
    /// Of these, the place-days on which they were close.
    public let closePlaceDays: Int
    /// Distinct days among the close ones.
    public let closeDays: Int
    /// Distinct places among the close ones.
    public let closePlaces: Int
    /// Close place-days expected by chance.
    public let expected: Double
    /// Poisson-binomial P(close place-days >= observed), at least the least normal number.
    public let tailProbability: Double
    /// Benjamini–Hochberg adjusted over `testedPairCount`.
    public let adjustedProbability: Double
    /// Adjusted probability, distinct days and places all suffice for the pair alone.
    public let isSignificant: Bool
}

/// A set of entities that were repeatedly together.
public struct CoOccurrenceGroup: Sendable, Hashable {
    /// Ascending.
    public let members: [Int32]
    /// By day, place.
    public let jointPlaceDays: [JointPlaceDay]
    /// Distinct days among the joint place-days.
    public let jointDayCount: Int
    /// Distinct places of the joint place-days, ascending.
    public let places: [Int32]
    /// Edges (pairs at or below the seed probability) inside the group, and those significant by themselves.
    public let pairCount: Int
    public let significantPairCount: Int
    /// `pairCount` over all pairs of members.
    public let density: Double
    /// Links (largest chain less one) over all place-days with two or more members present, and their expectation's upper bound.
    public let observedLinks: Int
    public let expectedLinks: Double
    /// log10 of an upper bound of the probability of so many links by chance, before and after the number of possible groups.
    public let log10TailProbability: Double
    public let log10AdjustedProbability: Double
    /// 10^`log10TailProbability`, at least the least normal number.
    public let tailProbability: Double
    /// Share of the members' place-days, at any place, that are joint.
    public let jointShare: Double
    /// Median over joint place-days of last second less first second.
    public let medianSpanSeconds: Double
}

/// A place and day on which enough members of a group fell in one chain of gaps no longer than the window.
public struct JointPlaceDay: Sendable, Hashable {
    public let place: Int32
    public let day: Int32
    public let firstSecond: Int32
    public let lastSecond: Int32
    /// Members in the chain, ascending.
    public let members: [Int32]
}

/// A stretch of overlapping windows with more eligible rows than the cap.
public struct CoOccurrenceBurst: Sendable, Hashable {
    public let place: Int32
    public let day: Int32
    public let firstSecond: Int32
    public let lastSecond: Int32
    /// Distinct eligible entities in the stretch.
    public let entityCount: Int
}

/// How far the times of a place are those of separate arrivals.
public struct PlaceCloseness: Sendable, Hashable {
    public let place: Int32
    public let rowCount: Int
    public let dayCount: Int
    public let entityCount: Int
    /// Median over the place's entities of the mean share of a day's other entities that are close; 0 where nobody ever had company.
    public let closeShare: Double
    /// The same share when arrivals are independent draws of the place's hourly profile.
    public let expectedCloseShare: Double
    /// All of the place, or this many of its days, look entered in one batch and are no evidence.
    public let isBatch: Bool
    public let batchDayCount: Int
}
