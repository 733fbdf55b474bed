import Claims
import Features
import Rules

/// What candidates that hold by contradiction have in common: no peers, no probability, money by fee line.
struct ContradictionCases {
    let specification: ScenarioSpecification
    let store: ClaimStore

    static let noPeers = LocalizedText(zh: "客观矛盾，不需与同类比较", en: "a contradiction of records; no peers are needed")

    /// - Parameters:
    ///   - fenOfLine: money at risk by fee line.
    ///   - days: days of service that the case touches.
    func candidate(
        _ kind: Lead.SubjectKind, _ subjectID: String, facilities: [Int32], person: Int32? = nil, days: [Int32], strength: Double,
        reasons: [CandidateReason], rows: [Int32] = [], fenOfLine: [Int32: Int64] = [:], evidence: [EvidenceRow] = [],
        checked: [(explanation: LocalizedText, result: LocalizedText)]
    ) -> Candidate {
        Candidate(
            scenario: specification.slug, subjectKind: kind, subjectID: subjectID, facilities: Set(facilities).sorted(), person: person,
            firstDay: days.min() ?? store.period?.lowerBound ?? 0, lastDay: days.max() ?? store.period?.upperBound ?? 0,
            strength: strength, pValue: nil, qValue: nil, peerGroup: Self.noPeers, peerCount: 0, reasons: reasons,
            rows: Set(rows).sorted(), checked: checked,
            lines: fenOfLine.sorted { $0.key < $1.key }.map { LineAtRisk(line: $0.key, fen: $0.value) }, evidence: evidence,
            isContradiction: true)
    }

    static func reason(
        _ feature: String, _ title: (zh: String, en: String), _ unit: (zh: String, en: String), _ value: Double, _ contribution: Double,
        peerMedian: Double? = nil, peerP99: Double? = nil
    ) -> CandidateReason {
        CandidateReason(
            feature: feature, title: .init(zh: title.zh, en: title.en), unit: .init(zh: unit.zh, en: unit.en), value: value,
            peerMedian: peerMedian, peerP99: peerP99, contribution: contribution)
    }

    /// Many cases of one facility as one, where the specification says from how many on; with a concentration those that are its own.
    func rolledUp(
        _ candidates: [Candidate], concentration: FacilityRollUp.Concentration? = nil, in context: ScreeningContext
    ) throws -> [Candidate] {
        FacilityRollUp(specification, minimumCases: try specification.thresholds.integer("roll_up_cases"), concentration: concentration)
            .rolled(candidates, in: context)
    }
}

extension RuleContext {
    /// The name of a line's item, else its code.
    func itemName(_ line: Int32) -> String {
        let item = lines.item[Int(line)]
        guard item >= 0 else { return "" }
        let name = Int(item) < lines.itemNames.count ? lines.itemNames[Int(item)] : ""
        return name.isEmpty ? lines.items[item] : name
    }
}

/// Middle and upper end of the same figure for everybody looked at.
struct PlainQuantiles {
    let median: Double
    let p75: Double
    let p99: Double
    let count: Int

    init(_ values: [Double]) {
        let sorted = values.sorted()
        count = sorted.count
        median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        p75 = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 75 / 100)]
        p99 = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
    }
}
