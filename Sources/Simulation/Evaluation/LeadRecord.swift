import Foundation

/// The fields of a line of `leads.jsonl` that an evaluation needs.
public struct LeadRecord: Sendable, Equatable, Codable {
    public var rank: Int
    public var scenario: String
    public var subjectKind: String
    public var subjectID: String
    public var members: [String]
    public var facilities: [String]
    /// The keys of the rows that prove it, of whatever table.
    public var evidence: [Evidence]

    public struct Evidence: Sendable, Equatable, Codable {
        public var table: String
        public var key: String

        public init(table: String, key: String) {
            self.table = table
            self.key = key
        }
    }

    enum CodingKeys: String, CodingKey {
        case rank, scenario, members, facilities, evidence
        case subjectKind = "subject_kind"
        case subjectID = "subject_id"
    }

    public init(
        rank: Int, scenario: String, subjectKind: String, subjectID: String, members: [String] = [], facilities: [String] = [],
        evidence: [Evidence] = []
    ) {
        self.rank = rank
        self.scenario = scenario
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.members = members
        self.facilities = facilities
        self.evidence = evidence
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        rank = try fields.decode(Int.self, forKey: .rank)
        scenario = try fields.decode(String.self, forKey: .scenario)
        subjectKind = try fields.decode(String.self, forKey: .subjectKind)
        subjectID = try fields.decode(String.self, forKey: .subjectID)
        members = try fields.decodeIfPresent([String].self, forKey: .members) ?? []
        facilities = try fields.decodeIfPresent([String].self, forKey: .facilities) ?? []
        evidence = try fields.decodeIfPresent([Evidence].self, forKey: .evidence) ?? []
    }

    /// Reads `leads.jsonl` of a lead folder, in rank order.
    ///
    /// - Throws: `SimulationError.cannotRead`, or `.malformed` with the line.
    public static func read(folder: String) throws(SimulationError) -> [LeadRecord] {
        let path = folder + "/leads.jsonl"
        guard let data = FileManager.default.contents(atPath: path) else { throw .cannotRead(path, reason: "no such file") }
        var leads: [LeadRecord] = []
        for (number, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
            do {
                leads.append(try JSONDecoder().decode(LeadRecord.self, from: Data(line)))
            } catch {
                throw .malformed(file: path, line: number + 1, reason: "not a lead with rank, scenario, subject_kind and subject_id")
            }
        }
        return leads.sorted { $0.rank < $1.rank }
    }
}
