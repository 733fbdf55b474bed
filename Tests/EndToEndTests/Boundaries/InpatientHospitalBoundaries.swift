import Leads

/// 住院异常: three hospitals with a dozen bills that are the same to the fen, and one whose patients come on holidays.
extension BoundaryTables {
    private static let copying = HospitalExtract.hospital(20)
    private static let onHolidays = HospitalExtract.hospital(24)

    private static func write(_ folder: String) throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        // Ten items; four tenths of the bill are examinations.
        for hospital in 20..<23 {
            let bill = (0..<10).map {
                HospitalExtract.Line(type: $0 < 4 ? "04" : "09", item: "copy\(hospital)-\($0)", name: "项目", yuan: 100)
            }
            for number in 0..<12 {
                extract.admit(.init(
                    person: "X\(hospital)-\(number)", facility: HospitalExtract.hospital(hospital), begin: number * 7, days: 8, diagnosis: "J18.900",
                    lines: bill))
            }
        }
        // All of twenty on the first of May.
        for number in 0..<20 {
            extract.admit(.init(
                person: "Y\(number)", facility: onHolidays, begin: 61, days: 6, diagnosis: HospitalExtract.diagnoses[number % 5]))
        }
        try extract.write(to: folder)
    }

    private static let extract = BoundaryExtract("inpatient-anomaly", thresholds: ["standard_fit_start_share": 0.8], write: write)

    private static func copies(_ screening: Screening) -> Double { screening.lead(copying)?.reason("copied_bill_share")?.value ?? 0 }
    /// That they are copies makes the lead, and not that they are alike.
    private static func isByCopies(_ screening: Screening) -> Bool { screening.lead(copying)?.reason("copied_bill_share")?.contribution ?? 0 > 0 }
    private static func isOnHolidays(_ screening: Screening) -> Bool { screening.lead(onHolidays)?.reason("holiday_share") != nil }

    static let inpatientHospitals: [Boundary] = [
        Boundary(extract, "copied_bill_items", kept: 10, crossed: 11) { copies($0) == 1 },
        Boundary(extract, "bill_exam_share", kept: 0.401, crossed: 0.4) { copies($0) == 1 },
        Boundary(extract, "minimum_holiday_stays", kept: 20, crossed: 21, holds: isOnHolidays),
        Boundary(extract, "standard_minimum_ratio", kept: 3, crossed: 1_000, holds: isOnHolidays),
        // Four of 24 are left out first, or two of the three.
        Boundary(extract, "standard_fit_start_share", kept: 0.8, crossed: 0.9, holds: isByCopies),
        Boundary(extract, "standard_rejection_count", kept: 0.05, crossed: 0, holds: isByCopies),
        Boundary(extract, "prior_stays", kept: 50, crossed: 60) { $0.lead(copying)?.pValue ?? 1 < 1e-45 },
    ]
}
