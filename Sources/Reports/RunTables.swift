import Features
import Foundation
import Leads
import Output

/// `candidates.csv`: every candidate of the run and where it ended, for comparisons with later runs.
public struct CandidatePlaceWriter: LeadWriter {
    public static let fileName = "candidates.csv"
    public static let format = "candidates"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try TextRows.write(["lead_id", "scenario", "subject_kind", "subject_id", "score", "status", "place", "folded_into"], to: path) { append in
            for place in outcome.places {
                try append([
                    place.leadID, place.scenario, place.subjectKind.rawValue, place.subjectID, "\(place.score)", place.status.rawValue,
                    place.place.map(String.init) ?? "", place.foldedInto ?? "",
                ])
            }
        }
    }
}

/// `flagged.csv`: the settlements that some candidate counts as at risk, listed or not. What is not in it passed the first review.
public struct FlaggedSettlementWriter: LeadWriter {
    public static let fileName = "flagged.csv"
    public static let format = "flagged"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try TextRows.write(["setl_id", "scenario", "lead_id"], to: path) { append in
            try outcome.flagged.forEach { try append([$0, $1, $2]) }
        }
    }
}

/// `suppressed.csv`: what exemptions kept off the list, with the reason, who answers for the exemption, and until when it holds. A row without
/// a subject says how many settlements an exemption took out of a scenario's view.
public struct SuppressionWriter: LeadWriter {
    public static let fileName = "suppressed.csv"
    public static let format = "suppressed"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try TextRows.write(["scenario", "subject_kind", "subject_id", "exemption", "settlements", "reason", "owner", "expires"], to: path) { append in
            for scenario in outcome.record.scenarios {
                for entry in scenario.suppressed {
                    try append([
                        entry.scenario, entry.subjectKind.rawValue, entry.subjectID, entry.exemption, "", CSVLeadWriter.freeText(entry.reason[language]),
                        CSVLeadWriter.freeText(entry.owner), entry.expires,
                    ])
                }
                for use in scenario.exemptions where use.settlements > 0 {
                    try append([
                        scenario.scenario, "", "", use.exemption, String(use.settlements), CSVLeadWriter.freeText(use.reason[language]),
                        CSVLeadWriter.freeText(use.owner), use.expires,
                    ])
                }
            }
        }
    }
}

/// `compare.json` and `compare.csv`, where a run was compared with an earlier one.
public struct ComparisonWriter: Sendable {
    public static let fileNames = ["compare.json", "compare.csv"]

    let comparison: LeadComparison

    var files: [WholeFolder.File] {
        [
            (Self.fileNames[0], { path in try JSONDocument.data(comparison).write(to: URL(filePath: path)) }),
            (Self.fileNames[1], { path in
                let header = [
                    "change", "lead_id", "scenario", "subject_kind", "subject_id", "rank_before", "rank_after", "score_before", "score_after", "cause", "why",
                ]
                try TextRows.write(header, to: path) { append in
                    for entry in comparison.entries {
                        try append([
                            entry.change.rawValue, entry.leadID, entry.scenario, entry.subjectKind.rawValue, entry.subjectID,
                            entry.rankBefore.map(String.init) ?? "", entry.rankAfter.map(String.init) ?? "",
                            entry.scoreBefore.map { "\($0)" } ?? "", entry.scoreAfter.map { "\($0)" } ?? "", entry.cause.rawValue,
                            CSVLeadWriter.freeText(entry.why),
                        ])
                    }
                }
            }),
        ]
    }
}

/// A table of texts as CSV.
enum TextRows {
    static func write(_ header: [String], to path: String, _ rows: (_ append: ([String]) throws -> Void) throws -> Void) throws {
        try WholeFile.writeText(header, to: path, line: { $0.map(WholeFile.field).joined(separator: ",") + "\n" }, rows)
    }
}
