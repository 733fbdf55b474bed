import Claims
import Features
import Foundation
import Statistics

/// 门诊异常: a facility to which whole groups of one employer or one village come on several days; which draws what the fund
/// pays at most far more often than its peers; whose doctors see many patients in a minute, in series; where many persons pay the same to
/// the fen within the hour, day after day.
///
/// Each is one test of the facility; the strongest counts, times the number of tests (`CombinedTail.log10Bonferroni`).
struct OutpatientAnomalyScenario: Scenario {
    static let method = "group-days"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    private enum Look: Int, CaseIterable { case employers, residences, cap, beneathCap, doctors, equalBills, templates }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        let store = context.store
        let columns = store.settlements
        let thresholds = specification.thresholds
        let admitted = try specification.admittedCareClasses()
        let exempt = specification.exemptionOfRows(store)
        let isAdmitted = (0..<columns.count).map { admitted.contains(columns.careClass[$0]) && exempt[$0] < 0 }
        var traffic = [Int](repeating: 0, count: store.facilities.count)
        for row in 0..<columns.count where isAdmitted[row] { traffic[Int(columns.facility[row])] += 1 }

        let employers = DayCells(store, isAdmitted: isAdmitted, parameters: try parameters("minimum_group_persons")) { Int64(columns.employer[$0]) }
        let amounts = DayCells(store, isAdmitted: isAdmitted, parameters: try parameters("minimum_amount_persons")) { row in
            columns.totalFee[row] == Fen.missing || columns.totalFee[row] <= 0 ? -1 : columns.totalFee[row]
        }
        // A village's registered patients ride to the market together when their drugs run out, month after month.
        let residences = try store.visits.map { visits in
            DayCells(store, isAdmitted: isAdmitted, parameters: try parameters("minimum_group_persons")) { row in
                columns.visit[row] >= 0 && columns.careClass[row] != .chronic ? Int64(visits.residence[Int(columns.visit[row])]) : -1
            }
        }
        var looks = [(look: Look.employers, cells: employers)]
        if let residences { looks.append((.residences, residences)) }
        var findings = [[Look: Finding]](repeating: [:], count: store.facilities.count)
        let least = try thresholds.integer("minimum_settlements")
        let tested = (0..<store.facilities.count).filter { traffic[$0] >= least }
        let collectives = try CollectiveAddresses(store, thresholds)
        var rounds: Set<Int> = []
        /// Whether the rows are a doctor's round at a home, which is remembered.
        func noteRound(_ rows: [Int32], at facility: Int) -> Bool {
            guard collectives.areAtOne(Set(rows.map { columns.person[Int($0)] })) else { return false }
            rounds.insert(facility)
            return true
        }
        /// A rate that is not far out, however significant, says next to nothing.
        func note(_ look: Look, _ law: PeerRates, at facility: Int, isFar: Bool, rows: @autoclosure () -> [Int32]) {
            guard let log10P = law.log10TailProbability(of: facility) else { return }
            findings[facility][look] = isFar ? Finding(log10P: log10P, rows: rows()) : Finding(log10P: max(log10P, -1))
        }
        for (look, cells) in looks {
            for facility in tested { findings[facility][look] = Finding(log10P: 0) }
            for found in cells.findings where traffic[Int(found.facility)] >= least {
                let rows = Array(Set(found.cells.flatMap(\.rows))).sorted()
                if look == .residences, noteRound(rows, at: Int(found.facility)) { continue }
                findings[Int(found.facility)][look] = Finding(log10P: found.log10P, rows: rows)
            }
        }
        let peers = FacilityPeers(specification, in: context)
        let hugging = try CapHugging(
            store, isAdmitted: isAdmitted, group: peers.groupOfFacility, toleranceFen: Int64(thresholds.value("cap_tolerance_yuan") * 100),
            excessShare: thresholds.value("cap_excess_share"), bandShare: thresholds.value("cap_band_share"),
            minimumShare: thresholds.value("cap_minimum_share"), maximumAbove: thresholds.value("cap_maximum_above"),
            minimumFacilityShare: thresholds.value("cap_facility_share"), oneBillShare: thresholds.value("cap_one_bill_share"),
            priceShare: thresholds.value("cap_price_share"), priceCount: thresholds.integer("cap_price_count"))
        let capRates = try rates(hugging.atCap, hugging.capped, peers)
        let bandRates = try rates(hugging.beneath, hugging.capped, peers)
        for facility in tested {
            for (look, law) in [(Look.cap, capRates), (.beneathCap, bandRates)] {
                let isFar = try isFarOut(law, facility, minimum: "cap_minimum_count", lift: "cap_minimum_lift")
                    && (look == .beneathCap || hugging.bunching(of: facility) >= thresholds.value("cap_bunching"))
                note(look, law, at: facility, isFar: isFar, rows: hugging.rows(of: facility, beneath: look == .beneathCap))
            }
        }
        var minutes: DoctorMinutes?
        var minuteRates: PeerRates?
        if let lines = store.feeLines {
            let isDoctor = (0..<lines.doctors.count).map { DoctorDays.isPerson(lines.doctors[Int32($0)], minimumLength: 0) }
            let found = DoctorMinutes(
                store, lines: lines, isAdmitted: isAdmitted, isDoctor: isDoctor, minimumPatients: try thresholds.integer("minute_patients"),
                minimumSeries: try thresholds.integer("minute_series"))
            let law = try rates(found.crowded, found.seen, peers)
            for facility in tested {
                let isFar = try isFarOut(law, facility, minimum: "minute_minimum_count", lift: "minute_minimum_lift")
                    && found.days[facility] >= thresholds.integer("minimum_days") && law.rate(of: facility) >= thresholds.value("minute_minimum_share")
                    && !noteRound(found.rows[facility], at: facility)
                note(.doctors, law, at: facility, isFar: isFar, rows: found.rows[facility])
            }
            (minutes, minuteRates) = (found, law)
        }

        let equalBills = EqualBills(store, isAdmitted: isAdmitted, parameters: .init(
            persons: try thresholds.integer("minimum_amount_persons"), seconds: Int32(try thresholds.integer("series_minutes")) * 60,
            items: try thresholds.integer("series_items"), tariffDays: try thresholds.value("own_clientele_days"),
            leftOutDays: try thresholds.integer("series_left_out_days")))
        let seriesRates = try rates(equalBills.inSeries, equalBills.seen, peers)
        for facility in tested where store.hasTimes {
            let isFar = try isFarOut(seriesRates, facility, minimum: "series_minimum_count", lift: "series_minimum_lift")
                && equalBills.days[facility] >= thresholds.integer("minimum_days") && seriesRates.rate(of: facility) >= thresholds.value("series_minimum_share")
            note(.equalBills, seriesRates, at: facility, isFar: isFar, rows: equalBills.rows[facility])
        }
        var templates: TemplateBills?
        var templateRates: PeerRates?
        if let lines = store.feeLines {
            // Registered chronic patients draw the same month after month.
            let found = TemplateBills(
                store, lines: lines, isAdmitted: isAdmitted.indices.map { isAdmitted[$0] && columns.careClass[$0] != .chronic },
                parameters: .init(
                    items: try thresholds.integer("template_items"), persons: try thresholds.integer("minimum_amount_persons"),
                    ratio: try thresholds.value("template_ratio"), shareHere: try thresholds.value("template_share_here"),
                    leftOutDays: try thresholds.integer("series_left_out_days")))
            let law = try rates(found.copies, found.seen, peers)
            for facility in tested {
                let template = found.largest[facility]
                let isFar = try isFarOut(law, facility, minimum: "template_persons", lift: "series_minimum_lift")
                    && (template?.persons ?? 0) >= thresholds.integer("template_persons")
                    && (template?.days ?? 0) >= thresholds.integer("minimum_days")
                    && law.rate(of: facility) >= thresholds.value("template_minimum_share")
                note(.templates, law, at: facility, isFar: isFar, rows: template?.rows ?? [])
            }
            (templates, templateRates) = (found, law)
        }
        let smallQuantile = try thresholds.value("small_amount_quantile")
        var smallAmounts: [FacilityColumns.Kind: Double] = [:]
        func smallAmount(_ kind: FacilityColumns.Kind) -> Double {
            if let known = smallAmounts[kind] { return known }
            let fees = (0..<columns.count).filter { isAdmitted[$0] && store.facilities.kind[Int(columns.facility[$0])] == kind }
                .map { columns.totalFee[$0] }.filter { $0 != Fen.missing }.map(Double.init)
            smallAmounts[kind] = quantile(fees, smallQuantile)
            return smallAmounts[kind] ?? 0
        }
        var outcome = ScenarioOutcome()
        outcome.counts = [
            "facilities": tested.count, "employer_cells": employers.findings.reduce(0) { $0 + $1.cells.count },
            "amount_cells": amounts.findings.reduce(0) { $0 + $1.cells.count }, "caps": hugging.caps.count,
        ]
        for (facility, group) in employers.ownClientele where traffic[Int(facility)] >= least {
            outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "own-clientele", .init(
                zh: "单位 \(store.employers[Int32(group)]) 的职工是该机构的常客，占就诊的相当部分",
                en: "the staff of employer \(store.employers[Int32(group)]) are a large part of the facility's patients on most of its days")))
        }
        for facility in rounds.sorted() {
            outcome.suppressions.append(specification.suppression(
                ofFacility: store.facilities.id[Int32(facility)], GroupInnocence.sharedInstitution.slug, GroupInnocence.sharedInstitution.reason))
        }
        for facility in Set(employers.singleCampaigns).sorted() {
            outcome.suppressions.append(specification.suppression(ofFacility: store.facilities.id[facility], "campaign-day", .init(
                zh: "单位集中就诊的日期不足规定的次数，可能为体检、义诊或接种活动",
                en: "the employer's people came on fewer days than a pattern takes, which may be a check-up, free care or a vaccination")))
        }
        let subjects = SubjectTails(tested.map { CombinedTail.log10Bonferroni(findings[$0].values.map(\.log10P)) ?? 0 })
        for (look, cells) in looks { outcome.tails.add("\(look)", of: specification, in: context) { cells.add(to: &$0) } }
        for (look, law) in [(Look.cap, capRates), (.beneathCap, bandRates), (.doctors, minuteRates), (.equalBills, seriesRates), (.templates, templateRates)] {
            outcome.tails.add("\(look)", of: specification, in: context) { law?.add(to: &$0) }
        }
        let largestQ = try thresholds.value("maximum_q")
        for (place, facility) in tested.enumerated() where subjects.qValues[place] <= largestQ {
            let found = Look.allCases.compactMap { look in findings[facility][look].map { (look, $0) } }
                .filter { $0.1.log10P <= subjects.log10Ps[place] / 2 && !$0.1.rows.isEmpty }
            guard !found.isEmpty else { continue }
            var reasons = ReasonList()
            for (look, finding) in found {
                let strength = -finding.log10P
                switch look {
                case .employers: describe(employers, facility, "employer", "同一单位", "one employer", strength, &reasons)
                case .residences:
                    if let residences { describe(residences, facility, "residence", "同一村居", "one village or street", strength, &reasons) }
                case .cap:
                    let law = capRates.law(of: facility)
                    reasons.add("cap_share", "费用刚够支付上限的结算占比", "share of settlements whose bill just reaches what the fund pays at most",
                                ReasonList.share, capRates.rate(of: facility), median: law?.median, p99: law?.p99, contribution: strength)
                    reasons.add("cap_bunching", "刚够上限的费用与略低或略高费用的笔数之比", "bills that just reach it, to those a little smaller or larger",
                                ReasonList.ratio, hugging.bunching(of: facility))
                case .beneathCap:
                    let law = bandRates.law(of: facility)
                    reasons.add("beneath_cap_share", "恰低于支付上限的结算占比", "share of settlements just beneath what the fund pays at most", ReasonList.share,
                                bandRates.rate(of: facility), median: law?.median, p99: law?.p99, contribution: strength)
                case .doctors:
                    let law = minuteRates?.law(of: facility)
                    reasons.add("doctor_minute_share", "由同一医师在同一分钟成批接诊的占比", "share of patients whom a doctor saw in minutes with several others, in series",
                                ReasonList.share, minuteRates?.rate(of: facility) ?? .nan, median: law?.median, p99: law?.p99, contribution: strength)
                    reasons.add("doctor_minute_patients", "一名医师一分钟内最多接诊", "most patients of one doctor in one minute", ReasonList.persons,
                                Double(minutes?.most[facility] ?? 0))
                case .equalBills:
                    let law = seriesRates.law(of: facility)
                    reasons.add("equal_bill_share", "短时间内多人费用完全相同的结算占比", "share of settlements in which many persons pay exactly the same within a short time",
                                ReasonList.share, seriesRates.rate(of: facility), median: law?.median, p99: law?.p99, contribution: strength)
                    reasons.add("equal_bill_days", "出现此类结算的日期数", "separate days with such settlements", ReasonList.days, Double(equalBills.days[facility]))
                case .templates:
                    guard let template = templates?.largest[facility] else { continue }
                    let law = templateRates?.law(of: facility)
                    reasons.add("template_share", "同一套项目清单反复用于多人的结算占比", "share of settlements with one and the same list of items and quantities, for many persons",
                                ReasonList.share, templateRates?.rate(of: facility) ?? .nan, median: law?.median, p99: law?.p99, contribution: strength)
                    reasons.add("template_bills", "使用该清单的结算数（同类值为各项目独立组合的期望）", "settlements with that list, against what its items would meet by chance",
                                (zh: "笔", en: "settlements"), Double(template.rows.count), median: template.expected)
                    reasons.add("template_persons", "使用该清单的人数", "persons with that list", ReasonList.persons, Double(template.persons))
                    reasons.add("template_days", "使用该清单的日期数", "separate days with that list", ReasonList.days, Double(template.days))
                }
            }
            // Weekly clinics and campaigns with one price make such days too, so that such a day by itself only bears out the others.
            describe(amounts, facility, "same_amount", "同一金额", "one and the same bill", 0, &reasons)
            let rows = Array(Set(found.flatMap(\.1.rows))).sorted()
            let all = store.byFacility[facility].filter { isAdmitted[Int($0)] }
            describeAmounts(rows, all, small: smallAmount(store.facilities.kind[facility]), columns, &reasons)
            outcome.candidates.append(Candidate(
                scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[Int32(facility)],
                facilities: [Int32(facility)], firstDay: rows.map { columns.day[Int($0)] }.min() ?? 0,
                lastDay: rows.map { columns.day[Int($0)] }.max() ?? 0, strength: subjects.strength(place),
                pValue: subjects.pValues[place], qValue: subjects.qValues[place], peerGroup: peers.key(of: facility), peerCount: peers.count(of: facility),
                reasons: reasons.ordered, rows: rows,
                checked: [
                    (.init(zh: "单位自办医务室", en: "an employer's own clinic"), .init(zh: "本就是该机构主要就诊人群的单位不参与比较", en: "an employer that is most of its clientele is left out")),
                    (.init(zh: "单位体检、义诊、接种日", en: "a check-up, campaign or vaccination day"), .init(zh: "在多个互不相连的日期重复出现", en: "it comes back on separate days")),
                    (.init(zh: "价格固定的服务恰低于支付上限", en: "a service whose price happens to end beneath the cap"), .init(zh: "反复出现的同一金额不计，同一人的同一金额只计一次", en: "exact bills that return are left out, and a person's repeated bill counts once")),
                    (.init(zh: "常见病的通用处方、套餐", en: "what everybody charges for an illness, a package"), .init(
                        zh: "清单须多半只见于本机构，且远多于各项目独立组合；门诊慢特病不计", en: "a list must be met mostly here, far more often than its items would by chance; registered chronic care is left out")),
                    (.init(zh: "统一收费的项目、疫苗接种日", en: "items with one price, a vaccination day"), .init(zh: "多数日期都有的金额及此类结算最多的几日不计", en: "a bill of most days, and the days with most of them, are left out")),
                    (.init(zh: "当日客流普遍较多", en: "a busy day"), .init(zh: "已按当日总客流和星期规律折算", en: "held against that day's traffic and the weekday's habit")),
                ]))
        }
        return outcome
    }

    private func parameters(_ minimumPersons: String) throws -> DayCells.Parameters {
        let thresholds = specification.thresholds
        return DayCells.Parameters(
            minimumPersons: try thresholds.integer(minimumPersons), ownShare: try thresholds.value("own_clientele_share"),
            ownDaysShare: try thresholds.value("own_clientele_days"),
            log10Alpha: log10(try thresholds.value("cell_probability")), minimumRatio: try thresholds.value("minimum_ratio"),
            dispersionTrim: try thresholds.value("dispersion_trim"), campaignDays: Int32(try thresholds.integer("campaign_days")),
            repeatShare: try thresholds.value("repeat_share"), minimumDays: try thresholds.integer("minimum_days"))
    }

    private func rates(_ successes: [Double], _ trials: [Double], _ peers: FacilityPeers) throws -> PeerRates {
        PeerRates(
            successes: successes, trials: trials, group: peers.groupOfFacility, members: peers.members,
            contamination: try specification.thresholds.value("contamination_share"))
    }

    private func isFarOut(_ rates: PeerRates, _ facility: Int, minimum: String, lift: String) throws -> Bool {
        let thresholds = specification.thresholds
        return try rates.isFarOut(
            facility, minimumCount: thresholds.value(minimum), minimumPeers: thresholds.integer("minimum_peers"), lift: thresholds.value(lift))
    }

    private func describe(
        _ cells: DayCells, _ facility: Int, _ name: String, _ zh: String, _ en: String, _ strength: Double, _ reasons: inout ReasonList
    ) {
        guard let found = cells.findings.first(where: { $0.facility == Int32(facility) }) else { return }
        let persons = found.cells.reduce(0) { $0 + $1.persons }
        let expected = found.cells.reduce(0) { $0 + $1.expected }
        reasons.add("\(name)_persons", "\(zh)集中就诊日的人次（同类值为按客流的期望）", "persons on days on which many came with \(en), against what traffic gives",
                    ReasonList.persons, Double(persons), median: expected, contribution: strength)
        reasons.add("\(name)_days", "\(zh)集中就诊的日期数", "separate days with many persons of \(en)", ReasonList.days, Double(found.episodes))
    }

    /// How equal and how small the bills at risk are, beside all of the facility's.
    private func describeAmounts(_ rows: [Int32], _ all: [Int32], small: Double, _ columns: SettlementColumns, _ reasons: inout ReasonList) {
        func fees(_ rows: [Int32]) -> [Double] { rows.map { columns.totalFee[Int($0)] }.filter { $0 != Fen.missing }.map(Double.init).sorted() }
        func commonest(_ fees: [Double]) -> Double {
            var best = 0
            var run = 0
            for index in fees.indices {
                run = index > 0 && fees[index] == fees[index - 1] ? run + 1 : 1
                best = max(best, run)
            }
            return fees.isEmpty ? .nan : Double(best) / Double(fees.count)
        }
        func smallShare(_ fees: [Double]) -> Double { fees.isEmpty ? .nan : Double(fees.count { $0 <= small }) / Double(fees.count) }
        let (atRisk, others) = (fees(rows), fees(all))
        reasons.add("same_amount_share", "其中同一金额的最大占比（同类值为该机构全部结算）", "largest share of one exact bill among them, beside all of the facility's",
                    ReasonList.share, commonest(atRisk), median: commonest(others))
        reasons.add("small_amount_share", "其中小额结算的占比（同类值为该机构全部结算）", "share of small bills among them, beside all of the facility's",
                    ReasonList.share, smallShare(atRisk), median: smallShare(others))
    }
}
