import ArgumentParser
import Claims
import Features
import Foundation
import Leads
import Modeling
import Reports

/// The main job: from an extract to a ranked list.
struct Rank: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rank the leads of an extract.",
        discussion: """
            Writes leads.csv, leads.jsonl, data-quality.json and run.json into DIR,
            whole or not at all, and prints the list with one reason each.
            Beside them: suppressed.csv, what exemptions kept off the list;
            candidates.csv and flagged.csv, what a later comparison and
            `xiezhi review-sample` go by.

            EXAMPLE
              xiezhi rank extract --out leads --top 20 --format xlsx,html
              xiezhi rank extract --out cards --scenario card-clustering --lang en
              xiezhi rank extract --out leads --model Models/2026-10
              xiezhi rank extract --out shops --subject facility --facility-type pharmacy
              xiezhi rank extract --out new --set frequent-visits.minimum_visits=12
              xiezhi rank extract --out new --compare leads
              xiezhi rank --source driver=DRIVER.so,uri=postgresql://… --out leads
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: ArgumentHelp("The folder for the results.", valueName: "DIR"), completion: .directory)
    var out: String

    @Option(help: ArgumentHelp("Run only this scenario; may be repeated.", valueName: "SLUG"), completion: .custom { _, _, _ in Self.slugs })
    var scenario: [String] = []

    @Option(
        help: ArgumentHelp("Score by a model that `xiezhi train` fitted, not by a fit to this extract.", valueName: "FOLDER"), completion: .directory)
    var model: String?

    @Option(help: ArgumentHelp("The length of the list.", valueName: "N"))
    var top = 50

    @Option(help: ArgumentHelp("List only leads on this kind of subject; may be repeated: \(Lead.SubjectKind.names).", valueName: "KIND"))
    var subject: [Lead.SubjectKind] = []

    @Option(help: ArgumentHelp("List only leads all of whose facilities are of this type: medical or pharmacy.", valueName: "TYPE"))
    var facilityType: FacilityColumns.Kind?

    @Option(help: ArgumentHelp("Change one threshold of the models; may be repeated.", valueName: "SCENARIO.PARAMETER=VALUE"))
    var set: [String] = []

    @Option(help: ArgumentHelp("Say which leads enter and leave against an earlier run, and why.", valueName: "DIR"), completion: .directory)
    var compare: String?

    @Option(
        help: ArgumentHelp("A CSV file of subjects that are not to be listed: subject_kind, subject_id, scenario, features, reason, owner, expires.", valueName: "FILE"),
        completion: .file(extensions: ["csv"]))
    var exemptions: String?

    @Option(help: ArgumentHelp("Seed of whatever is drawn at random; the same seed gives the same list.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(help: "Language of what investigators read.")
    var lang: Language = .zh

    @Option(
        help: ArgumentHelp("Further files, separated by commas: \(LeadWriterCatalog.requestableFormats.joined(separator: ", ")).", valueName: "FORMATS"),
        completion: .list(LeadWriterCatalog.requestableFormats))
    var format: String?

    @Flag(help: "Print the run's record as JSON instead of the table.")
    var json = false

    func validate() throws {
        try extract.requireExtract()
        guard top >= 1 else { throw ValidationError("--top must be at least 1, not \(top).") }
        for text in set { _ = try Self.assignment(text) }
        let known = LeadWriterCatalog.requestableFormats
        for name in formats where !known.contains(name) {
            throw ValidationError("There is no format `\(name)`; the further formats are \(known.joined(separator: ", ")).")
        }
    }

    private var formats: [String] { (format ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }

    private static var slugs: [String] { (try? ModelLibrary().scenarios.map(\.slug)) ?? [] }

    func run() throws {
        Interruption.cleansUp(after: [out])
        let outcome = try orFail {
            var library = try extract.library()
            for text in set {
                let (name, value) = try Self.assignment(text)
                try library.set(name, to: value)
            }
            for slug in scenario where !library.scenarios.contains(where: { $0.slug == slug }) {
                throw ValidationError("There is no scenario `\(slug)`; the scenarios are \(library.scenarios.map(\.slug).joined(separator: ", ")).")
            }
            let earlier = try compare.map { try EarlierRun($0) }
            try OutputFolder.check(out)
            let scenarioCount = scenario.isEmpty ? library.scenarios.count : Set(scenario).count
            let stages = StageReport(extract.reporting, isMachineRead: json, stageCount: 8 + scenarioCount)
            defer { stages.finish() }
            var options = ScreeningRun.Options()
            options.scenarios = scenario
            options.limit = top
            options.asked.kinds = Set(subject)
            options.asked.facilityKind = facilityType
            if let exemptions { options.exemptions = try SubjectExemption.read(path: exemptions, library: library) }
            options.seed = seed
            options.threads = extract.threadCount
            options.language = lang
            options.progress = { stages.begin($0) }
            if let model { try options.use(model: model, library) }
            let reader = try extract.reader(library, tables: library.tables(of: scenario), stages: stages)
            var outcome = try ScreeningRun(library: library, options: options).run(reader)
            if let earlier { outcome.comparison = try LeadComparison(outcome, with: earlier, language: lang) }
            stages.begin("writing")
            try OutputFolder(out).write(outcome, formats: formats, language: lang)
            let account = outcome.quality.settlements
            stages.count("settlements", ["read": account.read.rows, "used": account.kept.rows, "set_aside": account.quarantined.rows])
            stages.count("leads", ["listed": outcome.leads.count, "beyond_the_list": outcome.record.beyondLimit, "folded": outcome.record.foldedLeads])
            stages.count("memory", ["peak_bytes": outcome.record.peakMemoryBytes])
            return outcome
        }
        try orFail {
            try Terminal.result(json ? try JSONDocument.text(outcome.record) : Self.text(outcome, lang))
        }
        if !json, !extract.reporting.quiet { remarks(outcome).forEach(Terminal.remark) }
        try conclude(outcome.quality)
    }

    private static func text(_ outcome: ScreeningRun.Outcome, _ language: Language) -> String {
        let list = TerminalTable.text(outcome.leads, language: language, width: Terminal.width)
        guard let comparison = outcome.comparison else { return list }
        return list + "\n" + ComparisonText(comparison, language: language).text
    }

    /// `scenario.parameter=value`. The names are checked once the models are read.
    private static func assignment(_ text: String) throws -> (name: String, value: Double) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].contains("."), let value = Double(parts[1]), value.isFinite else {
            throw ValidationError("--set takes SCENARIO.PARAMETER=VALUE with a number, like frequent-visits.minimum_visits=12.")
        }
        return (String(parts[0]), value)
    }

    /// What was used, set aside, skipped and found beside the leads, and where the files are.
    private func remarks(_ outcome: ScreeningRun.Outcome) -> [String] {
        let unasked = LeadWriterCatalog.requestableFiles.filter { !formats.contains($0.format) }.map { (name: $0.name, option: "--format") }
            + (compare == nil ? ComparisonWriter.fileNames : []).map { (name: $0, option: "--compare") }
        let older = unasked.filter { FileManager.default.fileExists(atPath: out + "/" + $0.name) }
        let record = outcome.record
        let beyond = record.beyondLimit == 0 ? "" : ", \(Remarks.grouped(record.beyondLimit)) more below the list (--top)"
        let folded = record.foldedLeads == 0 ? "" : ", \(Remarks.grouped(record.foldedLeads)) folded into them as related"
        let suppressed = record.scenarios.reduce(0) { $0 + $1.suppressed.count }
        return Remarks.settlements(outcome.quality) + Remarks.skipped(outcome.quality) + Remarks.findings(outcome.quality)
            + Remarks.expired(record.expiredExemptions)
            + (suppressed == 0 ? [] : ["suppressed: \(Remarks.counted(suppressed, "candidate")) by exemptions; see suppressed.csv"])
            + older.map { "older than this list: \(out)/\($0.name), of an earlier run; ask for it with \($0.option), or remove it" }
            + ["leads: \(Remarks.grouped(record.leads))\(beyond)\(folded)", "written: \(out)"]
    }
}

extension ScreeningRun.Options {
    /// Reads a fitted model for the run. - Throws: `ModelingError`.
    fileprivate mutating func use(model path: String, _ library: ModelLibrary) throws {
        let folder = ModelFolder(path)
        model = try ScreeningModel(
            try folder.read(engineVersion: RunRecord.engineVersion, supplements: ScreeningModel.supplementTypes(library)))
        modelFiles = [ModelFolder.cardName, ModelFolder.weightsName].map { (name: $0, path: path + "/" + $0) }
    }
}

extension Lead.SubjectKind: ExpressibleByArgument {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension FacilityColumns.Kind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = Self.allCases.first(where: { $0.name == argument && $0 != .unknown }) else { return nil }
        self = kind
    }
}
