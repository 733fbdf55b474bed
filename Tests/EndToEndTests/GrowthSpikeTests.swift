import Leads
import Statistics
import Testing

/// 费用异常增长: money far beyond a facility's past and its peers, and what only looks like it.
@Suite struct GrowthSpikeTests {
    private let days = SmallExtract.dayCount

    /// A hundred and sixty clinics with some three visits in two days; `factor` is by clinic and day.
    private func extract(_ factor: (_ clinic: Int, _ day: Int) -> Double) -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: 12, stream: "growth")
        for clinic in 0..<160 {
            for day in 0..<days {
                for _ in 0..<random.poisson(mean: 1.5 * factor(clinic, day)) {
                    let fen = Int(min(200_000, random.logNormal(mean: 9, standardDeviation: 0.6)))
                    extract.settle("B\(random.uniform(below: 3_000))", at: CareExtract.clinic(clinic), day: day, second: 36_000, CareExtract.money(fen))
                }
            }
        }
        return extract
    }

    private func expectNoLead(_ screening: Screening, sourceLocation: SourceLocation = #_sourceLocation) {
        let found = screening.leads.map { "\($0.subjectID) \($0.reasons.first?.value ?? 0) times, q \($0.qValue ?? 1)" }
        #expect(found.isEmpty, sourceLocation: sourceLocation)
    }

    @Test(arguments: [(6.0, 30), (4.5, 30), (3.0, 30), (2.5, 30)])
    func growth(times: Double, length: Int) throws {
        let leads = try extract { $0 == 5 && $1 >= days - length ? times : 1 }.screening("growth-spike").leads
        #expect(leads.map(\.subjectID) == [CareExtract.clinic(5)])
        let lead = try #require(leads.first)
        #expect(lead.reasons.first?.feature == "outpatient_growth")
        #expect(lead.reasons.first?.value ?? 0 > 1 + (times - 1) * 0.6)
    }

    /// Three times the stays at one hospital, where bills differ by a factor of ten: their number tells it before the money does.
    @Test func staysByNumber() throws {
        var extract = CareExtract()
        var random = RandomStream(seed: 4, stream: "stays")
        var turn = 0
        for hospital in 0..<80 {
            for day in 0..<days {
                for _ in 0..<random.poisson(mean: hospital == 5 && day >= days - 28 ? 3 : 1) {
                    turn += 1
                    let fen = Int(min(5_000_000, random.logNormal(mean: 11, standardDeviation: 1.2)))
                    extract.settle(
                        "S\(turn)", at: CareExtract.clinic(hospital), day: day, second: 36_000,
                        CareExtract.money(fen).merging(["med_type": "21"]) { $1 })
                }
            }
        }
        let leads = try extract.screening("growth-spike").leads
        #expect(leads.map(\.subjectID) == [CareExtract.clinic(5)])
        #expect(leads.first?.reasons.first?.feature == "admission_growth")
    }

    /// The more patients a clinic has, the less its months vary, and the less growth is remarkable.
    @Test(arguments: [(2.0, 1), (1.3, 0)])
    func aLargeClinicThatVariesLittle(times: Double, leads: Int) throws {
        let found = try extract { clinic, day in clinic == 5 ? 6 * (day >= days - 30 ? times : 1) : 1 }.screening("growth-spike").leads
        #expect(found.map(\.subjectID) == (leads == 0 ? [] : [CareExtract.clinic(5)]))
    }

    @Test func aCampaignDayIsNoGrowth() throws {
        expectNoLead(try extract { $0 == 5 && $1 == days - 12 ? 30 : 1 }.screening("growth-spike"))
    }

    /// Ten sessions of one patient are one reason for growth, not ten.
    @Test func coursesOfAFewPatients() throws {
        var extract = extract { _, _ in 1 }
        for patient in 0..<4 {
            for session in 0..<14 {
                extract.settle("C\(patient)", at: CareExtract.clinic(5), day: days - 29 + session * 2, second: 36_000 + patient, CareExtract.money(9_000))
            }
        }
        expectNoLead(try extract.screening("growth-spike"))
    }

    @Test func nothingGrowsIsNoLead() throws {
        expectNoLead(try extract { _, _ in 1 }.screening("growth-spike"))
    }

    @Test func theSeasonOfAllIsNobodys() throws {
        expectNoLead(try extract { _, day in day >= days - 40 ? 2.2 : 1 }.screening("growth-spike"))
    }

    @Test func aNewFacilityHasNoPast() throws {
        expectNoLead(try extract { clinic, day in clinic == 5 ? (day < 60 ? 0 : 5) : 1 }.screening("growth-spike"))
        // A few settlements before it opened are no past either.
        expectNoLead(try extract { clinic, day in clinic == 5 ? (day < 36 ? 0.6 : day < 64 ? 6 : 12) : 1 }.screening("growth-spike"))
    }

    /// A lead says how much of what grew is of a department that was not there before; one that opened with its patients is still a question.
    @Test func theShareOfNewDepartments() throws {
        let extract = extract { $0 == 5 && $1 >= days - 30 ? 4.5 : 1 }
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let last = SmallExtract.date(days - 31)
        let visits: [Settlement] = extract.base.rows.map { row in
            let isNew = row["fixmedins_code"] == CareExtract.clinic(5) && (row["begndate"] ?? "") > last && (row["setl_id"] ?? "").hasSuffix("1")
            return ["mdtrt_id": row["mdtrt_id"] ?? "", "adm_dept_codg": isNew ? "new" : "old"]
        }
        try extract.base.write(SmallExtract.csv(visits, columns: ["mdtrt_id", "adm_dept_codg"]), "mdtrt_d.csv", folder.path)
        let lead = try #require(try Screening(.folder(folder.path), scenarios: ["growth-spike"], limit: 50, threads: 1).leads.first)
        let share = try #require(lead.reason("new_department_share")?.value)
        #expect(share > 0.02 && share < 0.3)
    }

    /// All that grew is of a department that was not there before: with doctors of its own it is a ward, with those of the house a question.
    @Test func aNewWardHasItsDoctors() throws {
        let extract = extract { $0 == 5 && $1 >= days - 30 ? 4.5 : 1 }
        let last = SmallExtract.date(days - 31)
        for doctor in ["DR2", "DR1"] {
            let folder = try TemporaryFolder()
            try extract.write(to: folder.path)
            let visits: [Settlement] = extract.base.rows.map { row in
                let isNew = row["fixmedins_code"] == CareExtract.clinic(5) && (row["begndate"] ?? "") > last
                return [
                    "mdtrt_id": row["mdtrt_id"] ?? "", "adm_dept_codg": isNew ? "new" : "old", "atddr_no": isNew ? doctor : "DR1",
                ]
            }
            try extract.base.write(SmallExtract.csv(visits, columns: ["mdtrt_id", "adm_dept_codg", "atddr_no"]), "mdtrt_d.csv", folder.path)
            let screening = try Screening(.folder(folder.path), scenarios: ["growth-spike"], limit: 50, threads: 1)
            #expect(screening.suppressed == (doctor == "DR2" ? ["new-department"] : []))
            #expect(screening.leads.map(\.subjectID) == (doctor == "DR2" ? [] : [CareExtract.clinic(5)]))
        }
    }

    @Test func growthAtTheThreshold() throws {
        expectNoLead(try extract { $0 == 5 && $1 >= days - 56 ? 1.2 : 1 }.screening("growth-spike"))
    }

    @Test func patientsOfAFacilityThatClosed() throws {
        // Clinic 6 closes on day 66; its own patients go to clinic 5.
        var moved = extract { clinic, day in clinic == 6 ? 0 : 1 }
        for day in 0..<days {
            for visit in 0..<8 {
                moved.settle("M\((day * 5 + visit * 37) % 160)", at: CareExtract.clinic(day < 66 ? 6 : 5), day: day, second: 40_000 + visit, CareExtract.money(9_000 + visit * 311))
            }
        }
        let screening = try moved.screening("growth-spike")
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed == ["took-over-patients"])
    }

    /// A third of the closed clinic's patients come to clinic 5, the others to clinics all over, and as many come who were nowhere before.
    @Test func businessOfAFacilityThatClosed() throws {
        for closed in [true, false] {
            var town = extract { clinic, _ in clinic == 6 ? 0 : 1 }
            for day in 0..<days {
                for visit in 0..<12 {
                    let person = (day * 7 + visit * 37) % 240
                    let isLate = day >= 66
                    let clinic = !isLate ? 6 : person % 3 == 0 ? 5 : closed ? 7 + person % 20 : 6
                    town.settle("M\(person)", at: CareExtract.clinic(clinic), day: day, second: 40_000 + visit, CareExtract.money(9_000 + visit * 311))
                    if isLate, visit < 8 {
                        town.settle("N\((day * 5 + visit * 37) % 160)", at: CareExtract.clinic(5), day: day, second: 50_000 + visit, CareExtract.money(9_000 + visit * 311))
                    }
                }
            }
            let screening = try town.screening("growth-spike")
            #expect(screening.leads.contains { $0.subjectID == CareExtract.clinic(5) } == !closed)
            #expect(screening.suppressed == (closed ? ["took-over-patients"] : []))
        }
    }
}
