import Leads
import Testing

/// 门诊异常: groups of one employer on several days, equal bills, and what only looks like them.
@Suite struct OutpatientAnomalyTests {
    private let clinic = CareExtract.clinic(1)

    /// - Parameter persons: of employer E7 on each of the days, with different bills.
    private func extract(persons: Int, days: [Int], from first: Int = 0, step: Int = 0) -> CareExtract {
        var extract = CareExtract()
        extract.addClinicTraffic()
        for (turn, day) in days.enumerated() {
            for person in 0..<persons {
                extract.settle(
                    "G\(first + person + turn * step)", at: clinic, day: day, second: 40_000 + person * 70,
                    CareExtract.money(3_000 + person * 171 + turn * 1_013, employer: 7))
            }
        }
        return extract
    }

    @Test(arguments: [(12, 8), (8, 5), (6, 4)])
    func groupsOfOneEmployer(persons: Int, count: Int) throws {
        let screening = try extract(persons: persons, days: (0..<count).map { 5 + $0 * 11 }).screening("outpatient-anomaly")
        #expect(screening.leads.map(\.subjectID) == [clinic])
        let lead = try #require(screening.leads.first)
        #expect(lead.reasons.first?.feature == "employer_persons")
        #expect(lead.evidenceCount >= persons * count)
        #expect(lead.facilities == [clinic])
    }

    /// Ten of one village on the same days, four weeks apart: visitors who are brought, or registered patients whose drugs run out.
    @Test(arguments: [("11", 1), ("14", 0)])
    func groupsOfOneVillage(type: String, leads: Int) throws {
        var extract = CareExtract()
        extract.addClinicTraffic()
        for turn in 0..<4 {
            for person in 0..<10 {
                extract.settle(
                    "G\(person)", at: clinic, day: 5 + turn * 28, second: 40_000 + person * 70,
                    CareExtract.money(3_000 + person * 171 + turn * 1_013).merging(["med_type": type, "emp_no": ""]) { $1 })
            }
        }
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let visits: [Settlement] = extract.base.rows.enumerated().map { place, row in
            ["mdtrt_id": row["mdtrt_id"] ?? "", "resd_regn": (row["psn_no"] ?? "").hasPrefix("G") ? "V1" : "V\(2 + place * 7 % 40)"]
        }
        try extract.base.write(SmallExtract.csv(visits, columns: ["mdtrt_id", "resd_regn"]), "mdtrt_d.csv", folder.path)
        let screening = try Screening(.folder(folder.path), scenarios: ["outpatient-anomaly"], limit: 50, threads: 1)
        #expect(screening.leads.map(\.subjectID) == (leads == 0 ? [] : [clinic]))
        #expect(screening.leads.first.map { $0.reasons.first?.feature == "residence_persons" } ?? true)
    }

    @Test func ordinaryTrafficIsNoLead() throws {
        var extract = CareExtract()
        extract.addClinicTraffic()
        #expect(try extract.screening("outpatient-anomaly").leads.isEmpty)
    }

    @Test func oneCheckUpDayAndACheckUpWeekAreNone() throws {
        let day = try extract(persons: 30, days: [40]).screening("outpatient-anomaly")
        #expect(day.leads.isEmpty)
        #expect(day.suppressed == ["campaign-day"])
        // Five days in a row, others each day.
        let week = try extract(persons: 15, days: [40, 41, 42, 43, 44], step: 15).screening("outpatient-anomaly")
        #expect(week.leads.isEmpty)
    }

    /// Who sells check-ups has another company every fortnight.
    @Test func manyEmployersOnceEachAreCustomers() throws {
        var extract = CareExtract()
        extract.addClinicTraffic()
        for company in 0..<8 {
            for person in 0..<15 {
                extract.settle(
                    "Q\(company)-\(person)", at: clinic, day: 5 + company * 13, second: 40_000 + person * 70,
                    CareExtract.money(20_000, employer: 100 + company))
            }
        }
        let screening = try extract.screening("outpatient-anomaly")
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed == ["campaign-day"])
    }

    @Test func daysAndPersonsAtTheThreshold() throws {
        #expect(try extract(persons: 10, days: [10, 30]).screening("outpatient-anomaly").leads.isEmpty)
        #expect(try extract(persons: 10, days: [10, 30, 50, 70]).screening("outpatient-anomaly").leads.count == 1)
        #expect(try extract(persons: 3, days: (0..<10).map { $0 * 9 }).screening("outpatient-anomaly").leads.isEmpty)
    }

    @Test func anEmployersOwnClinicIsSuppressedWithTheReason() throws {
        var extract = CareExtract()
        extract.addClinicTraffic()
        let own = CareExtract.clinic(20)
        for day in 0..<100 where day % 7 < 5 {
            for person in 0..<(day % 3 == 0 ? 14 : 6) {
                extract.settle("W\((day * 7 + person) % 90)", at: own, day: day, second: 30_000 + person * 600, CareExtract.money(2_000 + day * 37 + person * 411, employer: 60))
            }
            extract.settle("B\(day)", at: own, day: day, second: 50_000, CareExtract.money(5_000 + day, employer: day % 50))
        }
        let screening = try extract.screening("outpatient-anomaly")
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed == ["own-clientele"])
    }

    /// Equal bills bear a group out; alone they are a campaign with one price.
    @Test(arguments: [true, false])
    func equalBillsOfManyOnSeveralDays(ofOneEmployer: Bool) throws {
        var extract = CareExtract()
        extract.addClinicTraffic()
        for turn in 0..<6 {
            for person in 0..<12 {
                extract.settle(
                    "G\(turn * 50 + person * 13)", at: clinic, day: 8 + turn * 15, second: 33_000 + person * 900,
                    CareExtract.money(6_600, employer: ofOneEmployer ? 7 : person))
            }
        }
        let leads = try extract.screening("outpatient-anomaly").leads
        #expect(leads.map(\.subjectID) == (ofOneEmployer ? [clinic] : []))
        if let lead = leads.first {
            #expect(lead.reasons.first { $0.feature == "same_amount_share" }?.value ?? 0 > 0.9)
        }
    }

    @Test func onePriceEveryDayIsATariff() throws {
        var extract = CareExtract()
        extract.addClinicTraffic()
        for day in 0..<SmallExtract.dayCount {
            for person in 0..<10 { extract.settle("B\((day * 31 + person * 7) % 600)", at: clinic, day: day, second: 30_000 + person * 900, CareExtract.money(1_200, employer: person)) }
        }
        #expect(try extract.screening("outpatient-anomaly").leads.isEmpty)
    }

    @Test func runsWithoutEmployersAndAmounts() throws {
        var extract = extract(persons: 12, days: [5, 20, 40, 60])
        extract.base = {
            var plain = SmallExtract()
            for row in extract.base.rows { plain.append(row.merging(["emp_no": ""]) { $1 }) }
            return plain
        }()
        #expect(try extract.screening("outpatient-anomaly").leads.isEmpty)
    }

    /// Twenty clinics whose doctors see patients ten minutes apart; one doctor sees four in each of `minutes` minutes of a day: three or four
    /// together may be a family.
    @Test(arguments: [(3, 1), (1, 0)])
    func doctorsMinutes(minutes: Int, leads: Int) throws {
        var extract = CareExtract()
        for clinic in 0..<20 {
            for day in 0..<30 {
                for visit in 0..<12 {
                    let isCrowded = clinic == 5 && day % 2 == 0 && visit < minutes * 4
                    let minute = isCrowded ? 5 * (visit / 4) : visit * 5
                    extract.settle(
                        "B\(clinic * 400 + day * 12 + visit)", at: CareExtract.clinic(clinic), day: day * 4, second: 36_000 + visit * 700,
                        CareExtract.money(3_000 + day * 101 + visit * 17 + clinic),
                        lines: [[
                            "fee_ocur_time": SmallExtract.date(day * 4) + (isCrowded ? " 10:" : " 11:") + (minute < 10 ? "0" : "") + "\(minute):30",
                            "bilg_dr_code": "D3201000000\(10 + clinic)",
                        ]])
                }
            }
        }
        let found = try extract.screening("outpatient-anomaly").leads
        #expect(found.map(\.subjectID) == (leads == 0 ? [] : [CareExtract.clinic(5)]))
        #expect(found.first?.reasons.contains { $0.feature == "doctor_minute_share" } ?? (leads == 0))
    }
}
