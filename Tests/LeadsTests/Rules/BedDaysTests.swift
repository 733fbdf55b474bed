import Leads
import Testing

/// Oracle 7: 4 days, 7 bed-days are 3 over; with one returned, 2.
@Suite struct BedDaysTests {
    private func stay(
        _ extract: inout CaseExtract, _ id: String, to: String = "2026-03-06", type: String = "21", facility: String = "H11010000001",
        _ write: (inout CaseExtract.LineWriter) -> Void
    ) {
        extract.settle(id, person: "P" + id, facility: facility, day: to, from: "2026-03-02", to: to, type: type, write)
    }

    private func bed(_ writer: inout CaseExtract.LineWriter, _ quantity: Double, item: String = "001109000010000", name: String = "普通床位", price: Double = 20) {
        writer.line(item, quantity, yuan: quantity * price, charge: "01", name: name)
    }

    private func extract() -> CaseExtract {
        var extract = CaseExtract()
        stay(&extract, "subtle") { bed(&$0, 6) }
        stay(&extract, "medium") { bed(&$0, 7) }
        // The number of an intensive-care bed in the national list, and the name of an ordinary one: a catalogue of its own.
        stay(&extract, "blatant") { bed(&$0, 12, item: "001109000030500", name: "三人间床位") }
        stay(&extract, "returned") { writer in
            bed(&writer, 7)
            bed(&writer, -1)
        }
        // Look-alikes: both ends counted, companion bed, a transfer day of two wards, all returned, paid by the bed-day.
        stay(&extract, "bothEnds") { bed(&$0, 5) }
        stay(&extract, "companion") { writer in
            bed(&writer, 4)
            bed(&writer, 4, item: "009", name: "陪护床")
        }
        stay(&extract, "intensive") { writer in
            bed(&writer, 4)
            bed(&writer, 4, item: "001109000030000", name: "")
        }
        stay(&extract, "transfer") { writer in
            bed(&writer, 3)
            bed(&writer, 3, item: "001109000010100", name: "双人间")
        }
        stay(&extract, "corrected") { writer in
            bed(&writer, 7)
            bed(&writer, -3)
        }
        stay(&extract, "bedDay", type: "2105") { bed(&$0, 9) }
        // A day case has one day.
        stay(&extract, "day", to: "2026-03-02") { bed(&$0, 1) }
        return extract
    }

    @Test func casesOfThreeStrengthsAndNoLookAlike() throws {
        let outcome = try extract().screened("bed-days", ["roll_up_cases": 9])
        #expect(outcome.leads.map(\.subjectID) == ["Msubtle", "Mmedium", "Mblatant", "Mreturned"].sorted {
            outcome.lead($0)?.rank ?? 0 < outcome.lead($1)?.rank ?? 0
        })
        #expect(outcome.leads.first?.subjectID == "Mblatant")
        let medium = try #require(outcome.lead("Mmedium"))
        #expect(medium.value("bed_days_over") == 3)
        #expect(medium.amountAtRisk == 60)
        #expect(medium.evidence.contains { $0.table == "fee_list_d" && $0.key == "medium-0" })
        let returned = try #require(outcome.lead("Mreturned"))
        #expect(returned.value("bed_days_over") == 2)
        #expect(returned.amountAtRisk == 40)
        #expect(outcome.record.scenarios.count == 1)
    }

    @Test func oneDayOverCountsOnlyWhereTheCountingIsKnown() throws {
        let known = try extract().screened("bed-days", ["count_both_ends": 0, "roll_up_cases": 9])
        #expect(known.subjects == ["Msubtle", "Mmedium", "Mblatant", "Mreturned", "MbothEnds", "Mtransfer"])
        let bothEnds = try extract().screened("bed-days", ["count_both_ends": 1, "roll_up_cases": 9])
        #expect(bothEnds.subjects == ["Msubtle", "Mmedium", "Mblatant", "Mreturned"])
        #expect(bothEnds.lead("Mmedium")?.value("bed_days_over") == 2)
        let three = try extract().screened("bed-days", ["minimum_over_unknown": 3, "roll_up_cases": 9])
        #expect(three.subjects == ["Mmedium", "Mblatant"])
        #expect(try extract().screened("bed-days", ["transfer_days": 0, "roll_up_cases": 9]).subjects.contains("Mtransfer"))
    }

    /// A bed for each of the nights of 2 to 5 March, and more.
    private func daily(_ more: [(item: String, day: Int)]) throws -> ScreeningRun.Outcome {
        var extract = CaseExtract()
        stay(&extract, "daily") { writer in
            for (item, day) in (2..<6).map({ ("001109000010000", $0) }) + more {
                writer.line(item, 1, yuan: 20, charge: "01", name: "普通床位", day: "2026-03-0\(day)")
            }
        }
        return try extract.screened("bed-days")
    }

    @Test func linesWithTheirDaySayWhatATransferWas() throws {
        let other = "001109000010100"
        // One day of two wards and the day of discharge are two over, and explained; two days of two wards are not.
        #expect(try daily([(other, 3), ("001109000010000", 6)]).leads.isEmpty)
        #expect(try daily([(other, 3), (other, 4)]).leads.map(\.subjectID) == ["Mdaily"])
        #expect(try daily([(other, 4)]).leads.isEmpty)
        #expect(try daily([("001109000010000", 3), ("001109000010000", 6)]).leads.map(\.subjectID) == ["Mdaily"])
    }

    @Test func manyStaysOfAFacilityAreOneLead() throws {
        let rolled = try extract().screened("bed-days", ["roll_up_cases": 4])
        #expect(rolled.leads.map(\.subjectID) == ["H11010000001"])
        #expect(rolled.leads.first?.value("cases") == 4)
        #expect(try extract().screened("bed-days", ["roll_up_cases": 5]).leads.count == 4)
    }
}
