import Claims
import Features
import Foundation
import Statistics

/// 体检住院: admissions that are a health check-up: nearly all of the bill is examinations, little is done about them, and
/// they are more, or others, than the diagnosis calls for.
///
/// A stay is a case when examinations make up most of its bill and, on the log-odds scale, more than among stays of the
/// same category of diagnosis, when they cost no less than is usual there, and one more sign says so: examinations that do not go with the diagnosis, charges above
/// the prediction limit of `ExaminationRegression`, or half the days. A facility is a lead by how many of its stays
/// are cases, against facilities of its kind (`FacilityShares`) and by what it treats (`FacilityExcess`); elsewhere a stay is one that was nothing else, where that is
/// next to unknown (`LoneStays`).
struct CheckupAdmissionScenario: Scenario {
    static let method = "checkup-admission"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        guard let lines = store.feeLines, store.stays.count > 0 else { return outcome }
        let stays = store.stays
        let traits = StayTraits(specification, store)
        let charges = StayCharges(lines, of: stays, injectionWords: specification.list("injection_words"))
        let excluded = Set(specification.list("excluded_discharge_ways").compactMap(UInt8.init))
        let isTrial = (0..<stays.count).map { stay in
            !stays.isOpen[stay] && charges.total[stay] > 0 && charges.surgery[stay] <= 0 && traits.exemption[stay] < 0
                && !excluded.contains(stays.dischargeWay[stay])
        }
        let signs = try CheckupSigns(lines, charges, store: store, traits: traits, isTrial: isTrial, specification)
        let shares = try FacilityShares(isTrial: isTrial, isCase: signs.isCase, specification, in: context)
        outcome.tails = shares.tails
        outcome.counts = [
            "stays": isTrial.count { $0 }, "exempt_stays": traits.exemption.count { $0 >= 0 }, "cases": signs.isCase.count { $0 },
            "facilities": shares.subjects.count, "without_peers": shares.withoutPeers,
        ]
        let excess = try FacilityExcess(isTrial: isTrial, isCase: signs.isCase, traits: traits, store: store, .init(specification.thresholds))
        excess.add(to: &outcome.tails, of: specification, in: context)
        let found = shares.found(
            or: excess, largestQ: try specification.thresholds.value("maximum_q"), minimumCases: try specification.thresholds.integer("minimum_cases"))
        for (finding, strength) in found {
            outcome.candidates.append(candidate(finding, strength: strength, signs: signs, charges: charges, traits: traits, store: store))
        }
        let lone = try LoneStays(
            isTrial: isTrial, isCase: try nothingElse(signs, charges), listed: Set(outcome.candidates.flatMap(\.facilities)), specification,
            in: context)
        let usual = PlainQuantiles(signs.share.filter(\.isFinite))
        outcome.candidates += try lone.candidates(checked: checks) { reasons($0, signs, charges, stays, usual: usual) }
        return outcome
    }

    /// Cases whose bill is next to nothing but examinations, which cost more than the regression allows, and next to nothing done about them.
    private func nothingElse(_ signs: CheckupSigns, _ charges: StayCharges) throws -> [Bool] {
        let leastShare = try specification.thresholds.value("lone_exam_share")
        let mostCare = try specification.thresholds.value("lone_care_share")
        return signs.isCase.indices.map { stay in
            signs.isCase[stay] && signs.share[stay] >= leastShare && Fen.yuan(charges.examination[stay]) >= signs.regression.limit[stay]
                && charges.share(\.treatment, of: stay) + charges.share(\.drugs, of: stay) <= mostCare
        }
    }

    private func reasons(
        _ stay: Int, _ signs: CheckupSigns, _ charges: StayCharges, _ stays: StayColumns, usual: PlainQuantiles
    ) -> [CandidateReason] {
        var reasons = [
            CandidateReason(
                feature: "exam_share", title: .init(zh: "检查检验费占比", en: "share of examinations in the bill"), unit: .init(zh: "占比", en: "share"),
                value: signs.share[stay], peerMedian: usual.median, peerP99: usual.p99, contribution: 0),
        ]
        if signs.regression.expected[stay].isFinite {
            reasons.append(.init(
                feature: "exam_fee_over_prediction", title: .init(zh: "检查检验费（对照为回归预测值和预测上限）", en: "examination charges, against the regression's prediction and limit"),
                unit: .init(zh: "元", en: "yuan"), value: Fen.yuan(charges.examination[stay]), peerMedian: signs.regression.expected[stay],
                peerP99: signs.regression.limit[stay], contribution: 0))
        }
        if stays.days(of: stay) > 0 {
            reasons.append(.init(
                feature: "stay_days", title: .init(zh: "住院天数", en: "days of the stay"), unit: .init(zh: "天", en: "days"),
                value: Double(stays.days(of: stay)), peerMedian: nil, peerP99: nil, contribution: 0))
        }
        return reasons
    }

    private func candidate(
        _ finding: FacilityShares.Finding, strength: Double, signs: CheckupSigns, charges: StayCharges, traits: StayTraits, store: ClaimStore
    ) -> Candidate {
        let stays = store.stays
        let own = stays.byFacility[Int(finding.facility)].map { Int($0) }
        let cases = own.filter { signs.isCase[$0] }
        let others = (0..<stays.count).filter { signs.share[$0].isFinite && stays.facility[$0] != finding.facility }.map { signs.share[$0] }
        var reasons = AdmissionReasons.share(finding, strength: strength, feature: "checkup_stay_share", .init(zh: "疑似体检住院的住院占比", en: "share of stays that look like a check-up"))
        reasons.append(.init(
            feature: "exam_share", title: .init(zh: "这些住院的检查检验费占比（中位数）", en: "median share of examinations in the bills of these stays"),
            unit: .init(zh: "占比", en: "share"), value: median(cases.map { signs.share[$0] }),
            peerMedian: others.isEmpty ? nil : median(others), peerP99: others.isEmpty ? nil : quantile(others, 0.99), contribution: 0))
        func add(_ feature: String, _ zh: String, _ en: String, _ unit: (String, String), _ values: [Double], median expected: Double? = nil, p99: Double? = nil) {
            let known = values.filter(\.isFinite)
            guard !known.isEmpty else { return }
            reasons.append(.init(
                feature: feature, title: .init(zh: zh, en: en), unit: .init(zh: unit.0, en: unit.1), value: median(known),
                peerMedian: expected.flatMap { $0.isFinite ? $0 : nil }, peerP99: p99.flatMap { $0.isFinite ? $0 : nil }, contribution: 0))
        }
        add("exam_mismatch", "与主诊断不相符的检查费占比（中位数）", "median share of examinations that do not go with the diagnosis", ("占比", "share"),
            cases.map { signs.norms.mismatch[$0] })
        add("exam_fee_over_prediction", "检查检验费（中位数；对照为回归预测值和预测上限）", "median examination charges, against the regression's prediction and limit",
            ("元", "yuan"), cases.map { Fen.yuan(charges.examination[$0]) },
            median: median(cases.map { signs.regression.expected[$0] }), p99: median(cases.map { signs.regression.limit[$0] }))
        return AdmissionCandidate.facility(
            finding, cases: cases, strength: strength, reasons: reasons, specification, traits: traits, own: own, store: store,
            checked: checks + [
                (.init(zh: "住院人次过少", en: "too few stays"), .init(zh: "按同类机构收缩后的占比下限为\(percent(finding.shrunkenLower))", en: "the lower bound of the shrunken share is \(percent(finding.shrunkenLower))")),
            ])
    }

    private let checks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (.init(zh: "手术、日间手术", en: "surgery, day surgery"), .init(zh: "有手术费或日间手术的住院未计入", en: "stays with surgery charges and day surgery were left out")),
        (.init(zh: "肿瘤分期、放化疗等需要大量检查的住院", en: "oncology staging and the like, which need many examinations"),
         .init(zh: "相应诊断的住院未计入", en: "stays of such diagnoses were left out")),
        (.init(zh: "诊断性入院", en: "admission for diagnosis"),
         .init(zh: "与同诊断类别的其他机构住院比较检查占比、项目和费用", en: "share, items and charges were compared with stays of the same category elsewhere")),
    ]

    private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }
}

/// Which stays look like a check-up, and what says so.
private struct CheckupSigns {
    /// The share of examinations in the bill; NaN for stays that are not looked at.
    private(set) var share: [Double]
    private(set) var isCase: [Bool]
    let norms: ExaminationNorms
    let regression: ExaminationRegression

    init(
        _ lines: FeeLineColumns, _ charges: StayCharges, store: ClaimStore, traits: StayTraits, isTrial: [Bool], _ specification: ScenarioSpecification
    ) throws {
        let thresholds = specification.thresholds
        let stays = store.stays
        let minimumStays = try thresholds.integer("minimum_diagnosis_stays")
        norms = ExaminationNorms(
            lines, of: stays, traits: traits, isTrial: isTrial, indicated: try thresholds.value("indicated_share"), minimumStays: minimumStays)
        regression = try ExaminationRegression(charges, in: store, traits: traits, isTrial: isTrial, thresholds: thresholds)
        share = (0..<stays.count).map { isTrial[$0] ? charges.share(\.examination, of: $0) : .nan }
        isCase = Array(repeating: false, count: stays.count)

        let shareNorms = ClassNorms(share.map(Self.logit), classes: traits.diagnosisClass, classCount: traits.classNames.count, minimum: minimumStays)
        let days = (0..<stays.count).map { isTrial[$0] && stays.days(of: $0) > 0 ? Double(stays.days(of: $0)) : .nan }
        let dayNorms = ClassNorms(days, classes: traits.diagnosisClass, classCount: traits.classNames.count, minimum: minimumStays)
        let fees = (0..<stays.count).map { isTrial[$0] ? log(1 + Fen.yuan(max(0, charges.examination[$0]))) : .nan }
        let feeNorms = ClassNorms(fees, classes: traits.diagnosisClass, classCount: traits.classNames.count, minimum: minimumStays)
        let leastShare = try thresholds.value("minimum_exam_share")
        let leastZ = try thresholds.value("minimum_exam_z")
        let mismatch = try thresholds.value("minimum_mismatch")
        let tail = try thresholds.value("prediction_tail")
        let leastSigns = try thresholds.integer("minimum_signs")
        let longest = try thresholds.value("maximum_days")
        let shortShare = try thresholds.value("short_share")
        let limit = Normal().quantile(1 - tail)
        for stay in 0..<stays.count where isTrial[stay] {
            guard share[stay] >= leastShare, days[stay].isNaN || days[stay] <= longest,
                  shareNorms.robustZ(of: stay) >= leastZ else { continue }
            // A poor bill is not a check-up because nothing else is on it.
            if let usual = feeNorms.center(of: stay), fees[stay] < usual { continue }
            var signs = 0
            if norms.mismatch[stay] >= mismatch { signs += 1 }
            if regression.residual[stay] >= limit { signs += 1 }
            if let usual = dayNorms.center(of: stay), days[stay] <= shortShare * usual { signs += 1 }
            isCase[stay] = signs >= leastSigns
        }
    }

    /// The log odds of a share, kept away from the infinite ends.
    private static func logit(_ share: Double) -> Double {
        guard share.isFinite else { return .nan }
        let inside = min(0.995, max(0.005, share))
        return log(inside / (1 - inside))
    }
}
