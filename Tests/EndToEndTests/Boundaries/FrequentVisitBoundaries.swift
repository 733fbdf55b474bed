import Leads

/// 高频就诊: visitors, a course and a dialysis among four hundred strangers with two visits a month.
extension BoundaryTables {
    private static let visitors = BoundaryExtract("frequent-visits") { folder in
        var extract = SmallExtract()
        extract.addTraffic(persons: 400, visits: 3_000)
        func visit(_ person: String, _ place: Int, day: Int, disease: String) {
            let facility = place < 6 ? "P3201000000\(place)" : "H3201000000\(place)"
            extract.settle(person, at: facility, day: day, second: 30_000 + day * 77, ["dise_no": disease])
        }
        // Sixteen visits to ten places from 24 March to 8 April: eight before the end of the month.
        for turn in 0..<16 { visit("V1", turn * 7 % 10, day: 23 + turn, disease: ["I10.x00", "J06.900", "M54.500", "K29.500"][turn % 4]) }
        // Eight sessions in April, three days apart, and five other visits.
        for turn in 0..<8 { visit("C1", 8, day: 32 + turn * 3, disease: "M54.500") }
        for turn in 0..<5 { visit("C1", turn, day: 33 + turn * 5, disease: "J06.900") }
        // Thirteen sessions in April, and tests on four other days.
        for turn in 0..<13 { visit("D1", 9, day: 31 + turn * 2, disease: "N18.500") }
        for turn in 0..<4 { visit("D1", 6, day: 32 + turn * 6, disease: "D64.900") }
        try extract.write(to: folder)
    }

    /// Twelve of four hundred come twenty times every month.
    private static let regulars = BoundaryExtract("frequent-visits") { folder in
        var extract = SmallExtract()
        extract.addTraffic(persons: 400, visits: 3_000)
        for person in 0..<12 {
            for day in 0..<SmallExtract.dayCount where (day + person) % 3 != 0 {
                extract.settle("R\(person)", at: "H3201000000\(6 + (day / 3 + person) % 4)", day: day, second: 36_000 + person * 900 + day * 31)
            }
        }
        try extract.write(to: folder)
    }

    static let frequentVisits: [Boundary] = [
        Boundary(visitors, "minimum_visits", kept: 16, crossed: 17) { $0.lists("V1") },
        // q = 7.7827e-5.
        Boundary(visitors, "maximum_q", kept: 7.79e-5, crossed: 7.78e-5) { $0.lists("V1") },
        // As many months are expected with the largest count that the law is fitted to.
        Boundary(visitors, "rejection_count", kept: 0.097, crossed: 0.0966) { ($0.lead("V1")?.pValue ?? 1) < 1.933e-7 },
        // Three months in a hundred are those of the twelve: where the first fit holds too many of them, they hide each other.
        Boundary(regulars, "fit_start_share", kept: 0.97, crossed: 0.971) { $0.lists("R0") },
        Boundary(visitors, "course_visits", kept: 8, crossed: 7) { $0.suppressed == ["one-course"] },
        Boundary(visitors, "course_minimum_visits", kept: 8, crossed: 9) { $0.suppressed == ["one-course"] },
        Boundary(visitors, "course_largest_gap", kept: 3, crossed: 2) { $0.suppressed == ["one-course"] },
        // Months that begin 23 days after the first begin on 24 March, the first day of the sixteen.
        Boundary(visitors, "month_shift", kept: 23, crossed: 24) { $0.lead("V1")?.reason("visits_in_busiest_month")?.value == 16 },
        Boundary(visitors, "exempt_visits_per_month", kept: 13, crossed: 12) { !$0.lists("D1") },
        Boundary(visitors, "exempt_facilities_per_month", kept: 1, crossed: 0) { !$0.lists("D1") },
        // The intervals' regularity is 3.312 robust z from the peers', and gives 0.15 a z.
        Boundary(visitors, "corroboration_minimum_z", kept: 3.31, crossed: 3.32) { $0.lead("V1")?.reason("interval_regularity") != nil },
        Boundary(visitors, "corroboration_cap_z", kept: 3.32, crossed: 3.31) { regularity($0) > 0.4967 },
        Boundary(visitors, "corroboration_weight", kept: 0.15, crossed: 0.149) { regularity($0) > 0.4967 },
    ]

    private static func regularity(_ screening: Screening) -> Double {
        screening.lead("V1")?.reason("interval_regularity")?.contribution ?? 0
    }
}
