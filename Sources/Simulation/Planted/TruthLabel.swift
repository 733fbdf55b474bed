/// One row of `labels.csv` or `decoys.csv`.
public struct TruthLabel: Sendable, Equatable, Codable {
    public var scenario: String
    /// `facility`, `patient`, `card_group`, …
    public var subjectKind: String
    /// For a group: its first member.
    public var subjectID: String
    /// The `psn_no`s of a group, sorted; else empty.
    public var members: [String]
    public var facilities: [String]
    /// Empty for a look-alike.
    public var intensity: String
    /// Fund money of what was planted, in fen.
    public var fundAmount: Int
    public var note: String
    /// Empty for a planted case.
    public var decoyKind: String

    public init(
        scenario: String, subjectKind: String, subjectID: String, members: [String] = [], facilities: [String] = [],
        intensity: String = "", fundAmount: Int = 0, note: String = "", decoyKind: String = ""
    ) {
        self.scenario = scenario
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.members = members
        self.facilities = facilities
        self.intensity = intensity
        self.fundAmount = fundAmount
        self.note = note
        self.decoyKind = decoyKind
    }
}
