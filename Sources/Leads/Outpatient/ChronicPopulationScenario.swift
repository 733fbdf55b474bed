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
        let isDrawn = RegisteredCare.isDrawn(context.store)
        let isCounted = (0..<columns.count).map { isDrawn[$0] && !exempt[$0] }
        var outcome = try ChronicPatients(specification, context, isCounted: isCounted).outcome()
        outcome.candidates = FacilityRollUp(specification, minimumCases: try specification.thresholds.integer("roll_up_cases"))
            .rolled(outcome.candidates, in: context)
        let facilities = try ChronicFacilities(specification, context, isChronic: isChronic).outcome()
        outcome.candidates += facilities.candidates
        outcome.suppressions += facilities.suppressions
        outcome.tails.add(facilities.tails)
        outcome.counts.merge(facilities.counts) { $1 }
        return outcome
    }
}

/// The patients' side: a month, or the whole extract, of visits, facilities, money and days of supply against patients of the
/// same disease. One wild month shows in the months; what goes on month after month at half the height shows in the whole,
/// whose peers tell how far the same patients are busy ones every month.
struct ChronicPatients {
    private let specification: ScenarioSpecification
    private let context: ScreeningContext
    private let isCounted: [Bool]

    init(_ specification: ScenarioSpecification, _ context: ScreeningContext, isCounted: [Bool]) {
        self.specification = specification
        self.context = context
        self.isCounted = isCounted
    }

    private struct Found {
        var draws: ChronicDraws
        var place: Int
        /// Visits of the least probable month.
        var visits: Int
        var log10P: Double
    }

    func outcome() throws -> ScenarioOutcome {
        let thresholds = specification.thresholds
        var outcome = ScenarioOutcome()
        let drawn = ChronicMonths(context.store, isCounted: isCounted)
        outcome.counts = ["patient_months": drawn.months.count]
        guard drawn.months.count > 1 else { return outcome }
        let parameters = try ChronicDraws.Parameters(thresholds)
        let months = ChronicDraws(drawn.months, parameters)
        let wholes = ChronicDraws(drawn.wholes, parameters)
        var found: [Found] = []
        var start = 0
        for (person, whole) in drawn.wholes.enumerated() {
            var end = start
            var place = start
            while end < drawn.months.count, drawn.months[end].person == whole.person {
                if months.log10Ps[end] < months.log10Ps[place] { place = end }
                end += 1
            }
            // One look a month, and one at all of them where there are several.
            let looks = Double(end - start == 1 ? 1 : end - start + 1)
            let isWhole = wholes.log10Ps[person] < months.log10Ps[place] && end - start > 1
            let least = isWhole ? wholes.log10Ps[person] : months.log10Ps[place]
            found.append(Found(
                draws: isWhole ? wholes : months, place: isWhole ? person : place, visits: drawn.months[place].visits,
                log10P: min(0, least + log10(looks))))
            start = end
        }
        outcome.counts["patients"] = found.count
        let subjects = SubjectTails(found.map(\.log10P))
        outcome.tails.add("chronic_visits", of: specification, in: context) { months.visits.add(to: &$0) }
        outcome.tails.add("chronic_facilities", of: specification, in: context) { months.facilities.add(to: &$0) }
        let largestQ = try thresholds.value("maximum_q")
        let leastVisits = try thresholds.integer("minimum_visits")
        for (index, found) in found.enumerated() where subjects.qValues[index] <= largestQ {
            guard found.visits >= leastVisits, found.draws.isFarOut(found.place) else { continue }
            outcome.candidates.append(candidate(
                found, strength: subjects.strength(index), pValue: subjects.pValues[index], qValue: subjects.qValues[index]))
        }
        return outcome
    }

    private func candidate(_ found: Found, strength: Double, pValue: Double, qValue: Double) -> Candidate {
        let store = context.store
        let draw = found.draws.draws[found.place]
        let time: (zh: String, en: String) = draw.month < 0 ? ("统计期内", "in the whole extract") : ("该月", "in the month")
        var reasons = ReasonList()
        func add(_ feature: String, _ zh: String, _ en: String, _ unit: (zh: String, en: String), _ measure: ChronicDraws.Measure, contribution: Double = 0) {
            let peers = found.draws.figures(measure, of: found.place)
            reasons.add(feature, time.zh + zh, en + " " + time.en, unit, measure.value(draw), median: peers?.median, p99: peers?.p99, contribution: contribution)
        }
        add("chronic_visits", "慢特病就诊、购药次数（机构×日）", "visits and purchases on the registration (facility-days)", ReasonList.times, .visits, contribution: strength)
        add("chronic_facilities", "慢特病就诊、购药机构数", "facilities", (zh: "家", en: "facilities"), .facilities)
        add("chronic_fund", "慢特病基金支付", "fund money for chronic care", (zh: "元", en: "yuan"), .yuan)
        add("chronic_supply", "取药天数", "days of supply", ReasonList.days, .supply)
        let key: LocalizedText = if let disease = found.draws.disease(of: found.place) {
            .init(zh: "病种 \(store.diseases[disease]) 的患者", en: "patients with disease \(store.diseases[disease])")
        } else {
            .init(zh: "全部慢特病患者", en: "all patients in chronic care")
        }
        let days = draw.rows.map { store.settlements.day[Int($0)] }
        return Candidate(
            scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[draw.person],
            facilities: Array(Set(draw.rows.map { store.settlements.facility[Int($0)] })).sorted(), person: draw.person,
            firstDay: days.min() ?? 0, lastDay: days.max() ?? 0, strength: strength, pValue: pValue, qValue: qValue, peerGroup: key,
            peerCount: found.draws.peerCount(of: found.place), reasons: reasons.reasons, rows: draw.rows,
            checked: [
                (.init(zh: "透析、放化疗、移植、血友病、精神病", en: "dialysis, oncology, transplant, haemophilia, psychiatric care"), .init(zh: "相应结算不参与频次比较", en: "such settlements are not counted")),
                (.init(zh: "长期处方", en: "a long prescription"), .init(zh: "就诊次数或机构数同时超出同病种", en: "visits or facilities are far out as well")),
                (.init(zh: "病情较重", en: "severe disease"), .init(zh: "比较对象：\(key.zh)", en: "compared with: \(key.en)")),
            ])
    }
}
