import ArgumentParser
import Foundation

@main
struct DetectorBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detector-benchmark",
        abstract: "Times one detector, or this machine, in one process, or looks into a search; prints one JSON object.",
        subcommands: [Run.self, List.self, Determinant.self, Machine.self]
    )

    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
