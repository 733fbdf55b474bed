import Leads

/// 挂床住院: a hospital for every sign, among others where nobody is away, idle or two to a bed.
extension BoundaryTables {
    /// The values below were read at a calm share of seven in ten.
    private static let extract = BoundaryExtract("paper-admission", thresholds: ["calm_share": 0.7, "unclear_bed_share": 0.2]) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        func admit(_ hospital: Int, _ number: Int, begin: Int = 20, days: Int = 12, bed: String = "", lines: [HospitalExtract.Line]? = nil) {
            extract.admit(.init(
                person: "A\(hospital)-\(number)", facility: HospitalExtract.hospital(hospital), begin: begin, days: days, bed: bed, lines: lines))
        }
        func away(_ hospital: Int, number: Int = 0, days: [Int], at facility: String = "H32010000019") {
            admit(hospital, number)
            for day in days { extract.visit("A\(hospital)-\(number)", at: facility, day: 20 + day) }
        }
        away(3, days: [4, 7])
        away(4, days: [4, 7, 9], at: "P32010000001")
        // Ten days: care on five, a bed alone on three, nothing on two.
        let care = (0..<5).map { HospitalExtract.Line(type: "09", item: "inf1", name: "注射液", yuan: 100, day: $0) }
        let beds = (0..<8).map { HospitalExtract.Line(type: "01", item: "bed", name: "床位费", yuan: 40, day: $0) }
        admit(5, 0, days: 10, lines: care + beds)
        // Two nights in one bed.
        for number in 0..<2 { admit(6, number, begin: 20 + number * 6, days: 8, bed: "one") }
        for number in 0..<5 { away(7, number: number, days: [4, 6, 8]) }
        // Four of twenty share a bed for three nights.
        for number in 0..<20 { admit(20, number, begin: 20 + number / 2 % 2 * 9, bed: number < 4 ? "x\(number % 2)" : "y\(number)") }
        try extract.write(to: folder)
    }

    /// Whether a stay at the hospital is a lead of its own.
    private static func isListed(_ hospital: Int) -> @Sendable (Screening) -> Bool {
        { screening in screening.leads.contains { $0.subjectKind == .stay && $0.facilities == [HospitalExtract.hospital(hospital)] } }
    }

    private static func pValue(_ screening: Screening) -> Double {
        screening.leads.first { $0.facilities == [HospitalExtract.hospital(3)] }?.pValue ?? 1
    }

    private static func areUnclear(_ screening: Screening) -> Bool { screening.finding("bed_codes_not_distinct") != nil }

    static let paperAdmission: [Boundary] = [
        Boundary(extract, "minimum_outside_days", kept: 2, crossed: 3, holds: isListed(3)),
        Boundary(extract, "minimum_pharmacy_days", kept: 3, crossed: 4, holds: isListed(4)),
        Boundary(extract, "minimum_idle_days", kept: 5, crossed: 6, holds: isListed(5)),
        Boundary(extract, "minimum_idle_share", kept: 0.5, crossed: 0.501, holds: isListed(5)),
        Boundary(extract, "dated_share", kept: 0.8, crossed: 0.801, holds: isListed(5)),
        Boundary(extract, "minimum_shared_nights", kept: 2, crossed: 3, holds: isListed(6)),
        Boundary(extract, "unclear_bed_share", kept: 0.2, crossed: 0.201, holds: areUnclear),
        Boundary(extract, "unclear_bed_stays", kept: 4, crossed: 5, holds: areUnclear),
        Boundary(extract, "maximum_days", kept: 12, crossed: 11, holds: isListed(3)),
        // 703 of the 830 stays are at hospitals where nobody is away; the next one stay more brings in hospital 3 itself.
        Boundary(extract, "calm_share", kept: 0.8469, crossed: 0.8471) { pValue($0) < 0.001 },
        Boundary(extract, "roll_up_cases", kept: 5, crossed: 6) { $0.lists(HospitalExtract.hospital(7)) },
        Boundary(extract, "maximum_p", kept: 0.000766, crossed: 0.000764, holds: isListed(3)),
    ]
}
