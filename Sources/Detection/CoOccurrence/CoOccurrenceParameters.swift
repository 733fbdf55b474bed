/// Everything the search for co-occurring entities may be told. Nothing has a default: thresholds are the caller's data.
public struct CoOccurrenceParameters: Sendable, Codable, Hashable {
    /// Two rows at one place and day are close when their seconds differ by no more than this.
    public let windowSeconds: Int
    /// A second window, at least as wide, by which pairs may seed a group too: the first and the last of a batch settled one after another
    /// are further apart than neighbours are. Nothing but seeds comes of it; chains and their test go by `windowSeconds`.
    public let seedWindowSeconds: Int
    /// Least distinct days on which a pair was close before it may seed a group (2 lets weak evidence through to the group test).
    public let minimumSeedDays: Int
    /// Least distinct days on which a pair was close before it may be significant by itself.
    public let minimumDays: Int
    /// Least distinct days for an entity to be looked at, and least distinct joint days for a member to stay in a group.
    public let minimumMemberDays: Int
    /// Least distinct days on which at least three members of a group, and at least `minimumGroupSize`, were together.
    public let minimumJointDays: Int
    /// Least distinct places of a group's joint days.
    public let minimumPlaces: Int
    /// Least members of a group, and least members in one chain for a joint place-day; at least 3 is enforced.
    public let minimumGroupSize: Int
    /// Communities larger than this are split again at a higher resolution as long as they come apart.
    public let maximumGroupSize: Int
    /// Largest tail probability of a pair that may become an edge of the graph.
    public let seedProbability: Double
    /// Level of the false discovery rate of pairs, and of the family-wise error of groups.
    public let alpha: Double
    /// Resolution of the partition: the least share of pairs that must be edges for communities to be worth joining.
    public let resolution: Double
    /// A member stays on at least this share of its group's joint days; a joint chain holds at least this share of the members.
    public let pruneShare: Double
    /// Weight, in observations, of the hourly profile when a day's own or a pair's own rate is shrunk towards it.
    public let rateShrinkage: Double
    /// A day or place with at least this many entities whose median share of close others exceeds `maximumCloseShare` is a batch.
    public let minimumBatchEntities: Int
    public let maximumCloseShare: Double
    /// A window with more rows of eligible entities than this is reported as a burst and not expanded to pairs.
    public let maximumWindowEntities: Int
    /// Most pair events held in memory at once; more are counted in several passes.
    public let pairBudget: Int

    public init(
        windowSeconds: Int, seedWindowSeconds: Int, minimumSeedDays: Int, minimumDays: Int, minimumMemberDays: Int, minimumJointDays: Int,
        minimumPlaces: Int, minimumGroupSize: Int, maximumGroupSize: Int, seedProbability: Double, alpha: Double, resolution: Double,
        pruneShare: Double, rateShrinkage: Double, minimumBatchEntities: Int, maximumCloseShare: Double,
        maximumWindowEntities: Int, pairBudget: Int
    ) {
        self.windowSeconds = windowSeconds
        self.seedWindowSeconds = seedWindowSeconds
        self.minimumSeedDays = minimumSeedDays
        self.minimumDays = minimumDays
        self.minimumMemberDays = minimumMemberDays
        self.minimumJointDays = minimumJointDays
        self.minimumPlaces = minimumPlaces
        self.minimumGroupSize = minimumGroupSize
        self.maximumGroupSize = maximumGroupSize
        self.seedProbability = seedProbability
        self.alpha = alpha
        self.resolution = resolution
        self.pruneShare = pruneShare
        self.rateShrinkage = rateShrinkage
        self.minimumBatchEntities = minimumBatchEntities
        self.maximumCloseShare = maximumCloseShare
        self.maximumWindowEntities = maximumWindowEntities
        self.pairBudget = pairBudget
    }

    /// The first field whose value makes no sense, if any.
    var invalidField: String? {
        if windowSeconds < 0 || windowSeconds >= VisitIndex.secondsPerDay { return "windowSeconds" }
        if seedWindowSeconds < windowSeconds || seedWindowSeconds >= VisitIndex.secondsPerDay { return "seedWindowSeconds" }
        if minimumSeedDays < 1 { return "minimumSeedDays" }
        if minimumDays < 1 { return "minimumDays" }
        if minimumMemberDays < 1 { return "minimumMemberDays" }
        if minimumJointDays < 1 { return "minimumJointDays" }
        if minimumPlaces < 1 { return "minimumPlaces" }
        if minimumGroupSize < 3 { return "minimumGroupSize" }
        if maximumGroupSize < minimumGroupSize { return "maximumGroupSize" }
        if !(seedProbability > 0 && seedProbability < 1) { return "seedProbability" }
        if !(alpha > 0 && alpha < 1) { return "alpha" }
        if !(resolution > 0 && resolution < 1) { return "resolution" }
        if !(pruneShare >= 0 && pruneShare <= 1) { return "pruneShare" }
        if !(rateShrinkage > 0 && rateShrinkage.isFinite) { return "rateShrinkage" }
        if minimumBatchEntities < 2 { return "minimumBatchEntities" }
        if !(maximumCloseShare > 0 && maximumCloseShare <= 1) { return "maximumCloseShare" }
        if maximumWindowEntities < 2 { return "maximumWindowEntities" }
        if pairBudget < 1 { return "pairBudget" }
        return nil
    }
}

/// What can be wrong with the arrays or the parameters given to a `CoOccurrenceDetector`.
public enum CoOccurrenceError: Error, Hashable, Sendable {
    /// The four arrays differ in length.
    case lengthsDiffer(entity: Int, place: Int, day: Int, second: Int)
    /// A second of the day outside 0 ..< 86,400, at this position of the input.
    case secondOutOfRange(position: Int)
    /// More rows than a 32-bit row number can hold.
    case tooManyRows(Int)
    /// A parameter outside its range.
    case invalidParameter(String)
}
