import ArgumentParser
import Claims
import Features
import Foundation
import Leads
import Reports

/// The main job: from an extract to a ranked list.
struct Rank: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rank the leads of an extract.",
        discussion: """
            Writes leads.csv, leads.jsonl, data-quality.json and run.json into DIR, whole or not at all,
            and prints the top of the list.

            EXAMPLE
              xiezhi rank extract --out leads --scenario card-clustering --top 20
              xiezhi rank --source driver=libadbc_driver_postgresql.so,uri=postgresql://… --out leads
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: ArgumentHelp("The folder for the results.", valueName: "DIR"), completion: .directory)
    var out: String

    @Option(help: ArgumentHelp("Run only this scenario; may be repeated.", valueName: "SLUG"))
    var scenario: [String] = []

    @Option(help: "The length of the list.")
    var top = 50

    @Option(help: "Seed of whatever is drawn at random; the same seed gives the same list.")
    var seed: UInt64 = 1

    @Option(help: "Language of what investigators read: zh or en.")
    var lang: Language = .zh

    @Option(help: ArgumentHelp("Further formats, separated by commas: xlsx, html.", valueName: "FORMATS"))
    var format: String?

    @Flag(help: "Print the run's record as JSON instead of the table.")
    var json = false

    func validate() throws {
        try extract.requireExtract()
        guard top >= 1 else { throw ValidationError("--top must be at least 1.") }
        let known = LeadWriterCatalog.requestableFormats
        for name in formats where !known.contains(name) {
            throw ValidationError("There is no format `\(name)`; the further formats are \(known.joined(separator: ", ")).")
        }
    }

    private var formats: [String] { (format ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }

    func run() throws {
        let outcome = try orFail {
            try OutputFolder.check(out)
            let library = try extract.library()
            for slug in scenario { _ = try library.scenario(slug) }
            let progress = ProgressBar(isQuiet: extract.quiet || json, stageCount: 7 + (scenario.isEmpty ? library.scenarios.count : scenario.count))
            defer { progress.finish() }
            var options = ScreeningRun.Options()
            options.scenarios = scenario
            options.limit = top
            options.seed = seed
            options.threads = extract.threads
            options.language = lang
            options.progress = { progress.advance($0) }
            let reader = try extract.reader(library, progress: progress)
            let outcome = try ScreeningRun(library: library, options: options).run(reader)
            progress.advance("writing")
            try OutputFolder(out).write(outcome, formats: formats, language: lang)
            return outcome
        }
        if json {
            print(try JSONDocument.text(outcome.record))
        } else {
            print(TerminalTable.text(outcome.leads, language: lang, width: Terminal.width))
            if !extract.quiet { remarks(outcome) }
        }
        throw exitStatus(of: outcome.quality)
    }

    /// What a person should know beside the list: what was skipped, set aside, and where the files are.
    private func remarks(_ outcome: ScreeningRun.Outcome) {
        let settlements = outcome.quality.settlements
        Terminal.note("\(settlements.read.rows) settlement rows read, \(settlements.kept.rows) kept, \(settlements.quarantined.rows) set aside; rows and money balance: \(settlements.balances ? "yes" : "NO")")
        for readiness in outcome.quality.scenarios where !readiness.runs {
            Terminal.note("skipped \(readiness.scenario): the extract has no \(readiness.missing.joined(separator: ", "))")
        }
        for table in outcome.quality.tables {
            for entry in table.quarantined {
                let first = entry.examples.first
                Terminal.note("\(table.table): \(entry.rows) rows set aside, \(entry.reason) \(entry.column); first \(first?.file ?? "") \(first?.position ?? ""), found \(first?.found.isEmpty == false ? first?.found ?? "" : "nothing"), expected \(entry.expected)")
            }
        }
        if let gate = outcome.quality.gate, !gate.passed {
            Terminal.note("data gate: \((gate.quarantinedShare * 10000).rounded() / 100) % of settlements were set aside, the limit is \(gate.limit * 100) %")
        }
        Terminal.note("files in \(out)")
    }
}
