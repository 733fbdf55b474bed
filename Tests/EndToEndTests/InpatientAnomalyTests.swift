import Leads
import Testing

/// People brought to a hospital together, full houses and copied bills; homes, outbreaks and catchments.
@Suite struct InpatientAnomalyTests {
    private static let slug = "inpatient-anomaly"

    private struct Batch {
        var begin: Int
        var people: Range<Int>
    }

    /// - Parameter batches: who comes together, and when.
    private func town(
        _ batches: [Batch], employer: String = "", telephone: String = "", residence: String = "", diagnosis: String = "M51.200",
        hospitals: [Int] = [3]
    ) -> HospitalExtract {
        var extract = HospitalExtract()
        extract.addTraffic(staysEach: 120)
        for (turn, batch) in batches.enumerated() {
            for person in batch.people {
                extract.admit(.init(
                    person: "G\(person)", facility: HospitalExtract.hospital(hospitals[turn % hospitals.count]), begin: batch.begin + person % 2, days: 9,
                    diagnosis: diagnosis, employer: employer, telephone: telephone, residence: residence))
            }
        }
        return extract
    }

    private static let people = ["G1", "G2", "G3", "G4", "G5", "G0"].sorted()

    @Test func sameEmployerTelephoneOrVillageAgainAndAgain() throws {
        let batches = [10, 40, 70].map { Batch(begin: $0, people: 0..<6) }
        for (employer, telephone, residence) in [("E1", "", ""), ("", "13800000000", ""), ("", "", "V1")] {
            var extract = town(batches, employer: employer, telephone: telephone, residence: residence)
            let screening = try extract.screening(Self.slug)
            let lead = try #require(screening.leads.first)
            #expect(screening.leads.count == 1)
            #expect(lead.subjectKind == .visitGroup)
            #expect(lead.members == Self.people)
            #expect(lead.facilities == [HospitalExtract.hospital(3)])
            #expect(lead.reasons.first { $0.feature == "batches" }?.value == 3)
        }
    }

    /// Subtle: four people twice; other people each time; a dozen three times.
    @Test func threeStrengths() throws {
        let strengths = [
            [Batch(begin: 10, people: 0..<4), Batch(begin: 60, people: 0..<4)],
            [Batch(begin: 10, people: 0..<5), Batch(begin: 40, people: 5..<10), Batch(begin: 70, people: 10..<15)],
            [10, 40, 70].map { Batch(begin: $0, people: 0..<12) },
        ]
        for batches in strengths {
            var extract = town(batches, employer: "E1")
            #expect(try extract.screening(Self.slug).leads.map(\.subjectKind) == [.visitGroup])
        }
    }

    @Test func onceByFourIsChanceAndByFiveAQuestion() throws {
        var four = town([Batch(begin: 10, people: 0..<4)], employer: "E1")
        #expect(try four.screening(Self.slug).leads.isEmpty)
        var five = town([Batch(begin: 10, people: 0..<5)], employer: "E1")
        #expect(try five.screening(Self.slug).leads.count == 1)
    }

    @Test func accidentIsSuppressedAndCouplesAreNoGroup() throws {
        var accident = town([Batch(begin: 10, people: 0..<8)], employer: "E1", diagnosis: "S82.100")
        #expect(try accident.screening(Self.slug).suppressed == ["outbreak"])
        var couples = town([10, 30, 50, 70].map { Batch(begin: $0, people: 0..<2) }, employer: "E1")
        #expect(try couples.screening(Self.slug).leads.isEmpty)
    }

    @Test func waveOfInfectiousDiseaseIsSuppressed() throws {
        let batches = [Batch(begin: 10, people: 0..<6), Batch(begin: 18, people: 6..<12), Batch(begin: 26, people: 12..<18)]
        var extract = town(batches, employer: "SCHOOL", diagnosis: "A09.900")
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed == ["outbreak"])
    }

    /// Influenza goes through a home in December and in February; a third time, or for the same people again, it is a habit.
    @Test func twoWavesAreSuppressedAndHabitsAreNot() throws {
        let (two, three) = ([(5, 0..<6), (60, 4..<10)], [(5, 0..<6), (40, 6..<12), (75, 12..<18)])
        for (batches, isListed) in [(two, false), (three, true), ([(5, 0..<6), (60, 0..<6)], true), ([(5, 0..<6), (20, 0..<6)], true)] {
            var extract = town(batches.map { Batch(begin: $0.0, people: $0.1) }, employer: "HOME", diagnosis: "J18.900")
            let screening = try extract.screening(Self.slug)
            #expect(screening.leads.isEmpty == !isListed)
            #expect(screening.suppressed == (isListed ? [] : ["outbreak"]))
        }
    }

    /// Twenty of a large employer's staff with food poisoning on one day, beside thirty others of it who came when they were ill.
    @Test func oneOutbreakAtALargeEmployer() throws {
        for diagnosis in ["A05.900", "M51.200"] {
            var extract = town([Batch(begin: 50, people: 0..<20)], employer: "BIG", diagnosis: diagnosis)
            for place in 20..<50 {
                extract.admit(.init(
                    person: "G\(place)", facility: HospitalExtract.hospital(3), begin: place * 37 % 95, days: 5 + place % 6, employer: "BIG"))
            }
            let screening = try extract.screening(Self.slug)
            #expect(screening.leads.isEmpty == (diagnosis == "A05.900"))
            #expect(screening.suppressed == (diagnosis == "A05.900" ? ["outbreak"] : []))
        }
    }

    @Test func residentsOfAHomeAreSuppressed() throws {
        var extract = town([10, 40, 70].map { Batch(begin: $0, people: 0..<6) }, telephone: "05710000000")
        for person in 0..<6 { extract.addresses["G\(person)"] = "home" }
        for person in 10..<14 { extract.addresses["G\(person)"] = "home" }
        for place in 0..<4 { extract.visit("G\(10 + place)", at: "H32010000001", day: 3) }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed == ["shared-institution"])
    }

    /// Everybody of a village at the nearest hospital, each when ill.
    @Test func catchmentAndLargeEmployerAreNoLeads() throws {
        var extract = HospitalExtract()
        extract.addTraffic(staysEach: 60)
        for place in 0..<80 {
            extract.admit(.init(
                person: "V\(place)", facility: HospitalExtract.hospital(3), begin: place * 37 % 95, days: 6 + place % 7, residence: "V1"))
            extract.admit(.init(
                person: "E\(place)", facility: HospitalExtract.hospital(place % 20), begin: place * 37 % 95, days: 6 + place % 7, employer: "BIG"))
        }
        #expect(try extract.screening(Self.slug).leads.isEmpty)
    }

    @Test func rehabilitationHouseIsLeftOut() throws {
        var extract = town([10, 40, 70].map { Batch(begin: $0, people: 0..<6) }, employer: "E1")
        extract.specialties[HospitalExtract.hospital(3)] = "康复科"
        #expect(try extract.screening(Self.slug).leads.count == 1, "private")
        extract.ownership[HospitalExtract.hospital(3)] = "public"
        #expect(try extract.screening(Self.slug).leads.isEmpty)
    }

    @Test func rotationBetweenHospitalsIsOneLead() throws {
        var extract = town([10, 30, 50, 70].map { Batch(begin: $0, people: 0..<6) }, telephone: "13800000000", hospitals: [3, 5])
        let screening = try extract.screening(Self.slug)
        let lead = try #require(screening.leads.first)
        #expect(screening.leads.count == 1)
        #expect(lead.members == Self.people)
        #expect(lead.facilities == [HospitalExtract.hospital(3), HospitalExtract.hospital(5)])
        #expect(lead.reasons.contains { $0.feature == "rotation" })
    }

    /// - Parameters:
    ///   - elsewhere: as many stays with such bills, one each at other hospitals.
    ///   - own, other: yuan that each bill at the hospital, or elsewhere, has more of its first item than the one before.
    private func copies(_ count: Int, items: Int = 8, elsewhere: Int = 0, own: Int = 0, other: Int = 0) throws -> Screening {
        var extract = HospitalExtract()
        extract.addTraffic()
        func bill(_ more: Int) -> [HospitalExtract.Line] {
            (0..<items).map { HospitalExtract.Line(type: "09", item: "copy\($0)", name: "药品", yuan: 100 + $0 * 10 + ($0 == 0 ? more : 0)) }
        }
        for place in 0..<count {
            extract.admit(.init(person: "X\(place)", facility: HospitalExtract.hospital(20), begin: place * 2, days: 8, diagnosis: "J18.900", lines: bill(place * own)))
        }
        for place in 0..<elsewhere {
            extract.admit(.init(person: "Y\(place)", facility: HospitalExtract.hospital(place % 20), begin: place * 2, days: 8, diagnosis: "J18.900", lines: bill((place + 1) * other)))
        }
        for _ in 0..<30 { extract.admitTreated("N\(extract.stays.count)", 20) }
        return try extract.screening(Self.slug)
    }

    @Test func copiedBillsAreALeadAndFewOrShortOnesAreNot() throws {
        let lead = try #require(try copies(20).leads.first)
        #expect(lead.subjectKind == .facility)
        #expect(lead.subjectID == HospitalExtract.hospital(20))
        #expect(lead.reasons.first?.feature == "twin_bill_share")
        #expect(try copies(9).leads.isEmpty)
        #expect(try copies(20, items: 4).leads.isEmpty)
        #expect(try copies(20, elsewhere: 20).leads.isEmpty, "one work-up everywhere is a pathway")
        #expect(try copies(20, elsewhere: 20, own: 2, other: 2).leads.isEmpty, "so are bills that differ by a little everywhere")
        #expect(try copies(20, elsewhere: 20, other: 2).leads.map(\.subjectID) == [HospitalExtract.hospital(20)], "no two are the same elsewhere")
    }

    /// Hospital 20 has some thirty patients a day among twenty-four others with about eight beds for five; stays of `days` begin in `period`.
    private func crowded(
        beds: Int, period: Range<Int> = 0..<100, type: String = "21", elsewhere: Bool = false, _ thresholds: [String: Double] = [:]
    ) throws -> Screening {
        var extract = HospitalExtract()
        extract.addTraffic(hospitals: 0..<24, staysEach: 60)
        for place in 0..<24 { extract.beds[HospitalExtract.hospital(place)] = elsewhere ? 3 : 8 + place % 5 }
        for number in 0..<3 * period.count {
            extract.admit(.init(
                person: "X\(number)", facility: HospitalExtract.hospital(20), begin: period.lowerBound + number / 3, days: 7 + number % 7,
                diagnosis: HospitalExtract.diagnoses[number % 5], type: type))
        }
        extract.beds[HospitalExtract.hospital(20)] = beds
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let changes = thresholds.map { ("\(Self.slug).\($0.key)", $0.value) }
        return try Screening(.folder(folder.path), scenarios: [Self.slug], threads: 1, thresholds: Dictionary(uniqueKeysWithValues: changes))
    }

    @Test func farMorePatientsThanBedsForMonthsAreALead() throws {
        let screening = try crowded(beds: 18)
        let lead = try #require(screening.leads.first)
        #expect(screening.leads.count == 1)
        #expect(lead.subjectKind == .facility && lead.subjectID == HospitalExtract.hospital(20))
        #expect(lead.reasons.first?.feature == "occupancy")
        // The patients of one day, each a visit to look at, and more of them than half as many again as the beds.
        let patients = try #require(lead.reasons.first { $0.feature == "fullest_day" }?.value)
        #expect(patients >= 27 && patients == Double(lead.evidence.count { $0.table == "mdtrt_d" }))
        #expect(screening.finding("approved_beds_too_few") == nil)
    }

    /// Extra beds, a wave that passes, day surgery, a district where all are as full: none is a lead.
    @Test func fullHousesThatHaveAReasonAreNoLeads() throws {
        #expect(try crowded(beds: 60).leads.isEmpty)
        #expect(try crowded(beds: 28).leads.isEmpty, "extra beds")
        #expect(try crowded(beds: 18, period: 30..<55).leads.isEmpty, "weeks")
        #expect(try crowded(beds: 18, type: "28").leads.isEmpty, "day surgery")
        #expect(try crowded(beds: 18, elsewhere: true).leads.isEmpty, "all of them")
    }

    @Test func aNumberOfBedsThatCannotBeIsAFinding() throws {
        let screening = try crowded(beds: 4)
        #expect(screening.leads.isEmpty)
        #expect(screening.finding("approved_beds_too_few")?.facility == HospitalExtract.hospital(20))
        #expect(try crowded(beds: 4, ["implausible_occupancy": 20]).leads.map(\.subjectID) == [HospitalExtract.hospital(20)])
    }
}
