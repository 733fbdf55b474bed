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
            EXAMPLE
              xiezhi features extract --subject facility --out facilities.parquet
              xiezhi features --describe --lang en
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: "facility or patient.")
    var subject: SubjectKind = .facility

    @Option(help: ArgumentHelp("A file that ends in .parquet or .csv.", valueName: "FILE"), completion: .file())
    var out: String?

    @Flag(help: "Print the data dictionary: name, unit, range and what each feature would mean.")
    var describe = false

    @Option(help: "Language of the dictionary: zh or en.")
    var lang: Language = .zh

    func validate() throws {
        if describe, extract.extract == nil, extract.source == nil, out == nil { return }
        guard let out else { throw ValidationError("--out FILE is needed, or --describe.") }
        guard out.hasSuffix(".csv") || out.hasSuffix(".parquet") else {
            throw ValidationError("--out must end in .csv or .parquet.")
        }
        try extract.requireExtract()
    }

    func run() throws {
        if describe { print(FeatureCatalog.markdown(language: lang, kinds: [subject])) }
        guard let out else { return }
        let quality = try orFail {
            try FeatureTableFile.check(out)
            let library = try extract.library()
            let progress = ProgressBar(isQuiet: extract.quiet, stageCount: 7)
            defer { progress.finish() }
            let (store, quality) = try extract.reader(library, progress: progress).read()
            progress.advance("features")
            let table = FeatureTable(subject, of: FeatureContext(store, parameters: library.features), threads: extract.threads)
            try FeatureTableFile(table: table, identifiers: subject.identifiers(of: store)).write(to: out)
            progress.finish()
            if !extract.quiet {
                for omission in table.omitted { Terminal.note("left out \(omission.name): the extract has no \(omission.missingColumn)") }
                Terminal.note("\(table.subjects.count) rows, \(table.definitions.count) features in \(out)")
            }
            return quality
        }
        throw exitStatus(of: quality)
    }
}

extension SubjectKind: ExpressibleByArgument {}
