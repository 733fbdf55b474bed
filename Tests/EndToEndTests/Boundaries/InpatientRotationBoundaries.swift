import Leads

/// 住院异常: persons who go round hospitals with ever other illnesses.
extension BoundaryTables {
    private static func write(_ folder: String) throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        /// One day in hospital, and the next stay a month after.
        func goRound(_ person: String, _ steps: [(hospital: Int, diagnosis: String, begin: Int)]) {
            for step in steps {
                extract.admit(.init(
                    person: person, facility: HospitalExtract.hospital(step.hospital), begin: step.begin, days: 1, diagnosis: step.diagnosis,
                    department: step.begin % 31 == 0 ? "A03" : "A04"))
            }
        }
        goRound("R1", [(3, "J18.900", 0), (4, "M51.200", 31), (3, "E11.900", 62), (4, "K29.700", 93)])
        // On to another department of the same house after a day: the first illness counts.
        goRound("R2", [
            (5, "J18.900", 0), (5, "M51.200", 2), (6, "M51.200", 10), (5, "J18.900", 31), (5, "M51.200", 33), (6, "M51.200", 40),
        ])
        try extract.write(to: folder)
    }

    private static let extract = BoundaryExtract("inpatient-anomaly", write: write)

    static let inpatientRotation: [Boundary] = [
        Boundary(extract, "rotation_gap_days", kept: 30, crossed: 29) { $0.lists("R1") },
        Boundary(extract, "rotation_moves", kept: 3, crossed: 4) { $0.lists("R1") },
        Boundary(extract, "transfer_gap_days", kept: 1, crossed: 0) { $0.lists("R2") },
    ]
}
