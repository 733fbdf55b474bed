import Claims
import Features

/// Two runs side by side. A lead is the same in both where scenario and subject are, whatever its period: changed thresholds move the
/// first and the last day. A group is the same also where most of its members are (Jaccard at least one half).
struct ComparedRuns {
    private typealias Threshold = LeadComparison.ThresholdChange

    let isSameExtract: Bool
    let changedThresholds: [String: [LeadComparison.ThresholdChange]]
    private let before: [EarlierRun.ListedLead]
    private let after: [Lead]
    private let placesBefore: [String: CandidatePlace]
    private let placesAfter: [String: CandidatePlace]
    private let exemptionBefore: [String: String]
    private let exemptionAfter: [String: String]
    private let ranBefore: Set<String>
    private let ranAfter: Set<String>
    private let language: Language

    init(_ outcome: ScreeningRun.Outcome, _ earlier: EarlierRun, _ language: Language) throws {
        self.language = language
        before = try earlier.leads()
        after = outcome.leads
        placesBefore = Dictionary(try earlier.places().map { (Self.key($0.scenario, $0.subjectKind, $0.subjectID), $0) }) { first, _ in first }
        placesAfter = Dictionary(outcome.places.map { (Self.key($0.scenario, $0.subjectKind, $0.subjectID), $0) }) { first, _ in first }
        let record = earlier.record
        ranBefore = Set(record.scenarios.map(\.scenario))
        ranAfter = Set(outcome.record.scenarios.map(\.scenario))
        exemptionBefore = Dictionary(record.scenarios.flatMap { scenario in
            scenario.suppressed.map { ("\(scenario.scenario)|\($0.subjectKind)|\($0.subjectID)", $0.exemption) }
        }) { first, _ in first }
        exemptionAfter = Dictionary(outcome.record.scenarios.flatMap(\.suppressed).map {
            (Self.key($0.scenario, $0.subjectKind, $0.subjectID), $0.exemption)
        }) { first, _ in first }
        let digests = outcome.record.inputs.map { EarlierRun.Record.Input(name: $0.name, bytes: $0.bytes, sha256: $0.sha256) }
        // A folder may have been moved; files that come from a database have no digest, and then their number must do.
        isSameExtract = digests == record.inputs && outcome.record.settlements.read.rows == record.settlements.read.rows
        changedThresholds = Self.differences(record.thresholds, outcome.record.thresholds)
    }

    private static func key(_ scenario: String, _ kind: Lead.SubjectKind, _ subject: String) -> String { "\(scenario)|\(kind.rawValue)|\(subject)" }

    private static func differences(
        _ before: [String: [String: Double]], _ after: [String: [String: Double]]
    ) -> [String: [LeadComparison.ThresholdChange]] {
        var changes: [String: [LeadComparison.ThresholdChange]] = [:]
        for group in before.keys where after[group] != nil {
            let (old, new) = (before[group] ?? [:], after[group] ?? [:])
            let names = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
            if !names.isEmpty { changes[group] = names.map { .init(name: $0, before: old[$0], after: new[$0], crossing: []) } }
        }
        return changes
    }

    /// By position: the earlier lead that each later one is, or nil.
    private func matches() -> [Int?] {
        var open: [String: [Int]] = [:]
        for (index, lead) in before.enumerated().reversed() { open[Self.key(lead.scenario, lead.subjectKind, lead.subjectID), default: []].append(index) }
        var matched = after.map { lead in open[Self.key(lead.scenario, lead.subjectKind, lead.subjectID)]?.popLast() }
        var taken = Set(matched.compactMap(\.self))
        for (index, lead) in after.enumerated() where matched[index] == nil && lead.members.count > 1 {
            let members = Set(lead.members)
            let similar = before.indices.filter { other in
                guard !taken.contains(other), before[other].scenario == lead.scenario, before[other].members.count > 1 else { return false }
                let shared = members.intersection(before[other].members).count
                return shared * 2 >= members.union(before[other].members).count
            }
            if let first = similar.first {
                matched[index] = first
                taken.insert(first)
            }
        }
        return matched
    }

    func entries() -> [LeadComparison.Entry] {
        let matched = matches()
        let taken = Set(matched.compactMap(\.self))
        var entered: [LeadComparison.Entry] = []
        var stayed: [LeadComparison.Entry] = []
        for (lead, earlier) in zip(after, matched) {
            if let earlier { stayed.append(stayedEntry(lead, before[earlier])) } else { entered.append(enteredEntry(lead)) }
        }
        let left = before.indices.filter { !taken.contains($0) }.map { leftEntry(before[$0]) }
        return entered + left + stayed.filter { $0.change == .moved } + stayed.filter { $0.change == .unchanged }
    }

    private func stayedEntry(_ lead: Lead, _ earlier: EarlierRun.ListedLead) -> LeadComparison.Entry {
        let moved = lead.rank != earlier.rank
        let rescored = earlier.score != lead.score
        let cause: LeadComparison.Cause = rescored ? .scoreChanged : moved ? .rankMoved : .none
        var why = ""
        if rescored { why = text("分值 \(number(earlier.score)) → \(number(lead.score))", "score \(number(earlier.score)) → \(number(lead.score))") }
        if moved { why += (why.isEmpty ? "" : text("，", ", ")) + text("名次 \(earlier.rank) → \(lead.rank)", "rank \(earlier.rank) → \(lead.rank)") }
        return .init(
            change: moved || rescored ? .moved : .unchanged, leadID: lead.leadID, scenario: lead.scenario, subjectKind: lead.subjectKind,
            subjectID: lead.subjectID, rankBefore: earlier.rank, rankAfter: lead.rank, scoreBefore: earlier.score, scoreAfter: lead.score,
            cause: cause, thresholds: [], why: why)
    }

    private func enteredEntry(_ lead: Lead) -> LeadComparison.Entry {
        let key = Self.key(lead.scenario, lead.subjectKind, lead.subjectID)
        let values = lead.reasons.map { ($0.feature, $0.value) } + [("p_value", lead.pValue), ("q_value", lead.qValue)].compactMap { name, value in value.map { (name, $0) } }
        let other = placesBefore[key]
        let (cause, thresholds, why) = explanation(
            scenario: lead.scenario, values: values, ran: ranBefore, exemption: exemptionBefore[key], place: other,
            listLength: before.count, score: lead.score, when: text("上次", "before"))
        return .init(
            change: .entered, leadID: lead.leadID, scenario: lead.scenario, subjectKind: lead.subjectKind, subjectID: lead.subjectID,
            rankBefore: other?.place, rankAfter: lead.rank, scoreBefore: other?.score, scoreAfter: lead.score, cause: cause,
            thresholds: thresholds, why: why)
    }

    private func leftEntry(_ lead: EarlierRun.ListedLead) -> LeadComparison.Entry {
        let key = Self.key(lead.scenario, lead.subjectKind, lead.subjectID)
        let values = lead.reasons.compactMap { reason in reason.value.map { (reason.feature, $0) } }
            + [("p_value", lead.pValue), ("q_value", lead.qValue)].compactMap { name, value in value.map { (name, $0) } }
        let other = placesAfter[key]
        let (cause, thresholds, why) = explanation(
            scenario: lead.scenario, values: values, ran: ranAfter, exemption: exemptionAfter[key], place: other,
            listLength: after.count, score: lead.score, when: text("本次", "now"))
        return .init(
            change: .left, leadID: lead.leadID, scenario: lead.scenario, subjectKind: lead.subjectKind, subjectID: lead.subjectID,
            rankBefore: lead.rank, rankAfter: other?.place, scoreBefore: lead.score, scoreAfter: other?.score, cause: cause,
            thresholds: thresholds, why: why)
    }

    /// Why a lead is on one list and not on the other: what became of its subject in the run without it.
    private func explanation(
        scenario: String, values: [(feature: String, value: Double)], ran: Set<String>, exemption: String?, place: CandidatePlace?,
        listLength: Int, score: Double?, when: String
    ) -> (LeadComparison.Cause, [LeadComparison.ThresholdChange], String) {
        if !ran.contains(scenario) { return (.scenarioNotRun, [], text("\(when)未运行该场景", "the scenario did not run \(when)")) }
        let changed = (changedThresholds[scenario] ?? []).map { change in
            var change = change
            change.crossing = crossings(change, values)
            return change
        }
        if let exemption { return (.exemption, changed, text("\(when)适用豁免 \(exemption)", "exempt \(when): \(exemption)")) }
        if let place {
            switch place.status {
            case .beyond, .listed:
                let position = place.place.map { text("第 \($0) 位", "place \($0)") } ?? ""
                let scores = place.score == score ? "" : text("，分值 \(number(place.score))（另一次 \(number(score))）", ", score \(number(place.score)) there and \(number(score)) here")
                return (place.score == score ? .rankMoved : .scoreChanged, changed, text("\(when)排在\(position)，名单长 \(listLength)\(scores)", "\(position) of a list of \(listLength) \(when)\(scores)"))
            case .folded: return (.folded, changed, text("\(when)并入线索 \(place.foldedInto ?? "")", "folded into lead \(place.foldedInto ?? "") \(when)"))
            case .unasked: return (.notAskedFor, changed, text("\(when)未要求该类对象", "its kind of subject was not asked for \(when)"))
            }
        }
        let general = (changedThresholds["data-quality"] ?? [])
        if !changed.isEmpty || !general.isEmpty { return (.thresholdChanged, changed + general, thresholdText(changed + general)) }
        if !isSameExtract { return (.extractChanged, [], text("两次读取的数据不同", "another extract was read")) }
        return (.modelChanged, [], text("\(when)不是候选：模型文件、种子或程序版本不同", "no candidate \(when): model files, seed or version differ"))
    }

    /// Values of the lead on one side of the old threshold and the other side of the new one.
    private func crossings(_ change: LeadComparison.ThresholdChange, _ values: [(feature: String, value: Double)]) -> [LeadComparison.Crossing] {
        guard let before = change.before, let after = change.after else { return [] }
        return values.filter { (min(before, after)...max(before, after)).contains($0.value) }.map { .init(feature: $0.feature, value: $0.value) }
    }

    /// Thresholds that one of the lead's values lies across first; where there are such, they alone.
    private func thresholdText(_ changes: [LeadComparison.ThresholdChange]) -> String {
        let crossed = changes.filter { !$0.crossing.isEmpty }
        return (crossed.isEmpty ? changes : crossed).map { change in
            let values = change.crossing.map { "\($0.feature) = \(number($0.value))" }.joined(separator: ", ")
            let arrow = "\(change.name) \(number(change.before)) → \(number(change.after))"
            return text("阈值 \(arrow)", "threshold \(arrow)") + (values.isEmpty ? "" : text("，取值 \(values)", ", value \(values)"))
        }.joined(separator: text("；", "; "))
    }

    private func text(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private func number(_ value: Double?) -> String {
        guard let value else { return "-" }
        if value != 0, abs(value) < 0.001 { return "\(value)" }
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : "\(rounded)"
    }
}
