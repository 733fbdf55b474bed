/// Where a candidate of a run ended: on the list, below it, folded into another, or of a kind that was not asked for. The list itself says
/// nothing of those that are not on it; a later run that finds one there can.
public struct CandidatePlace: Codable, Sendable, Equatable {
    public enum Status: String, Codable, Sendable {
        case listed, folded
        /// Ranked, but after the last place of the list.
        case beyond
        /// Of a kind of subject or facility that was not asked for.
        case unasked
    }

    public var leadID: String
    public var scenario: String
    public var subjectKind: Lead.SubjectKind
    public var subjectID: String
    public var score: Double
    public var status: Status
    /// From 1, over listed and beyond; nil for the others.
    public var place: Int?
    /// The lead that it was folded into.
    public var foldedInto: String?

    public init(
        leadID: String, scenario: String, subjectKind: Lead.SubjectKind, subjectID: String, score: Double, status: Status,
        place: Int? = nil, foldedInto: String? = nil
    ) {
        self.leadID = leadID
        self.scenario = scenario
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.score = score
        self.status = status
        self.place = place
        self.foldedInto = foldedInto
    }
}
