import ArgumentParser
import Claims
import Foundation
import Leads
import Reports

/// The first review of all settlements, and a random sample of what passed for the second look.
struct ReviewSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review-sample",
        abstract: "Give every settlement of a ranked extract a verdict, and draw the sample for the second look.",
        discussion: """
            Every row of setl_d passes, is suspect with the scenarios that list
            it, or is skipped with the reason; of those that pass a share is
            drawn in each stratum by the order of SHA-256 of the text
            seed:batch:setl_id, so that anybody can derive it again.
            Writes verdicts.csv, review-sample.csv and review.json into DIR.
            The extract is the one that the run read; give EXTRACT where it lies
            elsewhere now. A sample that was filled in comes back by --outcomes.

            EXAMPLE
              xiezhi review-sample leads --rate 0.05 --seed 7
              xiezhi review-sample leads town --seed 7 --strata facility-type
              xiezhi review-sample leads --seed 7 --outcomes filled-in.csv
            """)

    @Argument(help: ArgumentHelp("The folder that `xiezhi rank` wrote.", valueName: "DIR"), completion: .directory)
    var directory: String

    @Argument(help: ArgumentHelp("The extract that was ranked, where it is not where it was.", valueName: "EXTRACT"), completion: .directory)
    var extract: String?

    @Option(help: ArgumentHelp("A database instead of a folder: driver=PATH,uri=…", valueName: "key=value,…"))
    var source: String?

    @Option(help: ArgumentHelp("The mapping that the extract was ranked with.", valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
    var mapping: String?

    @Option(help: ArgumentHelp("The share of each stratum that is drawn, at least 0.05.", valueName: "SHARE"))
    var rate = 0.05

    @Option(help: ArgumentHelp("Seed of the order; the same seed and batch give the same sample.", valueName: "N"))
    var seed: UInt64

    @Option(help: ArgumentHelp("The name of what is reviewed; by default a digest of the settlements' files.", valueName: "NAME"))
    var batch: String?

    @Option(help: "What a stratum is: facility, or facility-type for facility and med_type.")
    var strata = ReviewSample.Stratification.facility

    @Option(
        help: ArgumentHelp("A CSV file of setl_id and outcome (pass or suspect): the sample, filled in.", valueName: "FILE"),
        completion: .file(extensions: ["csv"]))
    var outcomes: String?

    @Option(help: "The file format of the verdicts: csv or parquet.")
    var verdicts = ReviewFiles.VerdictFormat.csv

    @Option(help: ArgumentHelp("Where to write; DIR by default.", valueName: "FOLDER"), completion: .directory)
    var out: String?

    @Option(help: ArgumentHelp("Threads to use; all cores by default. The sample does not depend on it.", valueName: "N"))
    var threads: Int?

    @Flag(help: "Print review.json instead of the summary.")
    var json = false

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard rate > 0, rate <= 1 else { throw ValidationError("--rate must be at most 1 and at least 0.05, not \(rate).") }
        guard extract == nil || source == nil else { throw ValidationError("Give either the folder of an extract or --source, not both.") }
        if let batch, batch.contains(":") || batch.isEmpty { throw ValidationError("--batch must be a name without a colon.") }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024, not \(threads).") }
    }

    func run() throws {
        let destination = out ?? directory
        Interruption.cleansUp(after: [destination])
        let (record, quality) = try orFail {
            var library = try ModelLibrary()
            let least = try library.review.value("minimum_rate")
            guard rate >= least else { throw ValidationError("--rate must be at most 1 and at least \(least), not \(rate).") }
            let earlier = try EarlierRun(directory)
            try library.readAs(earlier)
            guard let folder = extract ?? (source == nil ? earlier.extract : nil) ?? (source == nil ? nil : "") else {
                throw CommandFailure(description: "\(directory) does not say which folder was ranked; give EXTRACT or --source")
            }
            try OutputFolder.check(destination)
            let stages = StageReport(reporting, isMachineRead: json, stageCount: 7)
            defer { stages.finish() }
            let access = ExtractAccess(
                folder: folder, source: source, mapping: mapping, config: nil, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
            let reader = try access.reader(library, recordsSkipped: true, stages: stages)
            let review = try ReviewRun(
                earlier, reader: reader, library: library,
                options: .init(rate: rate, seed: seed, batch: batch, stratification: strata, outcomes: outcomes))
            stages.begin("writing")
            let files = ReviewFiles(review, verdictFormat: verdicts)
            try files.write(to: destination)
            stages.count("sample", ["strata": review.sample.strata.count, "drawn": review.sample.draws.count])
            return (files.record, review.quality)
        }
        try orFail { try Terminal.result(json ? try JSONDocument.text(record) : record.text) }
        if !json, !reporting.quiet { Terminal.remark("written: \(destination)") }
        try conclude(quality)
    }
}

extension ReviewSample.Stratification: ExpressibleByArgument {}
extension ReviewFiles.VerdictFormat: ExpressibleByArgument {}
