import Features
import Foundation
import Leads

/// `data-quality.json`: what was found in the extract, for whoever made it.
public struct DataQualityWriter: LeadWriter {
    public static let fileName = "data-quality.json"
    public static let format = "data-quality"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try JSONDocument.data(outcome.quality).write(to: URL(filePath: path))
    }
}

/// `run.json`: what went in, with which versions, numbers and seeds, and what came out.
public struct RunRecordWriter: LeadWriter {
    public static let fileName = "run.json"
    public static let format = "run"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try JSONDocument.data(outcome.record).write(to: URL(filePath: path))
    }
}

/// How the JSON documents of a run are laid out: keys in snake_case and sorted, indented, ended by a line feed.
public enum JSONDocument {
    public static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // A record of a run is worth having even where one number in it is not finite.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try encoder.encode(value) + Data("\n".utf8)
    }
}

extension JSONDocument {
    /// The same as text, for standard output.
    public static func text(_ value: some Encodable) throws -> String {
        String(decoding: try data(value), as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
