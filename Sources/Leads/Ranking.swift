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
    package func leads(
        _ candidates: [Candidate], limit: Int, asked: AskedSubjects = .init()
    ) throws(ClaimsError) -> (leads: [Lead], folded: Int, beyondLimit: Int, places: [CandidatePlace]) {
        let least = try library.ranking.thresholds.value("minimum_score")
        var entries: [Entry] = []
        for candidate in candidates { entries.append(try entry(candidate, least: least)) }
        entries.sort(by: Self.precedes)
        let folded = try fold(&entries)
        // All that are strong enough to show speak of each other, also those that are not asked for; these are then left out.
        let allModels = corroboratingModels(entries)
        let isAsked = entries.map { asked.admits($0.candidate, in: store) }
        let models = zip(allModels, isAsked).filter { $1 }.map { $0.0 }
        let unasked = zip(entries, isAsked).filter { !$1 }.map { $0.0 }
        entries = zip(entries, isAsked).filter { $1 }.map { $0.0 }
        // What is too weak to show stands at the end; it counts as beyond the list.
        let limit = min(limit, entries.count(where: \.isStrongEnough))
        let listed = Array(entries.prefix(limit))
        let related = relations(listed)
        var account = AmountAccount(store: store)
        var leads: [Lead] = []
        for (index, entry) in listed.enumerated() {
            leads.append(try lead(entry, rank: index + 1, uniqueFen: account.count(entry.candidate), models: models[index], related: related[index]))
        }
        return (leads, folded, entries.count - listed.count, places(entries, limit: limit, unasked: unasked))
    }

    /// Where everything ended: by place, then what was not asked for, each followed by what was folded into it.
    private func places(_ entries: [Entry], limit: Int, unasked: [Entry]) -> [CandidatePlace] {
        func place(_ entry: Entry, _ status: CandidatePlace.Status, _ place: Int? = nil, into: String? = nil) -> CandidatePlace {
            CandidatePlace(
                leadID: entry.leadID, scenario: entry.candidate.scenario, subjectKind: entry.candidate.subjectKind,
                subjectID: entry.candidate.subjectID, score: entry.score, status: status, place: place, foldedInto: into)
        }
        let ranked = entries.enumerated().map { ($0.element, place($0.element, $0.offset < limit ? .listed : .beyond, $0.offset + 1)) }
        return (ranked + unasked.map { ($0, place($0, .unasked)) }).flatMap { entry, own in
            [own] + entry.folded.map { place($0, .folded, into: entry.leadID) }
        }
    }

    private struct Entry {
        let candidate: Candidate
        let specification: ScenarioSpecification
        let score: Double
        /// Whether its evidence is strong enough to be shown and to speak for others.
        let isStrongEnough: Bool
        let grossFen: Int64
        let leadID: String
        var folded: [Entry] = []

        /// The members of a group, or the person that the subject is.
        var persons: [Int32] { candidate.members + [candidate.person].compactMap(\.self) }
    }

    /// Where verdicts taught a probability, it is the score; else the strength on the scenario's scale. A probability orders and no more:
    /// whether the evidence is strong enough to be shown, at least `least` on that scale, does not depend on it.
    private func entry(_ candidate: Candidate, least: Double) throws(ClaimsError) -> Entry {
        let evidence = try library.score(of: candidate)
        return Entry(
            candidate: candidate, specification: try library.scenario(candidate.scenario),
            score: candidate.probability.map { ($0 * 10_000).rounded() / 100 } ?? evidence, isStrongEnough: evidence >= least,
            grossFen: AmountAccount.gross(candidate, in: store),
            leadID: LeadIdentity.leadID(
                scenario: candidate.scenario, subjectKind: candidate.subjectKind, subjectID: candidate.subjectID,
                periodStart: CalendarDay.text(candidate.firstDay), periodEnd: CalendarDay.text(candidate.lastDay)))
    }

    /// Score, then money, then identity; after all that is shown, what is too weak, so that nothing shown is folded into it.
    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.isStrongEnough != right.isStrongEnough { return left.isStrongEnough }
        if left.score != right.score { return left.score > right.score }
        if left.grossFen != right.grossFen { return left.grossFen > right.grossFen }
        return left.leadID < right.leadID
    }

    /// A general profile of somebody whom a named behaviour already lists is the same case told less well, and so is a
    /// facility's lead on nearly the same settlements as a stronger one of the same facility, and that of one person, or of a pharmacy
    /// where the same cards come again and again, most of whose settlements are those of a group already listed: all become
    /// related leads of that one. A part of a stronger lead is a case of its own: a pharmacy that grows may grow by its nights. What two records contradict stands by itself.
    private func fold(_ entries: inout [Entry]) throws(ClaimsError) -> Int {
        let share = try library.ranking.thresholds.value("fold_share")
        let memberShare = try library.ranking.thresholds.value("fold_member_share")
        var keeperOfPerson: [Int32: Int] = [:]
        var keeperOfFacility: [String: Int] = [:]
        var facilityKeeperOfRow: [Int32: Int] = [:]
        var groupKeeperOfRow: [Int32: Int] = [:]
        var kept: [Entry] = []
        var folded = 0
        for entry in entries {
            let candidate = entry.candidate
            let isProfile = entry.specification.method == ProfileScenario.method
            let isFacility = candidate.subjectKind == .facility
            var keeper: Int?
            if isProfile, let person = candidate.person { keeper = keeperOfPerson[person] }
            if isProfile, isFacility { keeper = keeperOfFacility[candidate.subjectID] }
            if !isProfile, isFacility, !candidate.isContradiction {
                keeper = Self.holder(of: candidate.rows, share, facilityKeeperOfRow).flatMap { place in
                    let holder = kept[place].candidate
                    let isSame = holder.subjectID == candidate.subjectID && Double(candidate.rows.count) >= share * Double(holder.rows.count)
                    return isSame ? place : nil
                }
            }
            if candidate.isOfSameCards || !isProfile && !isFacility && candidate.members.isEmpty && !candidate.isContradiction {
                keeper = Self.holder(of: candidate.rows, memberShare, groupKeeperOfRow) ?? keeper
            }
            if let keeper {
                kept[keeper].folded.append(entry)
                folded += 1
                continue
            }
            if isFacility {
                if keeperOfFacility[candidate.subjectID] == nil { keeperOfFacility[candidate.subjectID] = kept.count }
                if !isProfile { for row in candidate.rows where facilityKeeperOfRow[row] == nil { facilityKeeperOfRow[row] = kept.count } }
            }
            if !candidate.members.isEmpty {
                for row in candidate.rows where groupKeeperOfRow[row] == nil { groupKeeperOfRow[row] = kept.count }
            }
            for person in entry.persons where keeperOfPerson[person] == nil {
                keeperOfPerson[person] = kept.count
            }
            kept.append(entry)
        }
        entries = kept
        return folded
    }

    /// The kept lead that holds at least this share of the rows; nil for no rows.
    private static func holder(of rows: [Int32], _ share: Double, _ keeperOfRow: [Int32: Int]) -> Int? {
        var held: [Int: Int] = [:]
        for row in rows { if let keeper = keeperOfRow[row] { held[keeper, default: 0] += 1 } }
        guard let most = held.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        return Double(most.value) >= share * Double(rows.count) ? most.key : nil
    }

    /// How many independent models speak of each entry: its own scenario and every other named behaviour that lists one of
    /// its persons or, for a facility, the same facility. A general profile reads the same visits as the behaviours do,
    /// so it is no second witness, and neither is what is too weak to show.
    private func corroboratingModels(_ entries: [Entry]) -> [Int] {
        var scenariosOfPerson: [Int32: Set<String>] = [:]
        var scenariosOfFacility: [String: Set<String>] = [:]
        let profiles = Set(library.scenarios.filter { $0.method == ProfileScenario.method }.map(\.slug))
        for entry in entries where entry.specification.method != ProfileScenario.method && entry.isStrongEnough {
            for person in entry.persons { scenariosOfPerson[person, default: []].insert(entry.candidate.scenario) }
            if entry.candidate.subjectKind == .facility {
                scenariosOfFacility[entry.candidate.subjectID, default: []].insert(entry.candidate.scenario)
            }
        }
        return entries.map { entry in
            var scenarios: Set = [entry.candidate.scenario]
            // What a member was listed for by himself still speaks for the group, and a facility's other behaviour for the facility.
            if !entry.candidate.members.isEmpty || entry.candidate.subjectKind == .facility {
                scenarios.formUnion(entry.folded.filter(\.isStrongEnough).map(\.candidate.scenario).filter { !profiles.contains($0) })
            }
            for person in entry.persons { scenarios.formUnion(scenariosOfPerson[person] ?? []) }
            if entry.candidate.subjectKind == .facility { scenarios.formUnion(scenariosOfFacility[entry.candidate.subjectID] ?? []) }
            return scenarios.count
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
            let others = entries.indices.filter { $0 != index && !all[$0].isDisjoint(with: all[index]) }
            return entries[index].folded.map(\.leadID) + others.map { entries[$0].leadID }
        }
    }

    private func lead(_ entry: Entry, rank: Int, uniqueFen: Int64, models: Int, related: [String]) throws(ClaimsError) -> Lead {
        let candidate = entry.candidate
        let (level, basis) = try library.ranking.riskLevel(isContradiction: candidate.isContradiction, models: models, amountFen: entry.grossFen)
        let evidenceLimit = try library.ranking.thresholds.integer("evidence_rows")
        let evidence = EvidenceNotes.rows(of: candidate)
        let notes = EvidenceNotes(store: store, language: language)
        let reasonLimit = try library.ranking.thresholds.integer("reasons")
        let recipients = try library.referral.recipients(
            of: .init(candidate, risk: level, amountFen: entry.grossFen, in: store), scenario: entry.specification.recipients)
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
            evidence: evidence.prefix(evidenceLimit).map(notes.evidence), evidenceCount: evidence.count,
            referral: recipients.map {
                Lead.Referral(authority: $0.authority[language], article: $0.article[language], request: $0.request[language])
            },
            exemptions: candidate.exemptions.map { $0[language] },
            checked: candidate.checked.map { Lead.Check(explanation: $0.explanation[language], result: $0.result[language]) },
            relatedLeads: related, notice: library.ranking.notice[language])
    }

    private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension ModelLibrary {
    /// 100 × (1 − 2^(−strength / half)), up to the scenario's ceiling: half of it at the strength the scenario calls
    /// `half`, and never beyond what its kind of evidence can bear. Two decimals, so that ties are ties.
    func score(of candidate: Candidate) throws(ClaimsError) -> Double {
        let scale = try scenario(candidate.scenario).score
        return (scale.ceiling.value * (1 - exp2(-candidate.strength / scale.half.value)) * 100).rounded() / 100
    }
}
