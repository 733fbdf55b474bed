import ArgumentParser
import Foundation
import Modeling

/// How a table of numbers is named and read, the same for every command that takes one.
struct TableOptions: ParsableArguments {
    @Argument(help: "A table of numbers: a file that ends in .csv, .csv.gz or .parquet.", completion: .file(extensions: ["csv", "gz", "parquet"]))
    var table: String

    @OptionGroup var columns: ColumnOptions

    func request(threads: Int) -> TableRequest { columns.request(table, threads: threads) }
}

/// What the columns of a table are for.
struct ColumnOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The column that names the rows; no feature.", valueName: "COL"))
    var id: String?

    @Option(help: ArgumentHelp("The column of the truth, 0 or 1; no feature.", valueName: "COL"))
    var label: String?

    @Option(help: ArgumentHelp("A column to leave out; may be repeated.", valueName: "COL"))
    var ignore: [String] = []

    func request(_ path: String, threads: Int) -> TableRequest {
        TableRequest(path: path, identifier: id, label: label, ignored: ignore, threads: threads)
    }
}

/// Which detector, with which settings.
struct DetectorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A detector of `xiezhi catalog detectors`; \(DetectorChoice.defaultName) by default.", valueName: "NAME"), completion: .custom { _, _, _ in DetectorListing.all.map(\.name) })
    var detector: String?

    @Option(help: ArgumentHelp("A hyperparameter of the detector; may be repeated.", valueName: "NAME=VALUE"))
    var set: [String] = []

    @Option(help: ArgumentHelp("Seed of whatever is drawn at random; 1 by default.", valueName: "N"))
    var seed: UInt64?

    var isGiven: Bool { detector != nil || !set.isEmpty || seed != nil }

    /// - Throws: wrong usage that lists what there is.
    func choice() throws -> DetectorChoice {
        do { return try DetectorChoice(name: detector, settings: set, seed: seed ?? 1) } catch { throw ValidationError("\(error)") }
    }
}

/// Where a command may choose how many cores it takes.
struct ThreadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads to use; all cores by default. The scores do not depend on it.", valueName: "N"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024, not \(threads).") }
    }

    var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}
