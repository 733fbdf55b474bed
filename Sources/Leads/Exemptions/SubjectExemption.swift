import Claims
import Features
import Foundation

/// Somebody's decision that a subject is not to be listed, for a scenario and a time: cleared on site, a pilot, a designated provider.
/// It is data with an owner and an end; nothing is exempt for ever, and nothing without a name.
public struct SubjectExemption: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case facility, patient, doctor, item, lead }

    public var kind: Kind
    /// `fixmedins_code`, `psn_no`, doctor code, `med_list_codg`, or the id of a lead.
    public var subject: String
    /// Scenarios it holds for; all when empty.
    public var scenarios: [String]
    /// Features that it sets aside; the whole subject when empty.
    public var features: [String]
    public var reason: String
    public var owner: String
    /// The last day on which it holds.
    public var expires: String
    /// Line of the file, for messages.
    public var line: Int

    var slug: String { "subject-\(kind.rawValue)" }

    private static let requiredColumns = ["subject_kind", "subject_id", "reason", "owner", "expires"]
    private static let furtherColumns = ["scenario", "features"]

    /// Reads `subject_kind, subject_id, reason, owner, expires` and, where they are given, `scenario` and `features` (several joined by
    /// `;`, none for all).
    /// - Throws: `ClaimsError` with the line; no identifier is in it.
    public static func read(path: String, library: ModelLibrary) throws -> [SubjectExemption] {
        let rows = try CSVRows(path: path, what: "exemptions", required: requiredColumns)
        let known = requiredColumns + furtherColumns
        // Passed over, a misspelt `scenario` would exempt from all of them.
        if let unknown = rows.columns.first(where: { !known.contains($0) }) {
            throw ClaimsError("the \(rows.name), line 1: there is no column `\(unknown)`; the columns are \(known.joined(separator: ", "))")
        }
        let slugs = Set(library.scenarios.map(\.slug))
        var exemptions: [SubjectExemption] = []
        try rows.forEach { line, value in
            func fault(_ column: String, _ expected: String) -> ClaimsError {
                ClaimsError("the \(rows.name), line \(line), column \(column): expected \(expected)")
            }
            func list(_ column: String) -> [String] { value(column).split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) } }
            guard let kind = Kind(rawValue: value("subject_kind")) else {
                throw fault("subject_kind", "one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            for column in ["subject_id", "reason", "owner"] where value(column).isEmpty {
                throw fault(column, "a value; an exemption has a subject, a reason and an owner")
            }
            guard CalendarDay.parse(value("expires")) != nil else { throw fault("expires", "the last day on which it holds, like 2026-12-31") }
            let scenarios = list("scenario").filter { $0 != "*" }
            guard slugs.isSuperset(of: scenarios) else {
                throw fault("scenario", "one of \(slugs.sorted().joined(separator: ", ")), or nothing for all")
            }
            exemptions.append(SubjectExemption(
                kind: kind, subject: value("subject_id"), scenarios: scenarios, features: list("features"), reason: value("reason"),
                owner: value("owner"), expires: value("expires"), line: line))
        }
        return exemptions
    }

    func holds(on day: Int32) -> Bool { (CalendarDay.parse(expires) ?? .min) >= day }

    var expired: ExpiredExemption {
        ExpiredExemption(exemption: slug, scenarios: scenarios, owner: owner, expires: expires, line: line)
    }

    func covers(_ scenario: String) -> Bool { scenarios.isEmpty || scenarios.contains(scenario) }
}

/// An exemption in use: which settlements it keeps from a scenario, and who answers for it.
public struct ExemptionUse: Codable, Sendable, Equatable {
    public var exemption: String
    public var settlements: Int
    /// Features that these settlements do not count towards; empty where it is not said.
    public var features: [String]
    public var reason: LocalizedText
    public var owner: String
    public var expires: String
}

/// An exemption that no longer applies.
public struct ExpiredExemption: Codable, Sendable, Equatable {
    public var exemption: String
    /// Scenarios it held for.
    public var scenarios: [String]
    public var owner: String
    public var expires: String
    /// Line of the exemptions file; nil for one of the models.
    public var line: Int?
}
