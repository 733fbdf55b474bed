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
            Tables, rows, period, columns; rows that cannot be used and why;
            refunds; identities of money; data findings; which scenarios can run.

            EXAMPLE
              xiezhi check extract --out quality
              xiezhi check --source driver=DRIVER.so,uri=postgresql://… --json
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: ArgumentHelp("A folder for data-quality.json.", valueName: "DIR"), completion: .directory)
    var out: String?

    @Flag(help: "Print data-quality.json instead of the summary.")
    var json = false

    func validate() throws { try extract.requireExtract() }

    func run() throws {
        Interruption.cleansUp(after: [out].compactMap(\.self))
        let quality = try orFail {
            if let out { try OutputFolder.check(out) }
            let library = try extract.library()
            let stages = StageReport(extract.reporting, isMachineRead: json, stageCount: 11)
            defer { stages.finish() }
            let reader = try extract.reader(library, checksAllTables: true, stages: stages)
            var (store, quality) = try reader.read()
            quality.scenarios = ScreeningRun.readiness(of: library, on: store)
            if let out { try OutputFolder(out).write(quality) }
            stages.count("checked", ["tables": quality.tables.count, "findings": quality.findings.count])
            return quality
        }
        try orFail { try Terminal.result(json ? try JSONDocument.text(quality) : QualitySummary(quality).text) }
        if let out, !extract.reporting.quiet, !json { Terminal.remark("written: \(out)/data-quality.json") }
        try conclude(quality)
    }
}
