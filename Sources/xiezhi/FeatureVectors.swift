import ArgumentParser
import Features
import Foundation
import Leads
import Reports

/// The vectors that models see.
struct FeatureVectors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Write the vectors of facilities or patients, or say what the features are.",
        discussion: """
            One row a subject, one column a feature; what is not known is empty, never zero.

            EXAMPLE
              xiezhi features extract --subject patient --out patients.parquet
              xiezhi features --describe --lang en
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: ArgumentHelp("Whose vectors: facility or patient. Without it: facility; for --describe both.", valueName: "KIND"))
    var subject: SubjectKind?

    @Option(help: ArgumentHelp("A file that ends in .parquet or .csv.", valueName: "FILE"), completion: .file(extensions: ["parquet", "csv"]))
    var out: String?

    @Flag(help: "Print the data dictionary: name, unit, range and what each feature would mean.")
    var describe = false

    @Option(help: "Language of the dictionary.")
    var lang: Language = .zh

    func validate() throws {
        if describe, !extract.namesAnExtract, out == nil { return }
        try extract.requireExtract()
        guard let out else { throw ValidationError("Give --out FILE, or --describe alone.") }
        guard out.hasSuffix(".csv") || out.hasSuffix(".parquet") else {
            throw ValidationError("--out must end in .csv or .parquet, not `\((out as NSString).lastPathComponent)`.")
        }
    }

    func run() throws {
        if describe {
            let kinds = subject.map { [$0] } ?? SubjectKind.allCases
            try orFail { try Terminal.result(FeatureCatalog.markdown(language: lang, kinds: kinds)) }
        }
        guard let out else { return }
        Interruption.cleansUp(after: [out])
        let subject = subject ?? .facility
        let (table, quality) = try orFail {
            try FeatureTableFile.check(out)
            let library = try extract.library()
            let stages = StageReport(extract.reporting, stageCount: 7)
            defer { stages.finish() }
            let (store, quality) = try extract.reader(library, stages: stages).read()
            stages.begin("features")
            let table = FeatureTable(subject, of: FeatureContext(store, parameters: library.features), threads: extract.threadCount)
            stages.begin("writing")
            try FeatureTableFile(table: table, identifiers: subject.identifiers(of: store)).write(to: out)
            stages.count("features", ["rows": table.subjects.count, "columns": table.definitions.count])
            return (table, quality)
        }
        if !extract.reporting.quiet {
            var remarks = Remarks.settlements(quality)
            remarks += table.omitted.map { "left out: \($0.name), the extract has no \($0.missingColumn)" }
            remarks.append("written: \(out), \(Remarks.counted(table.subjects.count, "row")), \(Remarks.counted(table.definitions.count, "feature"))")
            remarks.forEach(Terminal.remark)
        }
        try conclude(quality)
    }
}
