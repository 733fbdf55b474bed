import ArgumentParser
import Foundation
import Reports
import Simulation

/// A synthetic extract with planted cases and innocent look-alikes, and the truth beside it.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a synthetic extract, and the truth beside it in DIR-truth.",
        discussion: """
            The same numbers and seed give the same bytes.

            EXAMPLE
              xiezhi simulate town --persons 30000 --facilities 120 --months 3 --seed 1 --format parquet
            """)

    @Argument(help: "The folder to make.", completion: .directory)
    var directory: String

    @Option(help: "Insured persons.")
    var persons = 30_000

    @Option(help: "Hospitals, clinics and pharmacies.")
    var facilities = 120

    @Option(help: "Calendar months.")
    var months = 3

    @Option(help: "Seed of everything drawn at random.")
    var seed: UInt64 = 1

    @Option(help: "csv or parquet.")
    var format: ExtractFormat = .csv

    @Flag(help: "Plant no cases: the extract is all innocent.")
    var innocent = false

    @Flag(help: "No progress and no remarks.")
    var quiet = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func run() throws {
        try orFail {
            let progress = ProgressBar(isQuiet: quiet || json, stageCount: 1)
            defer { progress.finish() }
            let configuration = TownConfiguration(
                personCount: persons, facilityCount: facilities, monthCount: months, seed: seed, plantsCases: !innocent)
            let summary = try TownSimulator(configuration: configuration).write(to: directory, format: format) { stage, done in
                progress.show(stage, done)
            }
            progress.finish()
            if json {
                print(try JSONDocument.text(summary))
            } else if !quiet {
                for table in summary.rows { print("\(table.table)  \(table.rowCount) rows") }
                print("\(summary.firstDay) to \(summary.lastDay), \(summary.plantedCount) planted cases, \(summary.lookAlikeCount) look-alikes")
            }
        }
    }
}

extension ExtractFormat: ExpressibleByArgument {}
