import Claims
import Features
import Foundation
import Leads
import Reports
import Testing

let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The models as they come with the program.
let library = Result { try ModelLibrary(root: packageRoot.path) }

/// A folder of a test's own, gone with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "xiezhi-end-to-end-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What a run gives, and the bytes of its files.
struct Screening: Sendable {
    let outcome: ScreeningRun.Outcome
    let jsonl: Data
    let csv: Data
    /// All the files that a run always writes.
    let files: [String: Data]

    var leads: [Lead] { outcome.leads }

    func leads(_ scenario: String) -> [Lead] { leads.filter { $0.scenario == scenario } }

    /// Exemptions that kept candidates off the list, one a candidate.
    var suppressed: [String] { outcome.record.scenarios.flatMap(\.suppressed).map(\.exemption) }

    func finding(_ kind: String, facility: String? = nil) -> DataFinding? {
        outcome.quality.findings.first { $0.kind == kind && (facility == nil || $0.facility == facility) }
    }

    /// - Parameters:
    ///   - limit: the length of the list.
    ///   - thresholds: laid over those of the library, as `rank --set` does.
    init(
        _ location: ExtractLocation, mapping: ColumnMapping? = nil, scenarios: [String] = [], limit: Int = 50, threads: Int = 2,
        seed: UInt64 = 1, language: Language = .zh, thresholds: [String: Double] = [:]
    ) throws {
        try self.init(
            Self.read(location, mapping: mapping, scenarios: scenarios, threads: threads), scenarios: scenarios, limit: limit, threads: threads,
            seed: seed, language: language, thresholds: thresholds)
    }

    static func read(
        _ location: ExtractLocation, mapping: ColumnMapping? = nil, scenarios: [String], threads: Int = 1
    ) throws -> ScreeningRun.ReadExtract {
        let library = try library.get()
        var reading = ExtractReader.Options(careClasses: library.careClasses, calendar: library.calendar, thresholds: library.dataQuality)
        reading.mapping = mapping
        reading.tables = library.tables(of: scenarios)
        reading.threads = threads
        return try .init(ExtractReader(location, options: reading))
    }

    init(
        _ extract: ScreeningRun.ReadExtract, scenarios: [String], limit: Int, threads: Int, seed: UInt64 = 1, language: Language = .zh,
        thresholds: [String: Double]
    ) throws {
        var library = try library.get()
        for (name, value) in thresholds.sorted(by: { $0.key < $1.key }) { try library.set(name, to: value) }
        var options = ScreeningRun.Options()
        options.scenarios = scenarios
        options.limit = limit
        options.threads = threads
        options.seed = seed
        options.language = language
        outcome = try ScreeningRun(library: library, options: options).run(extract)
        let folder = try TemporaryFolder()
        let out = folder.path + "/leads"
        var files: [String: Data] = [:]
        for name in try OutputFolder(out).write(outcome, language: language) {
            files[name] = try Data(contentsOf: URL(filePath: out + "/" + name))
        }
        self.files = files
        jsonl = try #require(files["leads.jsonl"])
        csv = try #require(files["leads.csv"])
    }

    /// Both files of leads are the same, byte for byte. Handed to `#expect` themselves, two that differ would be compared letter by letter
    /// for hours to say where; the first line apart tells as much.
    func expectSameLeads(as other: Screening, sourceLocation: SourceLocation = #_sourceLocation) {
        for (name, own, others) in [("leads.jsonl", jsonl, other.jsonl), ("leads.csv", csv, other.csv)] {
            let isSame = own == others
            #expect(isSame, "\(name): \(Self.firstDifference(own, others))", sourceLocation: sourceLocation)
        }
    }

    private static func firstDifference(_ left: Data, _ right: Data) -> String {
        let (left, right) = (left.split(separator: UInt8(ascii: "\n")), right.split(separator: UInt8(ascii: "\n")))
        let line = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        return line.map { "line \($0 + 1) differs" } ?? "\(left.count) and \(right.count) lines"
    }
}
