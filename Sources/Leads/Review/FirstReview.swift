import Claims

/// The first review: a verdict for every row of `setl_d`, none left out.
public struct FirstReview: Sendable {
    public enum Verdict: String, Sendable { case pass, suspect, skipped }

    /// For every row of the store the scenarios that a lead of theirs lists it under, as an index into `groups`; -1 where it passed.
    public let groupOfRow: [Int32]
    /// Distinct sets of scenarios, in order.
    public let groups: [[String]]
    public let skipped: SkippedSettlements
    public let passedCount: Int
    public let suspectCount: Int
    /// Rows of `setl_d` that were read.
    public let recordCount: Int

    public var verdictCount: Int { passedCount + suspectCount + skipped.count }
    /// Verdicts over rows read.
    public var coverage: Double { recordCount == 0 ? 1 : Double(verdictCount) / Double(recordCount) }
    public var passed: [Bool] { groupOfRow.map { $0 < 0 } }

    /// - Parameter flagged: settlements that some lead lists, with its scenario.
    /// - Throws: `ClaimsError` where a flagged settlement is not in the store: then the run was made from another extract.
    public init(of store: ClaimStore, flagged: [(settlement: String, scenario: String)], skipped: SkippedSettlements, recordCount: Int) throws(ClaimsError) {
        var scenarios: [String: Set<String>] = [:]
        for (settlement, scenario) in flagged { scenarios[settlement, default: []].insert(scenario) }
        let groups = Set(scenarios.values.map { $0.sorted() }).sorted { $0.lexicographicallyPrecedes($1) }
        var numbers: [[String]: Int32] = [:]
        for (number, group) in groups.enumerated() { numbers[group] = Int32(number) }
        let flaggedGroup = scenarios.mapValues { numbers[$0.sorted()] ?? -1 }
        var groupOfRow = [Int32](repeating: -1, count: store.settlements.count)
        var found = 0
        if !flaggedGroup.isEmpty {
            for row in groupOfRow.indices {
                guard let group = flaggedGroup[store.settlements.id[row]] else { continue }
                groupOfRow[row] = group
                found += 1
            }
        }
        guard found >= flaggedGroup.count else {
            throw ClaimsError("\(flaggedGroup.count - found) settlements that the run lists are not in the extract; give the extract that was ranked")
        }
        self.groupOfRow = groupOfRow
        self.groups = groups
        self.skipped = skipped
        suspectCount = found
        passedCount = groupOfRow.count - found
        self.recordCount = recordCount
    }
}
