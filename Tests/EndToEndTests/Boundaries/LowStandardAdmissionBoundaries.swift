import Leads

/// 低标准住院: three hospitals that admit for tablets, three days for 600 yuan where twenty others charge 1000.
extension BoundaryTables {
    private static let extract = BoundaryExtract("low-standard-admission") { try write($0, diagnosis: "J18.900", tablets: 600) }
    /// What is usually treated outside hospital, for 900.
    private static let oral = BoundaryExtract("low-standard-admission") { try write($0, diagnosis: "I10.x00", tablets: 900) }

    private static func write(_ folder: String, diagnosis: String, tablets: Int) throws {
        var extract = HospitalExtract()
        func admit(_ hospital: Int, _ number: Int, days: Int, _ line: HospitalExtract.Line) {
            extract.admit(.init(
                person: "B\(hospital)-\(number)", facility: HospitalExtract.hospital(hospital), begin: number * 7, days: days, diagnosis: diagnosis,
                lines: [line]))
        }
        for hospital in 0..<20 {
            for number in 0..<10 { admit(hospital, number, days: 8, .init(type: "09", item: "inf1", name: "头孢注射液", yuan: 1_000)) }
        }
        for hospital in 20..<23 {
            for number in 0..<10 { admit(hospital, number, days: 3, .init(type: "09", item: "pill", name: "口服片剂", yuan: tablets)) }
        }
        try extract.write(to: folder)
    }

    private static func isListed(_ screening: Screening) -> Bool { screening.lists(HospitalExtract.hospital(20)) }

    static let lowStandardAdmission: [Boundary] = [
        Boundary(extract, "maximum_days", kept: 3, crossed: 2) { $0.count("cases") == 30 },
        Boundary(extract, "cheap_ratio", kept: 0.6, crossed: 0.599) { $0.count("cases") == 30 },
        Boundary(oral, "oral_ratio", kept: 0.9, crossed: 0.899) { $0.count("cases") == 30 },
        // Elsewhere: 200 ordinary stays, and twenty at the two others.
        Boundary(extract, "minimum_diagnosis_stays", kept: 220, crossed: 221) { $0.count("cases") == 30 },
        Boundary(extract, "minimum_cases", kept: 10, crossed: 11, holds: isListed),
        Boundary(extract, "maximum_q", kept: 4.1e-10, crossed: 4e-10, holds: isListed),
        // Three of 23 stand apart; more than three times as many as are taken to, and the law is that of all.
        Boundary(extract, "contamination_share", kept: 0.0435, crossed: 0.0434, holds: isListed),
    ]
}
