import Leads

/// 体检住院: three hospitals with ten check-ups each, all three signs on every one.
extension BoundaryTables {
    private static let slug = "checkup-admission"

    /// Against their kind alone.
    private static let extract = BoundaryExtract(slug, thresholds: ["minimum_signs": 3, "standard_minimum_ratio": 100_000], write: write)
    /// Against all, where the law of their kind is theirs, too.
    private static let standard = BoundaryExtract(
        slug, thresholds: ["minimum_signs": 3, "contamination_share": 0.0434, "standard_fit_start_share": 0.8], write: write)

    private static func write(_ folder: String) throws {
        var extract = HospitalExtract()
        // Twenty hospitals: by diagnosis how many stays at each, and what their examinations cost. Half of them, or a quarter
        // of those for gastritis, are as short as a check-up.
        for (diagnosis, staysEach, yuan) in [("J18.900", 10, 800), ("M51.200", 8, 100), ("K29.700", 6, 400)] {
            for number in 0..<20 * staysEach {
                let cost = yuan * (65 + number * 7 % 71) / 100
                var lines = [
                    HospitalExtract.Line(type: "04", item: "blood", name: "检查", yuan: cost / 2),
                    .init(type: "03", item: "scan-" + diagnosis, name: "检查", yuan: cost - cost / 2),
                    .init(type: "05", item: "treat", name: "物理治疗", yuan: 1_400 + number * 11 % 400),
                ]
                // Seven of the 140 stays for gastritis outside hospital 20 have its panel.
                if diagnosis == "K29.700", number < 7 { lines.append(.init(type: "03", item: "panel20", name: "体检项目", yuan: 1)) }
                extract.admit(.init(
                    person: "\(diagnosis.prefix(3))-\(number)", facility: HospitalExtract.hospital(number % 20), begin: number % 95,
                    days: number % (staysEach == 6 ? 4 : 2) == 0 ? 2 : 8, diagnosis: diagnosis, lines: lines))
            }
        }
        // 1200 of 2000 yuan are examinations, half of them a panel. Numbers sixty apart are of one age and sex.
        for hospital in 20..<23 {
            for number in 0..<10 {
                let lines = [
                    HospitalExtract.Line(type: "04", item: "blood", name: "检查", yuan: 600),
                    .init(type: "03", item: "panel\(hospital)", name: "体检项目", yuan: 600),
                    .init(type: "01", item: "bed", name: "床位费", yuan: 800),
                ]
                let person = "X\((hospital * 10 + number) * 60)"
                extract.admit(.init(person: person, facility: HospitalExtract.hospital(hospital), begin: number, days: 2, lines: lines))
            }
        }
        try extract.write(to: folder)
    }

    /// One stay of 850 yuan of examinations and 20 of drugs in 1000, where 800 others are treated.
    private static let lone = BoundaryExtract(slug, thresholds: ["lone_share": 0.001]) { folder in
        var extract = HospitalExtract()
        extract.addTraffic()
        extract.admit(.init(
            person: "X1", facility: HospitalExtract.hospital(3), begin: 20, days: 2, lines: [
                .init(type: "03", item: "panel", name: "体检项目", yuan: 850), .init(type: "09", item: "pill", name: "口服片剂", yuan: 20),
                .init(type: "01", item: "bed", name: "床位费", yuan: 130),
            ]))
        try extract.write(to: folder)
    }

    private static func isAlone(_ screening: Screening) -> Bool { screening.lists("M800") }
    private static func isListed(_ screening: Screening) -> Bool { screening.lists(HospitalExtract.hospital(20)) }
    private static func areCases(_ screening: Screening) -> Bool { screening.count("cases") == 30 }
    /// What the regression expects of the examinations of such a stay, in yuan.
    private static func expected(_ screening: Screening) -> Double {
        screening.lead(HospitalExtract.hospital(20))?.reason("exam_fee_over_prediction")?.peerMedian ?? .nan
    }

    static let checkupAdmission: [Boundary] = [
        Boundary(extract, "minimum_exam_share", kept: 0.6, crossed: 0.601, holds: areCases),
        Boundary(extract, "minimum_exam_z", kept: 5.33, crossed: 5.34, holds: areCases),
        Boundary(extract, "maximum_days", kept: 2, crossed: 1, holds: areCases),
        Boundary(extract, "minimum_mismatch", kept: 0.5, crossed: 0.501, holds: areCases),
        // An item that one in twenty have is less than 0.051 of them.
        Boundary(extract, "indicated_share", kept: 0.051, crossed: 0.05, holds: areCases),
        Boundary(extract, "prediction_tail", kept: 0.0225, crossed: 0.022, holds: areCases),
        // Two days of the usual eight.
        Boundary(extract, "short_share", kept: 0.25, crossed: 0.249, holds: areCases),
        Boundary(extract, "minimum_signs", kept: 3, crossed: 4, holds: areCases),
        // Elsewhere: 120 ordinary stays, and twenty at the two others.
        Boundary(extract, "minimum_diagnosis_stays", kept: 140, crossed: 141, holds: areCases),
        // Gastritis is the third commonest: it is the rest beside two columns, and shares it with the cheap lumbar discs beside one.
        Boundary(extract, "regression_diagnoses", kept: 2, crossed: 1) { expected($0) > 500 },
        // 666 yuan are expected, and 662 where it is pulled twice as strongly towards the mean of all.
        Boundary(extract, "regression_penalty", kept: 1, crossed: 2) { expected($0) > 664 },
        // The check-ups lie 2.03 above the first fit: left out of the second, it expects no more than gastritis costs.
        Boundary(extract, "regression_rejection_z", kept: 2.02, crossed: 2.03) { expected($0) < 500 },
        Boundary(lone, "lone_exam_share", kept: 0.85, crossed: 0.851, holds: isAlone),
        Boundary(lone, "lone_care_share", kept: 0.02, crossed: 0.019, holds: isAlone),
        // None in 720 stays of eighteen hospitals: half a stay in 721.
        Boundary(lone, "lone_share", kept: 0.0007, crossed: 0.00069, holds: isAlone),
        Boundary(lone, "lone_strength", kept: 0.4, crossed: 0.399) { $0.lead("M800")?.reason("exam_share")?.contribution ?? 0 >= 0.4 },
        // Beyond 760 of 801 stays its own hospital is a calm one.
        Boundary(lone, "calm_share", kept: 0.948, crossed: 0.949, holds: isAlone),
        Boundary(extract, "minimum_cases", kept: 10, crossed: 11, holds: isListed),
        Boundary(extract, "maximum_q", kept: 1.7e-21, crossed: 1.6e-21, holds: isListed),
        // Three of 23 stand apart; more than three times as many as are taken to, and the law is that of all.
        Boundary(extract, "contamination_share", kept: 0.0435, crossed: 0.0434, holds: isListed),
        Boundary(standard, "standard_minimum_ratio", kept: 3, crossed: 100_000, holds: isListed),
        // Four of 23 are left out first, or two of the three.
        Boundary(standard, "standard_fit_start_share", kept: 0.8, crossed: 0.9, holds: isListed),
        Boundary(standard, "standard_rejection_count", kept: 0.05, crossed: 0, holds: isListed),
        Boundary(standard, "prior_stays", kept: 50, crossed: 60) { $0.lead(HospitalExtract.hospital(20))?.pValue ?? 1 < 3e-35 },
    ]
}
