import Claims
import Features
import Foundation
import Leads

/// The folder a run writes. All files are written into a temporary folder first and moved when the last one is whole, so that nothing
/// half-written is ever at the destination.
///
/// A destination that does not exist appears in one step. One that exists keeps the files of others, and ours are replaced one by one,
/// each in one step; there the temporary folder lies inside it, because the destination may be a mount point and a rename does not
/// cross file systems.
public struct OutputFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    /// Whether a run could write here, to be asked before any work is done.
    ///
    /// - Throws: `OutputError` when the destination is a file, its parent is missing, or nothing can be created there.
    public static func check(_ path: String) throws(OutputError) {
        guard !path.isEmpty else { throw OutputError("the output folder has no name; give a path") }
        let place = try Place(path)
        try place.createTemporaryFolder()
        place.removeTemporaryFolder()
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
        guard !path.isEmpty else { throw OutputError("the output folder has no name; give a path") }
        let place = try Place(path)
        try place.createTemporaryFolder()
        defer { place.removeTemporaryFolder() }
        for file in files {
            do {
                try file.write(place.temporary.appending(component: file.name).path)
            } catch let error as OutputError {
                throw error
            } catch {
                throw OutputError("\(path)/\(file.name): cannot be written (\(error.localizedDescription)); nothing was put into the output folder")
            }
        }
        try place.moveIntoPlace(files.map(\.name))
        return files.map(\.name).sorted()
    }
}

/// A destination and the temporary folder that belongs to it.
private struct Place {
    let destination: URL
    let exists: Bool
    let temporary: URL

    init(_ path: String) throws(OutputError) {
        destination = URL(filePath: path, directoryHint: .notDirectory).standardizedFileURL
        let parent = destination.deletingLastPathComponent()
        switch Self.occupant(of: destination) {
        case .file: throw OutputError("\(path): is a file, and the output is a folder; give another path")
        case .folder: exists = true
        case .nothing: exists = false
        }
        if !exists {
            switch Self.occupant(of: parent) {
            case .file: throw OutputError("\(path): \(parent.path) is a file, not a folder; give another path")
            case .nothing: throw OutputError("\(path): the folder it should lie in does not exist; create \(parent.path) first")
            case .folder: break
            }
        }
        let number = String(UInt32.random(in: .min ... .max), radix: 16)
        temporary = (exists ? destination : parent).appending(component: ".\(destination.lastPathComponent).partial-\(number)")
    }

    private enum Occupant { case nothing, file, folder }

    private static func occupant(of url: URL) -> Occupant {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return .nothing }
        return isFolder.boolValue ? .folder : .file
    }

    func createTemporaryFolder() throws(OutputError) {
        do {
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
        } catch {
            throw OutputError("\(destination.path): cannot be written to; give a folder in which files can be created, with space left")
        }
    }

    func removeTemporaryFolder() {
        try? FileManager.default.removeItem(at: temporary)
    }

    func moveIntoPlace(_ names: [String]) throws(OutputError) {
        guard exists else { return try rename(temporary, to: destination) }
        for name in names {
            try rename(temporary.appending(component: name), to: destination.appending(component: name))
        }
    }

    /// POSIX `rename`, which replaces a file in one step; `FileManager` has no such move.
    private func rename(_ source: URL, to target: URL) throws(OutputError) {
        guard unsafe Foundation.rename(source.path, target.path) == 0 else {
            throw OutputError("\(target.path): the finished output cannot be moved there (system error \(errno)); is something else of that name in the way?")
        }
    }
}
