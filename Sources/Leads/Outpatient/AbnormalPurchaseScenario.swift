import Claims
import Features
import Foundation
import Statistics

/// 异常购药, both sides: pharmacies whose hours burst, whose nights are busy, that sell one assortment to many cards or drugs known
/// to be resold; and patients who hold far more of a drug than they can take.
struct AbnormalPurchaseScenario: Scenario {
    static let method = "drug-purchases"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = try PharmacyPurchases(specification, context).outcome()
        let patients = try PatientPurchases(specification, context).outcome()
        // Many who hoard from one pharmacy are the pharmacy's matter.
        let rolled = FacilityRollUp(
            specification, minimumCases: try specification.thresholds.integer("roll_up_cases"), concentration: try .init(specification.thresholds)
        ).rolled(patients.candidates, in: context)
        for candidate in rolled { add(candidate, to: &outcome.candidates) }
        outcome.suppressions += patients.suppressions
        outcome.tails.add(patients.tails)
        outcome.counts.merge(patients.counts) { $1 }
        return outcome
    }

    /// A facility is one lead, by what is plainest of it; the other side's reasons are told beside it.
    private func add(_ candidate: Candidate, to candidates: inout [Candidate]) {
        let own = candidates.firstIndex { $0.subjectKind == candidate.subjectKind && $0.subjectID == candidate.subjectID }
        guard let own else {
            candidates.append(candidate)
            return
        }
        var (main, other) = (candidates[own], candidate)
        if other.strength > main.strength { swap(&main, &other) }
        main.reasons += other.reasons.map { reason in
            var reason = reason
            reason.contribution = 0
            return reason
        }
        main.checked += other.checked
        main.isOfSameCards = false
        candidates[own] = main
    }
}

/// The pharmacies' side of `AbnormalPurchaseScenario`.
struct PharmacyPurchases {
    private let specification: ScenarioSpecification
    private let context: ScreeningContext
    private let isAdmitted: [Bool]

    init(_ specification: ScenarioSpecification, _ context: ScreeningContext) throws {
        self.specification = specification
        self.context = context
        let admitted = try specification.admittedCareClasses()
        let exempt = specification.exemptionOfRows(context.store)
        let columns = context.store.settlements
        isAdmitted = (0..<columns.count).map { admitted.contains(columns.careClass[$0]) && exempt[$0] < 0 }
    }

    func outcome() throws -> ScenarioOutcome {
        let store = context.store
        let thresholds = specification.thresholds
        let least = try thresholds.integer("minimum_settlements")
        let pharmacies = (0..<Int32(store.facilities.count)).filter { facility in
            store.facilities.kind[Int(facility)] == .pharmacy && store.byFacility[Int(facility)].count { isAdmitted[Int($0)] } >= least
        }
        var outcome = ScenarioOutcome()
        outcome.counts = ["pharmacies": pharmacies.count]
        guard !pharmacies.isEmpty else { return outcome }
        let hours = store.hasTimes ? HourCells(store, facilities: pharmacies, isAdmitted: isAdmitted, parameters: try hourParameters()) : nil
        let nights = try nightShares(pharmacies)
        let sets = try store.feeLines.map { try ItemSets(store, lines: $0, facilities: pharmacies, isAdmitted: isAdmitted, parameters: setParameters()) }
        let withSets = Set(sets?.pairs.map(\.facility) ?? []).count
        if sets != nil { outcome.counts["pharmacies_with_sets"] = withSets }
        let isCustom = try withSets >= thresholds.integer("set_custom_pharmacies")
            && Double(withSets) >= thresholds.value("set_custom_share") * Double(pharmacies.count)
        let resale = try resaleShares(pharmacies)
        for facility in hours?.singleDays ?? [] {
            outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "campaign-day", .init(
                zh: "突增时段的日期不足规定的次数，可能为促销、节前购药",
                en: "bursts on fewer days than a pattern takes, which may be a promotion or the eve of a holiday")))
        }
        var findings: [[(look: Int, finding: Finding)]] = []
        let knowsOpeningHours = store.facilities.isOpenAllDay.contains(true)
        for (place, facility) in pharmacies.enumerated() {
            var found: [(look: Int, finding: Finding)] = []
            if let hours {
                let burst = hours.findings.first { $0.facility == facility }
                let rows = burst.map { self.rows(of: $0.cells) } ?? []
                let same = try sameCards(rows)
                let isGroup = try same.map { try $0 <= thresholds.integer("same_cards_largest") } ?? false
                if isGroup {
                    outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "same-cards", .init(
                        zh: "突增时段主要由同一小组卡反复构成，由卡聚集场景核查",
                        en: "the bursts are mostly the same few cards again and again, which card clustering asks about")))
                }
                let burstDays = Set(burst?.cells.map(\.day) ?? [])
                let knownShare = try thresholds.value("member_day_share")
                let isMemberDay = !burstDays.isEmpty && AnnouncedDays.share(of: burstDays) >= knownShare
                if isMemberDay {
                    outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "member-day", .init(
                        zh: "突增多在固定的星期或每月固定日（逢8等），可能为会员日",
                        en: "the bursts are mostly on one weekday, or on days of the month with one last digit, which may be the members' day")))
                }
                let payDayShare = AnnouncedDays.monthlyShare(
                    of: burstDays, span: try thresholds.integer("pay_day_span"), months: try thresholds.integer("minimum_days"))
                let isPayDay = !burstDays.isEmpty && payDayShare >= knownShare
                if isPayDay {
                    outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "pay-day", .init(
                        zh: "突增多在每月相近的日子，可能为发薪、养老金或个人账户划入日",
                        en: "the bursts are mostly at one time of the month, when wages, pensions or account money may come")))
                }
                found.append((0, Finding(log10P: isGroup || isMemberDay || isPayDay ? 0 : burst?.log10P ?? 0, rows: rows)))
            }
            if let nights, let log10P = nights.rates.log10TailProbability(of: place) {
                // Open all night beside an emergency ward is a place, not a sign: there the hours themselves must burst as well.
                let isAlone = (store.facilities.isOpenAllDay[Int(facility)] || !knowsOpeningHours) && found.allSatisfy { $0.finding.rows.isEmpty }
                let isFar = try !isAlone && isFarOut(nights.rates, place, "night_minimum_count", "night_minimum_lift")
                found.append((1, isFar ? Finding(log10P: log10P, rows: nightRows(facility)) : Finding(log10P: max(log10P, -1))))
            }
            if let sets {
                let pairs = sets.pairs.filter { $0.facility == facility }
                let rows = Array(Set(pairs.flatMap(\.rows))).sorted()
                let isPromotion = try !rows.isEmpty
                    && AnnouncedDays.share(of: rows.map { store.settlements.day[Int($0)] }) >= thresholds.value("set_member_day_share")
                if isCustom, !rows.isEmpty {
                    outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "custom-sets", .init(
                        zh: "本地多家药店各有自己的常用组合，成套出售本身不作疑点",
                        en: "many pharmacies here have a set of their own, so one more says nothing by itself")))
                } else if isPromotion {
                    outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "member-day-set", .init(
                        zh: "成套出售多在固定的星期或每月固定日（逢8等），可能为会员日促销套装",
                        en: "the sets are mostly sold on one weekday, or on days of the month with one last digit, which may be a members' day's offer")))
                }
                found.append((2, Finding(log10P: isCustom || isPromotion ? 0 : sets.log10TailProbability(of: facility) ?? 0, rows: rows)))
            }
            if let resale, let log10P = resale.rates.log10TailProbability(of: place) {
                let isFar = try isFarOut(resale.rates, place, "resale_minimum_count", "resale_minimum_lift")
                found.append((3, isFar ? Finding(log10P: log10P, rows: resale.sales[place]) : Finding(log10P: max(log10P, -1))))
            }
            findings.append(found)
        }
        let subjects = SubjectTails(findings.map { CombinedTail.log10Bonferroni($0.map(\.finding.log10P)) ?? 0 })
        outcome.tails.add("hours", of: specification, in: context) { hours?.add(to: &$0) }
        outcome.tails.add("night_share", of: specification, in: context) { nights?.rates.add(to: &$0) }
        outcome.tails.add("resale_prone_share", of: specification, in: context) { resale?.rates.add(to: &$0) }
        let largestQ = try thresholds.value("maximum_q")
        for (place, facility) in pharmacies.enumerated() where subjects.qValues[place] <= largestQ {
            let found = findings[place].filter { $0.finding.log10P <= subjects.log10Ps[place] / 2 && !$0.finding.rows.isEmpty }
            guard !found.isEmpty else { continue }
            var reasons = ReasonList()
            for (look, finding) in found {
                switch look {
                case 0: if let burst = hours?.findings.first(where: { $0.facility == facility }) { describe(burst, -finding.log10P, &reasons) }
                case 1:
                    let law = nights?.rates.law(of: place)
                    reasons.add("night_share", "夜间结算占比", "share of settlements at night", ReasonList.share, nights?.rates.rate(of: place) ?? .nan,
                                median: law?.median, p99: law?.p99, contribution: -finding.log10P)
                case 2: if let sets { describe(sets, facility, -finding.log10P, &reasons) }
                default:
                    let law = resale?.rates.law(of: place)
                    reasons.add("resale_prone_sales", "含易倒卖药品的结算占比", "share of settlements with a drug known to be resold", ReasonList.share,
                                resale?.rates.rate(of: place) ?? .nan, median: law?.median, p99: law?.p99, contribution: -finding.log10P)
                }
            }
            let rows = Array(Set(found.flatMap(\.finding.rows))).sorted()
            if !found.contains(where: { $0.look == 3 }) { describeResale(facility, &reasons) }
            var candidate = Candidate(
                scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[facility], facilities: [facility],
                firstDay: rows.map { store.settlements.day[Int($0)] }.min() ?? 0, lastDay: rows.map { store.settlements.day[Int($0)] }.max() ?? 0,
                strength: subjects.strength(place), pValue: subjects.pValues[place], qValue: subjects.qValues[place],
                peerGroup: .init(zh: "本店相邻时段与同类药店", en: "its own neighbouring hours, and like pharmacies"), peerCount: pharmacies.count,
                reasons: reasons.ordered, rows: rows,
                checked: [
                    (.init(zh: "24 小时药店", en: "open all night"), .init(zh: "与本店同星期同时段比较；夜间占比只与同为 24 小时营业的药店比较", en: "held against its own weekday and hour; night shares only among pharmacies open all night")),
                    (.init(zh: "促销日、会员日、节前购药", en: "a promotion, a day for members, the eve of a holiday"), .init(
                        zh: "按当日总客流折算，需在多个日期出现，突增与成套出售均不限于固定的星期或每月固定日", en: "held against that day's traffic, on several days; neither bursts nor sets keep to one weekday or the like")),
                ])
            candidate.isOfSameCards = try found.allSatisfy { try $0.look == 0 && sameCards($0.finding.rows) != nil }
            outcome.candidates.append(candidate)
        }
        return outcome
    }

    private func isFarOut(_ rates: PeerRates, _ place: Int, _ minimum: String, _ lift: String) throws -> Bool {
        let thresholds = specification.thresholds
        return try rates.isFarOut(
            place, minimumCount: thresholds.value(minimum), minimumPeers: thresholds.integer("minimum_peers"), lift: thresholds.value(lift))
    }

    private func hourParameters() throws -> HourCells.Parameters {
        let thresholds = specification.thresholds
        return HourCells.Parameters(
            minimumPersons: try thresholds.integer("minimum_hour_persons"), log10Alpha: log10(try thresholds.value("cell_probability")),
            minimumRatio: try thresholds.value("minimum_ratio"), priorCells: try thresholds.value("prior_cells"),
            weekdayShrinkage: try thresholds.value("weekday_shrinkage"), dayShrinkage: try thresholds.value("day_shrinkage"),
            dispersionTrim: try thresholds.value("dispersion_trim"), minimumDays: try thresholds.integer("minimum_days"))
    }

    private func setParameters() throws -> ItemSets.Parameters {
        let thresholds = specification.thresholds
        return ItemSets.Parameters(
            minimumPersons: try thresholds.integer("set_minimum_persons"), minimumDays: try thresholds.integer("minimum_days"),
            minimumRatio: try thresholds.value("set_minimum_ratio"), minimumShareHere: try thresholds.value("set_minimum_share"),
            largestBasket: try thresholds.integer("set_largest_basket"))
    }

    private func nightShares(_ pharmacies: [Int32]) throws -> (night: [Double], rates: PeerRates)? {
        let store = context.store
        guard store.hasTimes else { return nil }
        let columns = store.settlements
        var night = [Double](repeating: 0, count: pharmacies.count)
        var timed = night
        for (place, facility) in pharmacies.enumerated() {
            for row in store.byFacility[Int(facility)] where isAdmitted[Int(row)] && columns.second[Int(row)] >= 0 {
                timed[place] += 1
                if isNight(Int(row)) { night[place] += 1 }
            }
        }
        let group = pharmacies.map { store.facilities.isOpenAllDay[Int($0)] ? 1 : 0 }
        return (night, PeerRates(
            successes: night, trials: timed, group: group, members: [0, 1].map { kind in group.indices.filter { group[$0] == kind } },
            contamination: try specification.thresholds.value("contamination_share")))
    }

    /// Settlements with a drug known to be resold, of all settlements with fee lines; nil where no drug is listed.
    private func resaleShares(_ pharmacies: [Int32]) throws -> (sales: [[Int32]], rates: PeerRates)? {
        guard let lines = context.store.feeLines else { return nil }
        let listed = context.knowledge.resaleProne.listed(lines)
        guard listed.contains(true) else { return nil }
        var sales = [[Int32]](repeating: [], count: pharmacies.count)
        var all = [Double](repeating: 0, count: pharmacies.count)
        for (place, facility) in pharmacies.enumerated() {
            for row in context.store.byFacility[Int(facility)] where isAdmitted[Int(row)] {
                let own = lines.lines(ofSettlement: Int(row))
                guard !own.isEmpty else { continue }
                all[place] += 1
                if own.contains(where: { lines.item[$0] >= 0 && listed[Int(lines.item[$0])] }) { sales[place].append(row) }
            }
        }
        return (sales, PeerRates(
            successes: sales.map { Double($0.count) }, trials: all, group: pharmacies.map { _ in 0 }, members: [Array(pharmacies.indices)],
            contamination: try specification.thresholds.value("contamination_share")))
    }

    private func isNight(_ row: Int) -> Bool {
        Int(context.store.settlements.second[row]) < context.features.parameters.nightEndHour * 3600
    }

    private func nightRows(_ facility: Int32) -> [Int32] {
        context.store.byFacility[Int(facility)].filter { isAdmitted[Int($0)] && context.store.settlements.second[Int($0)] >= 0 && isNight(Int($0)) }
    }

    private func rows(of cells: [HourCells.Cell]) -> [Int32] {
        guard let facility = cells.first?.facility else { return [] }
        let hours = Set(cells.map { Int($0.day) * 24 + $0.hour })
        let columns = context.store.settlements
        return context.store.byFacility[Int(facility)].filter { row in
            isAdmitted[Int(row)] && columns.second[Int(row)] >= 0 && hours.contains(Int(columns.day[Int(row)]) * 24 + Int(columns.second[Int(row)]) / 3600)
        }
    }

    /// How many cards come nearly every time, where most of the bursts are these; nil where they are not.
    private func sameCards(_ rows: [Int32]) throws -> Int? {
        let columns = context.store.settlements
        var daysOfPerson: [Int32: Set<Int32>] = [:]
        var days: Set<Int32> = []
        for row in rows {
            daysOfPerson[columns.person[Int(row)], default: []].insert(columns.day[Int(row)])
            days.insert(columns.day[Int(row)])
        }
        let often = try Double(days.count) * specification.thresholds.value("same_cards_days")
        let all = daysOfPerson.values.reduce(0) { $0 + $1.count }
        let recurring = daysOfPerson.values.filter { Double($0.count) >= often }.map(\.count)
        let share = try specification.thresholds.value("same_cards_share")
        return all > 0 && Double(recurring.reduce(0, +)) >= share * Double(all) ? recurring.count : nil
    }

    private func describe(_ burst: HourCells.Finding, _ strength: Double, _ reasons: inout ReasonList) {
        reasons.add("burst_persons", "突增小时内的购药人次（同类值为相邻时段与往常的期望）", "persons in the bursting hours, against the hours around and the habit",
                    ReasonList.persons, Double(burst.cells.reduce(0) { $0 + $1.persons }), median: burst.cells.reduce(0) { $0 + $1.expected },
                    contribution: strength)
        reasons.add("burst_days", "出现突增的日期数", "days with such an hour", ReasonList.days, Double(burst.days))
        reasons.add("burst_largest", "最突出一小时的人次", "persons in the busiest of them", ReasonList.persons, Double(burst.cells.map(\.persons).max() ?? 0))
    }

    private func describe(_ sets: ItemSets, _ facility: Int32, _ strength: Double, _ reasons: inout ReasonList) {
        let pairs = sets.pairs.filter { $0.facility == facility }
        guard let first = pairs.first, let lines = context.store.feeLines else { return }
        func name(_ item: Int32) -> String {
            let name = Int(item) < lines.itemNames.count ? lines.itemNames[Int(item)] : ""
            return name.isEmpty ? lines.items[item] : name
        }
        reasons.add("set_baskets", "成套出售“\(name(first.first)) + \(name(first.second))”的次数（同类值为期望）",
                    "baskets with “\(name(first.first)) + \(name(first.second))”, against expectation", ReasonList.times, Double(first.baskets),
                    median: first.expected, contribution: strength)
        reasons.add("set_share_here", "该组合在全部药店出售次数中本店的占比", "share of all pharmacies' baskets with this pair that are its own", ReasonList.share,
                    Double(first.baskets) / Double(first.baskets + first.elsewhere))
    }

    private func describeResale(_ facility: Int32, _ reasons: inout ReasonList) {
        guard let lines = context.store.feeLines else { return }
        let listed = context.knowledge.resaleProne.listed(lines)
        var count = 0
        var all = 0
        for row in context.store.byFacility[Int(facility)] where isAdmitted[Int(row)] {
            for line in lines.lines(ofSettlement: Int(row)) where lines.item[line] >= 0 {
                all += 1
                if listed[Int(lines.item[line])] { count += 1 }
            }
        }
        if count > 0 {
            reasons.add("resale_prone_share", "易倒卖药品占收费明细的比例", "share of its lines that are drugs known to be resold", ReasonList.share,
                        Double(count) / Double(all))
        }
    }
}
