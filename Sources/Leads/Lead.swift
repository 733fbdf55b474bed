import Features

/// One question for an investigator: a subject, why it stands out, against whom, with which rows, for whom.
/// The fields of the extract contract, section 2, and a few that an investigator needs beside them.
public struct Lead: Codable, Sendable, Equatable {
    public enum SubjectKind: String, Codable, Sendable {
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

/// What a scenario hands over before leads are ranked together: rows instead of texts, so that money can be counted
/// once and evidence written out only for what is listed.
public struct Candidate: Sendable {
    public var scenario: String
    public var subjectKind: Lead.SubjectKind
    public var subjectID: String
    /// Person numbers of a group, ascending; empty for other subjects.
    public var members: [Int32] = []
    /// Facility numbers, ascending.
    public var facilities: [Int32] = []
    /// The person that the subject is, for patients.
    public var person: Int32?
    public var firstDay: Int32
    public var lastDay: Int32
    /// Surprisal of the evidence, -log10 of a tail probability, on the scenario's own scale.
    public var strength: Double
    /// The probability, learned from verdicts, that an inspection finds what is sought; nil without such a model.
    public var probability: Double?
    public var pValue: Double?
    public var qValue: Double?
    public var peerGroup: LocalizedText
    public var peerCount: Int
    public var reasons: [CandidateReason]
    /// Settlement rows at risk, ascending, each once.
    public var rows: [Int32]
    /// What the investigator reads beside a row; the same for all rows of a lead is enough.
    public var exemptions: [LocalizedText] = []
    public var checked: [(explanation: LocalizedText, result: LocalizedText)] = []

    package init(
        scenario: String, subjectKind: Lead.SubjectKind, subjectID: String, members: [Int32] = [], facilities: [Int32] = [],
        person: Int32? = nil, firstDay: Int32, lastDay: Int32, strength: Double, pValue: Double?, qValue: Double?,
        peerGroup: LocalizedText, peerCount: Int, reasons: [CandidateReason], rows: [Int32], exemptions: [LocalizedText] = [],
        checked: [(explanation: LocalizedText, result: LocalizedText)] = []
    ) {
        self.scenario = scenario
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.members = members
        self.facilities = facilities
        self.person = person
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.strength = strength
        self.pValue = pValue
        self.qValue = qValue
        self.peerGroup = peerGroup
        self.peerCount = peerCount
        self.reasons = reasons
        self.rows = rows
        self.exemptions = exemptions
        self.checked = checked
    }
}

public struct CandidateReason: Sendable {
    public var feature: String
    public var title: LocalizedText
    public var unit: LocalizedText
    public var value: Double
    public var peerMedian: Double?
    public var peerP99: Double?
    public var contribution: Double

    package init(
        feature: String, title: LocalizedText, unit: LocalizedText, value: Double, peerMedian: Double?, peerP99: Double?,
        contribution: Double
    ) {
        self.feature = feature
        self.title = title
        self.unit = unit
        self.value = value
        self.peerMedian = peerMedian
        self.peerP99 = peerP99
        self.contribution = contribution
    }
}

/// A candidate that a known innocent explanation kept off the list.
public struct Suppression: Codable, Sendable, Equatable {
    public var scenario: String
    public var subjectKind: Lead.SubjectKind
    public var subjectID: String
    public var exemption: String
    public var reason: String
}
