import Claims
import Features
import Foundation

/// Candidates of all scenarios as one list: scored on one scale, ordered, each settlement's money counted once,
/// near-identical rows folded into one.
package struct Ranking {
    private let library: ModelLibrary
    private let store: ClaimStore
    private let language: Language

    package init(library: ModelLibrary, store: ClaimStore, language: Language) {
        self.library = library
        self.store = store
        self.language = language
    }

    /// The ranked leads, at most `limit`, and how many candidates there were beyond it.
    package func leads(_ candidates: [Candidate], limit: Int) throws(ClaimsError) -> (leads: [Lead], folded: Int, beyondLimit: Int) {
        var entries: [Entry] = []
        for candidate in candidates { entries.append(try entry(candidate)) }
        entries.sort(by: Self.precedes)
        let folded = fold(&entries)
        let models = corroboratingModels(entries)
        let listed = Array(entries.prefix(limit))
        let related = relations(listed)
        var counted = Set<Int32>()
        var leads: [Lead] = []
        for (index, entry) in listed.enumerated() {
            let unique = entry.candidate.rows.filter { counted.insert($0).inserted }
            leads.append(try lead(entry, rank: index + 1, uniqueFen: fund(of: unique), models: models[index], related: related[index]))
        }
        return (leads, folded, entries.count - listed.count)
    }

    private struct Entry {
        let candidate: Candidate
        let specification: ScenarioSpecification
        let score: Double
        let grossFen: Int64
        let leadID: String
        var folded: [String] = []

        /// The members of a group, or the person that the subject is.
        var persons: [Int32] { candidate.members + [candidate.person].compactMap(\.self) }
    }

    /// Where verdicts taught a probability, it is the score; else the strength on the scenario's scale.
    private func entry(_ candidate: Candidate) throws(ClaimsError) -> Entry {
        let specification = try library.scenario(candidate.scenario)
        let score = if let probability = candidate.probability { (probability * 10_000).rounded() / 100 } else { try library.score(of: candidate) }
        return Entry(
            candidate: candidate, specification: specification, score: score, grossFen: fund(of: candidate.rows),
            leadID: LeadIdentity.leadID(
                scenario: candidate.scenario, subjectKind: candidate.subjectKind, subjectID: candidate.subjectID,
                periodStart: CalendarDay.text(candidate.firstDay), periodEnd: CalendarDay.text(candidate.lastDay)))
    }

    /// Score, then money, then identity.
    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.score != right.score { return left.score > right.score }
        if left.grossFen != right.grossFen { return left.grossFen > right.grossFen }
        return left.leadID < right.leadID
    }

    private func fund(of rows: [Int32]) -> Int64 {
        rows.reduce(0) { $0 + Fen.orZero(store.settlements.fundPaid(Int($1))) }
    }

    /// A general profile of somebody whom a named behaviour already lists is the same case told less well: it becomes
    /// a related lead of that one. Facilities likewise: one row a facility and kind of subject.
    private func fold(_ entries: inout [Entry]) -> Int {
        var keeperOfPerson: [Int32: Int] = [:]
        var keeperOfFacility: [String: Int] = [:]
        var kept: [Entry] = []
        var folded = 0
        for entry in entries {
            let candidate = entry.candidate
            let isProfile = entry.specification.method == ProfileScenario.method
            var keeper: Int?
            if isProfile, let person = candidate.person { keeper = keeperOfPerson[person] }
            if candidate.subjectKind == .facility { keeper = keeperOfFacility[candidate.subjectID] }
            if let keeper {
                kept[keeper].folded.append(entry.leadID)
                folded += 1
                continue
            }
            if candidate.subjectKind == .facility { keeperOfFacility[candidate.subjectID] = kept.count }
            for person in entry.persons where keeperOfPerson[person] == nil {
                keeperOfPerson[person] = kept.count
            }
            kept.append(entry)
        }
        entries = kept
        return folded
    }

    /// How many independent models speak of each entry: its own scenario and every other named behaviour that lists one
    /// of its persons. A general profile reads the same visits as the behaviours do, so it is no second witness.
    private func corroboratingModels(_ entries: [Entry]) -> [Int] {
        var scenariosOfPerson: [Int32: Set<String>] = [:]
        for entry in entries where entry.specification.method != ProfileScenario.method {
            for person in entry.persons { scenariosOfPerson[person, default: []].insert(entry.candidate.scenario) }
        }
        return entries.map { entry in
            entry.persons.reduce(into: [entry.candidate.scenario] as Set) { $0.formUnion(scenariosOfPerson[$1] ?? []) }.count
        }
    }

    /// Lead ids of the list that share a facility-subject or a person with each entry, in rank order.
    private func relations(_ entries: [Entry]) -> [[String]] {
        func keys(_ entry: Entry) -> Set<String> {
            var keys = Set(entry.persons.map { "p\($0)" })
            if entry.candidate.subjectKind != .patient { keys.formUnion(entry.candidate.facilities.map { "f\($0)" }) }
            return keys
        }
        let all = entries.map(keys)
        return entries.indices.map { index in
            entries[index].folded + entries.indices.filter { $0 != index && !all[$0].isDisjoint(with: all[index]) }.map { entries[$0].leadID }
        }
    }

    private func lead(_ entry: Entry, rank: Int, uniqueFen: Int64, models: Int, related: [String]) throws(ClaimsError) -> Lead {
        let candidate = entry.candidate
        let (level, basis) = try library.ranking.riskLevel(models: models, amountFen: entry.grossFen)
        let evidenceLimit = try library.ranking.thresholds.integer("evidence_rows")
        let reasonLimit = try library.ranking.thresholds.integer("reasons")
        return Lead(
            rank: rank, leadID: entry.leadID, scenario: candidate.scenario, title: entry.specification.title[language],
            subjectKind: candidate.subjectKind, subjectID: candidate.subjectID,
            members: candidate.members.map { store.persons.id[$0] }, facilities: candidate.facilities.map { store.facilities.id[$0] },
            periodStart: CalendarDay.text(candidate.firstDay), periodEnd: CalendarDay.text(candidate.lastDay),
            score: entry.score, pValue: candidate.pValue, qValue: candidate.qValue, riskLevel: level, riskBasis: basis[language],
            amountAtRisk: Fen.yuan(uniqueFen), amountGross: Fen.yuan(entry.grossFen),
            peerGroup: candidate.peerGroup[language], peerN: candidate.peerCount,
            reasons: candidate.reasons.prefix(reasonLimit).map { reason in
                Lead.Reason(
                    feature: reason.feature, title: reason.title[language], value: reason.value, unit: reason.unit[language],
                    peerMedian: reason.peerMedian.flatMap(finite), peerP99: reason.peerP99.flatMap(finite), contribution: reason.contribution)
            },
            evidence: candidate.rows.prefix(evidenceLimit).map { evidence(Int($0)) }, evidenceCount: candidate.rows.count,
            referral: entry.specification.recipients.map {
                Lead.Referral(authority: $0.authority[language], article: $0.article[language], request: $0.request[language])
            },
            exemptions: candidate.exemptions.map { $0[language] },
            checked: candidate.checked.map { Lead.Check(explanation: $0.explanation[language], result: $0.result[language]) },
            relatedLeads: related, notice: library.ranking.notice[language])
    }

    private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

    /// The settlement, and where and when it was made and what the fund paid: what a person checks it against.
    private func evidence(_ row: Int) -> Lead.Evidence {
        let columns = store.settlements
        let moment = [CalendarDay.text(columns.day[row]), CalendarDay.timeText(columns.second[row])].filter { !$0.isEmpty }.joined(separator: " ")
        let paid = columns.fundPaid(row)
        let money = paid == Fen.missing ? "" : language == .zh ? "，基金支付 \(Fen.yuanText(paid)) 元" : ", fund paid \(Fen.yuanText(paid)) yuan"
        return Lead.Evidence(
            table: "setl_d", key: columns.id[row], note: "\(moment) \(store.facilities.id[columns.facility[row]])\(money)")
    }
}

extension ModelLibrary {
    /// 100 × (1 − 2^(−strength / half)), up to the scenario's ceiling: half of it at the strength the scenario calls
    /// `half`, and never beyond what its kind of evidence can bear. Two decimals, so that ties are ties.
    func score(of candidate: Candidate) throws(ClaimsError) -> Double {
        let scale = try scenario(candidate.scenario).score
        return (scale.ceiling.value * (1 - exp2(-candidate.strength / scale.half.value)) * 100).rounded() / 100
    }
}
