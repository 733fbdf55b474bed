import Leads
import Testing

/// Oracle 10: bought 100, opening 20, closing 10, billed 200: 110 available, 90 over.
@Suite struct InventoryMismatchTests {
    /// A facility with stock of one drug, and what it billed of it in lines of `each`.
    private func drug(
        _ extract: inout CaseExtract, _ facility: String, _ item: String, opening: Double? = 20, bought: Double = 100, closing: Double? = 10,
        billed: Int, each: Double = 10, price: Double = 5, late: Double = 0
    ) {
        if let opening { extract.stock(facility, item, "open", opening, at: "2026-03-01 08:00:00") }
        if bought > 0 { extract.stock(facility, item, "purchase", bought, at: "2026-03-05 08:00:00") }
        if let closing { extract.stock(facility, item, "close", closing, at: "2026-03-30 20:00:00") }
        if late > 0 { extract.stock(facility, item, "purchase", late, at: "2026-04-10 08:00:00") }
        for number in 0..<(billed / Int(each)) {
            extract.settle("\(facility)\(item)\(number)", person: "P\(number)", facility: facility, day: "2026-03-\(10 + number % 15)", type: "41") { writer in
                writer.line(item, each, yuan: each * price, charge: "09", list: "101")
            }
        }
    }

    private func extract() -> CaseExtract {
        var extract = CaseExtract()
        drug(&extract, "P1", "A", billed: 140)
        drug(&extract, "P2", "A", billed: 200)
        drug(&extract, "P3", "A", billed: 200)
        drug(&extract, "P3", "B", billed: 600)
        // Look-alikes: in balance, a little over, late purchase, no opening stock, no purchase sent, tablets for boxes.
        for number in 4..<8 { drug(&extract, "P\(number)", "A", billed: 110) }
        drug(&extract, "P8", "A", billed: 130)
        drug(&extract, "P9", "A", billed: 200, late: 60)
        drug(&extract, "PA", "A", opening: nil, billed: 300)
        drug(&extract, "PB", "A", bought: 0, billed: 170)
        drug(&extract, "PC", "A", billed: 900, each: 30, price: 0.25)
        extract.settle("end", day: "2026-04-20")
        return extract
    }

    @Test func casesOfThreeStrengthsAndNoLookAlike() throws {
        let outcome = try extract().screened("inventory-mismatch")
        #expect(outcome.leads.map(\.subjectID) == ["P3", "P2", "P1"])
        let oracle = try #require(outcome.lead("P2"))
        #expect(oracle.value("worst_over") == 90)
        #expect(oracle.value("worst_available") == 110)
        #expect(oracle.amountAtRisk == 450)
        #expect(oracle.evidence.prefix(3).allSatisfy { $0.table == "drug_inv_d" && $0.key == "P2" })
        #expect(outcome.lead("P3")?.value("drugs_over_stock") == 2)
        #expect(outcome.findings("inventory_unit").map(\.facility) == ["PC"])
        #expect(outcome.findings("inventory_without_purchases").map(\.facility) == ["PB"])
    }

    @Test func ratioAndUnitsDecideAtTheirThresholds() throws {
        // 130 of 110 available is a ratio of 1.18 and 20 units.
        #expect(try extract().screened("inventory-mismatch", ["minimum_ratio": 1.18]).subjects.contains("P8"))
        #expect(try !extract().screened("inventory-mismatch", ["minimum_ratio": 1.19]).subjects.contains("P8"))
        #expect(try extract().screened("inventory-mismatch", ["minimum_over": 30]).subjects.contains("P1"))
        #expect(try !extract().screened("inventory-mismatch", ["minimum_over": 31]).subjects.contains("P1"))
        #expect(try extract().screened("inventory-mismatch", ["late_booking_days": 5]).subjects.contains("P9"))
        #expect(try extract().screened("inventory-mismatch", ["unit_factor": 21, "unit_ratio": 9]).subjects.contains("PC"))
    }

    @Test func booksInArrearsAreHeldAsFarAsTheyAreKept() throws {
        func extract(lastDelivery: Int, billed: Int) -> CaseExtract {
            var extract = CaseExtract()
            extract.stock("P1", "A", "open", 20, at: "2026-03-01 08:00:00")
            for day in stride(from: 5, through: lastDelivery, by: 5) { extract.stock("P1", "A", "purchase", 20, at: "2026-03-\(day < 10 ? "0" : "")\(day) 08:00:00") }
            extract.stock("P1", "A", "close", 5, at: "2026-03-31 20:00:00")
            for day in 1...31 {
                extract.settle("s\(day)", person: "Q\(day)", facility: "P1", day: "2026-03-\(day < 10 ? "0" : "")\(day)", type: "41") { writer in
                    writer.line("A", Double(billed), yuan: 20, charge: "09", list: "101")
                }
            }
            return extract
        }
        let late = try extract(lastDelivery: 15, billed: 4).screened("inventory-mismatch")
        #expect(late.leads.isEmpty)
        #expect(late.findings("inventory_in_arrears").map(\.facility) == ["P1"])
        // Deliveries to the end, or more billed than there was even until the last.
        #expect(try extract(lastDelivery: 15, billed: 4).screened("inventory-mismatch", ["arrears_multiple": 4]).subjects == ["P1"])
        #expect(try extract(lastDelivery: 15, billed: 9).screened("inventory-mismatch").subjects == ["P1"])
        #expect(try extract(lastDelivery: 30, billed: 4).screened("inventory-mismatch").findings("inventory_in_arrears").isEmpty)
        // Deliveries on three days have a pace; on two not yet.
        func facilitiesInArrears(lastDelivery: Int, _ changes: [String: Double] = [:]) throws -> [String?] {
            try extract(lastDelivery: lastDelivery, billed: 4).screened("inventory-mismatch", changes).findings("inventory_in_arrears").map(\.facility)
        }
        #expect(try facilitiesInArrears(lastDelivery: 15, ["arrears_receipt_days": 4]) == [])
        #expect(try facilitiesInArrears(lastDelivery: 10) == [])
        #expect(try facilitiesInArrears(lastDelivery: 10, ["arrears_receipt_days": 2]) == ["P1"])
    }
}
