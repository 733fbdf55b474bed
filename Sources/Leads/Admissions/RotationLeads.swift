import Claims
import Features
import Foundation
import Statistics

/// What rings of persons who go round hospitals become: a group, where there are enough of them, else a patient each.
struct RotationLeads {
    private let rotations: Rotations
    private let episodes: [Episodes.Episode]
    private let specification: ScenarioSpecification
    private let store: ClaimStore
    private let traits: StayTraits
    private let innocence: GroupInnocence
    private let told: Set<Int32>

    /// - Parameter told: persons of groups that are leads already.
    init(
        _ rotations: Rotations, _ episodes: [Episodes.Episode], _ specification: ScenarioSpecification, traits: StayTraits, store: ClaimStore,
        innocence: GroupInnocence, told: Set<Int32>
    ) {
        (self.rotations, self.episodes, self.specification) = (rotations, episodes, specification)
        (self.store, self.traits, self.innocence, self.told) = (store, traits, innocence, told)
    }

    func add(to outcome: inout ScenarioOutcome) throws {
        let largestQ = try specification.thresholds.value("maximum_q")
        let leastPersons = try specification.thresholds.integer("minimum_persons")
        let leastMoves = try specification.thresholds.integer("rotation_moves")
        for ring in rotations.rings where ring.qValue <= largestQ && 2 * ring.rounds.count(where: { told.contains($0.person) }) < ring.rounds.count {
            guard ring.rounds.count >= leastPersons else {
                outcome.candidates += ring.rounds.filter { $0.changes >= leastMoves }.map { self.candidate([$0], ring) }
                continue
            }
            let candidate = self.candidate(ring.rounds, ring)
            if let exemption = innocence.exemption(of: candidate.members, rows: candidate.rows) {
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .visitGroup, subjectID: candidate.subjectID, exemption: exemption.slug,
                    reason: exemption.reason))
            } else {
                outcome.candidates.append(candidate)
            }
        }
    }

    private func candidate(_ rounds: [Rotations.Round], _ ring: Rotations.Ring) -> Candidate {
        let stays = store.stays
        // The first stay of each may have been for an illness; those that followed are in question.
        let cases = rounds.flatMap { $0.episodes.dropFirst().flatMap { episodes[$0].stays } }.sorted()
        let all = rounds.flatMap { $0.episodes.flatMap { episodes[$0].stays } }.sorted()
        let period = AdmissionCandidate.period(of: all, store)
        let members = rounds.map(\.person).sorted()
        let isGroup = members.count > 1
        let pValue = GroupVisits.probability(log10: max(PeerCounts.least, ring.log10P))
        let strength = max(0, -ring.log10P - log10(Double(max(1, rotations.tested))))
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: isGroup ? .visitGroup : .patient,
            subjectID: isGroup ? LeadIdentity.groupID(members: members.map { store.persons.id[$0] }) : store.persons.id[members[0]],
            members: isGroup ? members : [], facilities: Set(all.map { stays.facility[$0] }).sorted(), person: isGroup ? nil : members[0],
            firstDay: period.first, lastDay: period.last, strength: strength, pValue: pValue, qValue: max(pValue, ring.qValue),
            peerGroup: .init(zh: "全部住院患者", en: "all inpatients"), peerCount: rotations.tested, reasons: reasons(rounds, strength),
            rows: AdmissionCandidate.rows(of: cases, stays), exemptions: specification.exemptionTexts(all.lazy.map { traits.exemption[$0] }),
            checked: checks + (isGroup ? [(.init(zh: "家人、养老福利机构", en: "a family or a home"), innocence.householdCheck(of: members))] : []),
            evidence: AdmissionCandidate.visits(of: all, stays))
        candidate.caseCount = cases.count
        return candidate
    }

    private func reasons(_ rounds: [Rotations.Round], _ strength: Double) -> [CandidateReason] {
        let gaps = rounds.flatMap { round in
            zip(round.episodes, round.episodes.dropFirst()).map { Double(episodes[$1].beginDay - episodes[$0].endDay) }
        }
        let places = rounds.reduce(into: Set<Int32>()) { $0.formUnion($1.facilities) }.count
        let usual = rotations.usual
        let changes = rounds.reduce(0) { $0 + $1.changes }
        let moves = rounds.reduce(0) { $0 + $1.moves }
        var reasons = [
            CandidateReason(
                feature: "rotation_moves",
                title: .init(
                    zh: "出院后不久换一家医院再住院的次数" + (rounds.count > 1 ? "（每人，中位数）" : ""),
                    en: "moves to another hospital soon after discharge" + (rounds.count > 1 ? " (a person, median)" : "")),
                unit: .init(zh: "次", en: "times"), value: median(rounds.map { Double($0.moves) }), peerMedian: usual?.median, peerP99: usual?.p99,
                contribution: strength),
            CandidateReason(
                feature: "rotation", title: .init(zh: "轮流入住、并有重返的机构数", en: "facilities gone round, with a return to one that was left"),
                unit: .init(zh: "家", en: "facilities"), value: Double(places), peerMedian: nil, peerP99: nil, contribution: 0),
            CandidateReason(
                feature: "rotation_changes", title: .init(zh: "其中同时换了诊断类别的占比", en: "share of the moves with another category of diagnosis"),
                unit: .init(zh: "占比", en: "share"), value: Double(changes) / Double(max(1, moves)), peerMedian: nil, peerP99: nil, contribution: 0),
            CandidateReason(
                feature: "gap_days", title: .init(zh: "两次住院间隔天数（中位数）", en: "days between the stays (median)"), unit: .init(zh: "天", en: "days"),
                value: median(gaps), peerMedian: nil, peerP99: nil, contribution: 0),
        ]
        if rounds.count > 1 {
            reasons.append(.init(
                feature: "group_size", title: .init(zh: "在同几家医院轮转的人数", en: "persons who go round the same hospitals"),
                unit: .init(zh: "人", en: "persons"), value: Double(rounds.count), peerMedian: nil, peerP99: nil, contribution: 0))
        }
        return reasons
    }

    private let checks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (
            .init(zh: "转诊、上转手术后下转康复", en: "referral; up for an operation and down for the time after it"),
            .init(zh: "转院、转社区的出院和有手术费的再住院不计", en: "discharges by transfer, and stays with surgery charges, do not count")),
        (
            .init(zh: "放化疗、透析、精神、康复等长期治疗", en: "cycles of treatment, dialysis, psychiatric and rehabilitation stays"),
            .init(zh: "相应诊断和类别未计入", en: "such diagnoses and kinds of care were left out")),
        (
            .init(zh: "体弱多病者多次住院", en: "the frail, who are admitted often"),
            .init(zh: "须一再换医院、并重返曾离开的机构；独自一人的还须换诊断；与全部住院患者比较", en: "asks for hospital after hospital and a return, of one alone for changing illnesses, too; compared with all inpatients")),
        (
            .init(zh: "涉及金额的口径", en: "what the amount at risk is"),
            .init(zh: "按每人第二次及以后住院的全部基金支付计算", en: "all that the funds paid for the second and later stays of each")),
    ]
}
