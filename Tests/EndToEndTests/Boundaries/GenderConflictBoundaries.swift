import TestSupport

/// 性别不符: one code for five men among ten persons, another for four, and a facility with three codes for men alone.
extension BoundaryTables {
    private static let extract = BoundaryExtract("gender-conflict") { folder in
        var extract = CaseExtract()
        for number in 0..<10 {
            for (facility, men) in [("H11010000003", 5), ("H11010000004", 4)] {
                let sex = number < men ? CaseExtract.man : CaseExtract.woman
                extract.settle("s\(men)-\(number)", person: "P\(men)-\(number)", facility: facility, sex: sex) {
                    $0.line("003313030010000", local: "L1")
                }
            }
        }
        for code in 1...3 {
            for number in 0..<6 {
                extract.settle("m\(code)-\(number)", person: "M\(number)", facility: "H11010000005", sex: CaseExtract.man) {
                    $0.line("003313030010000", local: "L\(code)")
                }
            }
        }
        try extract.write(to: folder)
    }

    static let genderConflict: [Boundary] = [
        Boundary(extract, "mapping_persons", kept: 5, crossed: 6) { $0.finding("gender_mapping", facility: "H11010000003") != nil },
        Boundary(extract, "mapping_share", kept: 0.5, crossed: 0.501) { $0.finding("gender_mapping", facility: "H11010000003") != nil },
        Boundary(extract, "mapping_codes", kept: 3, crossed: 2) { $0.finding("gender_mapping", facility: "H11010000005") != nil },
        Boundary(extract, "roll_up_cases", kept: 4, crossed: 5) { $0.lists("H11010000004") },
    ]
}
