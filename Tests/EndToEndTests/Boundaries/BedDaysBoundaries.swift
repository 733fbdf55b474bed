import TestSupport

/// 床位日超: stays of four days, 2 to 6 March, by how many bed-days they are billed.
extension BoundaryTables {
    private static let slug = "bed-days"

    private static func write(_ folder: String) throws {
        var extract = CaseExtract()
        func stay(_ id: String, _ beds: [(item: String, quantity: Double)]) {
            extract.settle(id, person: "P" + id, day: "2026-03-06", from: "2026-03-02", to: "2026-03-06", type: "21") { writer in
                for (item, quantity) in beds { writer.line(item, quantity, yuan: quantity * 20, charge: "01", name: "普通床位") }
            }
        }
        for (id, quantity) in [("1", 5.0), ("2", 6), ("3", 7)] { stay(id, [("001109000010000", quantity)]) }
        stay("transfer", [("001109000010000", 4), ("001109000010100", 3)])
        try extract.write(to: folder)
    }

    private static let unknown = BoundaryExtract(slug, write: write)
    /// Where days are counted from admission to discharge without the latter.
    private static let known = BoundaryExtract(slug, thresholds: ["count_both_ends": 0], write: write)

    static let bedDays: [Boundary] = [
        // Five bed-days are one too many of four days, and right of five.
        Boundary(known, "count_both_ends", kept: 0, crossed: 1) { $0.lists("M1") },
        Boundary(known, "minimum_over", kept: 3, crossed: 4) { $0.lists("M3") },
        Boundary(unknown, "minimum_over_unknown", kept: 2, crossed: 3) { $0.lists("M2") },
        // Three over, one kind of bed more: less one day they are the two that are too many, less two they are not.
        Boundary(unknown, "transfer_days", kept: 1, crossed: 2) { $0.lists("Mtransfer") },
        Boundary(unknown, "roll_up_cases", kept: 3, crossed: 4) { $0.lists("H11010000001") },
    ]
}
