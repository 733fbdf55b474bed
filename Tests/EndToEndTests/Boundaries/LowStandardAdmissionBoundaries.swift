import Leads

/// 低标准住院: three hospitals that admit for tablets, three days for 600 yuan where twenty others charge 1000.
extension BoundaryTables {
    /// Against their kind alone.
    private static let extract = BoundaryExtract("low-standard-admission", thresholds: ["standard_minimum_ratio": 100_000]) {
        try write($0, diagnosis: "J18.900", tablets: 600)
    }
    /// Against all, where the law of their kind is theirs, too.
    private static let standard = BoundaryExtract(
        "low-standard-admission", thresholds: ["contamination_share": 0.0434, "standard_fit_start_share": 0.8]
    ) { try write($0, diagnosis: "J18.900", tablets: 600) }
    /// What is usually treated outside hospital, for 900, a tenth of it for dressings.
    private static let oral = BoundaryExtract("low-standard-admission") { try write($0, diagnosis: "I10.x00", tablets: 810, dressings: 90) }

    private static func write(_ folder: String, diagnosis: String, tablets: Int, dressings: Int = 0) throws {
        var extract = HospitalExtract()
        func admit(_ hospital: Int, _ number: Int, days: Int, _ lines: [HospitalExtract.Line]) {
            extract.admit(.init(
                person: "B\(hospital)-\(number)", facility: HospitalExtract.hospital(hospital), begin: number * 7, days: days, diagnosis: diagnosis,
                lines: lines))
        }
        for hospital in 0..<20 {
            for number in 0..<10 { admit(hospital, number, days: 8, [.init(type: "09", item: "inf1", name: "头孢注射液", yuan: 1_000)]) }
        }
        for hospital in 20..<23 {
            for number in 0..<10 {
                admit(hospital, number, days: 3, [.init(type: "09", item: "pill", name: "口服片剂", yuan: tablets)]
                    + (dressings > 0 ? [.init(type: "05", item: "dressing", name: "换药", yuan: dressings)] : []))
            }
        }
        try extract.write(to: folder)
    }

    /// One such stay, of which 294 yuan in 600 are a test, beside 400 others.
    private static let lone = BoundaryExtract("low-standard-admission", thresholds: ["lone_share": 0.002]) { folder in
        var extract = HospitalExtract()
        for number in 0..<400 {
            extract.admit(.init(
                person: "B\(number)", facility: HospitalExtract.hospital(number % 20), begin: number % 90, days: 8, diagnosis: "J18.900",
                lines: [.init(type: "09", item: "inf1", name: "头孢注射液", yuan: 1_000)]))
        }
        extract.admit(.init(
            person: "X1", facility: HospitalExtract.hospital(3), begin: 20, days: 3, diagnosis: "J18.900", lines: [
                .init(type: "09", item: "pill", name: "口服片剂", yuan: 306), .init(type: "04", item: "test", name: "检查", yuan: 294),
            ]))
        try extract.write(to: folder)
    }

    private static func isAlone(_ screening: Screening) -> Bool { screening.lists("M400") }
    private static func isListed(_ screening: Screening) -> Bool { screening.lists(HospitalExtract.hospital(20)) }

    static let lowStandardAdmission: [Boundary] = [
        Boundary(extract, "maximum_days", kept: 3, crossed: 2) { $0.count("cases") == 30 },
        Boundary(extract, "cheap_ratio", kept: 0.6, crossed: 0.599) { $0.count("cases") == 30 },
        Boundary(oral, "oral_ratio", kept: 0.9, crossed: 0.899) { $0.count("cases") == 30 },
        Boundary(oral, "oral_treatment_share", kept: 0.1, crossed: 0.099) { $0.count("cases") == 30 },
        // Elsewhere: 200 ordinary stays, and twenty at the two others.
        Boundary(extract, "minimum_diagnosis_stays", kept: 220, crossed: 221) { $0.count("cases") == 30 },
        Boundary(lone, "exam_share", kept: 0.491, crossed: 0.49, holds: isAlone),
        // None in 360 stays of eighteen hospitals: half a stay in 361.
        Boundary(lone, "lone_share", kept: 0.0014, crossed: 0.00138, holds: isAlone),
        Boundary(lone, "lone_strength", kept: 0.4, crossed: 0.399) { $0.lead("M400")?.reason("fee_to_diagnosis")?.contribution ?? 0 >= 0.4 },
        // Beyond 380 of 401 stays its own hospital is a calm one.
        Boundary(lone, "calm_share", kept: 0.947, crossed: 0.948, holds: isAlone),
        Boundary(extract, "minimum_cases", kept: 10, crossed: 11, holds: isListed),
        Boundary(extract, "maximum_q", kept: 4.1e-10, crossed: 4e-10, holds: isListed),
        // Three of 23 stand apart; more than three times as many as are taken to, and the law is that of all.
        Boundary(extract, "contamination_share", kept: 0.0435, crossed: 0.0434, holds: isListed),
        Boundary(standard, "standard_minimum_ratio", kept: 3, crossed: 100_000, holds: isListed),
        // Four of 23 are left out first, or two of the three.
        Boundary(standard, "standard_fit_start_share", kept: 0.8, crossed: 0.9, holds: isListed),
        Boundary(standard, "standard_rejection_count", kept: 0.05, crossed: 0, holds: isListed),
        Boundary(standard, "prior_stays", kept: 50, crossed: 60) { $0.lead(HospitalExtract.hospital(20))?.pValue ?? 1 < 5e-33 },
    ]
}
