import TestSupport

/// 追溯码重复: packs that are sold again in every way there is.
extension BoundaryTables {
    private static let slug = "trace-duplicate"
    private static let first = "P11010000001"
    private static let second = "P11010000002"

    private static func code(_ number: Int) -> String { "8135792\(4_000_000_000_000 + number * 7919)" }

    private static func write(_ folder: String) throws {
        var extract = CaseExtract()
        for facility in [first, second] {
            for day in 2..<9 {
                extract.settle("\(facility)-\(day)", facility: facility, day: "2026-03-0\(day)", type: "41") { writer in
                    writer.line("XA01", 2, charge: "09", list: "101")
                }
            }
        }
        func sell(_ number: Int, _ facility: String, day: Int, minute: Int = 0, settlement: String? = nil, split: Bool = false) {
            extract.trace(
                code(number), 1, settlement: settlement ?? "\(facility)-\(day)", facility: facility, at: "2026-03-0\(day) 10:0\(minute):00",
                split: split)
        }
        // In one settlement, on one day, on two days, at two places, thrice, and in six parts.
        for minute in 0..<2 { sell(1, first, day: 2, minute: minute) }
        sell(2, first, day: 2)
        sell(2, first, day: 2, minute: 1, settlement: "")
        for day in [2, 5] { sell(3, first, day: day) }
        for facility in [first, second] { sell(4, facility, day: 4) }
        for day in [2, 3, 4] { sell(5, second, day: day) }
        for day in 2..<8 { sell(6, second, day: day, split: true) }
        try extract.write(to: folder)
    }

    private static let extract = BoundaryExtract(slug, write: write)
    private static let allListed = BoundaryExtract(slug, thresholds: ["listed_from_strength": 0.5], write: write)

    private static func isListed(_ number: Int) -> @Sendable (Screening) -> Bool { { $0.lists(code(number)) } }

    static let traceDuplicate: [Boundary] = [
        // Six parts are more than five.
        Boundary(extract, "split_pack_units", kept: 5, crossed: 6, holds: isListed(6)),
        Boundary(extract, "listed_from_strength", kept: 1, crossed: 1.001, holds: isListed(2)),
        // A kind of repeat is listed as long as its strength is what a lead begins with.
        Boundary(allListed, "strength_same_settlement", kept: 0.5, crossed: 0.499, holds: isListed(1)),
        Boundary(extract, "strength_same_day", kept: 1, crossed: 0.999, holds: isListed(2)),
        Boundary(extract, "strength_same_facility", kept: 1, crossed: 0.999, holds: isListed(3)),
        Boundary(extract, "strength_across_facilities", kept: 1, crossed: 0.999, holds: isListed(4)),
        // Sold thrice at one place: two, and so much more.
        Boundary(extract, "strength_per_further_sale", kept: 0.5, crossed: 0.499) { screening in
            screening.lead(code(5))?.reason("pack_sales")?.contribution ?? 0 >= 2.5
        },
        // Of the first pharmacy: on one day, on two, and at both; the three of the second are its own.
        Boundary(extract, "roll_up_cases", kept: 3, crossed: 4) { $0.lists(first) },
    ]
}
