import Claims
import Leads
import TestSupport
import Testing

/// Every threshold of `Models/ranking.yaml` at the value that a list has, and a notch beyond it.
@Suite struct RankingBoundaryTests {
    private typealias List = (leads: [Lead], folded: Int, beyondLimit: Int, places: [CandidatePlace])

    /// Twelve settlements, for which the fund paid 1.01, 2.01, … 12.01 yuan.
    private static let sample = store((0..<12).map { Row(person: "p\($0 % 4)", day: 20_000 + Int32($0), fund: Int64(100 * ($0 + 1)) + 1) })

    private static func boundary(
        _ threshold: String, kept: Double, crossed: Double, _ candidates: [Candidate], holds: @escaping @Sendable (List) -> Bool
    ) -> ThresholdBoundary {
        ThresholdBoundary(threshold, kept: kept, crossed: crossed) { value in
            var library = try library.get()
            try library.set("ranking.\(threshold)", to: value)
            return try holds(Ranking(library: library, store: sample, language: .en).leads(candidates, limit: 50))
        }
    }

    private static let allRows = [candidate("a", strength: 9, rows: Array(0..<12))]
    private static let tenYuanOneFen = [candidate("a", strength: 9, rows: [9])]

    /// Two leads of one facility, the first far stronger.
    private static func twoOfAFacility(_ first: [Int32], _ second: [Int32]) -> [Candidate] {
        [candidate("growth-spike", .facility, "H1", strength: 20, rows: first, facilities: [0]),
         candidate("abnormal-purchase", .facility, "H1", strength: 5, rows: second, facilities: [0])]
    }

    /// A stay of a group's member, half of whose settlements are the group's.
    private static let groupAndMember = [
        candidate("inpatient-anomaly", .visitGroup, "G1", strength: 9, rows: [0, 1, 4, 5, 8, 9], members: [0, 1], facilities: [0]),
        candidate("split-admission", .stay, "S1", strength: 3, rows: [1, 2, 3, 5], person: 1),
    ]

    /// One that scores half of its scenario's ceiling.
    private static let half = Result { try library.get().scenario("frequent-visits").score }
    private static let halfScore = ((try? half.get().ceiling.value) ?? .nan) / 2
    private static let halfStrength = (try? half.get().half.value) ?? .nan

    private static let boundaries: [ThresholdBoundary] = [
        boundary("evidence_rows", kept: 12, crossed: 11, allRows) { $0.leads[0].evidence.count == $0.leads[0].evidenceCount },
        boundary("reasons", kept: 7, crossed: 6, allRows) { $0.leads[0].reasons.last?.feature == "f6" },
        boundary("amount_high_yuan", kept: 10.01, crossed: 10.02, tenYuanOneFen) { $0.leads[0].riskBasis.contains("high amount") },
        boundary("amount_medium_yuan", kept: 10.01, crossed: 10.02, tenYuanOneFen) { $0.leads[0].riskBasis.contains("medium amount") },
        // Four of five either way: of the second's settlements in the first, of the first's in the second.
        boundary("fold_share", kept: 0.8, crossed: 0.81, twoOfAFacility([0, 1, 2, 3], [0, 1, 2, 3, 4])) { $0.folded == 1 },
        boundary("fold_share", kept: 0.8, crossed: 0.81, twoOfAFacility([0, 1, 2, 3, 4], [0, 1, 2, 3])) { $0.folded == 1 },
        boundary("fold_member_share", kept: 0.5, crossed: 0.51, groupAndMember) { $0.folded == 1 },
        boundary("minimum_score", kept: halfScore, crossed: halfScore + 0.01, [candidate("a", strength: halfStrength, rows: [0])]) {
            $0.leads.count == 1
        },
    ]

    @Test(arguments: boundaries)
    func countsAtTheThresholdAndNotBeyond(_ boundary: ThresholdBoundary) throws {
        #expect(try boundary.countsWhereKept())
        #expect(try !boundary.countsWhereCrossed())
    }

    @Test func everyThresholdHasABoundary() throws {
        #expect(try Set(Self.boundaries.map(\.threshold)) == Set(library.get().ranking.thresholds.values.keys))
    }
}
