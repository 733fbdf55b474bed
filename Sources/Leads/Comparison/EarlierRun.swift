import Claims
import Foundation

/// What a run left behind in its folder, as far as another run or a review needs it.
public struct EarlierRun: Sendable {
    struct ListedLead: Decodable, Sendable {
        struct Reason: Decodable, Sendable {
            var feature: String
            var value: Double?
        }

        var rank: Int
        var leadID: String
        var scenario: String
        var subjectKind: Lead.SubjectKind
        var subjectID: String
        var members: [String]
        var score: Double?
        var pValue: Double?
        var qValue: Double?
        var reasons: [Reason]

        enum CodingKeys: String, CodingKey {
            case rank, scenario, members, score, reasons
            case leadID = "lead_id"
            case subjectKind = "subject_kind"
            case subjectID = "subject_id"
            case pValue = "p_value"
            case qValue = "q_value"
        }
    }

    struct Record: Decodable, Sendable {
        struct Input: Decodable, Sendable, Equatable {
            var name: String
            var bytes: Int
            var sha256: String
        }

        struct Suppressed: Decodable, Sendable {
            var subjectKind: String
            var subjectID: String
            var exemption: String

            enum CodingKeys: String, CodingKey {
                case exemption
                case subjectKind = "subject_kind"
                // As the encoder of the record writes `subjectID`.
                case subjectID = "subject_id"
            }
        }

        struct ScenarioRecord: Decodable, Sendable {
            var scenario: String
            var version: Int
            var suppressed: [Suppressed]
        }

        struct Skipped: Decodable, Sendable {
            var scenario: String
            var missing: [String]
        }

        struct Settlements: Decodable, Sendable {
            struct Share: Decodable, Sendable { var rows: Int }
            var read: Share
            var kept: Share
        }

        var engineVersion: String
        var startedAt: String
        var seed: UInt64
        var inputs: [Input]
        /// The folder that was read, as it was given; absent for a database.
        var extract: String?
        var models: [Input]
        var thresholds: [String: [String: Double]]
        var scenarios: [ScenarioRecord]
        var skipped: [Skipped]
        var settlements: Settlements

        enum CodingKeys: String, CodingKey {
            case seed, inputs, extract, models, thresholds, scenarios, skipped, settlements
            case engineVersion = "engine_version"
            case startedAt = "started_at"
        }
    }

    public let folder: String
    let record: Record

    /// - Throws: `ClaimsError` where the folder holds no run.
    public init(_ folder: String) throws(ClaimsError) {
        self.folder = folder
        guard let data = FileManager.default.contents(atPath: folder + "/run.json") else {
            throw ClaimsError("\(folder) has no run.json; give the folder that `xiezhi rank` wrote")
        }
        do {
            record = try JSONDecoder().decode(Record.self, from: data)
        } catch {
            throw ClaimsError("""
                \(folder)/run.json is not the record of a run of this program, or of a version that this one cannot read; rank the extract again
                """)
        }
    }

    /// The folder that the run read, for a run of files.
    public var extract: String? { record.extract }
    public var inputs: [InputDigest] { record.inputs.map { InputDigest(name: $0.name, bytes: $0.bytes, sha256: $0.sha256) } }
    public var settlementsRead: Int { record.settlements.read.rows }

    /// `leads.jsonl`, in rank order.
    func leads() throws(ClaimsError) -> [ListedLead] {
        guard let data = FileManager.default.contents(atPath: folder + "/leads.jsonl") else {
            throw ClaimsError("\(folder) has no leads.jsonl; give the folder that `xiezhi rank` wrote")
        }
        var leads: [ListedLead] = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            do {
                leads.append(try JSONDecoder().decode(ListedLead.self, from: line))
            } catch {
                throw ClaimsError("\(folder)/leads.jsonl, line \(index + 1): this is no lead; rank the extract again")
            }
        }
        return leads.sorted { $0.rank < $1.rank }
    }

    /// `candidates.csv`; empty where an older version wrote the run.
    func places() throws -> [CandidatePlace] {
        let path = folder + "/candidates.csv"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let rows = try CSVRows(
            path: path, what: "candidates",
            required: ["lead_id", "scenario", "subject_kind", "subject_id", "score", "status", "place", "folded_into"])
        var places: [CandidatePlace] = []
        try rows.forEach { line, value in
            guard let kind = Lead.SubjectKind(rawValue: value("subject_kind")), let status = CandidatePlace.Status(rawValue: value("status")) else {
                throw ClaimsError("the \(rows.name), line \(line): this is no candidate of a run; rank the extract again")
            }
            places.append(CandidatePlace(
                leadID: value("lead_id"), scenario: value("scenario"), subjectKind: kind, subjectID: value("subject_id"),
                score: Double(value("score")) ?? .nan, status: status, place: Int(value("place")),
                foldedInto: value("folded_into").isEmpty ? nil : value("folded_into")))
        }
        return places
    }

    /// `flagged.csv`: settlements that some candidate counts as at risk, with its scenario.
    public func flagged() throws -> [(settlement: String, scenario: String)] {
        let path = folder + "/flagged.csv"
        guard FileManager.default.fileExists(atPath: path) else {
            throw ClaimsError("\(folder) has no flagged.csv, so what passed is not known; rank the extract again with this version")
        }
        var flagged: [(String, String)] = []
        try CSVRows(path: path, what: "settlements", required: ["setl_id", "scenario"]).forEach { _, value in
            flagged.append((value("setl_id"), value("scenario")))
        }
        return flagged
    }
}

extension ModelLibrary {
    /// Takes over how an earlier run told usable rows from others, which a configuration may have changed.
    /// - Throws: `ClaimsError` for a threshold that there is not, as in the run of another version.
    public mutating func readAs(_ run: EarlierRun) throws(ClaimsError) {
        for (name, value) in (run.record.thresholds["data-quality"] ?? [:]).sorted(by: { $0.key < $1.key }) {
            try set("data-quality.\(name)", to: value)
        }
    }
}

extension ExtractLocation {
    /// The folder by its whole path, so that it is found from anywhere; nil for a database.
    var absoluteFolder: String? {
        guard case .folder(let folder) = self else { return nil }
        return URL(filePath: folder, directoryHint: .notDirectory).standardizedFileURL.path
    }
}
