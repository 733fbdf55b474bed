import TestSupport

/// 进销存不符: pharmacies whose bills of a drug are more than their books of it, each in its own way.
extension BoundaryTables {
    private static func write(_ folder: String) throws {
        var extract = CaseExtract()
        /// Bought on 5 March and counted on 30; billed in lines of `each`.
        func drug(_ facility: String, _ item: String, bought: Double, late: Double = 0, lines: Int, each: Double, price: Double = 5) {
            extract.stock(facility, item, "open", 0, at: "2026-03-01 08:00:00")
            extract.stock(facility, item, "purchase", bought, at: "2026-03-05 08:00:00")
            extract.stock(facility, item, "close", 0, at: "2026-03-30 20:00:00")
            if late > 0 { extract.stock(facility, item, "purchase", late, at: "2026-04-10 08:00:00") }
            for number in 0..<lines {
                let day = "2026-03-\(10 + number % 15)"
                extract.settle("\(facility)\(item)\(number)", person: "P\(number)", facility: facility, day: day, type: "41") { writer in
                    writer.line(item, each, yuan: each * price, charge: "09", list: "101")
                }
            }
        }
        // A ratio of 1.25 and twenty over; booked eleven days late; eight and four times what there was.
        drug("P1", "A", bought: 80, lines: 10, each: 10)
        drug("P2", "A", bought: 80, late: 20, lines: 10, each: 10)
        drug("P3", "B", bought: 10, lines: 8, each: 10)
        // Three others sell the drug in balance at twenty times the price.
        for number in 4..<7 { drug("P\(number)", "C", bought: 110, lines: 11, each: 10) }
        drug("P7", "C", bought: 110, lines: 30, each: 30, price: 0.25)
        // Nobody else has it, and ten and a quarter times what there was is nearly a pack of ten.
        drug("P8", "D", bought: 40, lines: 41, each: 10)
        // Deliveries every five days until the fifteenth, sixteen days before the count.
        extract.stock("P9", "E", "open", 20, at: "2026-03-01 08:00:00")
        for day in ["05", "10", "15"] { extract.stock("P9", "E", "purchase", 20, at: "2026-03-\(day) 08:00:00") }
        extract.stock("P9", "E", "close", 5, at: "2026-03-31 20:00:00")
        // A quarter over with fifteen of 45 drugs; and fifteen of thirty pharmacies with one drug.
        for number in 0..<45 { drug("P10", "F\(number)", bought: number < 15 ? 80 : 100, lines: 2, each: 50) }
        for number in 0..<30 { drug("Q\(number)", "G", bought: number < 15 ? 80 : 100, lines: 2, each: 50) }
        extract.settle("end", day: "2026-04-20")
        try extract.write(to: folder)
    }

    private static let extract = BoundaryExtract("inventory-mismatch", write: write)
    /// Where a ratio that is a pack is no unit.
    private static let byPrice = BoundaryExtract("inventory-mismatch", thresholds: ["unit_ratio": 1_000], write: write)

    /// Thirty drugs, six billed four and a half times over; and five that are over, three with half a unit in the books.
    private static let packages = BoundaryExtract("inventory-mismatch") { folder in
        var extract = CaseExtract()
        func drug(_ facility: String, _ item: String, bought: Double, billed: Double) {
            extract.stock(facility, item, "open", 0, at: "2026-03-01 08:00:00")
            extract.stock(facility, item, "purchase", bought, at: "2026-03-05 08:00:00")
            extract.stock(facility, item, "close", 0, at: "2026-03-30 20:00:00")
            for number in 0..<2 {
                extract.settle("\(facility)\(item)\(number)", person: "P\(number)", facility: facility, day: "2026-03-1\(number)", type: "41") { writer in
                    writer.line(item, billed / 2, yuan: billed, charge: "09", list: "101")
                }
            }
        }
        for number in 0..<30 { drug("P1", "H\(number)", bought: 20, billed: number < 6 ? 90 : 20) }
        for number in 0..<5 { drug("P2", "J\(number)", bought: number < 3 ? 8.5 : 20, billed: 40) }
        extract.settle("end", day: "2026-04-20")
        try extract.write(to: folder)
    }

    private static func isUnit(_ facility: String) -> @Sendable (Screening) -> Bool {
        { screening in screening.outcome.quality.findings.contains { $0.kind == "inventory_unit" && $0.facility == facility } }
    }

    private static func areInArrears(_ screening: Screening) -> Bool { screening.finding("inventory_in_arrears") != nil }

    static let inventoryMismatch: [Boundary] = [
        Boundary(extract, "minimum_over", kept: 20, crossed: 21) { $0.lists("P1") },
        Boundary(extract, "minimum_ratio", kept: 1.25, crossed: 1.251) { $0.lists("P1") },
        Boundary(extract, "late_booking_days", kept: 11, crossed: 10) { !$0.lists("P2") },
        // Sixteen days, where the longest pause was of five.
        Boundary(extract, "arrears_days", kept: 16, crossed: 17, holds: areInArrears),
        Boundary(extract, "arrears_multiple", kept: 3.2, crossed: 3.201, holds: areInArrears),
        Boundary(extract, "arrears_receipt_days", kept: 3, crossed: 4, holds: areInArrears),
        Boundary(byPrice, "unit_peers", kept: 3, crossed: 4, holds: isUnit("P7")),
        Boundary(byPrice, "unit_factor", kept: 20, crossed: 20.1, holds: isUnit("P7")),
        Boundary(extract, "wholesale_share", kept: 0.3333, crossed: 0.3334, holds: isUnit("P10")),
        Boundary(extract, "wholesale_item_share", kept: 0.5, crossed: 0.501, holds: isUnit("Q0")),
        Boundary(extract, "wholesale_count", kept: 15, crossed: 16, holds: isUnit("P10")),
        Boundary(packages, "wholesale_pack_ratio", kept: 4.5, crossed: 4.51, holds: isUnit("P1")),
        Boundary(packages, "wholesale_pack_share", kept: 0.2, crossed: 0.201, holds: isUnit("P1")),
        Boundary(packages, "wholesale_pack_count", kept: 6, crossed: 7, holds: isUnit("P1")),
        // Three of five.
        Boundary(packages, "unit_fault_share", kept: 0.6, crossed: 0.601) { !$0.lists("P2") },
        Boundary(packages, "unit_fault_count", kept: 3, crossed: 4) { !$0.lists("P2") },
        Boundary(extract, "unit_ratio", kept: 10.25, crossed: 10.26, holds: isUnit("P8")),
        // A quarter of a unit of ten.
        Boundary(extract, "unit_tolerance", kept: 0.025, crossed: 0.0249, holds: isUnit("P8")),
        // Eight times what there was is three doublings.
        Boundary(extract, "doublings_pack_cap", kept: 2, crossed: 1.999) { $0.lead("P3")?.reason("drugs_over_stock")?.contribution ?? 0 >= 2 },
        Boundary(byPrice, "doublings_cap", kept: 3, crossed: 2.999) { $0.lead("P3")?.reason("drugs_over_stock")?.contribution ?? 0 >= 3 },
    ]
}
