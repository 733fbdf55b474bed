import Leads
import Statistics
import Testing

/// Oracle 4 of the domain handbook, §8.4, and what else looks like frequent visits.
@Suite struct FrequentVisitOracleTests {
    private func extract(_ add: (inout SmallExtract) -> Void) -> SmallExtract {
        var extract = SmallExtract()
        extract.addTraffic()
        add(&extract)
        return extract
    }

    /// - Parameter sessions: a month, from the first day of each.
    private func dialysis(sessions: Int, drugs: Bool = false) -> SmallExtract {
        extract { extract in
            for month in 0..<4 {
                let start = [0, 31, 61, 92][month]
                for session in 0..<sessions {
                    let day = start + session % 30 * (sessions < 15 ? 2 : 1)
                    extract.settle(
                        "D1", at: session < 30 ? "H32010000008" : "H32010000009", day: day, second: 28_800,
                        ["med_type": "14", "dise_no": "N18.500"])
                    if drugs { extract.settle("D1", at: "H32010000008", day: day, second: 45_000, ["dise_no": ""]) }
                }
                for test in 0..<3 { extract.settle("D1", at: "H32010000008", day: start + 27 + test % 2, second: 32_000 + test * 5_000, ["dise_no": "D64.900"]) }
            }
        }
    }

    @Test func dialysisWithTestsIsNoLead() throws {
        #expect(try dialysis(sessions: 13).screening(scenarios: ["frequent-visits"]).leads.isEmpty)
        #expect(try dialysis(sessions: 13, drugs: true).screening(scenarios: ["frequent-visits"]).leads.isEmpty)
    }

    @Test func dialysisFarBeyondItsCourseIsALead() throws {
        let screening = try dialysis(sessions: 32).screening(scenarios: ["frequent-visits"])
        let leads = screening.leads
        #expect(leads.map(\.subjectID) == ["D1"])
        #expect(leads.first?.reasons.first?.feature == "visits_in_busiest_month")
        #expect(leads.first?.reasons.first?.value ?? 0 >= 32)
    }

    /// Methadone is taken every day at one clinic; at four it is shopped for.
    @Test(arguments: [(1, 0), (4, 1)])
    func dailyIntakeUnderSupervision(places: Int, leads: Int) throws {
        let daily = extract { extract in
            for day in 0..<SmallExtract.dayCount {
                extract.settle("M1", at: "H3201000000\(6 + day % places)", day: day, second: 29_000, ["med_type": "14", "dise_no": "F11.200"])
            }
        }
        #expect(try daily.screening(scenarios: ["frequent-visits"]).leads.count == leads)
    }

    @Test func severalSettlementsOfOneVisitCountOnce() throws {
        let once = extract { extract in
            for visit in 0..<5 {
                for part in 0..<5 { extract.settle("F1", at: "H32010000008", day: 3 + visit * 5, second: 30_000 + part * 2_000) }
            }
        }
        #expect(try once.screening(scenarios: ["frequent-visits"]).leads.isEmpty)
    }

    @Test func visitorOfManyFacilitiesIsTheFirstLead() throws {
        let visitor = extract { extract in
            for visit in 0..<24 {
                let place = visit * 7 % 10
                extract.settle(
                    "F1", at: place < 6 ? "P3201000000\(place)" : "H3201000000\(place)", day: 31 + visit, second: 30_000 + visit * 700,
                    ["dise_no": ["I10.x00", "J06.900", "M54.500", "K29.500"][visit % 4]])
            }
            // A stay in the same month costs the fund, but it is no visit and no evidence of frequency.
            extract.settle("F1", at: "H32010000008", day: 59, second: 30_000, ["med_type": "21", "fund_pay_sumamt": "9000.00", "medfee_sumamt": "9030.00"])
        }
        let screening = try visitor.screening()
        let lead = try #require(screening.leads("frequent-visits").first)
        #expect(lead.subjectID == "F1")
        #expect(screening.leads.first?.leadID == lead.leadID)
        #expect(lead.reasons.first { $0.feature == "visits_in_busiest_month" }?.value == 24)
        #expect(lead.reasons.first { $0.feature == "facilities_in_busiest_month" }?.value == 10)
        #expect(lead.evidenceCount == 24)
        #expect(lead.amountAtRisk == 1_680)
    }

    @Test func courseOfInjectionsAtOneFacilityIsSuppressedWithTheReason() throws {
        let course = extract { extract in
            for day in 0..<18 { extract.settle("F1", at: "H32010000008", day: 32 + day, second: 30_000, ["dise_no": "M54.500"]) }
        }
        let screening = try course.screening(scenarios: ["frequent-visits"])
        #expect(screening.leads.isEmpty)
        #expect(screening.outcome.record.scenarios.flatMap(\.suppressed).map(\.exemption) == ["one-course"])
    }
}
