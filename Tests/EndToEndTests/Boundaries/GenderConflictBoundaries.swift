import TestSupport

/// 性别不符: one code for five men among ten persons, another for four, a facility with three codes for men alone; and a
/// code that two of four facilities charge to both.
extension BoundaryTables {
    private static let extract = BoundaryExtract("gender-conflict", write: write)
    private static let fewFacilities = BoundaryExtract("gender-conflict", thresholds: ["table_facilities": 4], write: write)

    private static func write(_ folder: String) throws {
        var extract = CaseExtract()
        for number in 0..<10 {
            for (facility, men, code) in [("H11010000003", 5, "003313030010000"), ("H11010000004", 4, "003313030020000")] {
                let sex = number < men ? CaseExtract.man : CaseExtract.woman
                extract.settle("s\(men)-\(number)", person: "P\(men)-\(number)", facility: facility, sex: sex) {
                    $0.line(code, local: "L1")
                }
            }
        }
        for code in 1...3 {
            for number in 0..<6 {
                extract.settle("m\(code)-\(number)", person: "M\(number)", facility: "H11010000005", sex: CaseExtract.man) {
                    $0.line("003313030030000", local: "L\(code)")
                }
            }
        }
        // What the chapter says holds elsewhere.
        for facility in 20..<29 {
            for number in 0..<6 {
                extract.settle("w\(facility)-\(number)", person: "W\(facility)-\(number)", facility: "H110100000\(facility)", sex: CaseExtract.woman) {
                    $0.line("003313990010000")
                }
            }
        }
        // Six men with one code, and two with either of two others.
        for (code, men) in [(1, 6), (2, 2), (3, 2)] {
            for number in 0..<men {
                extract.settle("k\(code)-\(number)", person: "K\(number)", facility: "H11010000010", sex: CaseExtract.man) {
                    $0.line("00331305\(code)010000", local: "K\(code)")
                }
            }
        }
        // Four facilities have one code, two of them for a man in three.
        for facility in 6..<10 {
            for number in 0..<6 {
                let sex = facility < 8 && number < 2 ? CaseExtract.man : CaseExtract.woman
                extract.settle("t\(facility)-\(number)", person: "T\(facility)-\(number)", facility: "H1101000000\(facility)", sex: sex) {
                    $0.line("003313030040000")
                }
            }
        }
        try extract.write(to: folder)
    }

    /// Five men, each with an item of his own; four of the five settlements in question are one facility's.
    private static let cards = BoundaryExtract("gender-conflict") { folder in
        var extract = CaseExtract()
        for number in 0..<5 {
            for visit in 0..<5 {
                let facility = visit < 4 ? "H11010000001" : "H1101000001\(number)"
                extract.settle("c\(number)-\(visit)", person: "C\(number)", facility: facility, day: "2026-03-0\(visit + 1)", sex: CaseExtract.man) {
                    $0.line("00331303010\(number)000")
                }
            }
        }
        for number in 0..<90 {
            extract.settle("w\(number)", person: "W\(number)", facility: "H110100000\(20 + number / 10)", sex: CaseExtract.woman) {
                $0.line("003313030010000")
            }
        }
        try extract.write(to: folder)
    }

    static let genderConflict: [Boundary] = [
        Boundary(extract, "mapping_persons", kept: 5, crossed: 6) { $0.finding("gender_mapping", facility: "H11010000003") != nil },
        Boundary(extract, "mapping_share", kept: 0.5, crossed: 0.501) { $0.finding("gender_mapping", facility: "H11010000003") != nil },
        Boundary(extract, "mapping_codes", kept: 3, crossed: 2) { $0.finding("gender_mapping", facility: "H11010000005") != nil },
        // Three codes are more than one; those for two persons no longer count.
        Boundary(extract, "mapping_code_persons", kept: 2, crossed: 3) { $0.finding("gender_mapping", facility: "H11010000010") == nil },
        Boundary(extract, "table_facilities", kept: 4, crossed: 5) { $0.finding("gender_table") != nil },
        Boundary(fewFacilities, "table_share", kept: 0.5, crossed: 0.501) { $0.finding("gender_table") != nil },
        Boundary(extract, "roll_up_cases", kept: 4, crossed: 5) { $0.lists("H11010000004") },
        Boundary(cards, "roll_up_share", kept: 0.8, crossed: 0.81) { $0.lists("H11010000001") },
    ]
}
