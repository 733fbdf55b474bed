import Claims
import Features
import Foundation
import Statistics

/// 低标准住院: admissions of patients who could have been treated without a bed: nothing done that needs one, a slight
/// diagnosis, short, and cheap for that diagnosis.
///
/// A stay is a case when all of these hold: no surgery and no injection or infusion among its charges; a diagnosis that is
/// listed as treatable outside hospital, or is among the less costly half; few days; and charges well below the median of
/// the same category of diagnosis at the same level of facility, taken over other facilities; who had hardly anything but medicine by
/// mouth for a listed diagnosis need not be cheap, for what is usual may be such stays. A facility is a lead by how
/// many of its stays are cases, against facilities of its kind (`FacilityShares`) and by what it treats (`FacilityExcess`); elsewhere each stay is one, where such stays are next to
/// unknown (`LoneStays`).
struct LowStandardAdmissionScenario: Scenario {
    static let method = "low-standard-admission"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        guard let lines = store.feeLines, store.stays.count > 0 else { return outcome }
        let stays = store.stays
        let thresholds = specification.thresholds
        let traits = StayTraits(specification, store)
        let charges = StayCharges(lines, of: stays, injectionWords: specification.list("injection_words"))
        let excluded = Set(specification.list("excluded_discharge_ways").compactMap(UInt8.init))
        let norms = CostNorms(store, traits: traits, minimum: try thresholds.integer("minimum_diagnosis_stays"))
        let isTrial = (0..<stays.count).map { stay in
            !stays.isOpen[stay] && charges.lineCount[stay] > 0 && stays.totalFee[stay] > 0 && stays.days(of: stay) > 0
                && traits.exemption[stay] < 0 && !excluded.contains(stays.dischargeWay[stay]) && norms.usual(for: stay) != nil
        }
        let longest = try thresholds.integer("maximum_days")
        let cheap = try thresholds.value("cheap_ratio")
        let cheapByMouth = try thresholds.value("oral_ratio")
        // A bill of examinations is a check-up, and asked about as one.
        let mostExamined = try thresholds.value("exam_share")
        let mostTreated = try thresholds.value("oral_treatment_share")
        let isListed = traits.classNames.map { name in specification.list("ambulatory_diagnoses").contains { name.hasPrefix($0) } }
        let slightBelow = median((0..<stays.count).compactMap { isTrial[$0] ? norms.usual(for: $0) : nil })
        var isCase = [Bool](repeating: false, count: stays.count)
        for stay in 0..<stays.count where isTrial[stay] {
            guard let usual = norms.usual(for: stay) else { continue }
            let category = traits.diagnosisClass[stay]
            let isAmbulatory = category >= 0 && isListed[Int(category)]
            guard charges.surgery[stay] <= 0, !charges.hasInjection[stay], isAmbulatory || usual <= slightBelow,
                  stays.days(of: stay) <= longest, charges.share(\.examination, of: stay) < mostExamined else { continue }
            // A bed, a nurse and tablets for what is treated outside hospital cost as much as they cost.
            let isByMouth = isAmbulatory && charges.share(\.treatment, of: stay) <= mostTreated && charges.drugs[stay] > 0
            isCase[stay] = Double(stays.totalFee[stay]) <= (isByMouth ? max(cheap, cheapByMouth) : cheap) * usual
        }
        let shares = try FacilityShares(isTrial: isTrial, isCase: isCase, specification, in: context)
        outcome.tails = shares.tails
        outcome.counts = [
            "stays": isTrial.count { $0 }, "exempt_stays": traits.exemption.count { $0 >= 0 }, "cases": isCase.count { $0 },
            "facilities": shares.subjects.count, "without_peers": shares.withoutPeers,
        ]
        let excess = try FacilityExcess(isTrial: isTrial, isCase: isCase, traits: traits, store: store, .init(thresholds))
        excess.add(to: &outcome.tails, of: specification, in: context)
        let found = shares.found(
            or: excess, largestQ: try thresholds.value("maximum_q"), minimumCases: try thresholds.integer("minimum_cases"))
        for (finding, strength) in found {
            outcome.candidates.append(candidate(finding, strength: strength, isCase: isCase, charges: charges, norms: norms, traits: traits, store: store))
        }
        let lone = try LoneStays(
            isTrial: isTrial, isCase: isCase, listed: Set(outcome.candidates.flatMap(\.facilities)), specification, in: context)
        outcome.candidates += try lone.candidates(checked: checks) { stay in
            [
                .init(
                    feature: "fee_to_diagnosis", title: .init(zh: "费用与同诊断同级别机构中位数之比", en: "charges over the median of the same diagnosis and level"),
                    unit: .init(zh: "比值", en: "ratio"), value: norms.usual(for: stay).map { Double(stays.totalFee[stay]) / $0 } ?? 0,
                    peerMedian: 1, peerP99: nil, contribution: 0),
                .init(
                    feature: "stay_days", title: .init(zh: "住院天数（无手术、无注射）", en: "days of the stay (no surgery, no injection)"), unit: .init(zh: "天", en: "days"),
                    value: Double(stays.days(of: stay)), peerMedian: nil, peerP99: nil, contribution: 0),
            ]
        }
        return outcome
    }

    private func candidate(
        _ finding: FacilityShares.Finding, strength: Double, isCase: [Bool], charges: StayCharges, norms: CostNorms, traits: StayTraits,
        store: ClaimStore
    ) -> Candidate {
        let stays = store.stays
        let own = stays.byFacility[Int(finding.facility)].map { Int($0) }
        let cases = own.filter { isCase[$0] }
        var reasons = AdmissionReasons.share(
            finding, strength: strength, feature: "low_standard_share", .init(zh: "疑似低标准住院的占比", en: "share of stays that could have done without a bed"))
        reasons.append(.init(
            feature: "fee_to_diagnosis", title: .init(zh: "这些住院的费用与同诊断同级别机构中位数之比（中位数）", en: "charges of these stays over the median of the same diagnosis and level (median)"),
            unit: .init(zh: "比值", en: "ratio"), value: median(cases.compactMap { stay in norms.usual(for: stay).map { Double(stays.totalFee[stay]) / $0 } }),
            peerMedian: 1, peerP99: nil, contribution: 0))
        reasons.append(.init(
            feature: "stay_days", title: .init(zh: "这些住院的天数（中位数）", en: "days of these stays (median)"), unit: .init(zh: "天", en: "days"),
            value: median(cases.map { Double(stays.days(of: $0)) }), peerMedian: nil, peerP99: nil, contribution: 0))
        return AdmissionCandidate.facility(
            finding, cases: cases, strength: strength, reasons: reasons, specification, traits: traits, own: own, store: store,
            checked: checks)
    }

    private let checks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (.init(zh: "做过手术或输液、注射", en: "surgery, infusion or injection"), .init(zh: "有此类收费的住院不计", en: "a stay with such charges is no case")),
        (.init(zh: "转院、死亡或自动出院造成的短住院", en: "short because of transfer, death or leaving against advice"), .init(zh: "按出院方式排除", en: "left out by the way of discharge")),
        (.init(zh: "低级别机构收费低", en: "lower prices at lower levels"), .init(zh: "与同级别机构的同诊断住院比较", en: "charges were compared at the same level of facility")),
        (.init(zh: "日间手术、产科、新生儿、疗程治疗", en: "day surgery, childbirth, newborns, courses of treatment"), .init(zh: "未计入", en: "left out")),
    ]
}

/// The median charges of stays of a category of diagnosis at a level of facility, over other facilities: by category and
/// level where there are enough, else by category.
private struct CostNorms {
    private var usual: [Double]

    func usual(for stay: Int) -> Double? { usual[stay].isNaN ? nil : usual[stay] }

    /// - Complexity: O(*n* log *n*).
    init(_ store: ClaimStore, traits: StayTraits, minimum: Int) {
        let stays = store.stays
        let levels = IdentifierTable(store.facilities.level.filter { !$0.isEmpty })
        let level = store.facilities.level.map { levels.number(of: $0) ?? -1 }
        usual = Array(repeating: .nan, count: stays.count)
        let known = (0..<stays.count).filter { traits.diagnosisClass[$0] >= 0 && stays.totalFee[$0] > 0 && traits.exemption[$0] < 0 }
        for byLevel in [false, true] {
            func key(_ stay: Int) -> (Int32, Int32) { (traits.diagnosisClass[stay], byLevel ? level[Int(stays.facility[stay])] : 0) }
            let ordered = known.sorted { left, right in
                let (first, second) = (key(left), key(right))
                return first == second ? (stays.totalFee[left], left) < (stays.totalFee[right], right) : first < second
            }
            var start = 0
            while start < ordered.count {
                var end = start + 1
                while end < ordered.count, key(ordered[end]) == key(ordered[start]) { end += 1 }
                setMedians(ordered[start..<end], stays, minimum: minimum)
                start = end
            }
        }
    }

    /// For each facility of a cell the median of the cell's other facilities, where they have enough stays.
    private mutating func setMedians(_ cell: ArraySlice<Int>, _ stays: StayColumns, minimum: Int) {
        let facilities = Set(cell.map { stays.facility[$0] }).sorted()
        for facility in facilities {
            let others = cell.filter { stays.facility[$0] != facility }
            guard others.count >= minimum else { continue }
            let middle = quantile(sorted: others.map { Double(stays.totalFee[$0]) }, 0.5)
            for stay in cell where stays.facility[stay] == facility { usual[stay] = middle }
        }
    }
}
