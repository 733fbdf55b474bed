import Leads

/// 住院异常: a hospital for every group, among others that treat one patient after another.
extension BoundaryTables {
    private static let slug = "inpatient-anomaly"

    private static func write(_ folder: String) throws {
        var extract = HospitalExtract()
        extract.addTraffic()
        /// People of one employer who come on these days, each on one of them.
        func group(_ hospital: Int, _ persons: Range<Int>, begins: [Int], diagnosis: String = "M51.200", paidByFamily: Int = 0) {
            for (place, person) in persons.enumerated() {
                extract.admit(.init(
                    person: "G\(hospital)-\(person)", facility: HospitalExtract.hospital(hospital), begin: begins[place % begins.count], days: 9,
                    diagnosis: diagnosis, employer: "E\(hospital)", mutualAid: place < paidByFamily ? 10 : 0))
            }
        }
        // Four who come twice; five once, the last three days later; fifteen others in three batches.
        for begin in [10, 60] { group(0, 0..<4, begins: [begin]) }
        group(1, 0..<5, begins: [20, 20, 20, 20, 23])
        for turn in 0..<3 { group(2, turn * 5..<turn * 5 + 5, begins: [10 + turn * 30]) }
        // Seven of ten with an infection, in twenty days.
        group(3, 0..<5, begins: [10], diagnosis: "A09.900")
        group(3, 5..<7, begins: [30], diagnosis: "A09.900")
        group(3, 7..<10, begins: [30])
        // Four of five at an address of eight.
        group(4, 0..<5, begins: [20])
        for person in 0..<4 {
            extract.addresses["G4-\(person)"] = "home"
            extract.addresses["R\(person)"] = "home"
            extract.visit("R\(person)", at: "H32010000001", day: 3)
        }
        // Two households; three of five bills that the family's account pays for; five whose homes nobody knows.
        group(5, 0..<5, begins: [20])
        for person in 0..<5 { extract.addresses["G5-\(person)"] = person < 3 ? "first" : "second" }
        group(6, 0..<5, begins: [20], paidByFamily: 3)
        group(7, 0..<5, begins: [20])
        for person in 0..<5 { extract.addresses["G7-\(person)"] = "" }
        // Five whom nothing joins, at three hospitals.
        for turn in 0..<3 {
            for person in 0..<5 {
                extract.admit(.init(person: "C\(person)", facility: HospitalExtract.hospital(13 + turn), begin: 10 + turn * 30, days: 9))
            }
        }
        // A telephone of eight at each of three hospitals, five of whom come together; seven telephones of one.
        for hospital in 9..<12 {
            for person in 0..<8 {
                extract.admit(.init(
                    person: "T\(hospital)-\(person)", facility: HospitalExtract.hospital(hospital), begin: person < 5 ? 20 : person * 12, days: 9,
                    telephone: "1380000\(hospital)"))
            }
        }
        for person in 0..<7 {
            extract.admit(.init(
                person: "S\(person)", facility: HospitalExtract.hospital(12 + person), begin: person * 9, days: 9, telephone: "139\(person)"))
        }
        // A school's own hospital: twenty of its forty patients, five of them together.
        group(21, 0..<5, begins: [20])
        for person in 5..<40 {
            extract.visit("G21-\(person)", at: HospitalExtract.hospital(21), day: person * 2, ["emp_no": person < 20 ? "E21" : ""])
        }
        // Five whom nothing joins but a week at a house of their own.
        for person in 0..<5 { extract.admit(.init(person: "O\(person)", facility: HospitalExtract.hospital(22), begin: 15, days: 7)) }
        // Ten pairs of bills of eight items, one of which is 1.4 times as dear, with another bill between them.
        for pair in 0..<10 {
            let yuan = [100, 120, 145, 175, 210, 250, 300, 360, 430, 515][pair]
            func bill(_ prefix: String, last: Int) -> [HospitalExtract.Line] {
                (0..<8).map { .init(type: "09", item: prefix + "\($0)", name: "药品", yuan: $0 == 7 ? last : yuan) }
            }
            let bills = [bill("copy", last: yuan), bill("other\(pair)-", last: yuan + yuan / 5), bill("copy", last: yuan * 7 / 5)]
            for (turn, lines) in bills.enumerated() {
                extract.admit(.init(
                    person: "X\(pair)-\(turn)", facility: HospitalExtract.hospital(24), begin: pair * 9 + turn, days: 8, diagnosis: "J18.900",
                    lines: lines))
            }
        }
        // The period's ends.
        for day in [0, 110] { extract.visit("end", at: "H32010000001", day: day) }
        try extract.write(to: folder)
    }

    private static let extract = BoundaryExtract(slug, write: write)
    /// One telephone of five at hospital 30, a fortnight apart, and of one at two others; five who come once, four of whom are operated on.
    private static let telephones = BoundaryExtract(slug) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        for person in 0..<60 {
            extract.admit(.init(person: "S\(person)", facility: HospitalExtract.hospital(person % 20), begin: person, days: 9, telephone: "139\(person)"))
        }
        for person in 0..<7 {
            let hospital = person < 5 ? 30 : person + 26
            extract.admit(.init(person: "A\(person)", facility: HospitalExtract.hospital(hospital), begin: person * 14, days: 8, employer: person < 3 ? "EA" : "",
                telephone: "1370"))
        }
        for person in 0..<15 { extract.admit(.init(person: "N\(person)", facility: HospitalExtract.hospital(30), begin: person * 6, days: 8)) }
        for person in 0..<5 {
            let operation = HospitalExtract.Line(type: person < 4 ? "06" : "05", item: "lens", name: "白内障", yuan: 2_000)
            extract.admit(.init(
                person: "C\(person)", facility: HospitalExtract.hospital(35), begin: 20, days: 4, diagnosis: "H25.900", employer: "E35", lines: [operation]))
        }
        try extract.write(to: folder)
    }

    private static func isAgent(_ screening: Screening) -> Bool { screening.leads.contains { $0.members.contains("A0") } }

    private static let halved = BoundaryExtract(slug, thresholds: ["unknown_household_weight": 0.5], write: write)
    private static let families = BoundaryExtract(slug, thresholds: ["largest_family": 5], write: write)

    private static func group(_ hospital: Int, _ screening: Screening) -> Lead? {
        screening.leads.first { $0.subjectKind == .visitGroup && $0.facilities == [HospitalExtract.hospital(hospital)] }
    }

    private static func isListed(_ hospital: Int) -> @Sendable (Screening) -> Bool { { group(hospital, $0) != nil } }
    private static func isSuppressed(_ exemption: String) -> @Sendable (Screening) -> Bool { { $0.suppressed.contains(exemption) } }
    private static func isCopied(_ screening: Screening) -> Bool { screening.lists(HospitalExtract.hospital(24)) }
    private static func strength(_ hospital: Int, _ screening: Screening) -> Double {
        group(hospital, screening)?.reason("synchronous_pairs")?.contribution ?? 0
    }

    private static func pValue(_ hospital: Int, _ screening: Screening) -> Double { group(hospital, screening)?.pValue ?? 1 }

    static let inpatientAnomaly: [Boundary] = people + explanations + hospitals

    private static let people: [Boundary] = [
        Boundary(extract, "synchrony_days", kept: 3, crossed: 2, holds: isListed(1)),
        Boundary(extract, "minimum_persons", kept: 4, crossed: 5, holds: isListed(0)),
        Boundary(extract, "minimum_batches", kept: 2, crossed: 3, holds: isListed(0)),
        Boundary(extract, "single_batch_persons", kept: 5, crossed: 6, holds: isListed(1)),
        // A single draw counts half a pair beside what it finds, and knows no variance: p is fifty times as large.
        Boundary(extract, "synchrony_draws", kept: 200, crossed: 1) { pValue(1, $0) < 1e-6 },
        Boundary(extract, "pair_tail", kept: 0.00096, crossed: 0.00095) { screening in screening.leads.contains { $0.members.contains("C0") } },
        Boundary(extract, "largest_group_stays", kept: 15, crossed: 14, holds: isListed(2)),
        Boundary(telephones, "telephone_persons", kept: 5, crossed: 6, holds: isAgent),
        // Five of twenty.
        Boundary(telephones, "switchboard_share", kept: 0.251, crossed: 0.25, holds: isAgent),
        // Three of five are of one employer.
        Boundary(telephones, "employer_telephone_share", kept: 0.61, crossed: 0.6, holds: isAgent),
        Boundary(telephones, "telephone_facilities", kept: 3, crossed: 2, holds: isAgent),
        Boundary(extract, "maximum_days", kept: 9, crossed: 8, holds: isListed(2)),
        Boundary(extract, "maximum_q", kept: 1.06e-7, crossed: 1.05e-7, holds: isListed(1)),
        Boundary(extract, "rejection_count", kept: 1.8e-11, crossed: 1.7e-11) { pValue(9, $0) < 1e-6 },
        // Seven of the ten telephones have one person; an eighth in the first fit is one of those to be shown.
        Boundary(extract, "fit_start_share", kept: 0.799, crossed: 0.8) { pValue(9, $0) < 1e-6 },
    ]

    /// Eight with an infection, five at a time, two of them both times.
    private static let waves = BoundaryExtract(slug) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        for begin in [10, 60] {
            for person in begin == 10 ? 0..<5 : 3..<8 {
                extract.admit(.init(person: "G\(person)", facility: HospitalExtract.hospital(3), begin: begin, days: 9, diagnosis: "A09.900", employer: "E3"))
            }
        }
        try extract.write(to: folder)
    }

    private static let explanations: [Boundary] = [
        Boundary(telephones, "operated_share", kept: 0.8, crossed: 0.801, holds: isSuppressed("operations")),
        Boundary(extract, "outbreak_days", kept: 20, crossed: 19, holds: isSuppressed("outbreak")),
        Boundary(waves, "outbreak_waves", kept: 2, crossed: 1, holds: isSuppressed("outbreak")),
        Boundary(waves, "outbreak_repeat_share", kept: 0.251, crossed: 0.25, holds: isSuppressed("outbreak")),
        Boundary(extract, "own_clinic_share", kept: 0.5, crossed: 0.501, holds: isSuppressed("own-clinic")),
        Boundary(extract, "own_clinic_multiple", kept: 4, crossed: 4.1, holds: isSuppressed("own-clinic")),
        Boundary(extract, "institution_share", kept: 0.8, crossed: 0.801, holds: isSuppressed("shared-institution")),
        // An address of eight is no household of seven, and a house that holds eight.
        Boundary(extract, "largest_household", kept: 7, crossed: 8, holds: isSuppressed("shared-institution")),
        Boundary(extract, "largest_institution", kept: 8, crossed: 7, holds: isSuppressed("shared-institution")),
        Boundary(extract, "minimum_households", kept: 3, crossed: 2, holds: isSuppressed("household")),
        Boundary(extract, "mutual_aid_share", kept: 0.6, crossed: 0.601, holds: isSuppressed("family-mutual-aid")),
        Boundary(halved, "largest_family", kept: 4, crossed: 5) { strength(7, $0) > 5 },
        Boundary(families, "unknown_household_weight", kept: 1, crossed: 0.9) { strength(7, $0) > 5 },
    ]

    private static let hospitals: [Boundary] = [
        Boundary(extract, "minimum_bill_items", kept: 8, crossed: 9, holds: isCopied),
        // 8.4 over the root of 8 times 8.96.
        Boundary(extract, "minimum_cosine", kept: 0.992, crossed: 0.993, holds: isCopied),
        // 8.4 against 8.
        Boundary(extract, "twin_fee_difference", kept: 0.05, crossed: 0.049, holds: isCopied),
        Boundary(extract, "twin_comparisons", kept: 2, crossed: 1, holds: isCopied),
        Boundary(extract, "minimum_twins", kept: 20, crossed: 21, holds: isCopied),
        // One of 23 stands apart; more than three times as many as are taken to, and the law is that of all.
        Boundary(extract, "contamination_share", kept: 0.015, crossed: 0.0145, holds: isCopied),
    ]
}
