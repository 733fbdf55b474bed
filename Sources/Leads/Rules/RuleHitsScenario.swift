import Claims
import Features
import Foundation
import Rules

/// 规则命中: what the rule packs hit, by facility. Rules of item and sex are the scenario `gender-conflict`, which knows more
/// about them.
struct RuleHitsScenario: Scenario {
    static let method = "rule-hits"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        guard let rules = RuleContext(context.store) else { return outcome }
        let rows = context.knowledge.rulePacks.flatMap(\.rules).filter { $0.shape != .itemSex }
        let hits = RuleScan.hits(of: rows.map { ShapedRule($0) }, in: rules)
        let weights = (
            violation: try specification.thresholds.value("strength_violation"), question: try specification.thresholds.value("strength_question"))
        var byFacility: [Int32: [RuleHit]] = [:]
        for hit in hits { byFacility[hit.facility, default: []].append(hit) }
        let cases = ContradictionCases(specification: specification, store: context.store)
        for (facility, hits) in byFacility.sorted(by: { $0.key < $1.key }) {
            var reasons: [CandidateReason] = []
            var isContradiction = false
            for row in rows {
                let own = hits.filter { $0.rule == row.id }
                guard !own.isEmpty else { continue }
                let isViolation = row.result == .violation
                isContradiction = isContradiction || isViolation
                // Ten times the hits are one step more, not ten times the reason to look.
                let strength = (isViolation ? weights.violation : weights.question) * (1 + log10(Double(own.count)))
                reasons.append(ContradictionCases.reason(
                    "rule:" + row.id,
                    ("\(row.title.zh)（\(row.result.rawValue)，\(row.article.zh)）", "\(row.title.en) (\(isViolation ? "violation" : "question"), \(row.article.en))"),
                    ("次", "hits"), Double(own.count), strength))
            }
            var fenOfLine: [Int32: Int64] = [:]
            for line in hits.flatMap(\.lines) { fenOfLine[line.line] = max(fenOfLine[line.line] ?? 0, line.fen) }
            var candidate = cases.candidate(
                .facility, context.store.facilities.id[facility], facilities: [facility], days: hits.flatMap { [$0.firstDay, $0.lastDay] },
                strength: reasons.reduce(0) { $0 + $1.contribution },
                reasons: reasons.sorted { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) },
                fenOfLine: fenOfLine.filter { $0.value > 0 }, evidence: hits.flatMap(\.lines).map { .feeLine($0.line) },
                checked: [(.init(zh: "退费", en: "refunds"), .init(zh: "已冲抵", en: "netted"))])
            candidate.isContradiction = isContradiction
            outcome.candidates.append(candidate)
        }
        outcome.counts = ["rules": rows.count, "hits": hits.count, "facilities": outcome.candidates.count]
        return outcome
    }
}
