import Leads
import Testing

/// Admissions that could have done without a bed, and short stays that could not.
@Suite struct LowStandardAdmissionTests {
    private static let slug = "low-standard-admission"

    private func town() -> HospitalExtract {
        var extract = HospitalExtract()
        extract.addTraffic()
        return extract
    }

    @Test(arguments: [6, 14, 36]) func threeStrengths(cases: Int) throws {
        var extract = town()
        for place in 0..<60 { if place < cases { extract.admitOral("X\(place)", 20) } else { extract.admitTreated("X\(place)", 20) } }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.map(\.subjectID) == [HospitalExtract.hospital(20)])
        #expect(screening.leads.first?.reasons.first { $0.feature == "cases" }?.value == Double(cases))
    }

    @Test func twoOfThreeAreNoLead() throws {
        var extract = town()
        for place in 0..<2 { extract.admitOral("X\(place)", 20) }
        extract.admitTreated("X2", 20)
        #expect(try extract.screening(Self.slug).leads.isEmpty)
        // Nobody else has such a stay: where eight hundred are enough to say so, each of the two is a question of its own.
        let lax = try BoundaryExtract(Self.slug) { try extract.write(to: $0) }.screening(["lone_share": 0.002])
        #expect(lax.leads.allSatisfy { $0.subjectKind == .stay })
        #expect(Set(lax.leads.map(\.subjectID)) == ["M800", "M801"])
    }

    @Test func injectionSurgeryTransferAndDaySurgeryAreNoCases() throws {
        var extract = town()
        let injection = HospitalExtract.Line(type: "09", item: "inf1", name: "葡萄糖注射液", yuan: 20)
        let surgery = HospitalExtract.Line(type: "06", item: "op", name: "清创", yuan: 40)
        for place in 0..<20 {
            extract.admitOral("I\(place)", 20, more: [injection])
            extract.admitOral("S\(place)", 21, more: [surgery])
            extract.admitOral("T\(place)", 22, way: "2")
            extract.admitOral("D\(place)", 23, type: "28")
            extract.admitOral("A\(place)", 24, way: "4")
        }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.isEmpty)
        #expect(screening.count("cases") == 0)
    }

    @Test func billsOfExaminationsAreLeftToCheckups() throws {
        var extract = town()
        let examination = HospitalExtract.Line(type: "03", item: "ct", name: "CT平扫", yuan: 400)
        for place in 0..<60 {
            if place < 30 { extract.admitOral("X\(place)", 20, more: [examination]) } else { extract.admitTreated("X\(place)", 20) }
        }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.isEmpty)
        #expect(screening.count("cases") == 0)
        // But for the examinations they are cases.
        let lax = try BoundaryExtract(Self.slug) { try extract.write(to: $0) }.screening(["exam_share": 1])
        #expect(lax.count("cases") == 30)
    }

    @Test func fiveDaysAreShortAndSixAreNot() throws {
        func cases(_ days: Int) throws -> Int {
            var extract = town()
            for place in 0..<10 { extract.admitOral("X\(place)", 20, days: days) }
            return try extract.screening(Self.slug).count("cases")
        }
        #expect(try cases(5) == 10)
        #expect(try cases(6) == 0)
    }

    /// The usual charges of the diagnosis are the median of the stays elsewhere, all of which here cost the same.
    @Test func sixtyPercentIsCheapAndMoreIsNot() throws {
        func cases(_ yuan: Int) throws -> Int {
            var extract = HospitalExtract()
            for place in 0..<60 {
                extract.admit(.init(
                    person: "B\(place)", facility: HospitalExtract.hospital(place % 15), begin: place, days: 8, diagnosis: "J18.900",
                    lines: [.init(type: "09", item: "inf1", name: "头孢注射液", yuan: 1_000)]))
            }
            for place in 0..<10 {
                extract.admit(.init(
                    person: "X\(place)", facility: HospitalExtract.hospital(20), begin: place, days: 3, diagnosis: "J18.900",
                    lines: [.init(type: "09", item: "pill", name: "口服片剂", yuan: yuan)]))
            }
            return try extract.screening(Self.slug).count("cases")
        }
        #expect(try cases(600) == 10)
        #expect(try cases(601) == 0)
    }
}

extension HospitalExtract {
    mutating func admitOral(_ person: String, _ hospital: Int, days: Int = 3, type: String = "21", way: String = "1", more: [Line] = []) {
        let begin = stays.count * 7 % 100
        admit(.init(
            person: person, facility: Self.hospital(hospital), begin: begin, days: days, way: way, type: type, lines: oralOnly(days: days) + more))
    }
}
