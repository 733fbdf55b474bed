import Claims
import Features
import Foundation
import Statistics

/// The patients' side of `AbnormalPurchaseScenario`: the running stock of each generic drug and purchases that overlap,
/// against patients who buy the same drug, and pharmacies visited in a month, against persons of the same age and chronic
/// status.
///
/// Overlaps and pharmacies are counts with a negative binomial law among peers (`PeerCounts`); the largest stock, on the
/// log scale, has an exponential tail read off its peers (`ExponentialTail`). The three depend on each other and are
/// joined by the Cauchy combination. A lead needs stock beyond what a long prescription covers, whatever the peers do.
///
/// The stock counts a drug wherever it comes from, but what is asked about is buying. Who is prescribed one drug on more days than a
/// prescription each could cover stands out by visits, and who draws it at visits and pharmacies on one registration by the registration:
/// frequent visits and the chronic population ask about them, among their own peers, and one person is not asked twice about the same.
struct PatientPurchases {
    private let specification: ScenarioSpecification
    private let context: ScreeningContext
    private let isCounted: [Bool]

    init(_ specification: ScenarioSpecification, _ context: ScreeningContext) {
        self.specification = specification
        self.context = context
        let exempt = specification.isExempt(context.store)
        let columns = context.store.settlements
        isCounted = (0..<columns.count).map { columns.careClass[$0].isAmbulatory && !exempt[$0] }
    }

    func outcome() throws -> ScenarioOutcome {
        let store = context.store
        let thresholds = specification.thresholds
        var outcome = ScenarioOutcome()
        guard let lines = store.feeLines else { return outcome }
        let stock = DrugStock(store, lines: lines, parameters: .init(
            genericLength: try thresholds.integer("generic_code_length"), assumedSupplyDays: try thresholds.value("assumed_supply_days"),
            overlapDays: try thresholds.value("overlap_days"), limitDays: try thresholds.value("stock_limit_days"),
            unitFactor: try thresholds.value("unit_factor"), accountShare: try thresholds.value("account_share")))
        var holdings: [DrugStock.Holding] = []
        for person in 0..<store.persons.count {
            holdings += stock.holdings(Int32(person), store.byPerson[person].filter { isCounted[Int($0)] })
        }
        guard holdings.count > 1 else { return outcome }
        // Holders of the same generic: how long a unit of it lasts, and how it is given, is theirs alike.
        let least = try thresholds.integer("minimum_holders")
        var ofGeneric: [Int32: [Int]] = [:]
        for (place, holding) in holdings.enumerated() { ofGeneric[holding.generic, default: []].append(place) }
        let common = ofGeneric.filter { $0.value.count >= least }.keys.sorted()
        let groupOfGeneric = Dictionary(uniqueKeysWithValues: common.enumerated().map { ($1, $0) })
        let members = common.map { ofGeneric[$0] ?? [] } + [Array(holdings.indices)]
        let group = holdings.map { groupOfGeneric[$0.generic] ?? common.count }
        let rejection = try thresholds.value("rejection_count")
        let startShare = try thresholds.value("fit_start_share")
        // One is added because a law of counts begins at one.
        let overlaps = PeerCounts(
            holdings.map { Double($0.overlaps) + 1 }, group: group, members: members, rejection: rejection, startShare: startShare)
        let tailShare = try thresholds.value("tail_share")
        let excesses = try thresholds.integer("minimum_excesses")
        let leastExcess = try thresholds.value("minimum_log_excess")
        let tails = members.map { members in
            ExponentialTail(
                members.map { log(max(1, holdings[$0].largestStock)) }, tailShare: tailShare, minimumExcesses: excesses,
                minimumMeanExcess: leastExcess)
        }
        /// Of one generic of one person: both numbers.
        func log10P(_ place: Int) -> Double {
            var parts = [overlaps.log10TailProbability(of: place) ?? 0]
            if let tail = tails[group[place]] { parts.append(tail.log10TailProbability(of: log(max(1, holdings[place].largestStock)))) }
            return CombinedTail.log10Cauchy(parts) ?? 0
        }
        let ownership = try HoardOwnership(thresholds, store)
        var isElsewhere = [Bool](repeating: false, count: holdings.count)
        // The least probable generic of a person, times the generics; then the pharmacies.
        var persons: [Int32] = []
        var plainest: [Int] = []
        var ofStock: [Double] = []
        var leastElsewhere: [Int32: Double] = [:]
        var start = 0
        while start < holdings.count {
            var end = start
            var best = start
            var least = 1.0
            while end < holdings.count, holdings[end].person == holdings[start].person { end += 1 }
            for place in ownership.elsewhere(holdings[start..<end], lines) { isElsewhere[place] = true }
            end = start
            while end < holdings.count, holdings[end].person == holdings[start].person {
                let probability = log10P(end)
                if isElsewhere[end] {
                    leastElsewhere[holdings[end].person] = min(leastElsewhere[holdings[end].person] ?? 0, probability)
                } else if probability < least { (best, least) = (end, probability) }
                end += 1
            }
            persons.append(holdings[start].person)
            plainest.append(best)
            ofStock.append(min(0, least + log10(Double(end - start))))
            start = end
        }
        outcome.counts = ["patients_with_drugs": persons.count]
        guard persons.count > 1 else { return outcome }
        let grouping = PeerGrouping(.patient, subjects: persons, in: context.features, parameters: specification.peers ?? PeerParameters())
        let pharmacyCounts = persons.map { Double(mostPharmacies($0)) }
        let pharmacies = PeerCounts(
            pharmacyCounts.map { $0 + 1 }, group: grouping.groupOfRow.map { Int($0) },
            members: grouping.groups.map { $0.members.map { Int($0) } }, rejection: rejection, startShare: startShare)
        let subjects = SubjectTails(persons.indices.map { place in
            CombinedTail.log10Cauchy([ofStock[place], pharmacies.log10TailProbability(of: place) ?? 0]) ?? 0
        })
        outcome.tails.add("overlaps", of: specification, in: context) { overlaps.add(to: &$0) }
        outcome.tails.add("pharmacies_in_a_month", of: specification, in: context) { pharmacies.add(to: &$0) }
        let largestQ = try thresholds.value("maximum_q")
        let limit = try thresholds.value("stock_limit_days")
        let leastOverlaps = try thresholds.integer("minimum_overlaps")
        let listed = context.knowledge.resaleProne.listed(lines)
        for person in persons {
            guard let probability = leastElsewhere[person], probability <= log10(largestQ / Double(persons.count)) else { continue }
            outcome.suppressions.append(.init(
                scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person], exemption: "prescribed-at-visits",
                reason: .init(
                    zh: "重复药品主要由频繁就诊开出，或凭慢特病登记在就诊与药店领取，由高频就诊、慢特病人群场景核查",
                    en: "mostly prescribed at frequent visits, or drawn on a registration; frequent visits and the chronic population ask about it")))
        }
        let hoarders = persons.indices.filter { place in
            let holding = holdings[plainest[place]]
            return subjects.qValues[place] <= largestQ && !isElsewhere[plainest[place]] && holding.largestOwnStock > limit
                && holding.overlaps >= leastOverlaps
        }
        let practices = try practices(hoarders.map { holdings[plainest[$0]].generic }, holders: ofGeneric.mapValues(\.count))
        for place in hoarders {
            let person = persons[place]
            let holding = holdings[plainest[place]]
            if practices.contains(holding.generic) {
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person], exemption: "drug-practice",
                    reason: .init(
                        zh: "购买该药的人中不少都如此，可能是其用法或给药天数填写的习惯，请先核对该药的用法和天数",
                        en: "a good part of those who buy this drug do: how it is given, or how its days of supply are filled in; check these first")))
                continue
            }
            let rows = Array(Set(holding.lines.map { lines.settlement[Int($0)] })).sorted()
            if try comesInCompany(person, rows) {
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person], exemption: "same-cards",
                    reason: .init(
                        zh: "重复购药多与同样几张卡前后脚结算，由卡聚集场景核查",
                        en: "mostly paid within minutes of the same few cards, which card clustering asks about")))
                continue
            }
            var reasons = ReasonList()
            let strength = subjects.strength(place)
            let overlapLaw = overlaps.law(of: plainest[place])
            let pharmacyLaw = pharmacies.law(of: place)
            let peers = members[group[plainest[place]]].map { holdings[$0].largestStock }
            reasons.add("largest_stock_days", "同一通用名药品的最大结存天数", "most days of supply held of one generic drug", ReasonList.days, holding.largestStock,
                        median: median(peers), p99: quantile(peers, 0.99), contribution: strength)
            let resale = holding.lines.count { lines.item[Int($0)] >= 0 && listed[Int(lines.item[Int($0)])] }
            if resale > 0 {
                reasons.add("resale_prone_share", "其中易倒卖药品的占比", "share of them that are drugs known to be resold", ReasonList.share,
                            Double(resale) / Double(holding.lines.count))
            }
            reasons.add("overlapping_purchases", "前一次未用完即重复购买的次数", "purchases while much of the last was left", ReasonList.times,
                        Double(holding.overlaps), median: overlapLaw.map { $0.median - 1 }, p99: overlapLaw.map { $0.p99 - 1 })
            reasons.add("pharmacies_in_a_month", "一个月内购药的药店数（最多）", "most pharmacies in a month", (zh: "家", en: "pharmacies"),
                        pharmacyCounts[place], median: pharmacyLaw.map { $0.median - 1 }, p99: pharmacyLaw.map { $0.p99 - 1 })
            outcome.candidates.append(Candidate(
                scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person],
                facilities: Array(Set(rows.map { store.settlements.facility[Int($0)] })).sorted(), person: person,
                firstDay: rows.map { store.settlements.day[Int($0)] }.min() ?? 0, lastDay: rows.map { store.settlements.day[Int($0)] }.max() ?? 0,
                strength: strength, pValue: subjects.pValues[place], qValue: subjects.qValues[place],
                peerGroup: .init(zh: "购买同一通用名药品的参保人", en: "patients who buy the same generic drug"), peerCount: peers.count,
                reasons: reasons.reasons, rows: [],
                checked: [
                    (.init(zh: "长期处方", en: "a long prescription"), .init(zh: "结存超出长期处方的最长天数", en: "more is held than the longest covers")),
                    (.init(zh: "提前几天取药", en: "a refill some days early"), .init(zh: "重叠需超出规定天数且多次发生", en: "overlaps beyond the allowance, several times")),
                    (
                        .init(zh: "就诊频繁、逐次开药", en: "prescribed visit by visit"),
                        .init(
                            zh: "主要在药店购买，或开药日不多于处方所需，且非凭慢特病登记多次领取；否则由其他场景核查",
                            en: "mostly bought at pharmacies, or prescribed on no more days than prescriptions and refills take; else other scenarios ask")),
                    (
                        .init(zh: "个人账户为家人购药", en: "drugs for the family from the personal account"),
                        .init(zh: "统筹基金未支付的购药扣除家人所用部分后，结存仍超出", en: "more is held even where a share of what the pooled fund did not pay for is theirs")),
                    (.init(zh: "退药", en: "returns"), .init(zh: "已从结存中扣除", en: "taken off the stock")),
                ],
                lines: holding.lines.map { line in
                    let fees = lines
                    return LineAtRisk(line: line, fen: fees.inScope[Int(line)] == Fen.missing ? Fen.orZero(fees.amount[Int(line)]) : fees.inScope[Int(line)])
                }))
        }
        return outcome
    }

    /// Generics of which so many of the holders hold far too much that it is how the drug is given or written down, not what they do.
    private func practices(_ hoarded: [Int32], holders: [Int32: Int]) throws -> Set<Int32> {
        let least = try specification.thresholds.integer("practice_persons")
        let share = try specification.thresholds.value("practice_share")
        let counts = Dictionary(grouping: hoarded) { $0 }.mapValues(\.count)
        return Set(counts.filter { $0.value >= least && Double($0.value) >= share * Double(holders[$0.key] ?? 0) }.keys)
    }

    /// Whether on most of the days the same others paid at the same counter within minutes: a card of a group, which card clustering asks about.
    private func comesInCompany(_ person: Int32, _ rows: [Int32]) throws -> Bool {
        let columns = context.store.settlements
        let window = Int32(try specification.thresholds.integer("same_cards_minutes") * 60)
        var days: Set<Int32> = []
        var daysOfCompanion: [Int32: Set<Int32>] = [:]
        for row in rows.map({ Int($0) }) {
            days.insert(columns.day[row])
            guard columns.second[row] >= 0 else { continue }
            for other in context.store.byFacility[Int(columns.facility[row])].map({ Int($0) })
            where columns.day[other] == columns.day[row] && columns.second[other] >= 0 && columns.person[other] != person
                && abs(columns.second[other] - columns.second[row]) <= window {
                daysOfCompanion[columns.person[other], default: []].insert(columns.day[row])
            }
        }
        let often = try Double(days.count) * specification.thresholds.value("same_cards_days")
        let companions = daysOfCompanion.values.count { Double($0.count) >= often }
        return try days.count >= specification.thresholds.integer("minimum_days")
            && companions + 1 >= specification.thresholds.integer("same_cards_group")
    }

    /// The most distinct pharmacies in a calendar month.
    private func mostPharmacies(_ person: Int32) -> Int {
        let store = context.store
        var most = 0
        var month = Int32.min
        var seen: Set<Int32> = []
        for row in store.byPerson[Int(person)] where store.settlements.careClass[Int(row)] == .pharmacy && isCounted[Int(row)] {
            let current = VisitMonths.month(of: store.settlements.day[Int(row)])
            if current != month {
                month = current
                seen.removeAll(keepingCapacity: true)
            }
            seen.insert(store.settlements.facility[Int(row)])
            most = max(most, seen.count)
        }
        return most
    }
}
