import Features

/// One question for an investigator: a subject, why it stands out, against whom, with which rows, for whom.
/// The fields of the extract contract, section 2, and a few that an investigator needs beside them.
public struct Lead: Codable, Sendable, Equatable {
    public enum SubjectKind: String, Codable, Sendable, CaseIterable {
        case facility, patient, doctor, stay
        case cardGroup = "card_group"
        case visitGroup = "visit_group"
        case drugPack = "drug_pack"
    }

    public enum RiskLevel: String, Codable, Sendable { case high, medium, low }

    public struct Reason: Codable, Sendable, Equatable {
        public var feature: String
        /// The feature's name in the language of the run.
        public var title: String
        public var value: Double
        public var unit: String
        /// Of the peers; for a null model, what chance would give.
        public var peerMedian: Double?
        public var peerP99: Double?
        /// Share of the evidence's strength, in the scenario's unit.
        public var contribution: Double
    }

    /// A row of the extract that bears the lead out.
    public struct Evidence: Codable, Sendable, Equatable {
        public var table: String
        public var key: String
        public var note: String
    }

    public struct Referral: Codable, Sendable, Equatable {
        public var authority: String
        public var article: String
        /// What to ask for on site.
        public var request: String
    }

    /// An innocent explanation that was looked at, and what came of it.
    public struct Check: Codable, Sendable, Equatable {
        public var explanation: String
        public var result: String
    }

    public var rank: Int
    public var leadID: String
    public var scenario: String
    public var title: String
    public var subjectKind: SubjectKind
    public var subjectID: String
    public var members: [String]
    public var facilities: [String]
    public var periodStart: String
    public var periodEnd: String
    /// 0–100, on one scale over all scenarios.
    public var score: Double
    public var pValue: Double?
    public var qValue: Double?
    public var riskLevel: RiskLevel
    /// Which cell of the risk grid applied.
    public var riskBasis: String
    /// Yuan of fund money; a settlement that a lead above this one already counts is not counted again.
    public var amountAtRisk: Double
    /// The same without regard to other leads.
    public var amountGross: Double
    public var peerGroup: String
    public var peerN: Int
    public var reasons: [Reason]
    public var evidence: [Evidence]
    /// How many rows bear the lead out; `evidence` holds the first of them.
    public var evidenceCount: Int
    public var referral: [Referral]
    public var exemptions: [String]
    public var checked: [Check]
    /// Other leads of the list on the same facility or person, and leads folded into this one.
    public var relatedLeads: [String]
    public var notice: String

    enum CodingKeys: String, CodingKey {
        case rank
        case leadID = "lead_id"
        case scenario, title
        case subjectKind = "subject_kind"
        case subjectID = "subject_id"
        case members, facilities
        case periodStart = "period_start"
        case periodEnd = "period_end"
        case score
        case pValue = "p_value"
        case qValue = "q_value"
        case riskLevel = "risk_level"
        case riskBasis = "risk_basis"
        case amountAtRisk = "amount_at_risk"
        case amountGross = "amount_gross"
        case peerGroup = "peer_group"
        case peerN = "peer_n"
        case reasons, evidence
        case evidenceCount = "evidence_count"
        case referral, exemptions, checked
        case relatedLeads = "related_leads"
        case notice
    }
}

extension Lead.Reason {
    enum CodingKeys: String, CodingKey {
        case feature, title, value, unit
        case peerMedian = "peer_median"
        case peerP99 = "peer_p99"
        case contribution
    }
}
