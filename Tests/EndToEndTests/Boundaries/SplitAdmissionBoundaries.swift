import Leads

/// 分解住院: one person who comes back, and three hospitals that split.
extension BoundaryTables {
    private static let slug = "split-admission"
    private static let splitter = HospitalExtract.hospital(20)

    /// S1 comes back after fifteen days, S2 after one to another department.
    private static let persons = BoundaryExtract(slug) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        for begin in [20, 41] {
            extract.admit(.init(person: "S1", facility: HospitalExtract.hospital(3), begin: begin, days: 6, diagnosis: "J18.900"))
        }
        for (begin, department) in [(30, "A03"), (37, "A04")] {
            extract.admit(.init(person: "S2", facility: HospitalExtract.hospital(5), begin: begin, days: 6, department: department))
        }
        try extract.write(to: folder)
    }

    /// S3 goes to another hospital and back.
    private static let round = BoundaryExtract(slug) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        for (begin, hospital) in [(10, 7), (22, 8), (34, 7)] {
            extract.admit(.init(person: "S3", facility: HospitalExtract.hospital(hospital), begin: begin, days: 6, diagnosis: "J18.900"))
        }
        try extract.write(to: folder)
    }

    /// Three hospitals where twelve of 52 discharges are followed by a return, and twenty where one is of some forty.
    private static func writeHospitals(_ folder: String, others: String = "J18.900") throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        func admit(_ person: String, _ hospital: Int, days: Int, begins: [Int], diagnosis: String = "J18.900") {
            for begin in begins {
                extract.admit(.init(person: person, facility: HospitalExtract.hospital(hospital), begin: begin, days: days, diagnosis: diagnosis))
            }
        }
        for hospital in 20..<23 {
            for place in 0..<40 {
                let begin = place * 3 % 70
                admit("F\(hospital)-\(place)", hospital, days: 6, begins: place < 12 ? [begin, begin + 7 + place % 10] : [begin])
            }
        }
        for hospital in 0..<20 { admit("R\(hospital)", hospital, days: 7, begins: [30, 48], diagnosis: others) }
        try extract.write(to: folder)
    }

    /// Against their kind alone.
    private static let hospitals = BoundaryExtract(slug, thresholds: ["standard_minimum_ratio": 1_000]) { try writeHospitals($0) }
    /// Against all, where the law of their kind is theirs, too.
    private static let standard = BoundaryExtract(slug, thresholds: ["contamination_share": 0.0434, "standard_fit_start_share": 0.8]) { folder in
        try writeHospitals(folder, others: "K29.700")
    }

    /// A hospital to which twelve of forty come back on the nineteenth day.
    private static let late = BoundaryExtract(slug, thresholds: ["late_days": 4, "standard_minimum_ratio": 1_000]) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        for place in 0..<40 {
            for begin in place < 12 ? [place, place + 25] : [place] {
                extract.admit(.init(person: "F\(place)", facility: splitter, begin: begin, days: 6, diagnosis: "J18.900"))
            }
        }
        try extract.write(to: folder)
    }

    /// Five patients of one hospital with two returns each, where the facilities' shares are not looked at.
    private static let patients = BoundaryExtract(slug, thresholds: ["minimum_cases": 1_000]) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        for patient in 0..<5 {
            for begin in [10, 22, 34] {
                extract.admit(.init(
                    person: "T\(patient)", facility: HospitalExtract.hospital(3), begin: begin + patient * 5, days: 6, diagnosis: "J18.900"))
            }
        }
        try extract.write(to: folder)
    }

    /// How often such a return is expected of one discharge.
    private static func chance(_ screening: Screening) -> Double { screening.lead("S1")?.reason("returns")?.peerMedian ?? 0 }

    static let splitAdmission: [Boundary] = [
        Boundary(persons, "maximum_gap_days", kept: 15, crossed: 14) { $0.lists("S1") },
        Boundary(late, "late_days", kept: 4, crossed: 3) { $0.lists(splitter) },
        // Each on a day of its own.
        Boundary(late, "late_day_share", kept: 1, crossed: 1.01) { $0.lists(splitter) },
        Boundary(persons, "transfer_gap_days", kept: 1, crossed: 0) { $0.count("merged_transfers") == 1 },
        // One return in 704 discharges, none of it after the 144 of pneumonia elsewhere: 50 × 1.5 / 705 / (144 + 50).
        Boundary(persons, "prior_stays", kept: 50, crossed: 49) { chance($0) >= 0.000548 },
        Boundary(persons, "maximum_chain_probability", kept: 0.000549, crossed: 0.000548) { $0.lists("S1") },
        Boundary(persons, "least_strength", kept: 0.4139, crossed: 0.414) { $0.lists("S1") },
        Boundary(round, "minimum_moves", kept: 2, crossed: 3) { $0.lists("S3") },
        Boundary(patients, "roll_up_cases", kept: 5, crossed: 6) { $0.lists(HospitalExtract.hospital(3)) },
        Boundary(hospitals, "minimum_cases", kept: 12, crossed: 13) { $0.lists(splitter) },
        Boundary(hospitals, "minimum_persons", kept: 12, crossed: 13) { $0.lists(splitter) },
        Boundary(hospitals, "maximum_q", kept: 8.7e-8, crossed: 8.6e-8) { $0.lists(splitter) },
        Boundary(standard, "standard_minimum_ratio", kept: 3, crossed: 1_000) { $0.lists(splitter) },
        // Four of 23 are left out first, or two of the three.
        Boundary(standard, "standard_fit_start_share", kept: 0.8, crossed: 0.9) { $0.lists(splitter) },
        Boundary(standard, "standard_rejection_count", kept: 0.05, crossed: 0) { $0.lists(splitter) },
        // Three of 23 stand apart; more than three times as many as are taken to, and the law is that of all.
        Boundary(hospitals, "contamination_share", kept: 0.0435, crossed: 0.0434) { $0.lists(splitter) },
    ]
}
