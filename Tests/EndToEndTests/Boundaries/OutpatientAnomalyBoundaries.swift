import Leads
import Statistics

/// 门诊异常: groups of one employer, a cap and doctors' minutes.
extension BoundaryTables {
    /// `persons` of an employer on each of the days; `step` persons make room for others from one day to the next.
    private static func group(
        _ prefix: String, _ persons: Int, days: [Int], step: Int = 0, employer: Int, at clinic: Int, fen: (_ turn: Int, _ person: Int) -> Int,
        in extract: inout CareExtract
    ) {
        for (turn, day) in days.enumerated() {
            for person in 0..<persons {
                extract.settle(
                    "\(prefix)\(turn * step + person)", at: CareExtract.clinic(clinic), day: day, second: 40_000 + person * 170,
                    CareExtract.money(fen(turn, person), employer: employer))
            }
        }
    }

    private static func writeGroups(_ folder: String) throws {
        var extract = CareExtract()
        extract.addClinicTraffic(clinics: 4, persons: 300, visits: 1_600)
        func various(_ turn: Int, _ person: Int) -> Int { 3_000 + person * 171 + turn * 1_013 }
        // Six with one bill of 66 yuan, on four days.
        group("G", 6, days: [5, 36, 67, 98], employer: 7, at: 1, fen: { _, _ in 6_600 }, in: &extract)
        // Ten others every fourth day.
        group("S", 10, days: [10, 14, 18, 22, 26], step: 10, employer: 8, at: 2, fen: various, in: &extract)
        // Every third day ten, three of whom came the time before.
        group("R", 10, days: [40, 43, 46, 49, 52], step: 7, employer: 9, at: 3, fen: various, in: &extract)
        // Sixty prices of ten bills each.
        for visit in 0..<600 {
            extract.settle(
                "B\(visit % 300)", at: CareExtract.clinic(1), day: visit * 7 % SmallExtract.dayCount, second: 30_000 + visit * 41,
                CareExtract.money(1_000 + visit % 60 * 500, employer: visit * 11 % 50))
        }
        // A clinic of twenty days and 240 person-days, 72 of them of one employer on twelve days.
        for day in 0..<20 {
            let hasEmployer = day % 5 < 3
            if hasEmployer { group("W", 6, days: [day * 6], employer: 60, at: 20, fen: { _, person in various(day, person) }, in: &extract) }
            for person in 0..<(hasEmployer ? 8 : 9) {
                extract.settle(
                    "B\((day * 9 + person) * 7 % 300)", at: CareExtract.clinic(20), day: day * 6, second: 30_000 + person * 900,
                    CareExtract.money(4_000 + day * 211 + person * 37, employer: (day * 9 + person) % 50))
            }
        }
        try extract.write(to: folder)
    }

    /// Three days are a pattern here, as when the values below were read.
    private static let employers = BoundaryExtract("outpatient-anomaly", thresholds: ["minimum_days": 3], write: writeGroups)

    /// Twenty clinics with a hundred settlements each, whose fund pays at most 200 yuan but for forty of them.
    private static func writeCaps(_ folder: String) throws {
        var extract = CareExtract()
        var random = RandomStream(seed: 4, stream: "caps")
        for clinic in 0..<20 {
            for visit in 0..<100 {
                var paid = 2_000 + random.uniform(below: 15_000)
                var bill = paid * 10 / 6
                switch (clinic, visit) {
                // Twenty-six at the cap and four 50 fen beneath it.
                case (5, 0..<26): (paid, bill) = (20_000, 34_000 + visit * 100)
                case (5, 26..<30): (paid, bill) = (19_950, 34_000 + visit * 100)
                // Two, one and one at the cap elsewhere.
                case (6, 0..<2), (7, 0), (8, 0): (paid, bill) = (20_000, 35_000 + visit * 100)
                // Twenty-five beneath the cap, one of them by exactly a tenth.
                case (9, 0): (paid, bill) = (18_000, 31_000)
                case (9, 1..<25): (paid, bill) = (18_200 + visit * 40, 32_000 + visit * 70)
                // Thirty of forty beneath the cap have one bill.
                case (10, 0..<30): (paid, bill) = (19_000, 33_000)
                case (10, 30..<40): (paid, bill) = (18_500 + visit * 10, 32_500 + visit * 10)
                // Two of every clinic are above it.
                case (_, 98...): (paid, bill) = (21_000 + clinic * 300 + visit, 40_000 + clinic * 500 + visit)
                default: break
                }
                var money = CareExtract.money(bill, employer: visit % 50)
                for column in ["hifp_pay", "fund_pay_sumamt"] { money[column] = CareExtract.money(paid)["medfee_sumamt"] }
                for column in ["psn_pay", "cash_payamt"] { money[column] = CareExtract.money(bill - paid)["medfee_sumamt"] }
                extract.settle(
                    "B\(clinic * 100 + visit)", at: CareExtract.clinic(clinic), day: (visit * 7 + clinic) % 120, second: 30_000 + visit * 300, money)
            }
        }
        try extract.write(to: folder)
    }

    private static let caps = BoundaryExtract("outpatient-anomaly", write: writeCaps)
    /// Two of the clinics hug the cap from beneath: as many are left out when the law is fitted.
    private static let bands = BoundaryExtract("outpatient-anomaly", thresholds: ["contamination_share": 0.15], write: writeCaps)

    /// Twenty clinics with 120 patients each, five minutes apart; at one of them sixty come in minutes of four, three such minutes a day, and at
    /// another twelve.
    private static func writeMinutes(_ folder: String, residents: Int = 0) throws {
        var extract = CareExtract()
        var crowd = 0
        for clinic in 0..<20 {
            for day in 0..<10 {
                for visit in 0..<12 {
                    let isCrowded = clinic == 5 && day % 2 == 0 || clinic == 12 && day == 4
                    let minute = isCrowded ? 5 * (visit / 4) : visit * 5
                    if isCrowded && clinic == 5 {
                        if crowd < residents { extract.base.addresses["B\(clinic * 400 + day * 12 + visit)"] = "the home" }
                        crowd += 1
                    }
                    extract.settle(
                        "B\(clinic * 400 + day * 12 + visit)", at: CareExtract.clinic(clinic), day: day * 12, second: 36_000 + visit * 700,
                        CareExtract.money(3_000 + day * 101 + visit * 17 + clinic),
                        lines: [[
                            "fee_ocur_time": SmallExtract.date(day * 12) + (isCrowded ? " 10:" : " 11:") + (minute < 10 ? "0" : "") + "\(minute):30",
                            "bilg_dr_code": "D3201000000\(10 + clinic)",
                        ]])
                }
            }
        }
        try extract.write(to: folder)
    }

    private static let crowd = ["contamination_share": 0.1, "maximum_q": 0.2]
    private static let minutes = BoundaryExtract("outpatient-anomaly", thresholds: crowd) { try writeMinutes($0) }
    /// Forty-eight of the sixty live at one address.
    private static let rounds = BoundaryExtract("outpatient-anomaly", thresholds: crowd) { try writeMinutes($0, residents: 48) }

    /// Twenty clinics with bills of their own; at one of them ten persons pay the same, five minutes apart, on eight days, eight on a ninth,
    /// and on thirty days somebody pays what is its tariff, ten at a time on three of them.
    private static let series = BoundaryExtract("outpatient-anomaly", thresholds: ["contamination_share": 0.1, "series_minimum_lift": 2]) { folder in
        var extract = CareExtract()
        for clinic in 0..<20 {
            for visit in 0..<120 {
                extract.settle(
                    "B\(clinic * 200 + visit)", at: CareExtract.clinic(clinic), day: visit % 60 * 2, second: 30_000 + visit * 211,
                    CareExtract.money(3_000 + visit * 107 + clinic))
            }
        }
        for (turn, count) in [10, 10, 10, 10, 10, 10, 10, 10, 8].enumerated() {
            for person in 0..<count {
                extract.settle(
                    "C\(turn * 10 + person)", at: CareExtract.clinic(5), day: 4 + turn * 13, second: 50_000 + person * 300, CareExtract.money(8_888))
            }
        }
        // Eight on three days elsewhere.
        for clinic in 0..<20 where clinic != 5 && clinic != 9 {
            for visit in 0..<24 {
                extract.settle(
                    "E\(clinic * 24 + visit)", at: CareExtract.clinic(clinic), day: 3 + visit / 8 * 25, second: 50_000 + visit % 8 * 100,
                    CareExtract.money(6_666))
            }
        }
        for day in 0..<30 {
            for person in 0..<(day % 10 == 0 ? 10 : 1) {
                extract.settle(
                    "T\(day)-\(person)", at: CareExtract.clinic(9), day: day * 4, second: 50_000 + person * 100, CareExtract.money(7_777))
            }
        }
        try extract.write(to: folder)
    }

    /// Twenty clinics with bills of two items; at one of them ten persons have one bill of three, five minutes apart, on nine days.
    private static func writeTemplates(_ folder: String, elsewhere: Int = 0) throws {
        var extract = CareExtract()
        func visit(_ person: String, _ clinic: Int, day: Int, second: Int, fen: Int, items: [Int]) {
            extract.settle(
                person, at: CareExtract.clinic(clinic), day: day, second: second, CareExtract.money(fen),
                lines: items.map { ["med_list_codg": "XA02BCA106A00101010000\($0)"] })
        }
        for clinic in 0..<20 {
            for turn in 0..<100 {
                visit("B\(clinic * 100 + turn)", clinic, day: turn, second: 30_000 + turn * 211, fen: 3_000 + turn * 107 + clinic, items: [0, 3 + turn % 5])
            }
        }
        for turn in 0..<90 { visit("C\(turn)", 5, day: 4 + turn / 10 * 13, second: 50_000 + turn % 10 * 300, fen: 8_888, items: [0, 1, 2]) }
        for turn in 0..<elsewhere { visit("D\(turn)", 6 + turn % 10, day: turn * 4, second: 60_000, fen: 4_000 + turn, items: [0, 1, 2]) }
        try extract.write(to: folder)
    }

    private static let copied = ["contamination_share": 0.1, "template_ratio": 2]
    private static let templates = BoundaryExtract("outpatient-anomaly", thresholds: copied) { try writeTemplates($0) }
    /// Thirty more with the same items, at ten other clinics.
    private static let pathways = BoundaryExtract("outpatient-anomaly", thresholds: copied) {
        try writeTemplates($0, elsewhere: 30)
    }

    private static func isTemplate(_ screening: Screening) -> Bool { screening.lead(CareExtract.clinic(5))?.reason("template_share") != nil }

    static let outpatientAnomaly: [Boundary] = [
        Boundary(templates, "template_items", kept: 3, crossed: 4, holds: isTemplate),
        // Without the two busiest days seventy persons of 168 bills.
        Boundary(templates, "template_persons", kept: 70, crossed: 71, holds: isTemplate),
        Boundary(templates, "template_minimum_share", kept: 0.4166, crossed: 0.4168, holds: isTemplate),
        // Ninety where 24.1 were to be expected.
        Boundary(templates, "template_ratio", kept: 3.7, crossed: 3.8, holds: isTemplate),
        Boundary(pathways, "template_share_here", kept: 0.75, crossed: 0.751, holds: isTemplate),
        Boundary(templates, "series_items", kept: 3, crossed: 4) { $0.lead(CareExtract.clinic(5))?.reason("equal_bill_share") != nil },
        // Of 208 settlements 88 lie in a series; two days of ten, and what else came on them, are left out.
        Boundary(series, "series_minutes", kept: 35, crossed: 34) { $0.lists(CareExtract.clinic(5)) },
        Boundary(series, "series_left_out_days", kept: 2, crossed: 3) { $0.lead(CareExtract.clinic(5))?.reason("equal_bill_days")?.value == 7 },
        Boundary(series, "series_minimum_count", kept: 68, crossed: 69) { $0.lists(CareExtract.clinic(5)) },
        Boundary(series, "series_minimum_lift", kept: 2.84, crossed: 2.85) { $0.lists(CareExtract.clinic(5)) },
        Boundary(series, "series_minimum_share", kept: 0.365, crossed: 0.366) { $0.lists(CareExtract.clinic(5)) },
        Boundary(caps, "minimum_settlements", kept: 100, crossed: 101) { $0.lists(CareExtract.clinic(5)) },
        Boundary(employers, "minimum_group_persons", kept: 6, crossed: 7) { $0.lists(CareExtract.clinic(1)) },
        Boundary(employers, "minimum_amount_persons", kept: 6, crossed: 7) { $0.lead(CareExtract.clinic(1))?.reason("same_amount_persons") != nil },
        Boundary(employers, "own_clientele_share", kept: 0.3, crossed: 0.301) { $0.suppressed.contains("own-clientele") },
        Boundary(employers, "own_clientele_days", kept: 0.6, crossed: 0.601) { $0.suppressed.contains("own-clientele") },
        Boundary(employers, "campaign_days", kept: 3, crossed: 4) { $0.lists(CareExtract.clinic(2)) },
        Boundary(employers, "repeat_share", kept: 0.3, crossed: 0.301) { $0.lists(CareExtract.clinic(3)) },
        // Of the third of its four days the tail probability is 3.0e-6.
        Boundary(employers, "cell_probability", kept: 3.01e-6, crossed: 2.99e-6) { $0.lists(CareExtract.clinic(1)) },
        // On the day that is needed six persons come where 0.38 were to be expected.
        Boundary(employers, "minimum_ratio", kept: 15.7, crossed: 15.9) { $0.lists(CareExtract.clinic(1)) },
        // Two of 212 employers at a clinic are left out, or one.
        Boundary(employers, "dispersion_trim", kept: 0.0095, crossed: 0.0094) { ($0.lead(CareExtract.clinic(2))?.pValue ?? 1) < 1e-20 },
        Boundary(employers, "minimum_days", kept: 4, crossed: 5) { $0.lists(CareExtract.clinic(1)) },
        Boundary(caps, "cap_tolerance_yuan", kept: 0.5, crossed: 0.49) { $0.lead(CareExtract.clinic(5))?.reason("cap_share")?.value == 0.3 },
        // Thirty of two thousand are at the cap, forty above it, and four of twenty clinics have one there.
        Boundary(caps, "cap_minimum_share", kept: 0.015, crossed: 0.0151) { $0.lists(CareExtract.clinic(5)) },
        Boundary(caps, "cap_maximum_above", kept: 0.02, crossed: 0.0199) { $0.lists(CareExtract.clinic(5)) },
        Boundary(caps, "cap_facility_share", kept: 0.2, crossed: 0.201) { $0.lists(CareExtract.clinic(5)) },
        // Four of thirty bills at the cap are 350 yuan.
        Boundary(caps, "cap_one_bill_share", kept: 0.134, crossed: 0.133) { $0.lists(CareExtract.clinic(5)) },
        Boundary(bands, "cap_price_share", kept: 0.75, crossed: 0.751) { !$0.lists(CareExtract.clinic(10)) },
        Boundary(bands, "cap_price_count", kept: 30, crossed: 31) { !$0.lists(CareExtract.clinic(10)) },
        Boundary(bands, "cap_band_share", kept: 0.1, crossed: 0.099) { $0.lead(CareExtract.clinic(9))?.reason("beneath_cap_share")?.value == 0.25 },
        Boundary(caps, "cap_excess_share", kept: 0.0595, crossed: 0.0585) { $0.lead(CareExtract.clinic(5))?.reason("cap_share")?.value == 0.3 },
        Boundary(caps, "cap_minimum_count", kept: 30, crossed: 31) { $0.lists(CareExtract.clinic(5)) },
        Boundary(caps, "cap_minimum_lift", kept: 53.4, crossed: 53.6) { $0.lists(CareExtract.clinic(5)) },
        // No bill beside the thirty.
        Boundary(caps, "cap_bunching", kept: 30, crossed: 30.1) { $0.lists(CareExtract.clinic(5)) },
        Boundary(minutes, "minute_patients", kept: 4, crossed: 5) { $0.lists(CareExtract.clinic(5)) },
        Boundary(rounds, "institution_share", kept: 0.8, crossed: 0.801) { $0.suppressed == ["shared-institution"] },
        Boundary(rounds, "largest_household", kept: 47, crossed: 48) { $0.suppressed == ["shared-institution"] },
        Boundary(rounds, "largest_institution", kept: 48, crossed: 47) { $0.suppressed == ["shared-institution"] },
        Boundary(minutes, "minute_series", kept: 12, crossed: 13) { $0.lists(CareExtract.clinic(5)) },
        Boundary(minutes, "minute_minimum_count", kept: 60, crossed: 61) { $0.lists(CareExtract.clinic(5)) },
        Boundary(minutes, "minute_minimum_lift", kept: 325, crossed: 327) { $0.lists(CareExtract.clinic(5)) },
        Boundary(minutes, "minute_minimum_share", kept: 0.5, crossed: 0.501) { $0.lists(CareExtract.clinic(5)) },
        Boundary(caps, "minimum_peers", kept: 20, crossed: 21) { $0.lists(CareExtract.clinic(5)) },
        // The share of bills of up to 66 yuan.
        Boundary(employers, "small_amount_quantile", kept: 0.227, crossed: 0.225) {
            $0.lead(CareExtract.clinic(1))?.reason("small_amount_share")?.value == 1
        },
        // One of twenty clinics is a kind of its own if it is more than three times the share of them.
        Boundary(caps, "contamination_share", kept: 0.0167, crossed: 0.0166) { $0.lists(CareExtract.clinic(5)) },
        Boundary(employers, "maximum_q", kept: 7.08e-10, crossed: 7.07e-10) { $0.lists(CareExtract.clinic(1)) },
    ]
}
