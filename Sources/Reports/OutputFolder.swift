import Claims
import Features
import Foundation
import Leads
public import Output

/// The folder a run writes: whole or not at all (`WholeFolder`).
public struct OutputFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    /// Whether a run could write here, to be asked before any work is done.
    ///
    /// - Throws: `OutputError` when the destination or something above it is a file, or nothing can be created there.
    public static func check(_ path: String) throws(OutputError) { try WholeFolder(path).check() }

    /// Writes the files of a run.
    ///
    /// - Parameter formats: what is wanted beside the files that every run writes, by `LeadWriter.format`.
    /// - Returns: the names of the files written, in order of name.
    /// - Throws: `OutputError`; the destination is then as it was, unless moving finished files failed half-way.
    @discardableResult
    public func write(_ outcome: ScreeningRun.Outcome, formats: [String] = [], language: Language) throws(OutputError) -> [String] {
        try write(outcome, with: LeadWriterCatalog.writers(requested: formats), language: language)
    }

    @discardableResult
    public func write(
        _ outcome: ScreeningRun.Outcome, with writers: [any LeadWriter], language: Language
    ) throws(OutputError) -> [String] {
        try WholeFolder(path).write((outcome.comparison.map { ComparisonWriter(comparison: $0).files } ?? []) + writers.map { writer in
            (type(of: writer).fileName, { path in try writer.write(outcome, language: language, to: path) })
        })
    }

    /// Writes `data-quality.json` alone, as `xiezhi check` does.
    public func write(_ quality: DataQuality) throws(OutputError) {
        try WholeFolder(path).write([(DataQualityWriter.fileName, { path in try JSONDocument.data(quality).write(to: URL(filePath: path)) })])
    }
}
