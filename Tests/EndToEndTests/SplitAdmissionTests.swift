import Leads
import Testing

/// Oracle 8 of the domain handbook, §8.4, and the other reasons why people come back.
@Suite struct SplitAdmissionTests {
    private static let slug = "split-admission"

    /// - Parameter second: what the second stay has otherwise.
    private func pair(
        gap: Int, diagnosis: String = "J18.900", way: String = "1", _ second: (inout HospitalExtract.Stay) -> Void = { _ in },
        tables: Set<String> = ["fee_list_d", "mdtrt_d", "fixmedins_b"]
    ) throws -> Screening {
        var extract = HospitalExtract()
        extract.addTraffic()
        extract.admit(.init(person: "S1", facility: HospitalExtract.hospital(3), begin: 20, days: 6, diagnosis: diagnosis, way: way))
        var again = HospitalExtract.Stay(person: "S1", facility: HospitalExtract.hospital(3), begin: 26 + gap, days: 6, diagnosis: diagnosis)
        second(&again)
        extract.admit(again)
        return try extract.screening(Self.slug, tables: tables)
    }

    @Test func gapOfThreeDaysForTheSameCategoryIsALead() throws {
        let screening = try pair(gap: 3) { $0.diagnosis = "J18.100" }
        let lead = try #require(screening.leads.first)
        #expect(screening.leads.count == 1)
        #expect(lead.subjectKind == .patient)
        #expect(lead.subjectID == "S1")
        #expect(lead.reasons.first { $0.feature == "gap_days" }?.value == 3)
        // The second stay alone is at risk; the first is shown.
        #expect(lead.evidence.map(\.key).contains("M800") && lead.evidence.map(\.key).contains("M801"))
    }

    @Test func gapOfExactlyNCountsAndOneMoreDoesNot() throws {
        #expect(try pair(gap: 15).leads.map(\.subjectID) == ["S1"])
        #expect(try pair(gap: 16).leads.isEmpty)
    }

    /// However little rarer than chance: a single return has to be rare among all discharges, several are shown.
    @Test func severalReturnsAreListedWhereOneIsNot() throws {
        let extract = BoundaryExtract(Self.slug) { folder in
            var extract = HospitalExtract()
            extract.addTraffic()
            for (person, begins) in [("S1", [10, 31, 52]), ("S2", [20, 30])] {
                for begin in begins {
                    extract.admit(.init(person: person, facility: HospitalExtract.hospital(3), begin: begin, days: 6, diagnosis: "J18.900"))
                }
            }
            try extract.write(to: folder)
        }
        #expect(try Set(extract.screening(["least_strength": 0.1, "maximum_chain_probability": 0.1]).leads.map(\.subjectID)) == ["S1", "S2"])
        let screening = try extract.screening(["least_strength": 50, "maximum_chain_probability": 0.1])
        #expect(screening.leads.map(\.subjectID) == ["S1"])
        #expect(screening.lead("S1")?.reason("returns")?.contribution == 50)
    }

    @Test func otherReasonsToComeBackAreNoLeads() throws {
        #expect(try pair(gap: 3, diagnosis: "Z51.100").leads.isEmpty, "chemotherapy")
        #expect(try pair(gap: 3, way: "2").leads.isEmpty, "transfer")
        #expect(try pair(gap: 3) { $0.diagnosis = "S72.000" }.leads.isEmpty, "another category")
        #expect(try pair(gap: 3) { $0.facility = HospitalExtract.hospital(4) }.leads.isEmpty, "another facility")
        #expect(try pair(gap: 3, diagnosis: "P59.900").leads.isEmpty, "newborn")
        #expect(try pair(gap: 3, diagnosis: "O80.000").leads.isEmpty, "childbirth")
        #expect(try pair(gap: 3) { $0.lines = [.init(type: "06", item: "op", name: "手术", yuan: 900)] }.leads.isEmpty, "staged surgery")
    }

    /// Stays of five days at hospitals of the town, some days after one another.
    private func round(_ hospitals: [Int], gap: Int = 3, way: String = "1") throws -> Screening {
        var extract = HospitalExtract()
        extract.addTraffic()
        for (turn, hospital) in hospitals.enumerated() {
            extract.admit(.init(
                person: "S1", facility: HospitalExtract.hospital(hospital), begin: 10 + turn * (5 + gap), days: 5, diagnosis: "J18.900", way: way))
        }
        return try extract.screening(Self.slug)
    }

    /// Two hospitals that hand a patient to and fro, at three strengths, and four that do so in turn.
    @Test(arguments: [[3, 4, 3], [3, 4, 3, 4], [3, 4, 3, 4, 3, 4, 3, 4], [3, 4, 5, 6, 3, 4]])
    func goingRoundIsALead(hospitals: [Int]) throws {
        let screening = try round(hospitals)
        let lead = try #require(screening.lead("S1"))
        #expect(screening.leads.count == 1)
        #expect(lead.reason("rounds")?.value == Double(hospitals.count - 1))
        #expect(lead.reason("returns") == nil)
        #expect(lead.facilities == Set(hospitals).sorted().map(HospitalExtract.hospital))
        #expect(lead.reason("gap_days")?.value == 3)
        // Two stays more are rarer.
        if hospitals.count == 3 { #expect(try #require(round(hospitals + [4, 3]).lead("S1")).score > lead.score) }
    }

    @Test func referralsAndOneMoveAreNoRound() throws {
        #expect(try round([3, 4]).leads.isEmpty, "a second opinion")
        #expect(try round([3, 4, 5]).leads.isEmpty, "nowhere taken up again")
        #expect(try round([3, 4, 3], way: "2").leads.isEmpty, "transfers")
        #expect(try round([3, 4, 3], gap: 6, way: "3").leads.isEmpty, "on to the community")
        #expect(try round([3, 4, 3], gap: 16).leads.isEmpty, "long after one another")
    }

    /// Who knows the fifteen days waits for them to pass, and no longer: at a hospital where so many of forty come back after so many days.
    @Test(arguments: [(36, 16, true), (24, 17, true), (12, 16, true), (24, 18, false), (3, 17, false)])
    func returnsJustBeyondN(patients: Int, gap: Int, isListed: Bool) throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        for place in 0..<40 {
            let begins = place < patients ? [place, place + 6 + gap] : [place]
            for begin in begins {
                extract.admit(.init(person: "S\(place)", facility: HospitalExtract.hospital(20), begin: begin, days: 6, diagnosis: "J18.900"))
            }
        }
        let leads = try extract.screening(Self.slug).leads
        #expect(leads.map(\.subjectID) == (isListed ? [HospitalExtract.hospital(20)] : []))
        if isListed {
            #expect(leads.first?.reasons.first?.feature == "late_return_share")
            #expect(leads.first?.reasons.first { $0.feature == "gap_days" }?.value == Double(gap))
        }
    }

    @Test func changeOfDepartmentIsOneStay() throws {
        let transfer = try pair(gap: 1) { $0.department = "A04" }
        #expect(transfer.leads.isEmpty)
        #expect(transfer.count("merged_transfers") == 1)
        #expect(try pair(gap: 1).leads.map(\.subjectID) == ["S1"], "back in the same department")
        #expect(try pair(gap: 2) { $0.department = "A04" }.leads.map(\.subjectID) == ["S1"], "beyond a day")
    }

    @Test func settlementsAloneAreEnough() throws {
        #expect(try pair(gap: 3, tables: []).leads.map(\.subjectID) == ["S1"])
        #expect(try pair(gap: 0, tables: []).leads.isEmpty, "an interim bill")
    }

    @Test(arguments: [6, 12, 24]) func facilityThatSplitsIsOneLead(patients: Int) throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        for place in 0..<40 {
            let begin = place * 3 % 70
            extract.admit(.init(person: "S\(place)", facility: HospitalExtract.hospital(20), begin: begin, days: 6, diagnosis: "J18.900"))
            if place < patients {
                extract.admit(.init(person: "S\(place)", facility: HospitalExtract.hospital(20), begin: begin + 7 + place % 10, days: 6, diagnosis: "J18.900"))
            }
        }
        // Elsewhere one patient in a hospital comes back, because that happens.
        for hospital in 0..<20 {
            for begin in [30, 48] { extract.admit(.init(person: "R\(hospital)", facility: HospitalExtract.hospital(hospital), begin: begin, days: 7, diagnosis: "J18.900")) }
        }
        let screening = try extract.screening(Self.slug)
        let lead = try #require(screening.leads.first)
        #expect(lead.subjectKind == .facility)
        #expect(lead.subjectID == HospitalExtract.hospital(20))
        #expect(lead.reasons.first { $0.feature == "cases" }?.value == Double(patients))
        #expect(!screening.leads.contains { $0.subjectKind == .patient && $0.subjectID.hasPrefix("S") })
    }
}
