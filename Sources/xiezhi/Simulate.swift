import ArgumentParser
import Foundation
import Reports
import Simulation

/// A synthetic extract with planted cases and innocent look-alikes, and the truth beside it.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a synthetic extract, and the truth beside it in DIR-truth.",
        discussion: """
            All of it is made up. The same numbers and seed give the same bytes.

            EXAMPLE
              xiezhi simulate town --persons 30000 --facilities 120 --months 3
              xiezhi simulate quiet-town --innocent --seed 7 --format parquet
            """)

    @Argument(help: "The folder to make; it must not exist or be empty.", completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("Insured persons, at least \(TownConfiguration.minimumPersonCount).", valueName: "N"))
    var persons = 30_000

    @Option(help: ArgumentHelp("Hospitals, clinics and pharmacies, at least \(TownConfiguration.minimumFacilityCount).", valueName: "N"))
    var facilities = 120

    @Option(help: ArgumentHelp("Calendar months, 1 to 36.", valueName: "M"))
    var months = 3

    @Option(help: ArgumentHelp("Seed of everything drawn at random.", valueName: "S"))
    var seed: UInt64 = 1

    @Option(help: "The tables' file format.")
    var format: ExtractFormat = .csv

    @Flag(help: "Plant no cases: the extract is all innocent.")
    var innocent = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @OptionGroup var reporting: ReportingOptions

    private var configuration: TownConfiguration {
        TownConfiguration(personCount: persons, facilityCount: facilities, monthCount: months, seed: seed, plantsCases: !innocent)
    }

    func validate() throws {
        do { try configuration.validate() } catch { throw ValidationError("The number of \(error).") }
    }

    func run() throws {
        Interruption.cleansUp(after: [directory, trimmedDirectory + "-truth"])
        let summary = try orFail {
            let stages = StageReport(reporting, isMachineRead: json, stageCount: 1)
            defer { stages.finish() }
            let summary = try TownSimulator(configuration: configuration).write(to: directory, format: format) { stages.show($0, $1) }
            stages.count("written", ["tables": summary.rows.count, "rows": summary.rows.reduce(0) { $0 + $1.rowCount }])
            return summary
        }
        try orFail { try Terminal.result(json ? try JSONDocument.text(summary) : Self.text(summary)) }
        if !json, !reporting.quiet { Terminal.remark("written: \(directory), the truth in \(trimmedDirectory)-truth") }
    }

    private var trimmedDirectory: String {
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func text(_ summary: TownSummary) -> String {
        let counts = summary.rows.map { Remarks.grouped($0.rowCount) }
        let width = counts.map(\.count).max() ?? 0
        return zip(summary.rows, counts).map { table, count in
            table.table + String(repeating: " ", count: max(1, 12 - table.table.count) + width - count.count) + count + " rows\n"
        }.joined() + """
            \(summary.firstDay) to \(summary.lastDay), \(Remarks.counted(summary.plantedCount, "planted case")), \
            \(Remarks.counted(summary.lookAlikeCount, "innocent look-alike"))
            """
    }
}

extension ExtractFormat: ExpressibleByArgument {}
