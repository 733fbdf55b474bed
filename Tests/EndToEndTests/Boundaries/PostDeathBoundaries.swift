import TestSupport

/// 死亡后结算: persons who died on 10 March and came, or stayed, so long after.
extension BoundaryTables {
    private static let extract = BoundaryExtract("post-death") { folder in
        var extract = CaseExtract()
        for name in ["visit", "stay", "undated"] { extract.person(name, died: "2026-03-10") }
        extract.settle("v", person: "visit", day: "2026-03-14")
        extract.settle("s", person: "stay", day: "2026-03-30", from: "2026-03-01", to: "2026-03-20", type: "21")
        extract.settle("u", person: "undated", day: "2026-03-30", from: "", to: "")
        // Three places and four kinds of care.
        extract.person("living", died: "2025-03-10")
        for (number, visit) in [("H1", "12"), ("H1", "11"), ("H2", "14"), ("P1", "41")].enumerated() {
            extract.settle("l\(number)", person: "living", facility: visit.0, day: "2026-03-1\(number)", type: visit.1)
        }
        // Six of one date go on being treated; 25 have another, which as a rule two have.
        for number in 0..<6 {
            extract.person("batch\(number)", died: "2026-02-01")
            extract.settle("b\(number)", person: "batch\(number)", day: "2026-03-15")
        }
        for number in 0..<25 { extract.person("default\(number)", died: "2026-01-01") }
        for number in 0..<40 { extract.person("other\(number)", died: "2025-12-\(10 + number / 2)") }
        for number in 0..<25 { extract.settle("d\(number)", person: "default\(number)", day: "2025-12-01") }
        for number in 0..<40 { extract.settle("o\(number)", person: "other\(number)", day: "2025-12-01") }
        // Six who go on at one village clinic, four visits of five; it has 24 of the 108 settlements, and so a part of the cases anyway.
        for number in 0..<6 {
            extract.person("ghost\(number)", died: "2025-11-1\(number)")
            for visit in 0..<5 {
                extract.settle(
                    "g\(number)-\(visit)", person: "ghost\(number)", facility: visit < 4 ? "H7" : "H8\(number)", day: "2026-03-1\(visit)")
            }
        }
        try extract.write(to: folder)
    }

    /// One kind of care at four clinics.
    private static let nomad = BoundaryExtract("post-death") { folder in
        var extract = CaseExtract()
        extract.person("nomad", died: "2025-03-10")
        for number in 1...4 { extract.settle("n\(number)", person: "nomad", facility: "H\(number)", day: "2026-03-1\(number)") }
        try extract.write(to: folder)
    }

    static let postDeath: [Boundary] = [
        Boundary(extract, "roll_up_cases", kept: 6, crossed: 7) { $0.lists("H7") },
        Boundary(extract, "roll_up_share", kept: 0.8, crossed: 0.81) { $0.lists("H7") },
        // Six of eight cases, with 24 of 108 settlements.
        Boundary(extract, "roll_up_lift", kept: 3.37, crossed: 3.38) { $0.lists("H7") },
        // The fourth day after it is later than three days' grace.
        Boundary(extract, "grace_days", kept: 3, crossed: 4) { $0.lists("visit") },
        Boundary(extract, "late_entry_days", kept: 3, crossed: 4) { $0.lists("visit") },
        Boundary(extract, "stay_tail_days", kept: 9, crossed: 10) { $0.lists("stay") },
        Boundary(extract, "settling_tail_days", kept: 19, crossed: 20) { $0.lists("undated") },
        Boundary(extract, "same_date_persons", kept: 6, crossed: 7) { $0.finding("death_date_batch") != nil },
        // All six of that date.
        Boundary(extract, "same_date_share", kept: 1, crossed: 1.01) { $0.finding("death_date_batch") != nil },
        Boundary(extract, "default_date_persons", kept: 25, crossed: 26) { $0.finding("default_death_date") != nil },
        Boundary(extract, "default_date_factor", kept: 12.5, crossed: 12.6) { $0.finding("default_death_date") != nil },
        Boundary(extract, "living_facilities", kept: 3, crossed: 4) { $0.finding("death_of_the_living") != nil },
        Boundary(nomad, "living_facilities_alone", kept: 4, crossed: 5) { $0.finding("death_of_the_living") != nil },
        Boundary(extract, "living_kinds", kept: 4, crossed: 5) { $0.finding("death_of_the_living") != nil },
    ]
}
