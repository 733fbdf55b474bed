import Claims
import Features
import Foundation
import Statistics

/// 慢特病人群: patients who draw far more on their registration than others with the same disease, facilities whose new
/// registrants have no history or come in a few days, and facilities that bill what the disease does not need.
struct ChronicPopulationScenario: Scenario {
    static let method = "chronic-registrants"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        let columns = context.store.settlements
        let exempt = specification.isExempt(context.store)
        let isChronic = (0..<columns.count).map { columns.careClass[$0] == .chronic }
        let isCounted = (0..<columns.count).map { isChronic[$0] && !exempt[$0] }
        var outcome = try ChronicPatients(specification, context, isCounted: isCounted).outcome()
        outcome.candidates = FacilityRollUp(specification, minimumCases: try specification.thresholds.integer("roll_up_cases"))
            .rolled(outcome.candidates, in: context)
        let facilities = try ChronicFacilities(specification, context, isChronic: isChronic).outcome()
        outcome.candidates += facilities.candidates
        outcome.pValues += facilities.pValues
        outcome.counts.merge(facilities.counts) { $1 }
        return outcome
    }
}

/// The patients' side: months of visits, facilities, money and days of supply against patients of the same disease.
struct ChronicPatients {
    private let specification: ScenarioSpecification
    private let context: ScreeningContext
    private let isCounted: [Bool]

    init(_ specification: ScenarioSpecification, _ context: ScreeningContext, isCounted: [Bool]) {
        self.specification = specification
        self.context = context
        self.isCounted = isCounted
    }

    func outcome() throws -> ScenarioOutcome {
        let store = context.store
        let thresholds = specification.thresholds
        var outcome = ScenarioOutcome()
        let months = ChronicMonths(store, isCounted: isCounted).months
        outcome.counts = ["patient_months": months.count]
        guard months.count > 1 else { return outcome }
        // Patients of one disease; those of a rare one are compared with all.
        var ofDisease: [Int32: [Int]] = [:]
        for (place, month) in months.enumerated() { ofDisease[month.disease, default: []].append(place) }
        let least = try thresholds.integer("minimum_peers")
        let common = ofDisease.filter { $0.value.count >= least && $0.key >= 0 }.keys.sorted()
        let groupOfDisease = Dictionary(uniqueKeysWithValues: common.enumerated().map { ($1, $0) })
        let members = common.map { ofDisease[$0] ?? [] } + [Array(months.indices)]
        let group = months.map { groupOfDisease[$0.disease] ?? common.count }

        let rejection = try thresholds.value("rejection_count")
        let startShare = try thresholds.value("fit_start_share")
        func counts(_ value: (ChronicMonths.Month) -> Int) -> PeerCounts {
            PeerCounts(months.map { Double(value($0)) }, group: group, members: members, rejection: rejection, startShare: startShare)
        }
        let visits = counts(\.visits)
        let facilities = counts(\.facilities)
        let tailShare = try thresholds.value("tail_share")
        let excesses = try thresholds.integer("minimum_excesses")
        let leastExcess = try thresholds.value("minimum_log_excess")
        func tails(_ value: @escaping (ChronicMonths.Month) -> Double) -> [ExponentialTail?] {
            members.map { members in
                ExponentialTail(
                    members.map { log(value(months[$0])) }, tailShare: tailShare, minimumExcesses: excesses, minimumMeanExcess: leastExcess)
            }
        }
        func money(_ month: ChronicMonths.Month) -> Double { month.fund > 0 ? Double(month.fund) / 100 : .nan }
        func supply(_ month: ChronicMonths.Month) -> Double { month.supplyDays > 0 ? month.supplyDays : .nan }
        let funds = tails(money)
        let supplies = tails(supply)
        let log10Ps = months.indices.map { place -> Double in
            let month = months[place]
            let parts = [
                visits.log10TailProbability(of: place) ?? 0, facilities.log10TailProbability(of: place) ?? 0,
                funds[group[place]]?.log10TailProbability(of: log(money(month))) ?? .nan,
                supplies[group[place]]?.log10TailProbability(of: log(supply(month))) ?? .nan,
            ]
            return CombinedTail.log10Cauchy(parts) ?? 0
        }
        var best: [(person: Int32, place: Int, log10P: Double)] = []
        var start = 0
        while start < months.count {
            var end = start
            var place = start
            while end < months.count, months[end].person == months[start].person {
                if log10Ps[end] < log10Ps[place] { place = end }
                end += 1
            }
            best.append((months[start].person, place, min(0, log10Ps[place] + log10(Double(end - start)))))
            start = end
        }
        outcome.counts["patients"] = best.count
        outcome.pValues = best.map { pow(10, max(-300, $0.log10P)) }
        let qValues = BenjaminiHochberg.qValues(outcome.pValues)
        let largestQ = try thresholds.value("maximum_q")
        let leastVisits = try thresholds.integer("minimum_visits")
        for (index, found) in best.enumerated() where qValues[index] <= largestQ {
            let month = months[found.place]
            let peers = members[group[found.place]]
            let visitP99 = visits.law(of: found.place)?.p99 ?? .infinity
            let facilityP99 = facilities.law(of: found.place)?.p99 ?? .infinity
            let moneyOfPeers = peers.map { money(months[$0]) }
            let supplyOfPeers = peers.map { supply(months[$0]) }
            let isBusy = Double(month.visits) > visitP99 || Double(month.facilities) > facilityP99
            let isCostly = money(month) > quantile(moneyOfPeers, 0.99) || supply(month) > quantile(supplyOfPeers, 0.99)
            // Coming often without drawing more is illness; drawing much in one visit is a long prescription.
            guard isBusy, isCostly, month.visits >= leastVisits else { continue }
            let strength = max(0, -found.log10P - log10(Double(best.count)))
            var reasons = ReasonList()
            reasons.add("chronic_visits", "该月慢特病就诊次数（机构×日）", "chronic-care visits in the month (facility-days)", ReasonList.times, Double(month.visits),
                        median: visits.law(of: found.place)?.median, p99: visitP99, contribution: strength)
            reasons.add("chronic_facilities", "该月慢特病就诊机构数", "facilities in the month", (zh: "家", en: "facilities"), Double(month.facilities),
                        median: facilities.law(of: found.place)?.median, p99: facilityP99)
            reasons.add("chronic_fund", "该月慢特病基金支付", "fund money for chronic care in the month", (zh: "元", en: "yuan"), money(month),
                        median: median(moneyOfPeers), p99: quantile(moneyOfPeers, 0.99))
            reasons.add("chronic_supply", "该月取药天数", "days of supply in the month", ReasonList.days, supply(month),
                        median: median(supplyOfPeers), p99: quantile(supplyOfPeers, 0.99))
            let key: LocalizedText = group[found.place] < common.count
                ? .init(zh: "病种 \(store.diseases[month.disease]) 的患者", en: "patients with disease \(store.diseases[month.disease])")
                : .init(zh: "全部慢特病患者", en: "all patients in chronic care")
            outcome.candidates.append(Candidate(
                scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[found.person],
                facilities: Array(Set(month.rows.map { store.settlements.facility[Int($0)] })).sorted(), person: found.person,
                firstDay: month.rows.map { store.settlements.day[Int($0)] }.min() ?? 0, lastDay: month.rows.map { store.settlements.day[Int($0)] }.max() ?? 0,
                strength: strength, pValue: outcome.pValues[index], qValue: qValues[index], peerGroup: key, peerCount: peers.count,
                reasons: reasons.reasons, rows: month.rows,
                checked: [
                    (.init(zh: "透析、放化疗、移植、血友病、精神病", en: "dialysis, oncology, transplant, haemophilia, psychiatric care"), .init(zh: "相应结算不参与频次比较", en: "such settlements are not counted")),
                    (.init(zh: "长期处方", en: "a long prescription"), .init(zh: "就诊次数或机构数同时超出同病种", en: "visits or facilities are far out as well")),
                    (.init(zh: "病情较重", en: "severe disease"), .init(zh: "与同病种患者比较", en: "compared with patients of the same disease")),
                ]))
        }
        return outcome
    }
}
