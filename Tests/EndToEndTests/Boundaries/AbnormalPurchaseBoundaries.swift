import Leads
import Statistics

/// 异常购药: bursts, nights and sets of pharmacies, stocks of patients.
extension BoundaryTables {
    /// Four pharmacies with some seven persons a day from eight to eight.
    private static func pharmacyTraffic() -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: 9, stream: "pharmacies")
        for place in 0..<4 {
            for day in 0..<SmallExtract.dayCount {
                for _ in 0..<random.poisson(mean: 7) {
                    extract.settle(
                        "B\(random.uniform(below: 900))", at: CareExtract.pharmacy(place), day: day, second: 28_800 + random.uniform(below: 43_200),
                        CareExtract.money(2_000 + random.uniform(below: 9_000)))
                }
            }
            extract.facilities.append(["fixmedins_code": CareExtract.pharmacy(place), "fixmedins_type": "2"])
        }
        return extract
    }

    /// Twelve in an hour at pharmacy 1 on 10 March, 11 April, 12 May and 11 June.
    private static let payDays = BoundaryExtract("abnormal-purchase", thresholds: ["day_shrinkage": 5]) { folder in
        var extract = pharmacyTraffic()
        for (turn, day) in [9, 41, 72, 102].enumerated() {
            for person in 0..<12 {
                extract.settle(
                    "C\(turn * 12 + person)", at: CareExtract.pharmacy(1), day: day, second: 79_200 + person * 60,
                    CareExtract.money(5_000 + person * 13))
            }
        }
        try extract.write(to: folder)
    }

    /// Four pharmacies with some seven persons a day from eight to eight, and what comes at ten in the evening at two of them.
    /// With a weight of five persons on a day's traffic, at which the values below were read.
    private static let bursts = BoundaryExtract("abnormal-purchase", thresholds: ["day_shrinkage": 5]) { folder in
        var extract = pharmacyTraffic()
        for day in 0..<5 {
            // Twelve at pharmacy 1, ever others, on four days.
            for person in 0..<(day < 4 ? 12 : 0) {
                extract.settle(
                    "C\(day * 12 + person)", at: CareExtract.pharmacy(1), day: 6 + day * 26, second: 79_200 + person * 60,
                    CareExtract.money(5_000 + person * 13))
            }
            // Ten at pharmacy 2 on five days, six of them of ten cards that come on three of the days each.
            for person in 0..<10 {
                let card = person < 6 ? "S\((day * 6 + person) % 10)" : "D\(day * 4 + person)"
                extract.settle(
                    card, at: CareExtract.pharmacy(2), day: 11 + day * 22, second: 79_200 + person * 60, CareExtract.money(5_000 + person * 13))
            }
        }
        try extract.write(to: folder)
    }

    /// Twelve pharmacies with sixty settlements each, few of them at night, as many as stand below; at one of them twenty-four.
    private static let nights = BoundaryExtract("abnormal-purchase") { folder in
        var extract = CareExtract()
        for (place, count) in [0, 1, 0, 2, 24, 3, 6, 0, 1, 9, 2, 4].enumerated() {
            for visit in 0..<60 {
                let isNight = visit < count
                extract.settle(
                    "B\(place * 60 + visit)", at: CareExtract.pharmacy(place), day: visit * 2, second: (isNight ? 7_200 : 36_000) + visit % 24 * 300,
                    CareExtract.money(3_000 + visit * 11))
            }
            extract.facilities.append(["fixmedins_code": CareExtract.pharmacy(place), "fixmedins_type": "2", "biz_24h": "0"])
        }
        // One that is open all night, or it would not be known that the others are not.
        extract.settle("B0", at: CareExtract.pharmacy(40), day: 1, second: 36_000)
        extract.facilities.append(["fixmedins_code": CareExtract.pharmacy(40), "fixmedins_type": "2", "biz_24h": "1"])
        try extract.write(to: folder)
    }

    /// The same patients, one who pays from the personal account and one who draws on a registration, at a clinic every third week.
    private static let accounts = BoundaryExtract("abnormal-purchase") { folder in
        var extract = CareExtract()
        var random = RandomStream(seed: 6, stream: "patients")
        func buy(_ person: String, at facility: String, day: Int, second: Int = 40_000, _ changes: Settlement = [:], supply: Int = 30) {
            extract.settle(
                person, at: facility, day: day, second: second, CareExtract.money(5_000 + day).merging(changes) { $1 }, lines: [["prd_days": "\(supply)"]])
        }
        for person in 0..<240 {
            for month in 0..<4 {
                buy(
                    "B\(person)", at: CareExtract.pharmacy(random.uniform(below: 12)), day: month * 30 + random.uniform(below: 4),
                    second: 36_000 + person * 20, supply: 28 + random.uniform(below: 5))
            }
        }
        for turn in 0..<10 { buy("V6", at: CareExtract.pharmacy(turn), day: turn * 11, ["hifp_pay": "0.00"]) }
        for turn in 0..<16 {
            let isVisit = turn % 3 == 0
            buy(
                "V7", at: isVisit ? CareExtract.clinic(1) : CareExtract.pharmacy(turn), day: turn * 7,
                ["dise_no": "M03900", "med_type": isVisit ? "14" : "41"])
        }
        extract.registrations.append([
            "psn_no": "V7", "opsp_dise_code": "M03900", "begndate": SmallExtract.date(-90), "enddate": "", "fixmedins_code": CareExtract.clinic(1),
        ])
        try extract.write(to: folder)
    }

    private static func item(_ number: Int) -> Settlement {
        ["med_list_codg": "XB0\(number)AAA\(100 + number)A001010100001", "hilist_name": "item \(number)"]
    }

    /// Six pharmacies with two items a basket; one sells the same two with two others to fourteen persons, another to six.
    private static let sets = BoundaryExtract("abnormal-purchase", write: writeSets)
    /// One in six pharmacies with a set of its own is a custom.
    private static let customs = BoundaryExtract(
        "abnormal-purchase", thresholds: ["set_custom_pharmacies": 1, "set_custom_share": 0.1], write: writeSets)

    private static func writeSets(_ folder: String) throws {
        var extract = CareExtract()
        var random = RandomStream(seed: 2, stream: "sets")
        for place in 0..<6 {
            for visit in 0..<200 {
                extract.settle(
                    "B\(random.uniform(below: 900))", at: CareExtract.pharmacy(place), day: visit % SmallExtract.dayCount,
                    second: 30_000 + random.uniform(below: 36_000), CareExtract.money(2_000 + random.uniform(below: 9_000)),
                    lines: [item(random.uniform(below: 30)), item(random.uniform(below: 30))])
            }
        }
        for turn in 0..<20 {
            extract.settle(
                "C\(turn)", at: CareExtract.pharmacy(turn < 14 ? 1 : 2), day: turn * 11 % SmallExtract.dayCount, second: 30_000 + turn * 500,
                CareExtract.money(9_000 + turn), lines: [item(91), item(92), item(turn), item((turn + 9) % 30)])
        }
        try extract.write(to: folder)
    }

    /// Twelve pharmacies with sixty sales each, one in sixty of them of a drug known to be resold; at one of them twenty-four.
    private static let resold = BoundaryExtract("abnormal-purchase") { folder in
        var extract = CareExtract()
        for place in 0..<12 {
            for visit in 0..<60 {
                let isResold = visit < (place == 4 ? 24 : 1)
                extract.settle(
                    "B\(place * 60 + visit)", at: CareExtract.pharmacy(place), day: visit * 2, second: 36_000 + visit % 24 * 300,
                    CareExtract.money(3_000 + visit * 11),
                    lines: [isResold ? ["med_list_codg": "XA05BAD001A001010100001", "hilist_name": "多烯磷脂酰胆碱胶囊"] : [:]])
            }
        }
        try extract.write(to: folder)
    }

    /// Two hundred and forty patients with a pack of four weeks a month, and some who buy more.
    private static let stocks = BoundaryExtract("abnormal-purchase") { folder in
        var extract = CareExtract()
        var random = RandomStream(seed: 6, stream: "patients")
        func buy(_ person: String, at place: Int, day: Int, second: Int = 40_000, _ line: Settlement) {
            let facility = place < 0 ? CareExtract.clinic(1) : CareExtract.pharmacy(place)
            extract.settle(person, at: facility, day: day, second: second, CareExtract.money(5_000 + day), lines: [line])
        }
        for person in 0..<240 {
            for month in 0..<4 {
                buy(
                    "B\(person)", at: random.uniform(below: 12), day: month * 30 + random.uniform(below: 4), second: 36_000 + person * 20,
                    ["prd_days": "\(28 + random.uniform(below: 5)).\(random.uniform(below: 10))"])
            }
        }
        // Ten packs of thirty days, eleven days apart: nineteen are left each time, of the first.
        for turn in 0..<10 { buy("V0", at: turn, day: turn * 11, ["prd_days": "30"]) }
        // The same, of two forms of the drug in turn.
        for turn in 0..<10 {
            buy("V1", at: turn, day: turn * 11, ["prd_days": "30", "med_list_codg": "XA02BCA106\(turn % 2 == 0 ? "A" : "B")001010100001"])
        }
        // Five times ten units of what no line says how long it lasts.
        let unsaid = ["cnt": "10", "det_item_fee_sumamt": "500.00", "med_list_codg": "XN05CDA001A001010100001"]
        for turn in 0..<5 { buy("V2", at: turn, day: 4 + turn * 26, unsaid) }
        // Five times ten at a tenth of a pack's price.
        for turn in 0..<5 { buy("V3", at: turn, day: 5 + turn * 26, ["cnt": "10", "det_item_fee_sumamt": "50.00"]) }
        // Five times what lasts more than a year.
        for turn in 0..<5 { buy("V5", at: turn, day: 2 + turn * 26, ["prd_days": "400"]) }
        // Prescribed at a clinic on six days of a month, on five of them while the last is not used up.
        for turn in 0..<6 { buy("V4", at: -1, day: 33 + turn * 4, ["prd_days": "40"]) }
        // Three cards, five minutes after each other.
        for turn in 0..<10 {
            for card in 0..<3 { buy("W\(card)", at: turn % 3, day: 1 + turn * 11, second: 60_000 + card * 300, ["prd_days": "30"]) }
        }
        try extract.write(to: folder)
    }

    /// The same patients, and six who buy ten times, twice elsewhere and then at pharmacy 3.
    private static let home = BoundaryExtract("abnormal-purchase", write: writeHome)
    private static let practice = BoundaryExtract("abnormal-purchase", thresholds: ["practice_persons": 6, "practice_share": 0.02], write: writeHome)

    private static func writeHome(_ folder: String) throws {
        var extract = CareExtract()
        func buy(_ person: String, at place: Int, day: Int, second: Int) {
            extract.settle(
                person, at: CareExtract.pharmacy(place), day: day, second: second, CareExtract.money(5_000 + day), lines: [["prd_days": "30"]])
        }
        for person in 0..<240 {
            for month in 0..<4 { buy("B\(person)", at: (person + month) % 12, day: month * 30 + person % 4, second: 30_000 + person * 50) }
        }
        for card in 0..<6 {
            for turn in 0..<10 { buy("V\(card)", at: turn < 2 ? 4 + card : 3, day: card + turn * 11, second: 45_000 + card * 2_000) }
        }
        try extract.write(to: folder)
    }

    static let abnormalPurchase: [Boundary] = pharmacies + holders

    private static let pharmacies: [Boundary] = [
        Boundary(nights, "minimum_settlements", kept: 60, crossed: 61) { $0.lists(CareExtract.pharmacy(4)) },
        Boundary(bursts, "minimum_hour_persons", kept: 12, crossed: 13) { $0.lists(CareExtract.pharmacy(1)) },
        // Weights of what is expected: the heavier the hour's habit and the lighter that of any weekday, the less is expected at ten.
        Boundary(bursts, "prior_cells", kept: 9, crossed: 8) { burst($0) < 1e-48 },
        Boundary(bursts, "weekday_shrinkage", kept: 4, crossed: 5) { burst($0) < 1e-47 },
        Boundary(bursts, "day_shrinkage", kept: 5, crossed: 4) { burst($0) < 1.2e-48 },
        Boundary(bursts, "same_cards_days", kept: 0.6, crossed: 0.601) { $0.suppressed == ["same-cards"] },
        Boundary(bursts, "same_cards_largest", kept: 10, crossed: 9) { $0.suppressed == ["same-cards"] },
        Boundary(bursts, "same_cards_share", kept: 0.6, crossed: 0.601) { $0.suppressed == ["same-cards"] },
        Boundary(payDays, "pay_day_span", kept: 3, crossed: 2) { $0.suppressed.contains("pay-day") },
        Boundary(bursts, "member_day_share", kept: 0.25, crossed: 0.251) { $0.suppressed.contains("member-day") },
        Boundary(bursts, "cell_probability", kept: 1.52e-16, crossed: 1.51e-16) { $0.lists(CareExtract.pharmacy(1)) },
        Boundary(bursts, "minimum_ratio", kept: 275, crossed: 277) { $0.lists(CareExtract.pharmacy(1)) },
        // One of four pharmacies is left out.
        Boundary(bursts, "dispersion_trim", kept: 0.25, crossed: 0.249) { burst($0) < 1e-49 },
        Boundary(bursts, "minimum_days", kept: 4, crossed: 5) { $0.lists(CareExtract.pharmacy(1)) },
        Boundary(nights, "night_minimum_count", kept: 24, crossed: 25) { $0.lists(CareExtract.pharmacy(4)) },
        Boundary(nights, "night_minimum_lift", kept: 5.21, crossed: 5.24) { $0.lists(CareExtract.pharmacy(4)) },
        Boundary(nights, "minimum_peers", kept: 12, crossed: 13) { $0.lists(CareExtract.pharmacy(4)) },
        Boundary(nights, "contamination_share", kept: 0.055, crossed: 0.0547) { $0.lists(CareExtract.pharmacy(4)) },
        Boundary(sets, "set_minimum_persons", kept: 14, crossed: 15) { $0.lists(CareExtract.pharmacy(1)) },
        Boundary(sets, "set_minimum_ratio", kept: 10.1, crossed: 10.2) { $0.lists(CareExtract.pharmacy(1)) },
        Boundary(sets, "set_minimum_share", kept: 0.7, crossed: 0.701) { $0.lists(CareExtract.pharmacy(1)) },
        // Three of the fourteen on one weekday.
        Boundary(customs, "set_custom_pharmacies", kept: 1, crossed: 2) { $0.suppressed.contains("custom-sets") },
        Boundary(customs, "set_custom_share", kept: 0.166, crossed: 0.167) { $0.suppressed.contains("custom-sets") },
        Boundary(sets, "set_member_day_share", kept: 0.215, crossed: 0.214) { $0.lists(CareExtract.pharmacy(1)) },
        Boundary(sets, "set_largest_basket", kept: 4, crossed: 3) { $0.lists(CareExtract.pharmacy(1)) },
        Boundary(resold, "resale_minimum_count", kept: 24, crossed: 25) { $0.lists(CareExtract.pharmacy(4)) },
        Boundary(resold, "resale_minimum_lift", kept: 9.02, crossed: 9.04) { $0.lists(CareExtract.pharmacy(4)) },
        // q = 4.65005e-48.
        Boundary(bursts, "maximum_q", kept: 4.66e-48, crossed: 4.65e-48) { $0.lists(CareExtract.pharmacy(1)) },
    ]

    private static let holders: [Boundary] = [
        Boundary(home, "roll_up_cases", kept: 6, crossed: 7) { $0.lists(CareExtract.pharmacy(3)) },
        // Eight of the nine since the stock began to grow.
        Boundary(home, "roll_up_share", kept: 0.888, crossed: 0.889) { $0.lists(CareExtract.pharmacy(3)) },
        // 128 of 1020 settlements.
        Boundary(home, "roll_up_lift", kept: 7.96, crossed: 7.97) { $0.lists(CareExtract.pharmacy(3)) },
        // Six of the 246 who hold the drug.
        Boundary(practice, "practice_persons", kept: 6, crossed: 7) { $0.suppressed.contains("drug-practice") },
        Boundary(practice, "practice_share", kept: 0.0243, crossed: 0.0244) { $0.suppressed.contains("drug-practice") },
        Boundary(stocks, "same_cards_group", kept: 3, crossed: 4) { !$0.lists("W0") },
        // The first and the last of the three.
        Boundary(stocks, "same_cards_minutes", kept: 10, crossed: 9) { !$0.lists("W0") },
        Boundary(stocks, "generic_code_length", kept: 10, crossed: 11) { $0.lists("V1") },
        // Five times ten units of 4.08 days less 104 days are 100 days.
        Boundary(stocks, "assumed_supply_days", kept: 4.09, crossed: 4.08) { $0.lists("V2") },
        Boundary(stocks, "unit_factor", kept: 10, crossed: 10.1) { !$0.lists("V3") },
        // Thirty days less eleven are nineteen.
        Boundary(stocks, "overlap_days", kept: 18, crossed: 19) { $0.lead("V0")?.reason("overlapping_purchases")?.value == 9 },
        // Ten times thirty days less 99.
        Boundary(stocks, "stock_limit_days", kept: 200, crossed: 201) { $0.lists("V0") },
        Boundary(stocks, "minimum_overlaps", kept: 9, crossed: 10) { $0.lists("V0") },
        Boundary(stocks, "prescription_days_a_month", kept: 5, crossed: 4) { $0.lists("V4") },
        // Ten packs of 0.67 times thirty days, eleven days apart, less 99 days are more than a hundred.
        Boundary(accounts, "account_share", kept: 0.67, crossed: 0.66) { $0.lists("V6") },
        // Five of fifteen at the clinic; five of them in May.
        Boundary(accounts, "chronic_share", kept: 0.333, crossed: 0.334) { !$0.lists("V7") },
        Boundary(accounts, "refill_days_a_month", kept: 4, crossed: 5) { !$0.lists("V7") },
        Boundary(stocks, "minimum_holders", kept: 248, crossed: 249) { $0.lead("V0")?.peerN == 248 },
        Boundary(stocks, "fit_start_share", kept: 0.972, crossed: 0.976) { ($0.lead("V0")?.pValue ?? 1) < 1e-20 },
        Boundary(stocks, "tail_share", kept: 0.1, crossed: 0.11) { ($0.lead("V5")?.pValue ?? 1) < 3.6e-18 },
        Boundary(stocks, "minimum_excesses", kept: 24, crossed: 25) { ($0.lead("V5")?.pValue ?? 1) < 1e-15 },
        Boundary(stocks, "minimum_log_excess", kept: 0.1, crossed: 0.101) { ($0.lead("V5")?.pValue ?? 1) < 3.48e-18 },
        Boundary(stocks, "rejection_count", kept: 0.557, crossed: 0.555) { ($0.lead("V0")?.pValue ?? 1) < 1e-28 },
    ]

    private static func burst(_ screening: Screening) -> Double { screening.lead(CareExtract.pharmacy(1))?.pValue ?? 1 }
}
