import Claims
import Features

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
    /// Settlement rows that are at risk as a whole, ascending, each once.
    public var rows: [Int32]
    /// Parts of settlements that are at risk, by fee line, ascending, each line once.
    public var lines: [LineAtRisk] = []
    /// What proves it beside `rows` and `lines`; shown before them.
    public var evidence: [EvidenceRow] = []
    /// The rows contradict each other or the world, whatever peers do.
    public var isContradiction = false
    /// Most of it are visits of the same cards again and again: a listed group of these tells it better.
    public var isOfSameCards = false
    /// How many cases it holds: more than one once they are rolled up.
    public var caseCount = 1
    /// What the investigator reads beside a row; the same for all rows of a lead is enough.
    public var exemptions: [LocalizedText] = []
    public var checked: [(explanation: LocalizedText, result: LocalizedText)] = []

    package init(
        scenario: String, subjectKind: Lead.SubjectKind, subjectID: String, members: [Int32] = [], facilities: [Int32] = [],
        person: Int32? = nil, firstDay: Int32, lastDay: Int32, strength: Double, pValue: Double?, qValue: Double?,
        peerGroup: LocalizedText, peerCount: Int, reasons: [CandidateReason], rows: [Int32], exemptions: [LocalizedText] = [],
        checked: [(explanation: LocalizedText, result: LocalizedText)] = [], lines: [LineAtRisk] = [], evidence: [EvidenceRow] = [],
        isContradiction: Bool = false
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
        self.lines = lines
        self.evidence = evidence
        self.isContradiction = isContradiction
    }
}

/// A row of the extract, by its place in the store.
public enum EvidenceRow: Sendable, Hashable, Comparable {
    case settlement(Int32), feeLine(Int32), visit(Int32), trace(Int32), inventory(Int32), registration(Int32), person(Int32)
}

/// A part of a settlement that is at risk: fen of one fee line, in scope where that is known.
public struct LineAtRisk: Sendable, Hashable {
    public var line: Int32
    public var fen: Int64

    package init(line: Int32, fen: Int64) {
        self.line = line
        self.fen = fen
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
    public var reason: LocalizedText
    /// Who answers for the exemption, and the last day on which it holds; none for a check that belongs to the scenario.
    public var owner = ""
    public var expires = ""
}
