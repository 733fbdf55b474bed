import Leads
import Testing

/// Beds on paper, and patients who were only away for a while.
@Suite struct PaperAdmissionTests {
    private static let slug = "paper-admission"

    private func town(_ add: (inout HospitalExtract) -> Void) -> HospitalExtract {
        var extract = HospitalExtract()
        extract.addTraffic()
        // Lawful exceptions, as a city has them.
        for place in 0..<12 { extract.visit("B\(place * 1_000 + 3)", at: "P32010000001", day: 50) }
        add(&extract)
        return extract
    }

    private func away(_ days: [Int], at facility: String = "H32010000019", _ changes: Settlement = [:]) throws -> Screening {
        var extract = town { extract in
            extract.admit(.init(person: "A1", facility: HospitalExtract.hospital(3), begin: 20, days: 12, bed: "a1"))
            for day in days { extract.visit("A1", at: facility, day: 20 + day, changes) }
        }
        return try extract.screening(Self.slug)
    }

    @Test(arguments: [[4, 7], [3, 5, 8], [3, 4, 5, 6, 7, 8, 9]]) func settlementsElsewhereAtThreeStrengths(days: [Int]) throws {
        let screening = try away(days)
        let lead = try #require(screening.leads.first)
        #expect(screening.leads.count == 1)
        #expect(lead.subjectKind == .stay)
        #expect(lead.subjectID == "M800")
        #expect(lead.reasons.first { $0.feature == "outside_days" }?.value == Double(days.count))
        #expect(lead.evidence.count { $0.key.hasPrefix("V") } == days.count)
    }

    @Test func oneDayElsewhereIsNoLead() throws { #expect(try away([5]).leads.isEmpty) }

    @Test func personalAndMutualAidAccountsAreLawful() throws {
        #expect(try away([3, 5, 7, 9], at: "P32010000001", ["hifp_pay": "0.00", "fund_pay_sumamt": "0.00"]).leads.isEmpty)
        #expect(try away([3, 5, 7, 9], at: "P32010000001", ["acct_mulaid_pay": "30.00"]).leads.isEmpty)
    }

    /// Admission, the day after, the day before discharge and discharge are not inside.
    @Test func onlyDaysStrictlyInsideCount() throws {
        #expect(try away([0, 1, 11, 12]).leads.isEmpty)
        #expect(try away([1, 2]).leads.isEmpty)
        #expect(try away([2, 10]).leads.map(\.subjectID) == ["M800"])
    }

    @Test func twoAtAPharmacyCanBeARelativeAndThreeAreALead() throws {
        #expect(try away([4, 7], at: "P32010000001").leads.isEmpty)
        #expect(try away([4, 7, 9], at: "P32010000001").leads.map(\.subjectID) == ["M800"])
    }

    private func idle(_ idleDays: Int, of days: Int, dated: Bool = true) throws -> Screening {
        var extract = town { extract in
            var lines: [HospitalExtract.Line] = []
            for day in 0..<days {
                lines.append(.init(type: "01", item: "bed", name: "床位费", yuan: 40, day: dated ? day : 0))
                if day >= idleDays { lines.append(.init(type: "09", item: "inf1", name: "注射液", yuan: 100, day: dated ? day : 0)) }
            }
            extract.admit(.init(person: "A1", facility: HospitalExtract.hospital(3), begin: 20, days: days, lines: lines))
        }
        return try extract.screening(Self.slug)
    }

    @Test func halfOfTheStayWithoutCareIsEnough() throws {
        #expect(try idle(4, of: 8).leads.map(\.subjectID) == ["M800"])
        #expect(try idle(3, of: 8).leads.isEmpty)
        #expect(try idle(2, of: 4).leads.isEmpty, "a weekend")
    }

    @Test func chargesEnteredAtOnceSayNothing() throws { #expect(try idle(8, of: 8, dated: false).leads.isEmpty) }

    /// A stay with two signs, or one, where innocent stays of the same length have either.
    private func signsTogether(isIdle: Bool, isAway: Bool) -> HospitalExtract {
        func lines(_ extract: inout HospitalExtract, days: Int, idle: Bool) -> [HospitalExtract.Line]? {
            guard idle else { return nil }
            return (0..<days).flatMap { day -> [HospitalExtract.Line] in
                let bed = HospitalExtract.Line(type: "01", item: "bed", name: "床位费", yuan: 40, day: day)
                return day < days / 2 ? [bed] : [bed, .init(type: "09", item: "inf1", name: "注射液", yuan: 100, day: day)]
            }
        }
        return town { extract in
            // At half of the hospitals, so that some of them are among the calm ones.
            for hospital in 0..<10 {
                for turn in 0..<2 {
                    let person = "I\(hospital)-\(turn)"
                    let own = lines(&extract, days: 10, idle: turn == 0)
                    extract.admit(.init(person: person, facility: HospitalExtract.hospital(hospital), begin: 40, days: 10, lines: own))
                    if turn == 1 { for day in [43, 46] { extract.visit(person, at: "H32010000019", day: day) } }
                }
            }
            let own = lines(&extract, days: 10, idle: isIdle)
            extract.admit(.init(person: "A1", facility: HospitalExtract.hospital(3), begin: 20, days: 10, lines: own))
            if isAway { for day in [23, 26] { extract.visit("A1", at: "H32010000019", day: day) } }
        }
    }

    /// Where each sign alone is known from innocent stays, the two in one stay still are a lead; neither alone is.
    @Test(arguments: [(true, true), (true, false), (false, true)]) func twoSignsTogether(isIdle: Bool, isAway: Bool) throws {
        var extract = signsTogether(isIdle: isIdle, isAway: isAway)
        let leads = try extract.screening(Self.slug).leads
        #expect(leads.count == (isIdle && isAway ? 1 : 0))
        #expect(leads.first.map { Set($0.reasons.map(\.feature)) == ["idle_days", "outside_days"] } ?? true)
    }

    /// Among stays of the same number of days alone either sign is too frequent for the two to be a wonder.
    @Test(arguments: [(factor: 2.0, isListed: true), (1, false)]) func signsAreCountedAmongStaysAboutAsLong(factor: Double, isListed: Bool) throws {
        var extract = signsTogether(isIdle: true, isAway: true)
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let screening = try Screening(
            .folder(folder.path), scenarios: [Self.slug], threads: 1, thresholds: ["\(Self.slug).similar_length_factor": factor])
        #expect(screening.leads.count == (isListed ? 1 : 0))
    }

    private func shared(nights: Int) throws -> Screening {
        var extract = town { extract in
            extract.admit(.init(person: "A1", facility: HospitalExtract.hospital(3), begin: 20, days: 8, bed: "one"))
            extract.admit(.init(person: "A2", facility: HospitalExtract.hospital(3), begin: 28 - nights, days: 8, bed: "one"))
        }
        return try extract.screening(Self.slug)
    }

    @Test func bedHandedOverIsNoneAndTwoNightsAre() throws {
        #expect(try shared(nights: 0).leads.isEmpty)
        #expect(try shared(nights: 1).leads.isEmpty)
        #expect(Set(try shared(nights: 2).leads.map(\.subjectID)) == ["M800", "M801"])
    }

    @Test func bedCodesThatMeanNothingAreAFinding() throws {
        var extract = town { extract in
            for place in 0..<20 { extract.admit(.init(person: "A\(place)", facility: HospitalExtract.hospital(20), begin: place, days: 9, bed: "加床")) }
        }
        let screening = try extract.screening(Self.slug)
        #expect(screening.leads.isEmpty)
        #expect(screening.finding("bed_codes_not_distinct")?.facility == HospitalExtract.hospital(20))
    }

    @Test func fiveStaysOfAFacilityAreOneLead() throws {
        func leads(_ patients: Int) throws -> [Lead] {
            var extract = town { extract in
                for place in 0..<patients {
                    extract.admit(.init(person: "A\(place)", facility: HospitalExtract.hospital(3), begin: 20 + place, days: 12))
                    for day in [4, 6, 8] { extract.visit("A\(place)", at: "H32010000019", day: 20 + place + day) }
                }
            }
            return try extract.screening(Self.slug).leads
        }
        #expect(Set(try leads(4).map(\.subjectKind)) == [.stay])
        let lead = try #require(try leads(5).first)
        #expect(lead.subjectKind == .facility)
        #expect(lead.subjectID == HospitalExtract.hospital(3))
    }
}
