import Claims
import Statistics

/// What the second look at a sample found, once people have entered it: how many of those that had passed were doubtful after all.
public struct ReviewOutcomes: Sendable {
    public enum Finding: Sendable { case pass, suspect }

    /// What may stand in the column `outcome`.
    public static let words: [(text: String, finding: Finding)] = [
        ("pass", .pass), ("通过", .pass), ("suspect", .suspect), ("疑点", .suspect),
    ]

    public struct Estimate: Sendable, Equatable {
        /// Settlements that passed the first review, and how many of the sample have been looked at.
        public let passed: Int
        public let reviewed: Int
        public let suspect: Int
        public let lower: Double
        public let upper: Double

        public var rate: Double { reviewed == 0 ? 0 : Double(suspect) / Double(reviewed) }
    }

    public let byStratum: [Estimate]
    /// All strata together, every settlement reviewed counted alike, with Wilson's interval.
    public let pooled: Estimate
    /// The share of all that passed, each stratum weighted by its size, over the strata looked at: rounding up draws more than its share
    /// from a small stratum, and this undoes it. Nil where nothing has been looked at.
    public let weightedRate: Double?
    public let drawn: Int

    /// - Parameter findings: by settlement id; those not looked at yet are absent.
    /// - Throws: `ClaimsError` for a settlement that is not in the sample.
    public init(_ findings: [String: Finding], of sample: ReviewSample, confidence: Double) throws(ClaimsError) {
        var reviewed = [Int](repeating: 0, count: sample.strata.count)
        var suspect = reviewed
        var used = 0
        for draw in sample.draws {
            guard let finding = findings[draw.settlement] else { continue }
            used += 1
            reviewed[draw.stratum] += 1
            if finding == .suspect { suspect[draw.stratum] += 1 }
        }
        guard used == findings.count else {
            throw ClaimsError("the outcomes: \(findings.count - used) of \(findings.count) settlements are not in the sample; give the outcomes of this seed, rate, batch and strata")
        }
        func estimate(_ passed: Int, _ reviewed: Int, _ suspect: Int) -> Estimate {
            let interval = WilsonInterval(hits: suspect, of: reviewed, populationCount: passed, confidence: confidence)
            return Estimate(passed: passed, reviewed: reviewed, suspect: suspect, lower: interval.lower, upper: interval.upper)
        }
        let estimates = sample.strata.indices.map { estimate(sample.strata[$0].passed, reviewed[$0], suspect[$0]) }
        byStratum = estimates
        pooled = estimate(estimates.reduce(0) { $0 + $1.passed }, estimates.reduce(0) { $0 + $1.reviewed }, estimates.reduce(0) { $0 + $1.suspect })
        let seen = estimates.filter { $0.reviewed > 0 }
        let covered = seen.reduce(0) { $0 + $1.passed }
        weightedRate = covered == 0 ? nil : seen.reduce(0) { $0 + $1.rate * Double($1.passed) } / Double(covered)
        drawn = sample.draws.count
    }
}
