import Claims
import Features
import Foundation
import Statistics

/// The facilities' side of `ChronicPopulationScenario`: registrants without history, registrations in a few days, and
/// items foreign to the disease.
struct ChronicFacilities {
    private let specification: ScenarioSpecification
    private let context: ScreeningContext
    private let isChronic: [Bool]

    init(_ specification: ScenarioSpecification, _ context: ScreeningContext, isChronic: [Bool]) {
        self.specification = specification
        self.context = context
        self.isChronic = isChronic
    }

    private enum Look: Int, CaseIterable { case history, crowd, foreign }

    func outcome() throws -> ScenarioOutcome {
        let store = context.store
        let thresholds = specification.thresholds
        let peers = FacilityPeers(specification, in: context)
        var findings = [[Look: Finding]](repeating: [:], count: store.facilities.count)
        let registrations = NewRegistrations(store, supports: supports(), parameters: .init(
            windowDays: Int32(try thresholds.integer("registration_window_days")),
            leadDays: Int32(try thresholds.integer("registration_lead_days")),
            minimumCrowd: try thresholds.integer("minimum_registrations"), minimumRatio: try thresholds.value("registration_minimum_ratio"),
            dispersionTrim: try thresholds.value("dispersion_trim")))
        let histories = RegistrantHistories(
            registrations.registrants, stepDays: try thresholds.integer("history_step_days"), longDays: try thresholds.integer("history_days"),
            trim: 1 - (try thresholds.value("facility_fit_start_share")), rejection: try thresholds.value("rejection_count"))
        let draws = RegistrationDraws(
            store, isChronic: isChronic, minimumElsewhere: try thresholds.integer("draw_minimum_registrants"),
            firstDrawDays: Int32(try thresholds.integer("first_draw_days")))
        let leastDraw = try thresholds.value("crowd_minimum_draw")
        var campaigns: [Int] = []
        var foreign: ForeignItems?
        var foreignRates: PeerRates?
        if let fees = store.feeLines {
            let items = ForeignItems(
                store, fees: fees, isCounted: isChronic, parameters: .init(
                    minimumLines: try thresholds.integer("foreign_minimum_lines"), rareShare: try thresholds.value("foreign_rare_share"),
                    relatedLift: try thresholds.value("foreign_related_lift"),
                    leftOutShare: try thresholds.value("foreign_left_out_share")))
            foreign = items
            foreignRates = try rates(items.foreign, items.judged, peers)
        }
        for facility in 0..<store.facilities.count {
            if let log10P = histories.log10TailProbability(of: facility) {
                let isFar = try isFarOut(histories, facility)
                findings[facility][.history] = isFar
                    ? Finding(log10P: log10P, rows: rows(ofRegistrants: registrations.withoutRows[facility], at: facility),
                              evidence: registrations.withoutRows[facility].map { .registration($0) })
                    : Finding(log10P: max(log10P, -1))
            }
            if registrations.begun[facility] > 0 || registrations.crowds[facility] != nil {
                let crowd = registrations.crowds[facility]
                let isMany = (crowd?.count ?? 0) >= (try thresholds.integer("minimum_registrations"))
                let drawn = crowd.flatMap { draws.drawn($0.registrations) }
                let isCampaign = isMany && (drawn.map { $0.fen < leastDraw * $0.expected } ?? false)
                if isCampaign { campaigns.append(facility) }
                findings[facility][.crowd] = Finding(
                    log10P: isMany && !isCampaign ? crowd?.log10P ?? 0 : 0, rows: rows(ofRegistrants: crowd?.registrations ?? [], at: facility),
                    evidence: (crowd?.registrations ?? []).map { .registration($0) })
            }
            if let law = foreignRates, let log10P = law.log10TailProbability(of: facility) {
                let isFar = try law.isFarOut(
                    facility, minimumCount: thresholds.value("foreign_minimum_count"), minimumPeers: thresholds.integer("minimum_facility_peers"),
                    lift: thresholds.value("minimum_lift"))
                findings[facility][.foreign] = Finding(log10P: isFar ? log10P : max(log10P, -1))
            }
        }
        let tested = (0..<store.facilities.count).filter { !findings[$0].isEmpty }
        var outcome = ScenarioOutcome()
        outcome.counts = ["facilities": tested.count, "new_registrations": registrations.begun.reduce(0, +)]
        let subjects = SubjectTails(tested.map { CombinedTail.log10Bonferroni(findings[$0].values.map(\.log10P)) ?? 0 })
        outcome.tails.add("registrants_without_history", of: specification, in: context) { histories.add(to: &$0) }
        outcome.tails.add("foreign_item_share", of: specification, in: context) { foreignRates?.add(to: &$0) }
        let largestQ = try thresholds.value("maximum_q")
        for facility in campaigns where (registrations.crowds[facility]?.log10P ?? 0) <= log10(largestQ / Double(tested.count)) {
            outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[Int32(facility)], "registration-campaign", .init(
                zh: "数日内集中登记，但登记后的基金支付与其他机构登记人员相当，可能为集中筛查、集中受理",
                en: "registrations within a few days whose holders draw what registrants elsewhere draw, which may be a screening campaign")))
        }
        for (place, facility) in tested.enumerated() where subjects.qValues[place] <= largestQ {
            let found = Look.allCases.compactMap { look in findings[facility][look].map { (look, $0) } }
                .filter { $0.1.log10P <= subjects.log10Ps[place] / 2 && $0.1.log10P < 0 }
            guard !found.isEmpty else { continue }
            var reasons = ReasonList()
            var lines: [LineAtRisk] = []
            for (look, finding) in found {
                switch look {
                case .history:
                    reasons.add("registrants_without_history", "新登记人员此前无住院、检查记录的占比（同类值为回溯天数相近者的期望）", "share of new registrants with neither stay nor examination before; peers: expected of as many days looked back",
                                ReasonList.share, histories.without[facility] / histories.trials[facility],
                                median: histories.expected[facility] / histories.trials[facility], contribution: -finding.log10P)
                case .crowd:
                    guard let crowd = registrations.crowds[facility] else { continue }
                    reasons.add("registrations_in_few_days", "数日内集中登记的人数（同类值为期望）", "registrations within a few days, against expectation", ReasonList.persons,
                                Double(crowd.count), median: crowd.expected, contribution: -finding.log10P)
                    if let drawn = draws.drawn(crowd.registrations) {
                        reasons.add("registration_draw_ratio", "登记后基金支付与其他机构同病种登记人员之比", "fund money since, against registrants of the same disease elsewhere",
                                    ReasonList.ratio, drawn.fen / drawn.expected)
                    }
                    if let share = doctorShare(crowd.registrations, facility) {
                        reasons.add("registration_doctor_share", "其中由同一医师接诊的占比", "share of them seen by one doctor", ReasonList.share, share)
                    }
                case .foreign:
                    guard let foreign, let fees = store.feeLines else { continue }
                    let law = foreignRates?.law(of: facility)
                    reasons.add("foreign_item_share", "慢特病结算中与病种无关的明细占比", "share of chronic-care lines that other facilities hardly ever give for the disease",
                                ReasonList.share, foreignRates?.rate(of: facility) ?? .nan, median: law?.median, p99: law?.p99, contribution: -finding.log10P)
                    lines = foreign.lines[facility].map { line in
                        LineAtRisk(line: line, fen: fees.inScope[Int(line)] == Fen.missing ? Fen.orZero(fees.amount[Int(line)]) : fees.inScope[Int(line)])
                    }
                }
            }
            let rows = Array(Set(found.flatMap(\.1.rows))).sorted()
            var seen: Set<EvidenceRow> = []
            let days = rows.map { store.settlements.day[Int($0)] }
                + lines.compactMap { line in store.feeLines.map { store.settlements.day[Int($0.settlement[Int(line.line)])] } }
                + found.flatMap(\.1.evidence).compactMap { if case .registration(let row) = $0 { store.registrations.beginDay[Int(row)] } else { nil } }
                .map { max($0, store.period?.lowerBound ?? $0) }
            outcome.candidates.append(Candidate(
                scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[Int32(facility)],
                facilities: [Int32(facility)], firstDay: days.min() ?? 0, lastDay: days.max() ?? 0,
                strength: subjects.strength(place), pValue: subjects.pValues[place], qValue: subjects.qValues[place],
                peerGroup: peers.key(of: facility), peerCount: peers.count(of: facility), reasons: reasons.ordered, rows: rows,
                checked: [
                    (.init(zh: "登记前数据不足", en: "too little data before the registration"), .init(zh: "只与登记前可回溯天数相近的人员比较", en: "compared with registrants of about as many days before")),
                    (.init(zh: "集中受理登记", en: "registrations taken in batches"), .init(zh: "与其他机构的集中程度比较，登记后支付须明显高于其他机构登记人员", en: "held against how other facilities crowd them, and what is drawn since against registrants elsewhere")),
                    (.init(zh: "病种少见", en: "a rare disease"), .init(zh: "其他机构同病种明细足够多才比较", en: "judged only where other facilities treat enough of it")),
                ], lines: lines, evidence: found.flatMap(\.1.evidence).filter { seen.insert($0).inserted }))
        }
        return outcome
    }

    /// Stays, and examinations where fee lines tell them, else any visit to a medical facility that is not itself chronic care.
    private func supports() -> [Bool] {
        let store = context.store
        let columns = store.settlements
        return (0..<columns.count).map { row in
            if columns.careClass[row] == .inpatient { return true }
            guard !isChronic[row], columns.careClass[row].isAmbulatory, columns.careClass[row] != .pharmacy else { return false }
            guard let fees = store.feeLines else { return true }
            return fees.lines(ofSettlement: row).contains { ChargeType.isExamination(fees.chargeType[$0]) }
        }
    }

    private func rates(_ successes: [Double], _ trials: [Double], _ peers: FacilityPeers) throws -> PeerRates {
        PeerRates(
            successes: successes, trials: trials, group: peers.groupOfFacility, members: peers.members,
            contamination: try specification.thresholds.value("contamination_share"))
    }

    private func isFarOut(_ histories: RegistrantHistories, _ facility: Int) throws -> Bool {
        let thresholds = specification.thresholds
        guard histories.without[facility] >= (try thresholds.value("minimum_registrations")),
              histories.count >= (try thresholds.integer("minimum_facility_peers")), let law = histories.law(of: facility) else { return false }
        // The expectation weighs as one registrant: where all others are alike the law's own weight would allow no difference.
        let mean = law.alpha / (law.alpha + law.beta)
        let lower = BetaBinomialShrinkage(alpha: mean, beta: 1 - mean)
            .lowerQuantile(successes: histories.without[facility], trials: histories.trials[facility])
        return lower >= (try thresholds.value("minimum_lift")) * mean
    }

    /// Chronic settlements at the facility of the persons of these registrations, from the registration on.
    private func rows(ofRegistrants registrations: [Int32], at facility: Int) -> [Int32] {
        let store = context.store
        var rows: Set<Int32> = []
        for registration in registrations {
            let begin = store.registrations.beginDay[Int(registration)]
            for row in store.byPerson[Int(store.registrations.person[Int(registration)])]
            where isChronic[Int(row)] && Int(store.settlements.facility[Int(row)]) == facility && store.settlements.day[Int(row)] >= begin {
                rows.insert(row)
            }
        }
        return rows.sorted()
    }

    /// The share of these persons whose first chronic visit at the facility after it was one and the same doctor's.
    private func doctorShare(_ registrations: [Int32], _ facility: Int) -> Double? {
        let store = context.store
        guard let visits = store.visits else { return nil }
        var counts: [Int32: Int] = [:]
        var known = 0
        for registration in registrations {
            let first = rows(ofRegistrants: [registration], at: facility).first { row in
                store.settlements.visit[Int(row)] >= 0 && visits.doctor[Int(store.settlements.visit[Int(row)])] >= 0
            }
            guard let first else { continue }
            known += 1
            counts[visits.doctor[Int(store.settlements.visit[Int(first)])], default: 0] += 1
        }
        return known > 0 ? Double(counts.values.max() ?? 0) / Double(known) : nil
    }
}
