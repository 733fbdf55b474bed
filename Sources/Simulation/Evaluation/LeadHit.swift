/// What one place of a list hit.
struct LeadHit: Equatable {
    var isRight = false
    /// The truths that it finds first.
    var found: [Int] = []
}

extension LeadEvaluation {
    /// Kinds of subject that a lead of their facility may stand for.
    static let gatheredKinds: Set<String> = ["stay", "patient", "drug_pack"]

    /// What each lead hits, in rank order.
    static func hits(of leads: [LeadRecord], labels: [TruthLabel], index: SubjectIndex) -> [LeadHit] {
        // Cases by scenario and facility.
        var gathered: [[String]: [Int]] = [:]
        for (place, label) in labels.enumerated() where gatheredKinds.contains(label.subjectKind) {
            for facility in label.facilities { gathered[[label.scenario, facility], default: []].append(place) }
        }
        var isFound = Array(repeating: false, count: labels.count)
        var isTold: Set<[String]> = []
        return leads.map { lead in
            if let match = index.matches(lead.subject).first(where: { labels[$0].scenario == lead.scenario && !isFound[$0] }) {
                isFound[match] = true
                // A facility that is a case itself may stand for its patients as well.
                return LeadHit(isRight: true, found: [match] + named(by: lead, in: gathered, labels, &isFound))
            }
            guard lead.subjectKind == "facility" else { return LeadHit() }
            let key = [lead.scenario, lead.subjectID]
            guard gathered[key] != nil, isTold.insert(key).inserted else { return LeadHit() }
            return LeadHit(isRight: true, found: named(by: lead, in: gathered, labels, &isFound))
        }
    }

    /// The cases at a lead's facility that its evidence or its members name and no lead has found yet.
    private static func named(
        by lead: LeadRecord, in gathered: [[String]: [Int]], _ labels: [TruthLabel], _ isFound: inout [Bool]
    ) -> [Int] {
        guard lead.subjectKind == "facility", let cases = gathered[[lead.scenario, lead.subjectID]] else { return [] }
        let keys = Set(lead.evidence.map(\.key)).union(lead.members)
        let found = cases.filter { !isFound[$0] && keys.contains(labels[$0].subjectID) }
        for place in found { isFound[place] = true }
        return found
    }

    /// Look-alikes among leads that are not right, in their order.
    ///
    /// What is planted and also resembles a look-alike is no mistake. A facility counts under the scenario that it resembles, or
    /// under any when its whole profile is the look-alike; a facility into which cases were gathered, when they are look-alikes.
    static func lookAlikes(among leads: [LeadRecord], truth: Truth, labels: SubjectIndex) -> [EvaluationReport.LookAlike] {
        let decoys = SubjectIndex(truth.decoys)
        var gathered: [[String]: [Int]] = [:]
        for (place, decoy) in truth.decoys.enumerated() where gatheredKinds.contains(decoy.subjectKind) {
            for facility in decoy.facilities { gathered[[decoy.scenario, facility], default: []].append(place) }
        }
        return leads.compactMap { lead in
            guard !labels.matches(lead.subject).contains(where: { truth.labels[$0].scenario == lead.scenario }) else { return nil }
            var match = decoys.matches(lead.subject).first { place in
                let decoy = truth.decoys[place]
                return decoy.subjectKind != "facility" || decoy.scenario == lead.scenario || decoy.scenario == "facility-profile"
            }
            if match == nil, lead.subjectKind == "facility" {
                let keys = Set(lead.evidence.map(\.key)).union(lead.members)
                match = gathered[[lead.scenario, lead.subjectID]]?.first { keys.contains(truth.decoys[$0].subjectID) }
            }
            guard let match else { return nil }
            return .init(rank: lead.rank, scenario: lead.scenario, subjectID: lead.subjectID, decoyKind: truth.decoys[match].decoyKind)
        }
    }
}
