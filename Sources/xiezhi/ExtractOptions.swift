import ArgumentParser
import Claims
import Features
import Foundation
import Leads

/// How an extract is named and read, the same for every command that takes one.
struct ExtractOptions: ParsableArguments {
    @Argument(help: "The folder of the extract: setl_d.csv, .csv.gz or .parquet and what else there is.", completion: .directory)
    var extract: String?

    @Option(help: ArgumentHelp("A database instead of a folder: driver=PATH,uri=…", valueName: "key=value,…"))
    var source: String?

    @Option(help: ArgumentHelp("A YAML file that maps other tables and columns to the contract's.", valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
    var mapping: String?

    @Option(help: ArgumentHelp("A YAML file that changes thresholds of the models.", valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(help: ArgumentHelp("Threads to use; all cores by default. The ranks do not depend on it.", valueName: "N"))
    var threads: Int?

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024, not \(threads).") }
        if let source {
            do { _ = try DatabaseLocation(parsing: source) } catch { throw ValidationError("\(error)") }
        }
    }

    /// Whether anything to read is named at all.
    var namesAnExtract: Bool { extract != nil || source != nil }

    func requireExtract() throws {
        guard (extract == nil) != (source == nil) else {
            throw ValidationError(source == nil ? "Give the folder of an extract, or --source." : "Give either the folder of an extract or --source, not both.")
        }
    }

    var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    private var access: ExtractAccess { ExtractAccess(folder: extract, source: source, mapping: mapping, config: config, threads: threadCount) }

    func library() throws -> ModelLibrary { try access.library() }

    func reader(
        _ library: ModelLibrary, tables: Set<String> = [], checksAllTables: Bool = false, stages: StageReport
    ) throws -> ExtractReader {
        try access.reader(library, tables: tables, checksAllTables: checksAllTables, stages: stages)
    }
}

/// An extract as the arguments name it, and how it is to be read.
struct ExtractAccess {
    var folder: String?
    var source: String?
    var mapping: String?
    var config: String?
    var threads: Int

    /// Whether a path is the folder of an extract, not a table or a model.
    static func isExtract(_ path: String) -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).contains { $0.lowercased().hasPrefix("setl_d") }
    }

    func library() throws -> ModelLibrary {
        var library = try ModelLibrary()
        if let config { try library.apply(configuration: try text(of: config, "configuration"), name: (config as NSString).lastPathComponent) }
        return library
    }

    /// - Parameter tables: what is to be kept beside settlements and registries.
    func reader(
        _ library: ModelLibrary, tables: Set<String> = [], checksAllTables: Bool = false, recordsSkipped: Bool = false, stages: StageReport
    ) throws -> ExtractReader {
        var options = library.readingOptions(stages)
        options.tables = tables
        options.threads = threads
        options.checksAllTables = checksAllTables
        options.recordsSkipped = recordsSkipped
        if let mapping { options.mapping = try ColumnMapping(yaml: try text(of: mapping, "mapping"), name: (mapping as NSString).lastPathComponent) }
        let location: ExtractLocation = if let source { .database(try DatabaseLocation(parsing: source)) } else { .folder(Self.trimmed(folder ?? "")) }
        return try ExtractReader(location, options: options)
    }

    private func text(of path: String, _ what: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(description: "the \(what) \((path as NSString).lastPathComponent) cannot be read; give a YAML file in UTF-8")
        }
        return text
    }

    private static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? trimmed(String(path.dropLast())) : path
    }
}

extension ModelLibrary {
    /// How the tables and thresholds of the library have an extract read.
    func readingOptions(_ stages: StageReport) -> ExtractReader.Options {
        var options = ExtractReader.Options(careClasses: careClasses, calendar: calendar, thresholds: dataQuality)
        options.progress = { stages.begin($0) }
        return options
    }
}

extension Language: ExpressibleByArgument {}
extension SubjectKind: ExpressibleByArgument {}
