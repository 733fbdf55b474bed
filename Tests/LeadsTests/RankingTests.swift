import Claims
import Features
import Foundation
import Leads
import Testing

@Suite struct RankingTests {
    private let sample = store((0..<12).map { index in
        Row(person: "p\(index % 4)", facility: "H\(index % 3)", day: 20_000 + Int32(index), fund: Int64(100 * (index + 1)) + 1)
    })

    private func ranked(_ candidates: [Candidate], limit: Int = 50) throws -> (leads: [Lead], folded: Int, beyondLimit: Int) {
        let list = try Ranking(library: library.get(), store: sample, language: .en).leads(candidates, limit: limit)
        return (list.leads, list.folded, list.beyondLimit)
    }

    @Test func orderIsScoreThenMoneyThenIdentityWhateverTheOrderOfCandidates() throws {
        let candidates = [
            candidate("a", strength: 2, rows: [0]), candidate("b", strength: 5, rows: [1]), candidate("c", strength: 2, rows: [9]),
            candidate("d", strength: 2, rows: [0]),
        ]
        let leads = try ranked(candidates).leads
        #expect(leads.prefix(2).map(\.subjectID) == ["b", "c"])
        #expect(Array(leads.suffix(2)) == leads.suffix(2).sorted { $0.leadID < $1.leadID })
        #expect(leads.map(\.rank) == [1, 2, 3, 4])
        #expect(try ranked(candidates.reversed()).leads.map(\.leadID) == leads.map(\.leadID))
    }

    @Test func scoreIsHalfOfTheCeilingAtTheStrengthCalledHalf() throws {
        let score = try library.get().scenario("frequent-visits").score
        let leads = try ranked([
            candidate("none", strength: 0, rows: [0]), candidate("half", strength: score.half.value, rows: [1]),
            candidate("much", strength: 1e6, rows: [2]),
        ]).leads
        // What has no strength is beyond the list.
        #expect(leads.map(\.score) == [score.ceiling.value, score.ceiling.value / 2])
    }

    // MARK: What verdicts taught

    private func taught(_ candidate: Candidate, _ probability: Double) -> Candidate {
        var candidate = candidate
        candidate.probability = probability
        return candidate
    }

    @Test func aLearnedProbabilityOrdersButNeitherShowsNorHides() throws {
        let list = try ranked([
            taught(candidate("strong", strength: 5, rows: [0]), 0.01), taught(candidate("likely", strength: 3, rows: [1]), 0.6),
            taught(candidate("weak", strength: 0.1, rows: [2]), 0.99),
        ])
        #expect(list.leads.map(\.subjectID) == ["likely", "strong"])
        #expect(list.leads.map(\.score) == [60, 1])
        #expect(list.beyondLimit == 1)
    }

    /// However probable, what is not shown takes nothing in and speaks for nothing.
    @Test func nothingShownFoldsIntoWhatIsTooWeak() throws {
        func lead(_ scenario: String, strength: Double) -> Candidate {
            candidate(scenario, .facility, "H0", strength: strength, rows: [0, 1, 2, 3], facilities: [0])
        }
        let list = try ranked([taught(lead("growth-spike", strength: 0.01), 0.9), taught(lead("abnormal-purchase", strength: 5), 0.2)])
        #expect(list.leads.map(\.scenario) == ["abnormal-purchase"])
        #expect(list.folded == 1)
        #expect(list.leads.first?.riskBasis.contains("one model") == true)
    }

    // MARK: Money, folding, limits

    @Test func everySettlementIsCountedOnceOverTheList() throws {
        let leads = try ranked([
            candidate("a", strength: 9, rows: [0, 1, 2]), candidate("b", strength: 8, rows: [2, 3]), candidate("c", strength: 7, rows: [0, 3]),
        ]).leads
        #expect(leads.map(\.amountAtRisk) == [6.03, 4.01, 0])
        #expect(leads.map(\.amountGross) == [6.03, 7.02, 5.02])
        let fen = leads.map { Int(($0.amountAtRisk * 100).rounded()) }.reduce(0, +)
        #expect(fen == 1_004)
    }

    @Test func profilesFoldIntoTheNamedBehaviourOfThePerson() throws {
        let leads = try ranked([
            candidate("card-clustering", .cardGroup, "G1", strength: 9, rows: [0, 1], members: [0, 1], facilities: [0]),
            candidate("patient-profile", .patient, "p0", strength: 30, rows: [0], person: 0),
            candidate("patient-profile", .patient, "p3", strength: 30, rows: [3], person: 3),
            candidate("frequent-visits", .patient, "p1", strength: 3, rows: [1, 5, 9], person: 1),
        ])
        #expect(leads.folded == 1)
        #expect(leads.leads.map(\.subjectID) == ["G1", "p3", "p1"])
        let folded = LeadIdentity.leadID(
            scenario: "patient-profile", subjectKind: .patient, subjectID: "p0", periodStart: leads.leads[0].periodStart,
            periodEnd: leads.leads[0].periodEnd)
        #expect(leads.leads[0].relatedLeads == [folded, leads.leads[2].leadID])
        #expect(leads.leads[0].riskBasis.contains("two independent models"))
        #expect(leads.leads[2].relatedLeads == [leads.leads[0].leadID])
        #expect(leads.leads[1].relatedLeads.isEmpty)
    }

    /// What a group is listed for and what one of its members did on the same settlements is one case; what two records contradict is not.
    @Test func aMembersOwnLeadFoldsIntoTheGroups() throws {
        func stay(_ subject: String, rows: [Int32], isContradiction: Bool = false) -> Candidate {
            var stay = candidate("split-admission", .stay, subject, strength: 3, rows: rows, person: 1)
            stay.isContradiction = isContradiction
            return stay
        }
        let leads = try ranked([
            candidate("inpatient-anomaly", .visitGroup, "G1", strength: 9, rows: [0, 1, 4, 5, 8, 9], members: [0, 1], facilities: [0]),
            stay("S1", rows: [1, 5]), stay("S2", rows: [1, 2, 3]), stay("S3", rows: [9], isContradiction: true),
        ])
        #expect(leads.folded == 1)
        #expect(leads.leads.map(\.subjectID).sorted() == ["G1", "S2", "S3"])
        #expect(leads.leads[0].relatedLeads.count == 3)
        // The stays speak for the group all the same.
        #expect(leads.leads[0].riskBasis.contains("two independent models"))
    }

    /// A pharmacy's bursts of cards that are a listed group's are the group's case; bursts of ever other cards are its own.
    @Test func burstsOfTheSameCardsFoldIntoTheirGroup() throws {
        let group = candidate("card-clustering", .cardGroup, "G1", strength: 9, rows: [0, 1, 4, 5, 8, 9], members: [0, 1], facilities: [0, 1])
        for (isOfSameCards, rows, folded) in [(true, [0, 1, 2], 1), (true, [0, 2, 3], 0), (false, [0, 1, 2], 0)] as [(Bool, [Int32], Int)] {
            var pharmacy = candidate("abnormal-purchase", .facility, "H0", strength: 3, rows: rows, facilities: [0])
            pharmacy.isOfSameCards = isOfSameCards
            #expect(try ranked([group, pharmacy]).folded == folded)
        }
    }

    /// Nearly the same settlements either way are one case; a part of a stronger lead, and the same settlements of another facility, are not.
    @Test func aPartOfAStrongerLeadIsACaseOfItsOwn() throws {
        func growth(_ rows: [Int32]) -> Candidate { candidate("growth-spike", .facility, "H0", strength: 20, rows: rows, facilities: [0]) }
        func nights(_ facility: String, _ rows: [Int32]) -> Candidate {
            candidate("abnormal-purchase", .facility, facility, strength: 5, rows: rows, facilities: [0])
        }
        #expect(try ranked([growth([0, 1, 2, 3, 4]), nights("H0", [1, 2, 3, 4])]).folded == 1)
        #expect(try ranked([growth([0, 1, 2, 3, 4]), nights("H0", [1, 2])]).folded == 0)
        #expect(try ranked([growth([0, 1, 2, 3, 4]), nights("H1", [1, 2, 3, 4])]).folded == 0)
        let leads = try ranked([growth([0, 1, 2, 3, 4]), nights("H0", [1, 2, 3, 4])]).leads
        #expect(leads[0].riskBasis.contains("two independent models"))
    }

    @Test func oneDossierAFacility() throws {
        let leads = try ranked([
            candidate("facility-profile", .facility, "H0", strength: 5, rows: [0], facilities: [0]),
            candidate("facility-profile", .facility, "H0", strength: 4, rows: [3], facilities: [0]),
            candidate("facility-profile", .facility, "H1", strength: 3, rows: [1], facilities: [1]),
        ])
        #expect(leads.leads.map(\.subjectID) == ["H0", "H1"])
        #expect(leads.leads[0].relatedLeads.count == 1)
    }

    @Test func theLimitCutsAndSaysHowManyThereWere() throws {
        let all = (0..<4).map { candidate("s\($0)", strength: Double($0), rows: [Int32($0)]) }
        let cut = try ranked(all, limit: 3)
        #expect(cut.leads.map(\.subjectID) == ["s3", "s2", "s1"])
        #expect(cut.beyondLimit == 1)
        #expect(try ranked([]).leads.isEmpty)
    }

    @Test func fieldsOfALead() throws {
        let lead = try #require(try ranked([
            candidate("card-clustering", .cardGroup, "G", strength: 3, rows: [2, 5], members: [1, 2], facilities: [0, 2])
        ]).leads.first)
        #expect(lead.members == ["p1", "p2"])
        #expect(lead.facilities == ["H0", "H2"])
        #expect(lead.reasons.count == 5)
        #expect(lead.reasons[0].peerMedian == nil)
        #expect(lead.reasons[1].peerMedian == 1)
        #expect(lead.reasons[1].peerP99 == nil)
        #expect(lead.evidence.map(\.key) == ["s2", "s5"])
        #expect(lead.evidence[0].note == "2024-10-06 10:00:00 H2, fund paid 3.01 yuan")
        #expect(lead.evidenceCount == 2)
        #expect(!lead.referral.isEmpty && !lead.notice.isEmpty)
    }

    @Test func unknownMoneyIsNoMoney() throws {
        let unknown = store([Row(fund: Fen.missing), Row(day: 20_001, fund: 250)])
        // Both funds unknown in the first row.
        let leads = try Ranking(library: library.get(), store: unknown, language: .zh).leads([candidate("a", strength: 1, rows: [0, 1])], limit: 5).leads
        #expect(leads[0].amountAtRisk == 2.5)
        #expect(leads[0].evidence[0].note == "2024-10-04 10:00:00 H1")
    }
}

@Suite struct RankingPolicyTests {
    @Test(arguments: [
        (1, 99_999, Lead.RiskLevel.low), (1, 100_000, .medium), (1, 999_999, .medium), (1, 1_000_000, .medium),
        (2, 0, .medium), (2, 99_999, .medium), (2, 100_000, .high), (2, 1_000_000, .high), (3, 5_000_000, .high),
    ] as [(Int, Int64, Lead.RiskLevel)])
    func everyCellOfTheGrid(_ models: Int, _ fen: Int64, _ level: Lead.RiskLevel) throws {
        let cell = try library.get().ranking.riskLevel(isContradiction: false, models: models, amountFen: fen)
        #expect(cell.level == level)
        let money = fen >= 1_000_000 ? "high amount" : fen >= 100_000 ? "medium amount" : "low amount"
        #expect(cell.basis.en == (models >= 2 ? "two independent models" : "one model") + " × " + money)
    }
}
