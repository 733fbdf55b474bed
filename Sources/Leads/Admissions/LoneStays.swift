import Claims
import Features
import Foundation
import Statistics

/// Single stays that show what is sought at facilities that are not asked about as a whole: where it is next to unknown.
///
/// Where one stay in fifty is examinations and nothing else, one more says nothing, and only a facility with many of them is a question.
/// Where calm facilities (`CalmStays`) hardly ever have such a stay, each is. The chance that an innocent stay looks so is
/// the share among theirs, counted and not fitted, with half a stay added. Several at one facility are one question, as improbable as
/// that many of its stays (`FacilityRollUp`); a single one stands at the end of the list. It claims no discovery, because calm facilities were
/// chosen for having few: its tail probability is the share among all stays that are looked at, and its q value one.
struct LoneStays {
    /// Ascending.
    let stays: [Int]
    /// Share of such stays at calm facilities: the probability of each.
    private let share: Double
    private let calmCount: Int
    private let pValue: Double
    private let strength: Double
    /// By facility, stays that are looked at.
    private let looked: [Int32: Int]
    private let specification: ScenarioSpecification
    private let context: ScreeningContext

    /// - Parameters:
    ///   - isTrial: stays that are looked at.
    ///   - isCase: those of them that show it.
    ///   - listed: facilities that are leads themselves.
    init(isTrial: [Bool], isCase: [Bool], listed: Set<Int32>, _ specification: ScenarioSpecification, in context: ScreeningContext) throws {
        self.specification = specification
        self.context = context
        let (thresholds, facility) = (specification.thresholds, context.store.stays.facility)
        let calm = CalmStays.byGroup(
            context.store.stays, group: isTrial.map { $0 ? 0 : -1 }, groupCount: 1, calmShare: try thresholds.value("calm_share"),
            isSeen: { isTrial[$0] }, shows: { isCase[$0] })[0]
        let share = (Double(calm.count { isCase[$0] }) + 0.5) / (Double(calm.count) + 1)
        let trials = isTrial.indices.filter { isTrial[$0] }
        let found = try share <= thresholds.value("lone_share") ? trials.filter { isCase[$0] && !listed.contains(facility[$0]) } : []
        stays = found
        self.share = share
        calmCount = calm.count
        pValue = (Double(trials.count { isCase[$0] }) + 0.5) / (Double(trials.count) + 1)
        strength = try max(thresholds.value("lone_strength"), -log10(share * Double(max(1, trials.count))))
        looked = Dictionary(trials.map { (facility[$0], 1) }, uniquingKeysWith: +)
    }

    /// The leads that they make, with reasons of which the first carries the strength.
    func candidates(
        checked: [(explanation: LocalizedText, result: LocalizedText)], reasons: (Int) -> [CandidateReason]
    ) throws -> [Candidate] {
        let single = stays.map { candidate($0, reasons: reasons($0), checked: checked) }
        let rollUp = FacilityRollUp(specification, minimumCases: try specification.thresholds.integer("minimum_cases"), among: looked)
        return rollUp.rolled(single, in: context).map { candidate in
            var candidate = candidate
            if candidate.subjectKind == .stay {
                candidate.strength = strength
                candidate.reasons[0].contribution = strength
            } else {
                let log10P = -candidate.strength
                candidate.pValue = GroupVisits.probability(log10: log10P)
                candidate.qValue = GroupVisits.probability(log10: min(0, log10P + log10(Double(looked.count))))
                candidate.strength = max(strength, -log10P - log10(Double(looked.count)))
            }
            return candidate
        }
    }

    private func candidate(
        _ stay: Int, reasons: [CandidateReason], checked: [(explanation: LocalizedText, result: LocalizedText)]
    ) -> Candidate {
        let store = context.store
        let stays = store.stays
        let period = AdmissionCandidate.period(of: [stay], store)
        let visits = AdmissionCandidate.visits(of: [stay], stays)
        var reasons = reasons
        reasons[0].contribution = -log10(share)
        return Candidate(
            scenario: specification.slug, subjectKind: .stay, subjectID: store.stayKey(stay).key, facilities: [stays.facility[stay]],
            person: stays.person[stay], firstDay: period.first, lastDay: period.last, strength: -log10(share), pValue: pValue, qValue: 1,
            peerGroup: .init(zh: "此类住院最少的机构的住院", en: "stays at the facilities that have fewest such"), peerCount: calmCount,
            reasons: reasons, rows: Array(stays.rows(of: stay)),
            checked: checked + [
                (.init(zh: "此类住院在当地是否常见", en: "whether such stays are usual here"),
                 .init(zh: "此类住院最少的机构中占\(percent(share))", en: "\(percent(share)) of the stays at the facilities that have fewest")),
                AdmissionCandidate.wholeStay,
            ],
            evidence: visits.isEmpty ? stays.rows(of: stay).map { .settlement($0) } : visits)
    }

    private func percent(_ share: Double) -> String { "\((share * 100_000).rounded() / 1_000)%" }
}
