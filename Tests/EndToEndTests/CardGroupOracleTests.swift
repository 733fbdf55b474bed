import Leads
import Testing

/// Oracles 1, 2 and 3 of the domain handbook, §8.4, and the other look-alikes of a card group.
@Suite struct CardGroupOracleTests {
    @Test func sixCardsAreTheFirstLeadAndTheOnlyGroup() throws {
        let extract = SixCards.extract()
        let screening = try extract.screening()
        let lead = try #require(screening.leads.first)
        #expect(lead.scenario == "card-clustering" && lead.subjectKind == .cardGroup)
        #expect(lead.members == SixCards.members)
        #expect(lead.facilities == ["P32010000000", "P32010000003"])
        #expect(lead.reasons.first { $0.feature == "joint_days" }?.value == 8)
        #expect(lead.evidenceCount == 48)
        #expect(lead.amountAtRisk == 3_360)
        #expect((lead.periodStart, lead.periodEnd) == (SmallExtract.date(4), SmallExtract.date(95)))
        #expect(screening.leads("card-clustering").count == 1)
    }

    @Test func coupleTwelveTimesIsNoLead() throws {
        for isRegistered in [true, false] {
            var extract = SmallExtract()
            extract.addTraffic()
            for turn in 0..<12 {
                for member in 0..<2 { extract.settle("C80\(member)", at: "P32010000001", day: 3 + turn * 9, second: 33_000 + turn * 900 + member * 40) }
            }
            if isRegistered { for member in 0..<2 { extract.addresses["C80\(member)"] = "their home" } }
            let screening = try extract.screening()
            #expect(screening.leads("card-clustering").isEmpty)
            #expect(!screening.leads.contains { $0.subjectID.hasPrefix("C80") })
        }
    }

    @Test func familyOfFourIsSuppressedWithTheReason() throws {
        var extract = SmallExtract()
        extract.addTraffic()
        for turn in 0..<9 {
            for member in 0..<4 {
                extract.settle("C70\(member)", at: "P32010000002", day: 3 + turn * 11, second: 33_000 + turn * 900 + member * 40)
                extract.addresses["C70\(member)"] = "their home"
            }
        }
        let screening = try extract.screening(scenarios: ["card-clustering"])
        #expect(screening.leads.isEmpty)
        #expect(screening.outcome.record.scenarios.flatMap(\.suppressed).map(\.exemption) == ["household"])
    }

    /// Forty persons in twenty minutes by one operator in the evening, the care spread over the day.
    @Test func villageBatchEntryIsAFindingAndNoLead() throws {
        var extract = SmallExtract()
        extract.addTraffic()
        for day in stride(from: 1, to: 60, by: 2) {
            for place in 0..<40 {
                // Much the same villagers every day, in another order.
                extract.settle(
                    "V\((place * 7 + day * 3) % 55)", at: "H32010000777", day: day, second: 68_400 + place * 30,
                    ["opter_id": "V1", "begndate": SmallExtract.date(day)])
            }
        }
        let screening = try extract.screening()
        let finding = try #require(screening.finding("batch_entry"))
        #expect(finding.facility == "H32010000777")
        #expect(finding.count == 1_200)
        #expect(screening.leads("card-clustering").isEmpty)
    }

    @Test func campaignOfOneDayIsNoLead() throws {
        var extract = SmallExtract()
        extract.addTraffic()
        for place in 0..<80 { extract.settle("K\(place)", at: "P32010000004", day: 30, second: 32_400 + place * 20) }
        #expect(try extract.screening().leads("card-clustering").isEmpty)
    }

    @Test func residentsOfAHomeAreSuppressed() throws {
        var extract = SmallExtract()
        extract.addTraffic()
        for day in stride(from: 2, to: 120, by: 7) {
            for resident in 0..<16 where (resident + day) % 6 != 0 {
                extract.settle("N\(resident)", at: "P32010000005", day: day, second: 33_000 + day * 10 + resident * 25)
            }
        }
        for resident in 0..<16 { extract.addresses["N\(resident)"] = "the home" }
        let screening = try extract.screening(scenarios: ["card-clustering"])
        #expect(screening.leads.isEmpty)
    }

    @Test func withoutAnyHomeKnownASmallGroupIsListedWithLessStrength() throws {
        func lead(_ isRegistered: Bool) throws -> Lead {
            var extract = SmallExtract()
            extract.addTraffic()
            for turn in 0..<10 {
                for member in 0..<4 { extract.settle("C60\(member)", at: "P32010000002", day: 3 + turn * 11, second: 33_000 + turn * 900 + member * 40) }
            }
            if isRegistered { extract.addresses = ["B1": "somewhere"] }
            return try #require(try extract.screening(scenarios: ["card-clustering"]).leads.first)
        }
        let known = try lead(true)
        let unknown = try lead(false)
        #expect(known.members == unknown.members)
        #expect(known.pValue == unknown.pValue)
        #expect(unknown.score < known.score)
        #expect(unknown.checked.contains { $0.result.contains("无法核对") })
    }

    // MARK: exemptions and their near misses

    /// Members together at a place on twelve days, and what keeps them from being strangers.
    private func together(
        _ count: Int, at facility: String, _ changes: Settlement = [:], also: (inout SmallExtract) -> Void = { _ in }
    ) throws -> Screening {
        var extract = SmallExtract()
        extract.addTraffic()
        for place in 0..<800 { extract.addresses["B\(place)"] = "house \(place / 3)" }
        for turn in 0..<12 {
            for member in 0..<count {
                extract.settle("E\(member)", at: facility, day: 3 + turn * 9, second: 33_000 + turn * 900 + member * 25, changes)
            }
        }
        also(&extract)
        return try extract.screening(scenarios: ["card-clustering"])
    }


    @Test func familyOfSixAtTwoAddressesIsSuppressedAndAtThreeItIsNot() throws {
        let two = try together(6, at: "P32010000004") { extract in
            for member in 0..<6 { extract.addresses["E\(member)"] = member < 3 ? "the parents" : "the children" }
        }
        #expect(two.leads.isEmpty && two.suppressed == ["household"])
        let three = try together(6, at: "P32010000004") { extract in
            for member in 0..<6 { extract.addresses["E\(member)"] = "house of pair \(member / 2)" }
        }
        #expect(three.leads.count == 1 && three.suppressed.isEmpty)
    }

    @Test func mutualAidOfAFamilyIsSuppressedAndASingleUseIsNot() throws {
        let always = try together(5, at: "P32010000004", ["acct_mulaid_pay": "20.00"])
        #expect(always.leads.isEmpty && always.suppressed == ["family-mutual-aid"])
        let once = try together(5, at: "P32010000004") { extract in
            extract.settle("E0", at: "P32010000004", day: 100, second: 50_000, ["acct_mulaid_pay": "20.00"])
        }
        #expect(once.leads.count == 1)
    }

    @Test func aDialysisRosterIsLeftOutAndTheSameCardsForColdsAreNot() throws {
        let roster = try together(6, at: "H32010000008", ["dise_no": "N18.601"])
        #expect(roster.leads.isEmpty)
        #expect(roster.outcome.record.scenarios.flatMap(\.exemptions).first { $0.exemption == "dialysis" }?.settlements == 72)
        let colds = try together(6, at: "H32010000008", ["dise_no": "J06.900"])
        #expect(colds.leads.count == 1 && colds.leads.first?.members.count == 6)
        // Kidney disease that needs no dialysis is none.
        #expect(try together(6, at: "H32010000008", ["dise_no": "N18.300"]).leads.count == 1)
    }

    @Test func aHomeIsSuppressedAndHalfOfStrangersIsNot() throws {
        func residents(_ count: Int) throws -> Screening {
            try together(10, at: "P32010000005") { extract in
                for member in 0..<count { extract.addresses["E\(member)"] = "the home" }
            }
        }
        #expect(try residents(8).suppressed == ["shared-institution"])
        #expect(try residents(7).leads.count == 1)
    }

    @Test func batchEntryOnOneDayOnlyDoesNotHideAGroup() throws {
        let screening = try together(6, at: "P32010000003") { extract in
            for place in 0..<40 { extract.settle("V\(place)", at: "P32010000003", day: 50, second: 68_400 + place * 30) }
        }
        #expect(screening.leads.count == 1)
        let members = Set(screening.leads.flatMap(\.members))
        let cards = (0..<6).map { "E\($0)" }
        #expect(members.isSuperset(of: cards))
    }
}
