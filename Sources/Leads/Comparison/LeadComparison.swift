import Claims
import Features

/// Which leads a run has that an earlier one did not have, which it lost, which moved, and why: what a threshold does before anybody
/// works by it.
public struct LeadComparison: Codable, Sendable {
    public enum Change: String, Codable, Sendable { case entered, left, moved, unchanged }

    public enum Cause: String, Codable, Sendable {
        /// The scenario ran in one of the two runs only.
        case scenarioNotRun = "scenario-not-run"
        /// An exemption covers the subject in one of them.
        case exemption
        /// A candidate in both, on the list in one.
        case rankMoved = "rank-moved"
        case scoreChanged = "score-changed"
        /// Folded into another lead in one of them.
        case folded
        /// Its kind of subject was not asked for in one of them.
        case notAskedFor = "not-asked-for"
        /// A candidate in one of them only, and thresholds of its scenario or of the data differ.
        case thresholdChanged = "threshold-changed"
        /// A candidate in one of them only, and what was read differs.
        case extractChanged = "extract-changed"
        /// A candidate in one of them only, with the same extract and thresholds: models, seed or version differ.
        case modelChanged = "model-changed"
        case none
    }

    /// A threshold that differs, and the values of the lead that lie between the old and the new.
    public struct ThresholdChange: Codable, Sendable, Equatable {
        public var name: String
        public var before: Double?
        public var after: Double?
        public var crossing: [Crossing]
    }

    public struct Crossing: Codable, Sendable, Equatable {
        public var feature: String
        public var value: Double
    }

    public struct Entry: Codable, Sendable {
        public var change: Change
        public var leadID: String
        public var scenario: String
        public var subjectKind: Lead.SubjectKind
        public var subjectID: String
        public var rankBefore: Int?
        public var rankAfter: Int?
        public var scoreBefore: Double?
        public var scoreAfter: Double?
        public var cause: Cause
        public var thresholds: [ThresholdChange]
        /// In one sentence, in the language of the run.
        public var why: String
    }

    /// The run compared with, by its start.
    public var earlierStartedAt: String
    public var sameExtract: Bool
    /// Thresholds that differ, by scenario or group.
    public var thresholds: [String: [ThresholdChange]]
    public var entered = 0
    public var left = 0
    public var moved = 0
    public var unchanged = 0
    /// Entered, then left, then moved, then unchanged; by rank.
    public var entries: [Entry]

    public init(_ outcome: ScreeningRun.Outcome, with earlier: EarlierRun, language: Language) throws {
        let sides = try ComparedRuns(outcome, earlier, language)
        earlierStartedAt = earlier.record.startedAt
        sameExtract = sides.isSameExtract
        thresholds = sides.changedThresholds
        entries = sides.entries()
        for entry in entries {
            switch entry.change {
            case .entered: entered += 1
            case .left: left += 1
            case .moved: moved += 1
            case .unchanged: unchanged += 1
            }
        }
    }
}
