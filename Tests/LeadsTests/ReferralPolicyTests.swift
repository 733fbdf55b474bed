import Claims
import Leads
import Testing

@Suite struct ReferralPolicyTests {
    private func authorities(
        _ scenario: String, _ subject: Lead.SubjectKind, risk: Lead.RiskLevel, yuan: Int64, types: Set<String> = ["medical"], ownership: Set<String> = [""]
    ) throws -> [String] {
        let library = try library.get()
        let content = ReferralPolicy.Content(
            scenario: scenario, subject: subject, risk: risk, amountFen: yuan * 100, facilityTypes: types, ownership: ownership)
        return try library.referral.recipients(of: content, scenario: try library.scenario(scenario).recipients).map { String($0.authority.zh.prefix { $0 != "（" }) }
    }

    private func isTold(_ authorities: [String], _ word: String) -> Bool { authorities.contains { $0.contains(word) } }

    @Test func thePoliceOnlyAboveTheAmountAndAtHighRisk() throws {
        let threshold = Int64(try library.get().referral.thresholds.value("police_amount_yuan"))
        #expect(try isTold(authorities("card-clustering", .cardGroup, risk: .high, yuan: threshold), "公安"))
        #expect(try !isTold(authorities("card-clustering", .cardGroup, risk: .high, yuan: threshold - 1), "公安"))
        #expect(try !isTold(authorities("card-clustering", .cardGroup, risk: .medium, yuan: threshold * 10), "公安"))
        #expect(try !isTold(authorities("frequent-visits", .patient, risk: .high, yuan: threshold * 10), "公安"), "not for visiting often")
    }

    private static let amounts: [(threshold: String, scenario: String, subject: Lead.SubjectKind, authority: String)] = [
        ("police_amount_yuan", "card-clustering", .cardGroup, "公安"), ("discipline_amount_yuan", "facility-profile", .facility, "纪检"),
    ]

    /// Each amount at the lead's own, and a fen beyond it.
    @Test(arguments: amounts)
    func theAmountIsReachedAtItsValue(_ threshold: String, _ scenario: String, _ subject: Lead.SubjectKind, _ authority: String) throws {
        func isTold(from amount: Double) throws -> Bool {
            var policy = try library.get().referral
            try policy.thresholds.set(threshold, to: amount)
            let content = ReferralPolicy.Content(
                scenario: scenario, subject: subject, risk: .high, amountFen: 12_345, facilityTypes: ["medical"], ownership: ["public"])
            return try policy.recipients(of: content, scenario: []).contains { $0.authority.zh.contains(authority) }
        }
        #expect(try isTold(from: 123.45))
        #expect(try !isTold(from: 123.46))
    }

    @Test func everyAmountIsAmongThem() throws {
        #expect(try Set(Self.amounts.map(\.threshold)) == Set(library.get().referral.thresholds.values.keys))
    }

    @Test func disciplineForPublicInstitutionsOnly() throws {
        #expect(try isTold(authorities("facility-profile", .facility, risk: .high, yuan: 900_000, ownership: ["public"]), "纪检"))
        #expect(try !isTold(authorities("facility-profile", .facility, risk: .high, yuan: 900_000, ownership: ["private"]), "纪检"))
        #expect(try !isTold(authorities("frequent-visits", .patient, risk: .high, yuan: 900_000, ownership: ["public"]), "纪检"))
    }

    @Test func marketSupervisionForPharmacies() throws {
        #expect(try isTold(authorities("facility-profile", .facility, risk: .medium, yuan: 10, types: ["pharmacy"]), "市场监督"))
        #expect(try !isTold(authorities("facility-profile", .facility, risk: .medium, yuan: 10), "市场监督"))
    }

    /// One name for one authority, whether the scenario names it or the policy; what a patient buys is not theirs.
    @Test func marketSupervisionOnceForAPharmacyAndNeverForAPatient() throws {
        for risk in [Lead.RiskLevel.low, .medium, .high] {
            let told = try authorities("abnormal-purchase", .facility, risk: risk, yuan: 10, types: ["pharmacy"])
            #expect(told.count { $0.hasPrefix("市场监") } == 1)
            #expect(try !isTold(authorities("abnormal-purchase", .patient, risk: risk, yuan: 10, types: ["pharmacy"]), "市场监"))
        }
    }

    @Test func aScenariosOwnRecipientsComeFirstAndEachAuthorityOnce() throws {
        for scenario in try library.get().scenarios {
            for risk in [Lead.RiskLevel.low, .medium, .high] {
                let told = try authorities(scenario.slug, scenario.subject, risk: risk, yuan: 1_000_000, types: ["medical", "pharmacy"], ownership: ["public"])
                #expect(!told.isEmpty, "\(scenario.slug)")
                #expect(Set(told).count == told.count, "\(scenario.slug)")
            }
        }
    }

    /// A question, never a finding; each with its article and what to ask for.
    @Test func theWordingStaysAQuestion() throws {
        for rule in try library.get().referral.rules {
            for text in [rule.authority, rule.article, rule.request] {
                #expect(!text.zh.isEmpty && !text.en.isEmpty, "\(rule.slug)")
                for word in ["欺诈", "骗保", "犯罪嫌疑", "罪犯"] { #expect(!text.zh.contains(word), "\(rule.slug)") }
                for word in ["fraud", "guilty", "criminal"] { #expect(!text.en.lowercased().contains(word), "\(rule.slug)") }
            }
            #expect(!rule.reason.isEmpty && !rule.owner.isEmpty)
            for slug in rule.scenarios ?? [] { #expect(!slug.contains(" ")) }
        }
    }
}
