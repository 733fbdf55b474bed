import Leads
import Statistics
import Testing

/// 慢特病人群: overdrafts, registrations without history or all at once, foreign items, and what only looks like them.
@Suite struct ChronicPopulationTests {
    private let chronic: Settlement = ["med_type": "14", "dise_no": "M03900"]
    private let days = SmallExtract.dayCount

    /// Five hundred patients of one disease, a visit or two a month at one of twenty clinics, thirty days of drugs each.
    private func extract(seed: UInt64 = 8) -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: seed, stream: "chronic")
        for person in 0..<500 {
            for month in 0..<4 {
                for _ in 0..<(1 + (random.chance(0.3) ? 1 : 0)) {
                    visit(&extract, "B\(person)", person % 20, day: month * 30 + random.uniform(below: 30), fen: 8_000 + random.uniform(below: 20_000), supply: 15 + random.uniform(below: 16))
                }
            }
        }
        return extract
    }

    private func visit(
        _ extract: inout CareExtract, _ person: String, _ clinic: Int, day: Int, fen: Int, supply: Int, item: String = "XC08CAA100A001010100001",
        listType: String = "101", chargeType: String = "09", _ changes: Settlement = [:]
    ) {
        extract.settle(
            person, at: CareExtract.clinic(clinic), day: day, second: 36_000 + day * 13,
            CareExtract.money(fen).merging(chronic) { $1 }.merging(changes) { $1 },
            lines: [["prd_days": "\(supply)", "med_list_codg": item, "list_type": listType, "med_chrgitm_type": chargeType, "inscp_amt": "\(fen / 100).00"]])
    }

    @Test(arguments: [(25, 8), (14, 4), (9, 2)])
    func overdrafts(visits: Int, clinics: Int) throws {
        var extract = extract()
        for turn in 0..<visits { visit(&extract, "B900", turn % clinics, day: 62 + turn * 28 / visits, fen: 25_000, supply: 30) }
        let leads = try extract.screening("chronic-population").leads
        #expect(leads.map(\.subjectID) == ["B900"])
        #expect(leads.first?.reasons.first?.feature == "chronic_visits")
        #expect(leads.first?.evidenceCount == visits)
    }

    /// What a registered patient draws at pharmacies counts with what is drawn at visits; what the fund does not pay there does not.
    @Test(arguments: [(true, "60.00", true), (false, "60.00", false), (true, "0.00", false)])
    func purchasesOnTheRegistration(isRegistered: Bool, pooled: String, isListed: Bool) throws {
        var extract = extract()
        for turn in 0..<14 {
            let changes: Settlement = turn % 7 == 0 ? [:] : ["med_type": "41", "hifp_pay": pooled]
            extract.settle(
                "B900", at: turn % 7 == 0 ? CareExtract.clinic(turn % 3) : CareExtract.pharmacy(turn % 5), day: 62 + turn * 2, second: 36_000 + turn * 13,
                CareExtract.money(25_000).merging(chronic) { $1 }.merging(changes) { $1 },
                lines: [["prd_days": "30", "med_list_codg": "XC08CAA100A001010100001", "inscp_amt": "250.00"]])
        }
        extract.registrations.append([
            "psn_no": isRegistered ? "B900" : "B1", "opsp_dise_code": "M03900", "begndate": SmallExtract.date(-90), "enddate": "",
            "fixmedins_code": CareExtract.clinic(0),
        ])
        let leads = try extract.screening("chronic-population").leads
        #expect(leads.map(\.subjectID) == (isListed ? ["B900"] : []))
        #expect(leads.allSatisfy { $0.evidenceCount == 14 })
    }

    @Test func dialysisAndALongPrescriptionAreNone() throws {
        var extract = extract()
        for month in 0..<4 {
            for session in 0..<13 {
                visit(&extract, "B901", 3, day: month * 30 + session * 2, fen: 40_000, supply: 2, ["dise_no": "N18.500"])
            }
        }
        for month in [0, 3] { visit(&extract, "B902", 4, day: month * 28, fen: 90_000, supply: 84) }
        #expect(try extract.screening("chronic-population").leads.isEmpty)
    }

    @Test func visitsAtTheThreshold() throws {
        // Three visits are no overdraft however much they cost.
        var extract = extract()
        for turn in 0..<3 { visit(&extract, "B900", turn, day: 62 + turn * 9, fen: 900_000, supply: 90) }
        #expect(try extract.screening("chronic-population").leads.isEmpty)
    }

    @Test(arguments: [(36, 5), (20, 6), (12, 7), (6, 90)])
    func registrationsInFewDays(count: Int, stretch: Int) throws {
        var extract = extract()
        var random = RandomStream(seed: 1, stream: "registrations")
        func register(_ person: String, _ clinic: Int, _ day: Int) {
            extract.registrations.append([
                "psn_no": person, "opsp_dise_code": "M03900", "begndate": SmallExtract.date(day), "enddate": "", "fixmedins_code": CareExtract.clinic(clinic),
            ])
        }
        for person in 0..<240 { register("B\(person)", person % 20, random.uniform(below: days)) }
        for turn in 0..<count { register("B\(300 + turn)", 7, 40 + turn * stretch / count) }
        let campaign = try extract.screening("chronic-population")
        #expect(campaign.leads.isEmpty, "they draw what all draw")
        #expect(campaign.suppressed == (stretch > 30 ? [] : ["registration-campaign"]))
        for turn in 0..<count {
            for draw in 0..<2 { visit(&extract, "B\(300 + turn)", 7, day: 95 + draw * 16 + turn % 7, fen: 180_000, supply: 14) }
        }
        let leads = try extract.screening("chronic-population").leads.filter { lead in lead.reasons.contains { $0.feature == "registrations_in_few_days" } }
        #expect(leads.map(\.subjectID) == (stretch > 30 ? [] : [CareExtract.clinic(7)]))
        if let lead = leads.first {
            #expect(lead.evidence.contains { $0.table == "opsp_reg_d" })
        }
    }

    @Test func anOverdraftEveryMonth() throws {
        var extract = extract()
        for month in 0..<4 { for turn in 0..<5 { visit(&extract, "B900", turn, day: month * 30 + turn * 5, fen: 25_000, supply: 30) } }
        #expect(try extract.screening("chronic-population").leads.map(\.subjectID) == ["B900"])
    }

    /// Registered at clinic 7 with no more than a consultation before; everywhere else after examinations.
    @Test(arguments: [(14, 50, 1), (14, 0, 0), (4, 50, 0)])
    func registrantsWithoutHistory(count: Int, firstDay: Int, leads: Int) throws {
        var extract = extract()
        var random = RandomStream(seed: 2, stream: "histories")
        func register(_ person: String, _ clinic: Int, _ day: Int, isExamined: Bool) {
            extract.registrations.append([
                "psn_no": person, "opsp_dise_code": "M03900", "begndate": SmallExtract.date(day), "enddate": "", "fixmedins_code": CareExtract.clinic(clinic),
            ])
            extract.settle(
                person, at: CareExtract.clinic(clinic), day: max(0, day - 9), second: 30_000, CareExtract.money(5_000),
                lines: [["med_chrgitm_type": isExamined ? "03" : "12", "list_type": "201", "med_list_codg": "002103000010000"]])
        }
        // In the first week nobody has a past in the extract yet.
        for person in 0..<240 {
            let day = random.uniform(below: days)
            register("B\(person)", person % 20, day, isExamined: day >= 7)
        }
        for turn in 0..<count { register("B\(300 + turn)", 7, min(days - 1, firstDay + turn * (firstDay == 0 ? 0 : 4)), isExamined: false) }
        let found = try extract.screening("chronic-population").leads
            .filter { $0.reasons.contains { $0.feature == "registrants_without_history" } }
        #expect(found.map(\.subjectID) == (leads == 0 ? [] : [CareExtract.clinic(7)]))
    }

    /// What nobody else gives is foreign where it is a drug; a service of that kind is what the facility alone can do, and what is charged as a
    /// consultation belongs to every disease.
    @Test(arguments: [(60, "101", "09", 1), (30, "101", "09", 1), (5, "101", "09", 0), (60, "201", "05", 0), (60, "101", "02", 0)])
    func foreignItems(count: Int, listType: String, chargeType: String, leads: Int) throws {
        var extract = extract()
        for turn in 0..<count {
            visit(
                &extract, "B\(turn * 20 + 11)", 11, day: turn * 2 % days, fen: 30_000, supply: 0, item: "XZ99ZZZ100A001010100001",
                listType: listType, chargeType: chargeType)
        }
        let found = try extract.screening("chronic-population").leads.filter { $0.subjectKind == .facility }
        #expect(found.map(\.subjectID) == (leads == 0 ? [] : [CareExtract.clinic(11)]))
        #expect(found.first.map { $0.reasons.first?.feature == "foreign_item_share" } ?? true)
    }

    @Test func settlementsAloneAreEnough() throws {
        var extract = extract()
        for turn in 0..<20 { visit(&extract, "B900", turn % 6, day: 62 + turn, fen: 25_000, supply: 30) }
        var plain = CareExtract()
        for row in extract.base.rows { plain.base.append(row) }
        #expect(try plain.screening("chronic-population").leads.map(\.subjectID) == ["B900"])
    }
}
