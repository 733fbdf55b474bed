import Leads

/// 住院异常: a hospital with half as many patients again as beds for a month, and one with copied bills and two patients to a bed for a week.
extension BoundaryTables {
    private static func write(_ folder: String) throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        // Fifteen patients in ten beds on each of thirty days, from the sixteenth on.
        let crowded = HospitalExtract.hospital(22)
        extract.beds[crowded] = 10
        for turn in 0..<3 {
            for person in 0..<15 { extract.admit(.init(person: "O\(turn)-\(person)", facility: crowded, begin: 15 + turn * 10, days: 10)) }
        }
        // Two patients in one bed for a week, with one bill; and eight more such pairs before and after, who lay elsewhere in time.
        let copied = HospitalExtract.hospital(24)
        extract.beds[copied] = 1
        for pair in 0..<9 {
            let lines = (0..<8).map { HospitalExtract.Line(type: "09", item: "copy\($0)", name: "药品", yuan: 100 + pair * 30) }
            for person in 0..<2 {
                extract.admit(.init(
                    person: "X\(pair)-\(person)", facility: copied, begin: pair == 0 ? 20 : 20 + pair * 9 + person * 2, days: pair == 0 ? 7 : 2,
                    diagnosis: "J18.900", lines: lines))
            }
        }
        for day in [0, 110] { extract.visit("end", at: "H32010000001", day: day) }
        try extract.write(to: folder)
    }

    private static let extract = BoundaryExtract("inpatient-anomaly", thresholds: ["minimum_crowded_days": 30], write: write)

    private static func isCrowded(_ screening: Screening) -> Bool { screening.lists(HospitalExtract.hospital(22)) }

    static let inpatientOccupancy: [Boundary] = [
        Boundary(extract, "crowding_multiple", kept: 1.5, crossed: 1.51, holds: isCrowded),
        Boundary(extract, "minimum_crowded_days", kept: 30, crossed: 31, holds: isCrowded),
        // The thirty days begin on the sixteenth.
        Boundary(extract, "census_margin_days", kept: 15, crossed: 16, holds: isCrowded),
        // Thirty days of one and a half, among the eighty that are looked at.
        Boundary(extract, "implausible_occupancy", kept: 0.5625, crossed: 0.563) { $0.finding("approved_beds_too_few") != nil },
        Boundary(extract, "minimum_days_over", kept: 7, crossed: 8) { $0.lead(HospitalExtract.hospital(24))?.reason("occupancy") != nil },
    ]
}
