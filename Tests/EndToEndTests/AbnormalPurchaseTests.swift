import Leads
import Statistics
import Testing

/// 异常购药: bursts, nights, sets and stocks, and what only looks like them.
@Suite struct AbnormalPurchaseTests {
    private let shop = CareExtract.pharmacy(1)
    private let days = SmallExtract.dayCount

    /// Four pharmacies with some twenty persons a day from eight to eight; the last is open all night with as many then.
    private func pharmacies(allNight: Bool = true) -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: 9, stream: "pharmacies")
        for place in 0..<4 {
            for day in 0..<days {
                for _ in 0..<random.poisson(mean: 14) {
                    let hour = place == 3 && allNight && random.chance(0.4) ? random.uniform(below: 6) : 8 + random.uniform(below: 12)
                    extract.settle(
                        "B\(random.uniform(below: 900))", at: CareExtract.pharmacy(place), day: day, second: hour * 3600 + random.uniform(below: 3600),
                        CareExtract.money(2_000 + random.uniform(below: 9_000)))
                }
            }
            extract.facilities.append([
                "fixmedins_code": CareExtract.pharmacy(place), "fixmedins_type": "2", "biz_24h": place == 3 && allNight ? "1" : "0",
            ])
        }
        return extract
    }

    private func burst(_ extract: inout CareExtract, at facility: String, persons: Int, days: [Int], hour: Int) {
        for day in days {
            for person in 0..<persons {
                extract.settle("C\(day % 7 * 40 + person)", at: facility, day: day, second: hour * 3600 + person * 60, CareExtract.money(5_000 + person * 13))
            }
        }
    }

    @Test(arguments: [(24, 10, 21), (14, 6, 12), (9, 5, 15)])
    func bursts(persons: Int, count: Int, hour: Int) throws {
        var extract = pharmacies()
        burst(&extract, at: shop, persons: persons, days: (0..<count).map { 6 + $0 * 9 }, hour: hour)
        let leads = try extract.screening("abnormal-purchase").leads
        #expect(leads.map(\.subjectID) == [shop])
        #expect(leads.first?.reasons.first?.feature == "burst_persons")
        #expect(leads.first?.evidenceCount ?? 0 >= persons * count)
    }

    /// Oracle 14 of the handbook: nights are what a pharmacy open all night lives on.
    @Test func nightsOfAPharmacyOpenAllNight() throws {
        #expect(try pharmacies().screening("abnormal-purchase").leads.isEmpty)
        var regular = pharmacies(allNight: false)
        burst(&regular, at: shop, persons: 9, days: Array(0..<days), hour: 2)
        // The same every night is its habit, whoever is not a declared all-night pharmacy.
        #expect(try regular.screening("abnormal-purchase").leads.isEmpty)
    }

    /// Thirty pharmacies, one of which sells a third by night: a place beside an emergency ward where all are open all night, or where it
    /// is not known which are; a question where it is known to be closed. With bursting hours it is one either way.
    @Test(arguments: [("1", "1", 0, 0), ("", "", 0, 0), ("0", "0", 0, 0), ("1", "0", 0, 1), ("1", "1", 4, 1)])
    func nightsAmongPeers(others: String, own: String, bursts: Int, leads: Int) throws {
        var extract = CareExtract()
        var random = RandomStream(seed: 10, stream: "nights")
        for place in 0..<30 {
            // Those of the one's own kind sell one in twenty by night.
            let share = place == 1 ? 0.35 : others == own || place < 15 ? 0.05 : 0.2
            for visit in 0..<240 {
                let hour = random.chance(share) ? random.uniform(below: 6) : 8 + random.uniform(below: 12)
                extract.settle(
                    "B\(random.uniform(below: 4_000))", at: CareExtract.pharmacy(place), day: visit % days, second: hour * 3600 + random.uniform(below: 3600),
                    CareExtract.money(2_000 + random.uniform(below: 9_000)))
            }
            extract.facilities.append([
                "fixmedins_code": CareExtract.pharmacy(place), "fixmedins_type": "2", "biz_24h": place < 15 ? own : others,
            ])
        }
        burst(&extract, at: shop, persons: 15, days: (0..<bursts).map { 6 + $0 * 20 }, hour: 3)
        let found = try extract.screening("abnormal-purchase").leads
        #expect(found.map(\.subjectID) == (leads == 0 ? [] : [shop]))
        #expect(found.allSatisfy { $0.reasons.contains { $0.feature == "night_share" } })
    }

    @Test func aPromotionIsSuppressedWithTheReason() throws {
        var extract = pharmacies()
        for hour in 8..<20 { burst(&extract, at: shop, persons: 8, days: [50], hour: hour) }
        burst(&extract, at: shop, persons: 25, days: [70], hour: 10)
        let screening = try extract.screening("abnormal-purchase")
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed == ["campaign-day"])
    }

    @Test func daysAtTheThreshold() throws {
        for (count, leads) in [(2, 0), (3, 1)] {
            var extract = pharmacies()
            burst(&extract, at: shop, persons: 20, days: (0..<count).map { 10 + $0 * 20 }, hour: 13)
            #expect(try extract.screening("abnormal-purchase").leads.count == leads)
        }
    }

    /// Every eleventh day is on all weekdays; every seventh is a day for members, and what is on offer then.
    @Test(arguments: [(9, 11, 0), (14, 11, 1), (40, 11, 1), (14, 7, 0)])
    func setsThatOnePharmacySells(count: Int, step: Int, leads: Int) throws {
        var extract = CareExtract()
        var random = RandomStream(seed: 2, stream: "sets")
        func item(_ number: Int) -> Settlement { ["med_list_codg": "XB0\(number)AAA\(100 + number)A001010100001", "hilist_name": "item \(number)"] }
        for place in 0..<6 {
            for visit in 0..<400 {
                extract.settle(
                    "B\(random.uniform(below: 900))", at: CareExtract.pharmacy(place), day: visit % days, second: 30_000 + random.uniform(below: 36_000),
                    CareExtract.money(2_000 + random.uniform(below: 9_000)), lines: [item(random.uniform(below: 30)), item(random.uniform(below: 30))])
            }
        }
        for turn in 0..<count {
            extract.settle("C\(turn)", at: shop, day: turn * step % days, second: 30_000 + turn * 500, CareExtract.money(9_000 + turn), lines: [item(91), item(92)])
        }
        let screening = try extract.screening("abnormal-purchase")
        let found = screening.leads
        #expect(screening.suppressed.contains("member-day-set") == (step == 7))
        #expect(found.map(\.subjectID) == (leads == 0 ? [] : [shop]))
        #expect(found.first.map { $0.reasons.first?.feature == "set_baskets" } ?? true)
    }

    /// Six hundred patients with a pack of thirty days a month, and one who buys more.
    private func patients(_ purchases: [(day: Int, supply: Int)]) -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: 6, stream: "patients")
        for person in 0..<600 {
            for month in 0..<4 {
                extract.settle(
                    "B\(person)", at: CareExtract.pharmacy(random.uniform(below: 12)), day: month * 30 + random.uniform(below: 4), second: 36_000 + person * 20,
                    CareExtract.money(5_000 + person), lines: [["prd_days": "\(28 + random.uniform(below: 5))"]])
            }
        }
        for (turn, purchase) in purchases.enumerated() {
            extract.settle(
                "B700", at: CareExtract.pharmacy(turn % 12), day: purchase.day, second: 40_000, CareExtract.money(5_000 + turn),
                lines: [["prd_days": "\(purchase.supply)", "hilist_name": "多烯磷脂酰胆碱胶囊"]])
        }
        return extract
    }

    @Test(arguments: [30, 16, 9])
    func stocksBeyondNeed(count: Int) throws {
        let leads = try patients((0..<count).map { ($0 * 110 / count, 30) }).screening("abnormal-purchase").leads
        #expect(leads.map(\.subjectID) == ["B700"])
        let lead = try #require(leads.first)
        #expect(lead.subjectKind == .patient)
        #expect(lead.reasons.first?.feature == "largest_stock_days")
        #expect(lead.evidence.allSatisfy { $0.table == "fee_list_d" })
    }

    /// A prescription of thirty days from four batches, each line with its days, is thirty days.
    @Test func prescriptionOnSeveralLines() throws {
        var extract = patients([])
        for turn in 0..<4 {
            extract.settle(
                "B700", at: CareExtract.pharmacy(3), day: turn * 30, second: 40_000, CareExtract.money(20_000 + turn),
                lines: Array(repeating: ["prd_days": "30"], count: 4))
        }
        #expect(try extract.screening("abnormal-purchase").leads.isEmpty)
    }

    /// The same stock prescribed at a clinic visit by visit is a matter of the visits; by few and large prescriptions it is not.
    @Test(arguments: [(count: 30, supply: 30, isListed: false), (9, 60, true)])
    func prescribedAtVisits(count: Int, supply: Int, isListed: Bool) throws {
        var extract = patients([])
        for turn in 0..<count {
            extract.settle(
                "B700", at: CareExtract.clinic(1), day: turn * 110 / count, second: 40_000, CareExtract.money(5_000 + turn), lines: [["prd_days": "\(supply)"]])
        }
        let screening = try extract.screening("abnormal-purchase")
        #expect(screening.leads.map(\.subjectID) == (isListed ? ["B700"] : []))
        #expect(screening.suppressed == (isListed ? [] : ["prescribed-at-visits"]))
    }

    /// Half prescribed and half bought is bought; from a smaller share on it counts as prescribed.
    @Test(arguments: [(share: 0.5, isListed: true), (0.49, false)])
    func halfPrescribedAtVisits(share: Double, isListed: Bool) throws {
        var extract = patients([])
        for turn in 0..<56 {
            let facility = turn % 2 == 0 ? CareExtract.clinic(1) : CareExtract.pharmacy(turn % 12)
            extract.settle("B700", at: facility, day: turn * 110 / 56, second: 40_000, CareExtract.money(5_000 + turn), lines: [["prd_days": "30"]])
        }
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let screening = try Screening(
            .folder(folder.path), scenarios: ["abnormal-purchase"], threads: 1, thresholds: ["abnormal-purchase.prescribed_share": share])
        #expect(screening.leads.map(\.subjectID) == (isListed ? ["B700"] : []))
        #expect(screening.suppressed == (isListed ? [] : ["prescribed-at-visits"]))
    }

    /// Drawn every week, at the clinic and at pharmacies: by a registered patient it is the registration that is overdrawn.
    @Test(arguments: [true, false])
    func drawnOnARegistration(isRegistered: Bool) throws {
        var extract = patients([])
        for turn in 0..<16 {
            let isVisit = turn % 3 == 0
            extract.settle(
                "B700", at: isVisit ? CareExtract.clinic(1) : CareExtract.pharmacy(turn % 12), day: turn * 7, second: 40_000,
                CareExtract.money(5_000 + turn).merging(["dise_no": "M03900", "med_type": isVisit ? "14" : "41"]) { $1 }, lines: [["prd_days": "30"]])
        }
        extract.registrations.append([
            "psn_no": isRegistered ? "B700" : "B1", "opsp_dise_code": "M03900", "begndate": SmallExtract.date(-90), "enddate": "",
            "fixmedins_code": CareExtract.clinic(1),
        ])
        let screening = try extract.screening("abnormal-purchase")
        #expect(screening.leads.map(\.subjectID) == (isRegistered ? [] : ["B700"]))
        #expect(screening.suppressed == (isRegistered ? ["prescribed-at-visits"] : []))
    }

    /// Somewhat more than one person takes, from the personal account, may be a relative's; ten times as much is not.
    @Test(arguments: [(3, 0.75, 0), (3, 1, 1), (30, 0.75, 1)])
    func drugsForTheFamily(account: Int, share: Double, leads: Int) throws {
        var extract = patients((0..<4).map { ($0 * 28, 30) })
        for turn in 0..<account {
            extract.settle(
                "B700", at: CareExtract.pharmacy(turn % 3), day: 2 + turn * 110 / account, second: 50_000,
                CareExtract.money(5_000 + turn).merging(["hifp_pay": "0.00", "fund_pay_sumamt": "0.00"]) { $1 }, lines: [["prd_days": "25"]])
        }
        let folder = try TemporaryFolder()
        try extract.write(to: folder.path)
        let screening = try Screening(
            .folder(folder.path), scenarios: ["abnormal-purchase"], threads: 1, thresholds: ["abnormal-purchase.account_share": share])
        #expect(screening.leads.count == leads)
    }

    /// A pharmacy of two persons a day with four promotion days, busy from morning to evening.
    @Test func promotionDaysOfASmallPharmacy() throws {
        var extract = pharmacies()
        var random = RandomStream(seed: 4, stream: "promotions")
        for day in 0..<days {
            let count = [20, 48, 75, 103].contains(day) ? 60 : random.poisson(mean: 2)
            for _ in 0..<count {
                extract.settle(
                    "B\(random.uniform(below: 900))", at: CareExtract.pharmacy(6), day: day, second: 28_800 + random.uniform(below: 43_200),
                    CareExtract.money(2_000 + random.uniform(below: 9_000)))
            }
        }
        extract.facilities.append(["fixmedins_code": CareExtract.pharmacy(6), "fixmedins_type": "2", "biz_24h": "0"])
        #expect(try extract.screening("abnormal-purchase").leads.isEmpty)
    }

    /// Twenty tablets at the twentieth part of a pack's price are a pack, also where the days of twenty packs are said of them; twenty packs
    /// are twenty.
    @Test(arguments: [("50.00", "", false), ("1000.00", "", true), ("50.00", "600", false), ("1000.00", "600", true)])
    func tabletsOfAPack(paid: String, said: String, isListed: Bool) throws {
        var extract = patients([])
        for turn in 0..<5 {
            extract.settle(
                "B700", at: CareExtract.pharmacy(turn), day: turn * 26, second: 40_000, CareExtract.money(5_000 + turn),
                lines: [["cnt": "20", "det_item_fee_sumamt": paid, "prd_days": said]])
        }
        #expect(try extract.screening("abnormal-purchase").leads.map(\.subjectID) == (isListed ? ["B700"] : []))
    }

    @Test func cardsThatBuyTogetherAreCardClusterings() throws {
        var extract = patients([])
        for turn in 0..<12 {
            for card in 0..<4 {
                extract.settle(
                    "B70\(card)", at: CareExtract.pharmacy(turn % 3), day: turn * 9, second: 40_000 + card * 90, CareExtract.money(5_000 + turn), lines: [["prd_days": "30"]])
            }
        }
        let screening = try extract.screening("abnormal-purchase")
        #expect(screening.leads.isEmpty)
        #expect(screening.suppressed.allSatisfy { $0 == "same-cards" } && screening.suppressed.count == 4)
    }

    /// Holders of one pharmacy are one lead for it, those who go round several stay their own.
    @Test(arguments: [(1, true), (4, false)])
    func holdersOfOnePharmacy(pharmacies: Int, isRolled: Bool) throws {
        var extract = patients([])
        for card in 0..<6 {
            for turn in 0..<12 {
                extract.settle(
                    "X\(card)", at: CareExtract.pharmacy(20 + turn % pharmacies), day: card + turn * 9, second: 40_000 + card * 3_000,
                    CareExtract.money(5_000 + turn), lines: [["prd_days": "30"]])
            }
        }
        let leads = try extract.screening("abnormal-purchase").leads
        #expect(Set(leads.map(\.subjectID)) == (isRolled ? [CareExtract.pharmacy(20)] : Set((0..<6).map { "X\($0)" })))
        #expect(leads.first { $0.subjectKind == .facility }?.reasons.first { $0.feature == "cases" }?.value == (isRolled ? 6 : nil))
    }

    @Test func aLongPrescriptionIsNone() throws {
        #expect(try patients([(2, 84), (80, 84)]).screening("abnormal-purchase").leads.isEmpty)
        // Three strengths of use: refilled early, but never beyond what the longest prescription covers.
        #expect(try patients((0..<5).map { ($0 * 20, 28) }).screening("abnormal-purchase").leads.isEmpty)
    }

    @Test func withoutFeeLinesTheHoursAreLookedAt() throws {
        var extract = pharmacies()
        burst(&extract, at: shop, persons: 20, days: [3, 30, 60, 90], hour: 9)
        #expect(extract.lines.isEmpty)
        #expect(try extract.screening("abnormal-purchase").leads.count == 1)
    }
}
