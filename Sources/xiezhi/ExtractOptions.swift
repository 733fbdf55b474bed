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

    @Option(help: "A YAML file that maps other tables and columns to the contract's.", completion: .file(extensions: ["yaml"]))
    var mapping: String?

    @Option(help: "A YAML file that changes thresholds of the models.", completion: .file(extensions: ["yaml"]))
    var config: String?

    @Option(help: "Threads to use; all cores by default. Leads do not depend on it.")
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "No progress and no remarks.")
    var quiet = false

    func validate() throws {
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must be between 1 and 1024.") }
    }

    /// Whether there is something to read, and only one thing.
    var namesAnExtract: Bool { (extract == nil) != (source == nil) }

    func requireExtract() throws {
        guard namesAnExtract else { throw ValidationError("Give either the folder of an extract or --source.") }
    }

    func library() throws -> ModelLibrary {
        var library = try ModelLibrary()
        if let config { try library.apply(configuration: try text(of: config, "configuration"), name: (config as NSString).lastPathComponent) }
        return library
    }

    func reader(_ library: ModelLibrary, checksAllTables: Bool = false, progress: ProgressBar) throws -> ExtractReader {
        var options = ExtractReader.Options(careClasses: library.careClasses, calendar: library.calendar, thresholds: library.dataQuality)
        options.threads = threads
        options.checksAllTables = checksAllTables
        options.progress = { progress.advance($0) }
        if let mapping { options.mapping = try ColumnMapping(yaml: try text(of: mapping, "mapping"), name: (mapping as NSString).lastPathComponent) }
        let location: ExtractLocation = if let source { .database(try DatabaseLocation(parsing: source)) } else { .folder(Self.trimmed(extract ?? "")) }
        return try ExtractReader(location, options: options)
    }

    private func text(of path: String, _ what: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(description: "the \(what) \((path as NSString).lastPathComponent) cannot be read; expected a YAML file in UTF-8")
        }
        return text
    }

    private static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

/// 1 where the data gate failed, else 0.
func exitStatus(of quality: DataQuality) -> ExitCode {
    quality.gate?.passed == false ? ExitCode(1) : .success
}

extension Language: ExpressibleByArgument {}
