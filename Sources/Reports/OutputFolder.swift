import Claims
import Features
import Foundation
import Leads

/// The folder a run writes. All files are written into a temporary folder first and moved when the last one is whole, so that nothing
/// half-written is ever at the destination.
///
/// A destination that does not exist appears in one step, with the folders that are missing above it. One that exists keeps the files of others, and ours are replaced one by one,
/// each in one step; there the temporary folder lies inside it, because the destination may be a mount point and a rename does not
/// cross file systems.
public struct OutputFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    /// Whether a run could write here, to be asked before any work is done.
    ///
    /// - Throws: `OutputError` when the destination or something above it is a file, or nothing can be created there.
    public static func check(_ path: String) throws(OutputError) {
        let destination = try folderDestination(path)
        try destination.createTemporaryFolder()
        destination.removeTemporary()
    }

    private static func folderDestination(_ path: String) throws(OutputError) -> Destination {
        let destination = try Destination(path)
        if destination.isFile { throw OutputError("\(path): is a file, and the output is a folder; give another path") }
        return destination
    }

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
        try write(writers.map { writer in
            (type(of: writer).fileName, { path in try writer.write(outcome, language: language, to: path) })
        })
    }

    /// Writes `data-quality.json` alone, as `xiezhi check` does.
    public func write(_ quality: DataQuality) throws(OutputError) {
        try write([(DataQualityWriter.fileName, { path in try JSONDocument.data(quality).write(to: URL(filePath: path)) })])
    }

    @discardableResult
    private func write(_ files: [(name: String, write: (_ path: String) throws -> Void)]) throws(OutputError) -> [String] {
        let destination = try Self.folderDestination(path)
        try destination.createTemporaryFolder()
        defer { destination.removeTemporary() }
        for file in files {
            do {
                try file.write(destination.temporary.appending(component: file.name).path)
            } catch let error as OutputError {
                // The temporary folder is nobody's concern: the message names the place that was asked for.
                throw OutputError(error.description.replacing(destination.temporary.path, with: path))
            } catch {
                throw OutputError("\(path)/\(file.name): cannot be written (\(error.localizedDescription)); nothing was put into the output folder")
            }
        }
        try destination.moveFolderIntoPlace(files.map(\.name))
        return files.map(\.name).sorted()
    }
}
