import ArgumentParser
import Foundation
import Leads
import Modeling
import Output
import Reports

/// A detector on any table of numbers.
struct Detect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score the rows of a table of numbers.",
        discussion: """
            Fits a detector on the rows and ranks them, the most unusual first; or
            scores them by a stored model. With --label it says how well that went.

            EXAMPLE
              xiezhi detect table.csv --id name --out scores.csv --explain 20
              xiezhi detect table.parquet --detector ecod --label truth --json
              xiezhi detect new.csv --model Models/mine
            """)

    @OptionGroup var source: TableOptions
    @OptionGroup var detection: DetectorOptions

    @Option(help: ArgumentHelp("Score by a stored model, of `xiezhi train`.", valueName: "DIR"), completion: .directory)
    var model: String?

    @Option(help: ArgumentHelp("A file for row, id, score and p_value; it ends in .csv or .parquet.", valueName: "FILE"), completion: .file(extensions: ["csv", "parquet"]))
    var out: String?

    @Option(help: ArgumentHelp("Give reasons for the first N rows, and their contributions in --out.", valueName: "N"))
    var explain = 0

    @Option(help: ArgumentHelp("The length of the printed list.", valueName: "N"))
    var top = 20

    @OptionGroup var threading: ThreadOptions

    @Flag(help: "Print one JSON object instead of the list.")
    var json = false

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard explain >= 0 else { throw ValidationError("--explain must not be negative.") }
        guard top >= 1 else { throw ValidationError("--top must be at least 1, not \(top).") }
        if let out, !out.hasSuffix(".csv"), !out.hasSuffix(".parquet") {
            throw ValidationError("--out must end in .csv or .parquet, not `\((out as NSString).lastPathComponent)`.")
        }
        if model != nil, detection.isGiven { throw ValidationError("--model brings its detector: leave out --detector, --set and --seed.") }
        _ = try detection.choice()
    }

    func run() throws {
        Interruption.cleansUp(after: [out].compactMap(\.self))
        let report = try orFail {
            if let out { try WholeFile(out).check() }
            let stages = StageReport(reporting, isMachineRead: json, stageCount: 5)
            defer { stages.finish() }
            return try detect(stages)
        }
        try orFail { try Terminal.result(json ? try JSONDocument.text(report) : report.text(width: Terminal.width)) }
        if !json, !reporting.quiet { report.remarks(out: out).forEach(Terminal.remark) }
    }

    private func detect(_ stages: StageReport) throws -> DetectionReport {
        var clock = StageTimes()
        func timed<Result>(_ stage: String, _ work: () throws -> Result) rethrows -> Result {
            stages.begin(stage)
            return try clock.timed(stage, work)
        }
        let part = try model.map { path in try Self.tablePart(of: ModelFolder(path), path) }
        let table = try timed("reading") { try NumericTable(source.request(threads: threading.count)) }
        let scores: TableScores
        if let part {
            scores = try timed("scoring") { try TableScores(table, by: part, threads: threading.count) }
        } else {
            let choice = try detection.choice()
            let fitted = try timed("fitting") { try choice.fit(table, threads: threading.count) }
            scores = try timed("scoring") { try TableScores(table, by: fitted, isFittedTable: true, threads: threading.count) }
        }
        let usual = part?.card.features.map(\.distribution)
        let explained = try timed("explaining") { try scores.explanations(first: explain, distributions: usual) }
        let quality = timed("measuring") { scores.quality(seed: scores.detector.origin.seed) }
        if let out { try timed("writing") { try scores.write(to: out, explaining: explain) } }
        stages.count("scored", ["rows": table.rowCount, "columns": table.columns.count])
        return DetectionReport(
            scores: scores, quality: quality, explained: explained, model: model, top: top, threads: threading.count, seconds: clock.seconds)
    }

    /// The one detector of a table's model.
    static func tablePart(of folder: ModelFolder, _ path: String) throws -> ModelPart {
        let stored = try folder.read(engineVersion: RunRecord.engineVersion)
        guard stored.card.kind == .table, let part = stored.parts.first, stored.parts.count == 1 else {
            throw CommandFailure(description: "the model \(path) was trained on an extract, and this is a table; use `xiezhi rank --model`")
        }
        return part
    }
}

/// How long each stage took, in seconds.
struct StageTimes {
    private(set) var seconds: [String: Double] = [:]

    mutating func timed<Result>(_ stage: String, _ work: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { seconds[stage] = start.duration(to: .now) / .seconds(1) }
        return try work()
    }
}
