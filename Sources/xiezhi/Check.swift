import ArgumentParser
import Claims
import Foundation
import Leads
import Reports

/// What is in an extract, and what is wrong with it.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is in an extract and what is wrong with it.",
        discussion: """
            EXAMPLE
              xiezhi check extract --out quality
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: ArgumentHelp("A folder for data-quality.json.", valueName: "DIR"), completion: .directory)
    var out: String?

    @Flag(help: "Print data-quality.json instead of the summary.")
    var json = false

    func validate() throws { try extract.requireExtract() }

    func run() throws {
        let quality = try orFail {
            if let out { try OutputFolder.check(out) }
            let library = try extract.library()
            let progress = ProgressBar(isQuiet: extract.quiet || json, stageCount: 11)
            defer { progress.finish() }
            let reader = try extract.reader(library, checksAllTables: true, progress: progress)
            var (store, quality) = try reader.read()
            quality.scenarios = ScreeningRun.readiness(of: library, on: store)
            if let out { try OutputFolder(out).write(quality) }
            return quality
        }
        print(json ? try JSONDocument.text(quality) : QualitySummary(quality).text)
        throw exitStatus(of: quality)
    }
}
