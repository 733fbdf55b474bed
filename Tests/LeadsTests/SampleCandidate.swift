import Claims
import Features
import Leads

/// A candidate with seven reasons, for what comes after the scenarios.
func candidate(
    _ scenario: String, _ kind: Lead.SubjectKind, _ subject: String, strength: Double, rows: [Int32],
    person: Int32? = nil, members: [Int32] = [], facilities: [Int32] = []
) -> Candidate {
    Candidate(
        scenario: scenario, subjectKind: kind, subjectID: subject, members: members, facilities: facilities, person: person,
        firstDay: 20_000, lastDay: 20_011, strength: strength, pValue: 0.001, qValue: 0.01, peerGroup: .init(zh: "同类", en: "peers"),
        peerCount: 9,
        reasons: (0..<7).map { index in
            CandidateReason(
                feature: "f\(index)", title: .init(zh: "特征", en: "feature"), unit: .init(zh: "次", en: "times"), value: Double(index),
                peerMedian: index == 0 ? .nan : 1, peerP99: .infinity, contribution: 1)
        }, rows: rows)
}

/// The same of a patient who comes often.
func candidate(_ subject: String, strength: Double, rows: [Int32]) -> Candidate {
    candidate("frequent-visits", .patient, subject, strength: strength, rows: rows)
}
