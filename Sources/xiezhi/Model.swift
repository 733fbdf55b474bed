import ArgumentParser
import Claims
import Foundation
import Leads
import Modeling
import Reports

/// Stored models: what they are, and how two differ.
struct Model: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a stored model is, or how two differ.",
        discussion: """
            EXAMPLE
              xiezhi model show Models/mine
              xiezhi model diff Models/mine Models/newer
              xiezhi model diff Models/mine table.csv --ignore name
            """,
        subcommands: [Show.self, Difference.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a model's card: its data, features, detectors and measures.",
            discussion: """
                EXAMPLE
                  xiezhi model show Models/mine
                """)

        @Argument(help: "The folder that `xiezhi train` wrote.", completion: .directory)
        var model: String

        @Flag(help: "Print model.json.")
        var json = false

        func run() throws {
            Interruption.cleansUp(after: [])
            try orFail {
                let stored = try StoredModel(folder: model)
                try Terminal.result(json ? try ModelText.json(stored) : ModelText.card(stored, width: Terminal.width))
            }
        }
    }

    struct Difference: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract: "Compare two models, or a model and a table or an extract: features, settings, drift.",
            discussion: """
                Drift is the population stability index: below 0.1 stable, up to
                0.25 moderate, above it large, by convention.

                EXAMPLE
                  xiezhi model diff Models/mine Models/newer
                  xiezhi model diff Models/2026-10 next-month
                  xiezhi model diff Models/mine table.csv --ignore name
                """)

        @Argument(help: "The folder of the model to compare with.", completion: .directory)
        var model: String

        @Argument(help: "The folder of another model or of an extract, or a table.", completion: .file())
        var other: String

        @OptionGroup var columns: ColumnOptions
        @OptionGroup var threading: ThreadOptions
        @OptionGroup var reporting: ReportingOptions

        @Flag(help: "Print one JSON array, an element a part of the model.")
        var json = false

        func validate() throws {
            let namesColumns = columns.id != nil || columns.label != nil || !columns.ignore.isEmpty
            guard !namesColumns || !Self.isFolder(other) else {
                throw ValidationError("--id, --label and --ignore are for tables; \(other) is a folder.")
            }
        }

        private static func isFolder(_ path: String) -> Bool {
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }

        func run() throws {
            Interruption.cleansUp(after: [])
            let quality = try orFail {
                let (comparisons, quality) = try compared()
                try Terminal.result(
                    json
                        ? try JSONDocument.text(comparisons)
                        : comparisons.map { ModelText.comparison($0, width: Terminal.width) }.joined(separator: "\n"))
                return quality
            }
            if let quality { try conclude(quality) }
        }

        /// What was compared, and of an extract how much of it could be read.
        private func compared() throws -> (comparisons: [ModelComparison], quality: DataQuality?) {
            guard Self.isFolder(other) else {
                let part = try Detect.tablePart(of: ModelFolder(model), model)
                return ([ModelComparison(part, try NumericTable(columns.request(other, threads: threading.count)))], nil)
            }
            let before = try StoredModel(folder: model)
            if ExtractAccess.isExtract(other) {
                let outcome = try drift(of: before, inExtract: other)
                return (outcome.comparisons, outcome.quality)
            }
            return (try comparisons(before, try StoredModel(folder: other)), nil)
        }

        private func comparisons(_ before: StoredModel, _ after: StoredModel) throws -> [ModelComparison] {
            let pairs = before.parts.compactMap { part in after.part(named: part.name).map { (part, $0) } }
            guard !pairs.isEmpty else {
                let names = [before, after].map { $0.parts.map(\.name).joined(separator: ", ") }
                throw CommandFailure(description: "the models have no part in common: \(model) has \(names[0]), \(other) has \(names[1])")
            }
            return pairs.map { ModelComparison($0, $1) }
        }

        /// The extract is compared by the features as the model's scenarios see them, among the model's peers.
        private func drift(of stored: StoredModel, inExtract path: String) throws -> ModelDrift.Outcome {
            let access = ExtractAccess(folder: path, threads: threading.count)
            let library = try access.library()
            let stages = StageReport(reporting, isMachineRead: json, stageCount: 8)
            defer { stages.finish() }
            return try ModelDrift(library: library, threads: threading.count).outcome(
                of: stored, with: try access.reader(library, stages: stages))
        }
    }
}
