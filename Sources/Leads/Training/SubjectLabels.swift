import ADBC
import Claims
import Features
import Foundation

/// What is known of some subjects: the verdicts of investigators, or the truth of a simulated extract.
public struct SubjectLabels: Sendable {
    /// Whether the sought was found at a subject, by identifier.
    public private(set) var verdicts: [SubjectKind: [String: Bool]] = [:]
    /// Whether a subject that is not named was looked at and found in order: so in a file that names the sought only.
    public private(set) var namesAllSought = false

    /// Reads a CSV file of verdicts: `subject_id`, `label` (1 or 0, true or false, yes or no) and, where subjects are not
    /// patients, `subject_kind`; or a list of cases without a `label`: `subject_kind`, `subject_id` and `members`, as a
    /// simulated extract has it beside it in `DIR-truth/labels.csv`. A list of cases is taken as complete.
    ///
    /// A group stands for its members, joined by `;`. Other kinds of subject than patients, groups and facilities are left out.
    ///
    /// - Throws: `ClaimsError` with the line; no value of an identifier is in it.
    public init(path: String) throws {
        let name = (path as NSString).lastPathComponent
        guard FileManager.default.isReadableFile(atPath: path) else { throw ClaimsError("the labels \(name) cannot be read; give a CSV file") }
        let connection = try EmbeddedDuckDB.open(threads: 1)
        let stream: RecordStream
        do {
            stream = try connection.query(
                "SELECT * FROM read_csv(\(quotedLiteral(path)), header = true, all_varchar = true, null_padding = true)")
        } catch {
            throw ClaimsError("the labels \(name) are no CSV file with a header: \(error)")
        }
        guard let subject = stream.index(of: "subject_id") else {
            throw ClaimsError("the labels \(name) have no column subject_id; there are \(stream.fields.map(\.name).joined(separator: ", "))")
        }
        let (label, kind, members) = (stream.index(of: "label"), stream.index(of: "subject_kind"), stream.index(of: "members"))
        guard label != nil || kind != nil else {
            throw ClaimsError("the labels \(name) have neither a column label nor subject_kind; give verdicts (subject_id, label) or cases (subject_kind, subject_id, members)")
        }
        namesAllSought = label == nil
        var line = 1
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount {
                line += 1
                func text(_ column: Int?) throws -> String { try column.flatMap { try batch.utf8($0).string(row) } ?? "" }
                let isSought: Bool
                switch try text(label).lowercased() {
                case "1", "true", "yes": isSought = true
                case "0", "false", "no": isSought = false
                case "" where label == nil: isSought = true
                default: throw ClaimsError("the labels \(name), line \(line), column label: expected 1 or 0; correct the line or take it out")
                }
                try add(kind: try text(kind), subject: try text(subject), members: try text(members), isSought, "\(name), line \(line)")
            }
        }
    }

    private mutating func add(kind: String, subject: String, members: String, _ isSought: Bool, _ place: String) throws(ClaimsError) {
        guard !subject.isEmpty else { throw ClaimsError("the labels \(place), column subject_id: it is empty; correct the line or take it out") }
        switch kind {
        case "", SubjectKind.patient.rawValue: verdicts[.patient, default: [:]][subject, default: false] = isSought || known(.patient, subject)
        case SubjectKind.facility.rawValue: verdicts[.facility, default: [:]][subject, default: false] = isSought || known(.facility, subject)
        default:
            for member in members.split(separator: ";").map(String.init) {
                verdicts[.patient, default: [:]][member] = isSought || known(.patient, member)
            }
        }
    }

    /// One finding outweighs any number of visits that found nothing.
    private func known(_ kind: SubjectKind, _ subject: String) -> Bool { verdicts[kind]?[subject] ?? false }

    /// The subjects of a table that are labelled, and their labels.
    func rows(of table: FeatureTable, identifiers: IdentifierTable) -> (rows: [Int], labels: [Bool]) {
        let known = verdicts[table.subjectKind] ?? [:]
        var rows: [Int] = []
        var labels: [Bool] = []
        for (row, subject) in table.subjects.enumerated() {
            guard let label = known[identifiers[subject]] ?? (namesAllSought ? false : nil) else { continue }
            rows.append(row)
            labels.append(label)
        }
        return (rows, labels)
    }
}
