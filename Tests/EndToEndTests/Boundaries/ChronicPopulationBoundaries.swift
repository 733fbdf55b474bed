import Leads
import Statistics

/// 慢特病人群: overdrafts among three hundred patients of one disease, and three of twenty clinics.
extension BoundaryTables {
    private static func visit(
        _ extract: inout CareExtract, _ person: String, _ clinic: Int, day: Int, fen: Int, supply: Int, item: String = "XC08CAA100A001010100001",
        disease: String = "M03900"
    ) {
        extract.settle(
            person, at: CareExtract.clinic(clinic), day: day, second: 36_000 + day * 13,
            CareExtract.money(fen).merging(["med_type": "14", "dise_no": disease]) { $1 },
            lines: [["prd_days": "\(supply)", "med_list_codg": item, "inscp_amt": "\(fen / 100).00"]])
    }

    /// A visit or two a month at one of twenty clinics, two weeks to a month of drugs each.
    private static func patients() -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: 8, stream: "chronic")
        for person in 0..<300 {
            for month in 0..<4 {
                for _ in 0..<(1 + (random.chance(0.3) ? 1 : 0)) {
                    let fen = 8_000 + random.uniform(below: 20_000)
                    let day = month * 30 + random.uniform(below: 30)
                    visit(&extract, "B\(person)", person % 20, day: day, fen: fen, supply: 15 + random.uniform(below: 16))
                }
            }
        }
        return extract
    }

    /// Five patients with nine visits to four clinics within a month, and twelve of another disease.
    private static let overdrafts = BoundaryExtract("chronic-population", thresholds: ["roll_up_cases": 100]) { folder in
        var extract = patients()
        for person in 0..<5 {
            for turn in 0..<9 { visit(&extract, "X\(person)", turn % 4, day: 62 + turn * 3, fen: 20_000 + person * 500, supply: 20) }
        }
        // Six visits to two clinics for a hundred times the usual sum.
        for turn in 0..<6 { visit(&extract, "M0", 10 + turn % 2, day: 63 + turn * 4, fen: 900_000, supply: 20) }
        for person in 0..<12 { visit(&extract, "Y\(person)", person, day: 40 + person, fen: 15_000, supply: 20, disease: "M01600") }
        try extract.write(to: folder)
    }

    /// Where the crowd alone decides, whatever is drawn.
    private static let clinics = BoundaryExtract(
        "chronic-population", thresholds: ["foreign_rare_share": 0.002, "foreign_left_out_share": 0, "crowd_minimum_draw": 0], write: writeClinics)

    /// The same, and an item of which another clinic has one line in seven hundred.
    private static let hidden = BoundaryExtract("chronic-population", thresholds: ["foreign_rare_share": 0.001], write: writeClinics)

    /// Twelve registered within a week at clinic 7 who draw 300 yuan a month, five of the disease elsewhere who draw 100, and sixty of another
    /// who draw 200.
    private static let campaign = BoundaryExtract("chronic-population", thresholds: ["draw_minimum_registrants": 5, "crowd_minimum_draw": 2.9]) { folder in
        var extract = CareExtract()
        func register(_ person: String, _ clinic: Int, _ day: Int, _ disease: String, fen: Int) {
            extract.registrations.append([
                "psn_no": person, "opsp_dise_code": disease, "begndate": SmallExtract.date(day), "enddate": "", "fixmedins_code": CareExtract.clinic(clinic),
            ])
            for turn in 0..<2 { visit(&extract, person, clinic, day: min(119, day + 1 + turn * 25), fen: fen, supply: 30, disease: disease) }
        }
        for person in 0..<60 { register("B\(person)", person % 20, person * 7 % 60, "M03900", fen: 20_000) }
        for person in 0..<5 { register("C\(person)", 10 + person, 60, "M01600", fen: 10_000) }
        for person in 0..<12 { register("D\(person)", 7, 60, "M01600", fen: 30_000) }
        try extract.write(to: folder)
    }

    /// Twelve registered on one day at clinic 7, and five long ago elsewhere who draw 100 yuan four times in the extract.
    private static func crowd(day: Int, draws: [Int], fen: Int, thresholds: [String: Double]) -> BoundaryExtract {
        BoundaryExtract("chronic-population", thresholds: thresholds.merging(["draw_minimum_registrants": 5]) { $1 }) { folder in
            var extract = CareExtract()
            func register(_ person: String, _ clinic: Int, _ day: Int, _ disease: String, draws: [Int], fen: Int) {
                extract.registrations.append([
                    "psn_no": person, "opsp_dise_code": disease, "begndate": SmallExtract.date(day), "enddate": "",
                    "fixmedins_code": CareExtract.clinic(clinic),
                ])
                for draw in draws { visit(&extract, person, clinic, day: draw, fen: fen, supply: 30, disease: disease) }
            }
            for person in 0..<60 { register("B\(person)", person % 20, person * 7 % 60, "M03900", draws: [60 + person % 50], fen: 20_000) }
            for person in 0..<5 { register("C\(person)", 10 + person, -200, "M01600", draws: [0, 40, 80, 119], fen: 10_000) }
            for person in 0..<12 { register("D\(person)", 7, day, "M01600", draws: draws, fen: fen) }
            try extract.write(to: folder)
        }
    }

    private static let late = crowd(day: 90, draws: [91, 110], fen: 10_000, thresholds: ["crowd_minimum_draw": 1.3])
    private static let before = crowd(day: -20, draws: [5, 35, 65, 95], fen: 30_000, thresholds: [:])

    private static func writeClinics(_ folder: String) throws {
        var extract = patients()
        var random = RandomStream(seed: 2, stream: "registrations")
        func register(_ person: String, _ clinic: Int, _ day: Int, isExamined: Bool) {
            extract.registrations.append([
                "psn_no": person, "opsp_dise_code": "M03900", "begndate": SmallExtract.date(day), "enddate": "",
                "fixmedins_code": CareExtract.clinic(clinic),
            ])
            extract.settle(
                person, at: CareExtract.clinic(clinic), day: max(0, day - 9), second: 30_000, CareExtract.money(5_000),
                lines: [["med_chrgitm_type": isExamined ? "03" : "12", "list_type": "201", "med_list_codg": "002103000010000"]])
        }
        for person in 0..<160 {
            let day = random.uniform(below: SmallExtract.dayCount)
            register("B\(person)", person % 20, day, isExamined: day >= 7 && person % 9 != 0)
        }
        // Twelve within seven days at clinic 7; twelve without any examination at clinic 9.
        for turn in 0..<12 { register("B\(200 + turn)", 7, 40 + turn * 6 / 11, isExamined: true) }
        for turn in 0..<12 { register("B\(220 + turn)", 9, 30 + turn * 8, isExamined: false) }
        // Thirty lines at clinic 11, and two elsewhere, of an item that the disease does not need.
        for turn in 0..<32 {
            visit(&extract, "B\(turn * 7)", turn < 30 ? 11 : 12, day: turn * 3, fen: 12_000, supply: 0, item: "XZ99ZZZ100A001010100001")
        }
        // Others have that item in ordinary care, and so have some with the disease.
        for turn in 0..<300 {
            extract.settle(
                turn % 10 == 0 ? "B\(turn)" : "N\(turn)", at: CareExtract.clinic(turn % 10), day: turn % 120, second: 50_000 + turn, CareExtract.money(6_000),
                lines: (0..<6).map { _ in ["med_list_codg": "XZ99ZZZ100A001010100001"] })
        }
        try extract.write(to: folder)
    }

    static let chronicPopulation: [Boundary] = [
        // As many months of the disease.
        Boundary(overdrafts, "minimum_peers", kept: 1170, crossed: 1171) { $0.lead("X0")?.peerN == 1170 },
        Boundary(overdrafts, "far_quantile", kept: 0.9965, crossed: 0.9966) { $0.lists("X0") },
        Boundary(overdrafts, "minimum_visits", kept: 9, crossed: 10) { $0.lists("X0") },
        Boundary(overdrafts, "fit_start_share", kept: 0.9965, crossed: 0.9967) { ($0.lead("X0")?.pValue ?? 1) < 2e-9 },
        Boundary(overdrafts, "tail_share", kept: 0.1, crossed: 0.11) { ($0.lead("M0")?.pValue ?? 1) < 1.3e-11 },
        Boundary(overdrafts, "minimum_excesses", kept: 117, crossed: 118) { ($0.lead("M0")?.pValue ?? 1) < 1e-10 },
        Boundary(overdrafts, "minimum_log_excess", kept: 0.2, crossed: 0.202) { ($0.lead("M0")?.pValue ?? 1) < 1.2e-11 },
        Boundary(overdrafts, "roll_up_cases", kept: 5, crossed: 6) { $0.lists(CareExtract.clinic(0)) },
        Boundary(campaign, "crowd_minimum_draw", kept: 2.999, crossed: 3.001) { $0.lists(CareExtract.clinic(7)) },
        Boundary(campaign, "draw_minimum_registrants", kept: 5, crossed: 6) { $0.lists(CareExtract.clinic(7)) },
        // 200 yuan in thirty days and so many, where others draw 400 in 120.
        Boundary(late, "first_draw_days", kept: 16, crossed: 17) { $0.lists(CareExtract.clinic(7)) },
        Boundary(before, "registration_lead_days", kept: 20, crossed: 19) { $0.lists(CareExtract.clinic(7)) },
        Boundary(clinics, "history_days", kept: 63, crossed: 64) { ($0.lead(CareExtract.clinic(9))?.pValue ?? 1) < 1.5e-7 },
        Boundary(clinics, "history_step_days", kept: 7, crossed: 6) { ($0.lead(CareExtract.clinic(9))?.pValue ?? 1) < 1.5e-7 },
        Boundary(clinics, "registration_window_days", kept: 7, crossed: 6) { registrations($0) == 12 },
        Boundary(clinics, "minimum_registrations", kept: 12, crossed: 13) { registrations($0) == 12 },
        Boundary(clinics, "registration_minimum_ratio", kept: 12.59, crossed: 12.61) { registrations($0) == 12 },
        // One clinic of twenty is left out.
        Boundary(clinics, "dispersion_trim", kept: 0.05, crossed: 0.049) { ($0.lead(CareExtract.clinic(7))?.pValue ?? 1) < 1e-5 },
        // As many lines of the disease as there are at other clinics.
        Boundary(clinics, "foreign_minimum_lines", kept: 1472, crossed: 1473) { $0.lists(CareExtract.clinic(11)) },
        // Two of 1,472 lines elsewhere.
        Boundary(clinics, "foreign_rare_share", kept: 0.00136, crossed: 0.00135) { $0.lists(CareExtract.clinic(11)) },
        Boundary(clinics, "foreign_related_lift", kept: 0.187, crossed: 0.183) { $0.lists(CareExtract.clinic(11)) },
        // The one other clinic of twenty that has the item, or none.
        Boundary(hidden, "foreign_left_out_share", kept: 0.05, crossed: 0) { $0.lists(CareExtract.clinic(11)) },
        Boundary(clinics, "foreign_minimum_count", kept: 30, crossed: 31) { $0.lists(CareExtract.clinic(11)) },
        Boundary(clinics, "minimum_lift", kept: 3.65, crossed: 3.66) { $0.lists(CareExtract.clinic(9)) },
        Boundary(clinics, "minimum_facility_peers", kept: 20, crossed: 21) { $0.lists(CareExtract.clinic(11)) },
        // One clinic of twenty is left out of the first estimate.
        Boundary(clinics, "facility_fit_start_share", kept: 0.95, crossed: 0.951) { $0.lists(CareExtract.clinic(9)) },
        Boundary(clinics, "contamination_share", kept: 0.0301, crossed: 0.0299) { $0.lists(CareExtract.clinic(11)) },
        Boundary(overdrafts, "rejection_count", kept: 0.528, crossed: 0.526) { ($0.lead("X0")?.pValue ?? 1) < 1e-10 },
        // q = 6.2545e-8.
        Boundary(overdrafts, "maximum_q", kept: 6.26e-8, crossed: 6.25e-8) { $0.lists("X0") },
    ]

    private static func registrations(_ screening: Screening) -> Double? {
        screening.lead(CareExtract.clinic(7))?.reason("registrations_in_few_days")?.value
    }
}
