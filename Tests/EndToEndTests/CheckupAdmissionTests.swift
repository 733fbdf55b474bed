import Leads
import Testing

/// Check-up admissions: oracle 5 of the domain handbook, §8.4, and what else is all examinations.
@Suite struct CheckupAdmissionTests {
    private static let slug = "checkup-admission"

    /// - Parameter share: one in so many stays is a check-up, at hospitals that do nothing else wrong.
    private func town(base: Int = 33) -> HospitalExtract {
        var extract = HospitalExtract()
        extract.addTraffic()
        var number = 0
        for hospital in 0..<20 { for _ in 0..<(40 / base) { number += 1; extract.admitCheckup("C\(number)", hospital) } }
        return extract
    }

    @Test func thirtyPercentOfTwoHundredIsFirstAndTwoOfThreeIsBelow() throws {
        var extract = town()
        for place in 0..<200 {
            let patient = "X\(place)"
            if place % 10 < 3 { extract.admitCheckup(patient, 20) } else { extract.admitTreated(patient, 20) }
        }
        for place in 0..<3 { if place < 2 { extract.admitCheckup("Y\(place)", 21) } else { extract.admitTreated("Y\(place)", 21) } }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.first?.subjectID == HospitalExtract.hospital(20))
        #expect(!screening.leads.contains { $0.subjectID == HospitalExtract.hospital(21) })
        #expect(screening.leads.count == 1)
        let lead = try #require(screening.leads.first)
        #expect(lead.reasons.first { $0.feature == "checkup_stay_share" }?.value == 0.3)
        #expect(lead.reasons.first { $0.feature == "cases" }?.value == 60)
        // The whole of these stays is at risk.
        #expect(lead.amountAtRisk > 60 * 300 && lead.evidenceCount >= 60)
    }

    @Test(arguments: [8, 16, 36]) func threeStrengths(cases: Int) throws {
        var extract = town()
        for place in 0..<60 { if place < cases { extract.admitCheckup("X\(place)", 20) } else { extract.admitTreated("X\(place)", 20) } }
        #expect(try extract.screening(Self.slug).leads.map(\.subjectID) == [HospitalExtract.hospital(20)])
    }

    @Test func oneDepartmentOfALargeHospital() throws {
        var extract = town()
        for place in 0..<400 { extract.admitTreated("X\(place)", 20, department: ["A03", "A04", "A05", "A07"][place % 4]) }
        for place in 0..<14 { extract.admitCheckup("Z\(place)", 20, department: "A50") }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.map(\.subjectID) == [HospitalExtract.hospital(20)])
        #expect(screening.leads.first?.reasons.first { $0.feature == "department_share" }?.value == 1)
    }

    /// One check-up where nobody else has one, one at each of many hospitals, and some at a hospital that its share alone does not list.
    @Test func aLoneCheckupIsALeadWhereItIsRare() throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        extract.admitCheckup("X1", 3)
        // Eight hundred stays without one do not say that fewer than one in three thousand are; so the tests ask for less.
        #expect(try extract.screening(Self.slug).leads.isEmpty)
        func lax(_ extract: HospitalExtract, _ changes: [String: Double] = [:]) throws -> Screening {
            var extract = extract
            return try BoundaryExtract(Self.slug, thresholds: ["lone_share": 0.002]) { try extract.write(to: $0) }.screening(changes)
        }
        let lead = try #require(lax(extract).leads.first)
        #expect(lead.subjectKind == .stay)
        #expect(lead.subjectID == "M800")
        #expect(lead.evidence.map(\.key).contains("M800"))
        #expect(lead.reasons.first?.feature == "exam_share")
        #expect(try lax(town()).leads.isEmpty)
        for place in 0..<5 { extract.admitCheckup("Y\(place)", 7) }
        let screening = try lax(extract, ["maximum_q": 0])
        #expect(screening.leads.map(\.subjectID) == [HospitalExtract.hospital(7), "M800"])
        #expect(screening.leads.first?.reason("cases")?.value == 5)
        #expect(try lax(extract, ["maximum_q": 0, "minimum_cases": 6]).leads.allSatisfy { $0.subjectKind == .stay })
    }

    @Test func stagingDaySurgeryAndOperationsAreLeftOut() throws {
        var extract = town()
        for place in 0..<30 {
            extract.admitCheckup("O\(place)", 20, diagnosis: "C34.900")
            extract.admitCheckup("D\(place)", 21, type: "28")
            extract.admitCheckup("S\(place)", 22, surgery: true)
            extract.admitCheckup("T\(place)", 23, way: "2")
        }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.isEmpty)
        #expect(screening.count("exempt_stays") == 60)
    }

    /// Bills of which exactly half, and just less, are examinations.
    @Test func halfOfTheBillIsEnoughAndLessIsNot() throws {
        func cases(_ examination: Int) throws -> Int {
            var extract = HospitalExtract()
            extract.addTraffic()
            for place in 0..<10 {
                let panel = [HospitalExtract.Line(type: "03", item: "panel", name: "体检", yuan: examination)]
                let rest = [HospitalExtract.Line(type: "01", item: "bed", name: "床位", yuan: 1_000 - examination)]
                extract.admit(.init(person: "X\(place)", facility: HospitalExtract.hospital(20), begin: place, days: 2, lines: panel + rest))
            }
            return try extract.screening(Self.slug).count("cases")
        }
        #expect(try cases(500) == 10)
        #expect(try cases(499) == 0)
    }

    @Test func withoutFeeLinesItIsSkipped() throws {
        var extract = HospitalExtract()
        extract.addTraffic(hospitals: 0..<3, staysEach: 5)
        let screening = try extract.screening(Self.slug, tables: ["mdtrt_d"])
        #expect(screening.leads.isEmpty)
        #expect(screening.outcome.quality.scenarios.first?.runs == false)
    }
}

extension HospitalExtract {
    mutating func admitCheckup(
        _ person: String, _ hospital: Int, diagnosis: String = "K29.700", type: String = "21", way: String = "1", department: String = "A03", surgery: Bool = false
    ) {
        let begin = stays.count * 7 % 100
        var lines = checkup(days: 2)
        if surgery { lines.append(Line(type: "06", item: "operation", name: "手术", yuan: 300)) }
        admit(.init(
            person: person, facility: Self.hospital(hospital), begin: begin, days: 2, diagnosis: diagnosis, department: department, way: way, type: type, lines: lines))
    }

    mutating func admitTreated(_ person: String, _ hospital: Int, department: String = "A03") {
        let place = stays.count
        admit(.init(
            person: person, facility: Self.hospital(hospital), begin: place * 7 % 100, days: 6 + place % 7, diagnosis: Self.diagnoses[place % 5], department: department))
    }
}
