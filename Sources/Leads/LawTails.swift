import Statistics

/// What the laws of a scenario say of all that they were held against, law by law, before floors, choices of the least and corrections for
/// these: whether the laws are right, not what a lead is worth.
public struct LawTails: Sendable {
    public private(set) var byLaw: [String: RandomizedTails] = [:]

    public init() {}

    mutating func add(
        _ law: String, of specification: ScenarioSpecification, in context: ScreeningContext, _ fill: (inout RandomizedTails) throws -> Void
    ) rethrows {
        var tails = byLaw[law] ?? RandomizedTails(seed: context.seed, stream: "\(specification.slug) \(law)")
        try fill(&tails)
        byLaw[law] = tails
    }

    mutating func add(_ other: LawTails) {
        byLaw.merge(other.byLaw) { own, others in
            var joined = own
            joined.add(others)
            return joined
        }
    }

    /// How many lie below a level, of how many, over all laws; nil where there are none.
    public func count(below level: Double) -> (below: Int, all: Int)? {
        let all = byLaw.values.reduce(0) { $0 + $1.probabilities.count }
        guard all > 0 else { return nil }
        return (byLaw.values.reduce(0) { $0 + $1.probabilities.count { $0 < level } }, all)
    }
}
