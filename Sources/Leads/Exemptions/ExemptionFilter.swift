import Claims
import Features

/// Takes what is exempt out of the candidates, and says what went and why.
struct ExemptionFilter {
    private let exemptions: [SubjectExemption]
    private let store: ClaimStore

    /// - Parameter exemptions: those that hold.
    init(_ exemptions: [SubjectExemption], store: ClaimStore) {
        self.exemptions = exemptions
        self.store = store
    }

    func filtered(_ candidates: [Candidate]) -> (kept: [Candidate], suppressions: [Suppression]) {
        guard !exemptions.isEmpty else { return (candidates, []) }
        var kept: [Candidate] = []
        var suppressions: [Suppression] = []
        for candidate in candidates {
            var candidate = candidate
            var suppression: Suppression?
            for exemption in exemptions where exemption.covers(candidate.scenario) && suppression == nil {
                if !apply(exemption, to: &candidate) {
                    suppression = Suppression(
                        scenario: candidate.scenario, subjectKind: candidate.subjectKind, subjectID: candidate.subjectID,
                        exemption: exemption.slug, reason: .init(zh: exemption.reason, en: exemption.reason), owner: exemption.owner,
                        expires: exemption.expires)
                }
            }
            if let suppression { suppressions.append(suppression) } else { kept.append(candidate) }
        }
        return (kept, suppressions)
    }

    /// Sets aside what the exemption covers; false where nothing of the candidate is left.
    private func apply(_ exemption: SubjectExemption, to candidate: inout Candidate) -> Bool {
        if exemption.kind == .item { return withoutItem(exemption, &candidate) }
        guard isAllOf(exemption, candidate) else { return true }
        guard !exemption.features.isEmpty else { return false }
        let covered = candidate.reasons.filter { exemption.features.contains($0.feature) }
        guard !covered.isEmpty else { return true }
        candidate.reasons.removeAll { exemption.features.contains($0.feature) }
        candidate.strength -= covered.reduce(0) { $0 + max(0, $1.contribution) }
        candidate.exemptions.append(note(exemption, covered.map(\.title)))
        return !candidate.reasons.isEmpty && candidate.strength > 0
    }

    /// Whether the candidate is about exempt subjects and nobody else: the subject itself, all members, or all facilities.
    private func isAllOf(_ exemption: SubjectExemption, _ candidate: Candidate) -> Bool {
        func all(_ numbers: [Int32], _ table: IdentifierTable) -> Bool {
            !numbers.isEmpty && numbers.allSatisfy { number in
                let id = table[number]
                return id == exemption.subject || exemptions.contains { $0.kind == exemption.kind && $0.features == exemption.features && $0.covers(candidate.scenario) && $0.subject == id }
            }
        }
        switch exemption.kind {
        case .lead: return LeadIdentity.leadID(of: candidate) == exemption.subject
        case .doctor: return candidate.subjectKind == .doctor && candidate.subjectID == exemption.subject
        case .facility:
            if candidate.subjectKind == .facility { return candidate.subjectID == exemption.subject }
            return mentions(candidate.facilities, store.facilities.id, exemption.subject) && all(candidate.facilities, store.facilities.id)
        case .patient:
            if candidate.subjectKind == .patient { return candidate.subjectID == exemption.subject }
            let persons = candidate.members.isEmpty ? [candidate.person].compactMap(\.self) : candidate.members
            return mentions(persons, store.persons.id, exemption.subject) && all(persons, store.persons.id)
        case .item: return false
        }
    }

    private func mentions(_ numbers: [Int32], _ table: IdentifierTable, _ subject: String) -> Bool {
        numbers.contains { table[$0] == subject }
    }

    /// Fee lines of the item no longer count; where they were all there was, nothing is left. A drug pack is no line: it stays.
    private func withoutItem(_ exemption: SubjectExemption, _ candidate: inout Candidate) -> Bool {
        guard let lines = store.feeLines, let item = lines.items.number(of: exemption.subject), !candidate.lines.isEmpty else { return true }
        let before = candidate.lines.count
        candidate.lines.removeAll { lines.item[Int($0.line)] == item }
        guard candidate.lines.count < before else { return true }
        candidate.evidence.removeAll { if case .feeLine(let line) = $0 { lines.item[Int(line)] == item } else { false } }
        candidate.exemptions.append(note(exemption, []))
        return !candidate.lines.isEmpty || !candidate.rows.isEmpty
    }

    private func note(_ exemption: SubjectExemption, _ titles: [LocalizedText]) -> LocalizedText {
        let (zh, en) = (titles.map(\.zh).joined(separator: "、"), titles.map(\.en).joined(separator: ", "))
        return .init(
            zh: "按豁免表（\(exemption.owner)，至 \(exemption.expires)）：\(exemption.reason)\(zh.isEmpty ? "" : "；未计入：\(zh)")",
            en: "by the exemption table (\(exemption.owner), until \(exemption.expires)): \(exemption.reason)\(en.isEmpty ? "" : "; set aside: \(en)")")
    }
}
