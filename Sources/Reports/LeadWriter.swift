import Features
import Leads
public import Output

/// One file of a run's output folder. A new format is its file, its test, and one line in `LeadWriterCatalog`.
///
/// Equal outcomes give equal bytes: a writer reads no clock, no locale and no environment.
public protocol LeadWriter: Sendable {
    /// The file's name in the output folder.
    static var fileName: String { get }
    /// The name by which the format is asked for.
    static var format: String { get }
    init()
    /// Writes a new file at `path`.
    /// - Throws: `OutputError`, or the error of the file system.
    func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws
}

/// The formats there are.
public enum LeadWriterCatalog {
    /// Written by every run. `run.json` comes last: where it lies, the files beside it are whole.
    static let always: [any LeadWriter.Type] = [
        CSVLeadWriter.self,
        JSONLinesLeadWriter.self,
        CandidatePlaceWriter.self,
        FlaggedSettlementWriter.self,
        SuppressionWriter.self,
        DataQualityWriter.self,
        RunRecordWriter.self,
    ]

    /// Written when asked for.
    static let onRequest: [any LeadWriter.Type] = [
        SpreadsheetLeadWriter.self,
        HTMLReportWriter.self,
    ]

    /// Names of the formats that a run can be asked for beside those it always writes.
    public static var requestableFormats: [String] { onRequest.map { $0.format } }

    /// Those formats with the files that they write.
    public static var requestableFiles: [(format: String, name: String)] { onRequest.map { ($0.format, $0.fileName) } }

    /// The writers of a run in the order of writing: those on request, each once, then those that every run has.
    ///
    /// - Throws: `OutputError` for a format that there is not, naming those that there are.
    public static func writers(requested formats: [String] = []) throws(OutputError) -> [any LeadWriter] {
        let known = always + onRequest
        for format in formats where !known.contains(where: { $0.format == format }) {
            throw OutputError("there is no output format `\(format)`; the formats are \(known.map { $0.format }.joined(separator: ", "))")
        }
        return (onRequest.filter { formats.contains($0.format) } + always).map { $0.init() }
    }
}
