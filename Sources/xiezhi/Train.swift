import ArgumentParser
import Foundation
import Leads
import Modeling

/// A fitted model as a folder.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fit a model and store it as a folder.",
        discussion: """
            Writes model.json and weights.safetensors into DIR: what was learned,
            no row of the data, no identifier and no code.

            EXAMPLE
              xiezhi train extract --out Models/2026-10
              xiezhi train extract --out Models/2026-10 --labels verdicts.csv
              xiezhi rank next-month --model Models/2026-10 --out leads
              xiezhi train table.csv --out Models/mine --ignore name
              xiezhi train table.csv --out Models/mine --detector ecod --calibrate 0.3
              xiezhi detect new.csv --model Models/mine
            """)

    @Argument(help: "The folder of an extract; or a table of numbers: a file that ends in .csv, .csv.gz or .parquet.", completion: .file())
    var source: String

    @Option(help: ArgumentHelp("The folder for the model.", valueName: "DIR"), completion: .directory)
    var out: String

    @Option(
        help: ArgumentHelp("Of an extract: verdicts as CSV (subject_id, label), or cases (subject_kind, subject_id, members).", valueName: "FILE"),
        completion: .file(extensions: ["csv"]))
    var labels: String?

    @Option(help: ArgumentHelp("Of an extract: fit only this scenario; may be repeated.", valueName: "SLUG"))
    var scenario: [String] = []

    @Option(help: ArgumentHelp("Of an extract: a YAML file that maps other tables and columns to the contract's.", valueName: "FILE"))
    var mapping: String?

    @Option(help: ArgumentHelp("Of an extract: a YAML file that changes thresholds of the models.", valueName: "FILE"))
    var config: String?

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var detection: DetectorOptions

    @Option(help: ArgumentHelp("Hold this share of the rows back from the fit: scores become conformal p-values.", valueName: "SHARE"))
    var calibrate: Double?

    @OptionGroup var threading: ThreadOptions

    @Flag(help: "Print the model's card as JSON.")
    var json = false

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if let calibrate, !(calibrate > 0 && calibrate < 1) { throw ValidationError("--calibrate must lie between 0 and 1, not \(calibrate).") }
        _ = try detection.choice()
        if namesAnExtract {
            let ofTables = columns.id != nil || columns.label != nil || !columns.ignore.isEmpty || detection.detector != nil || !detection.set.isEmpty
            guard !ofTables, calibrate == nil else {
                throw ValidationError("--id, --label, --ignore, --detector, --set and --calibrate are for tables; an extract's detectors stand in Models/scenarios.")
            }
        } else {
            guard labels == nil, scenario.isEmpty, mapping == nil, config == nil else {
                throw ValidationError("--labels, --scenario, --mapping and --config are for extracts; \(source) is no folder with settlements (setl_d).")
            }
        }
    }

    private var namesAnExtract: Bool { mapping != nil || ExtractAccess.isExtract(source) }

    func run() throws {
        Interruption.cleansUp(after: [out])
        let (stored, trained) = try orFail {
            try ModelFolder(out).check()
            let stages = StageReport(reporting, isMachineRead: json, stageCount: namesAnExtract ? 12 : 4)
            defer { stages.finish() }
            let trained = namesAnExtract ? try trainOnExtract(stages) : nil
            let model = try trained?.model ?? trainOnTable(stages)
            stages.begin("writing")
            try ModelFolder(out).write(model)
            // What stands in the folder, digests and all.
            return (try StoredModel(folder: out), trained)
        }
        try orFail { try Terminal.result(json ? try ModelText.json(stored) : ModelText.card(stored, width: Terminal.width)) }
        if !json, !reporting.quiet { ((trained.map(remarks) ?? []) + ["written: \(out)"]).forEach(Terminal.remark) }
        if let trained { try conclude(trained.quality) }
    }

    private func trainOnTable(_ stages: StageReport) throws -> StoredModel {
        let choice = try detection.choice()
        stages.begin("reading")
        let table = try NumericTable(columns.request(source, threads: threading.count))
        stages.begin("fitting")
        let part = try ModelPart(fitting: choice, on: table, holdingBack: calibrate, threads: threading.count)
        stages.count("fitted", ["rows": part.card.detector.fittedRowCount, "columns": table.columns.count])
        var counts = ["rows": table.rowCount, "columns": table.columns.count]
        counts["positives"] = table.labels?.count { $0 }
        let card = ModelCard(
            engineVersion: RunRecord.engineVersion, kind: .table, createdAt: Date().formatted(.iso8601),
            counts: counts, parts: [part.card])
        return StoredModel(card: card, parts: [part])
    }
}
