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

            EXAMPLE
              xiezhi rank extract --out leads --top 20 --format xlsx,html
              xiezhi rank extract --out cards --scenario card-clustering --lang en
              xiezhi rank extract --out leads --model Models/2026-10
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
            let library = try extract.library()
            for slug in scenario where !library.scenarios.contains(where: { $0.slug == slug }) {
                throw ValidationError("There is no scenario `\(slug)`; the scenarios are \(library.scenarios.map(\.slug).joined(separator: ", ")).")
            }
            try OutputFolder.check(out)
            let scenarioCount = scenario.isEmpty ? library.scenarios.count : Set(scenario).count
            let stages = StageReport(extract.reporting, isMachineRead: json, stageCount: 8 + scenarioCount)
            defer { stages.finish() }
            var options = ScreeningRun.Options()
            options.scenarios = scenario
            options.limit = top
            options.seed = seed
            options.threads = extract.threadCount
            options.language = lang
            options.progress = { stages.begin($0) }
            if let model { try options.use(model: model, library) }
            let reader = try extract.reader(library, stages: stages)
            let outcome = try ScreeningRun(library: library, options: options).run(reader)
            stages.begin("writing")
            try OutputFolder(out).write(outcome, formats: formats, language: lang)
            let account = outcome.quality.settlements
            stages.count("settlements", ["read": account.read.rows, "used": account.kept.rows, "set_aside": account.quarantined.rows])
            stages.count("leads", ["listed": outcome.leads.count, "beyond_the_list": outcome.record.beyondLimit, "folded": outcome.record.foldedLeads])
            stages.count("memory", ["peak_bytes": outcome.record.peakMemoryBytes])
            return outcome
        }
        try orFail {
            try Terminal.result(json ? try JSONDocument.text(outcome.record) : TerminalTable.text(outcome.leads, language: lang, width: Terminal.width))
        }
        if !json, !extract.reporting.quiet { remarks(outcome).forEach(Terminal.remark) }
        try conclude(outcome.quality)
    }

    /// What was used, set aside, skipped and found beside the leads, and where the files are.
    private func remarks(_ outcome: ScreeningRun.Outcome) -> [String] {
        let older = LeadWriterCatalog.requestableFiles
            .filter { !formats.contains($0.format) && FileManager.default.fileExists(atPath: out + "/" + $0.name) }.map(\.name)
        let record = outcome.record
        let beyond = record.beyondLimit == 0 ? "" : ", \(Remarks.grouped(record.beyondLimit)) more below the list (--top)"
        let folded = record.foldedLeads == 0 ? "" : ", \(Remarks.grouped(record.foldedLeads)) folded into them as related"
        return Remarks.settlements(outcome.quality) + Remarks.skipped(outcome.quality) + Remarks.findings(outcome.quality)
            + older.map { "older than this list: \(out)/\($0), of an earlier run; ask for it with --format, or remove it" }
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
