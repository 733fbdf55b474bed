import Claims
import Features

/// What candidates of the admission scenarios have in common.
enum AdmissionCandidate {
    /// A facility whose admissions are questioned: the whole of each stay's fund payment is at risk.
    ///
    /// - Parameters:
    ///   - cases: the stays in question, ascending.
    ///   - own: all stays of the facility, for the exemptions that took some of them out.
    static func facility(
        _ finding: FacilityShares.Finding, cases: [Int], strength: Double, reasons: [CandidateReason], _ specification: ScenarioSpecification,
        traits: StayTraits, own: [Int], store: ClaimStore, checked: [(explanation: LocalizedText, result: LocalizedText)]
    ) -> Candidate {
        let stays = store.stays
        let period = period(of: cases, store)
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[finding.facility],
            facilities: [finding.facility], firstDay: period.first, lastDay: period.last,
            strength: strength, pValue: GroupVisits.probability(log10: finding.log10P), qValue: finding.qValue,
            peerGroup: finding.peerGroup, peerCount: finding.law.count, reasons: reasons,
            rows: rows(of: cases, stays), exemptions: specification.exemptionTexts(own.lazy.map { traits.exemption[$0] }),
            checked: checked + [wholeStay], evidence: visits(of: cases, stays))
        candidate.caseCount = cases.count
        return candidate
    }

    /// What is at risk where it is doubted that there had to be a stay at all.
    static let wholeStay: (explanation: LocalizedText, result: LocalizedText) = (
        .init(zh: "涉及金额的口径", en: "what the amount at risk is"),
        .init(zh: "质疑的是入院本身，按这些住院的全部基金支付计算", en: "the admission itself is questioned, so it is all that the funds paid for these stays"))

    static func rows(of cases: [Int], _ stays: StayColumns) -> [Int32] { cases.flatMap { Array(stays.rows(of: $0)) }.sorted() }

    /// The visits of the stays, where the extract has them.
    static func visits(of cases: [Int], _ stays: StayColumns) -> [EvidenceRow] {
        cases.map { stays.visit[$0] }.filter { $0 >= 0 }.map { .visit($0) }
    }

    /// From the first settlement to the last: the days of the extract, which admissions may lie before.
    static func period(of cases: [Int], _ store: ClaimStore) -> (first: Int32, last: Int32) {
        let days = cases.flatMap { store.stays.rows(of: $0).map { store.settlements.day[Int($0)] } }.filter { $0 != CalendarDay.missing }
        return (days.min() ?? 0, days.max() ?? 0)
    }
}

enum AdmissionReasons {
    /// How many, of how many, against whom; and the department where it is concentrated.
    static func share(_ finding: FacilityShares.Finding, strength: Double, feature: String, _ title: LocalizedText) -> [CandidateReason] {
        var reasons = [
            CandidateReason(
                feature: feature, title: title, unit: .init(zh: "占比", en: "share"), value: Double(finding.cases) / Double(finding.stays),
                peerMedian: finding.law.median, peerP99: finding.law.p99, contribution: strength),
            CandidateReason(
                feature: "cases", title: .init(zh: "涉及住院人次（该机构共比较\(finding.stays)人次）", en: "stays in question, of \(finding.stays) compared"),
                unit: .init(zh: "人次", en: "stays"), value: Double(finding.cases), peerMedian: nil, peerP99: nil, contribution: 0),
        ]
        if let department = finding.department {
            reasons.append(.init(
                feature: "department_share",
                title: .init(zh: "集中于科室\(department.name)（\(department.stays)人次）", en: "concentrated in department \(department.name) (\(department.stays) stays)"),
                unit: .init(zh: "占比", en: "share"), value: Double(department.cases) / Double(department.stays),
                peerMedian: nil, peerP99: nil, contribution: 0))
        }
        return reasons
    }
}
