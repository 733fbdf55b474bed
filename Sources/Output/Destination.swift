import Foundation

/// Where output goes, and a temporary place on the same file system where it is made: the output takes its own name in one step when it is
/// whole. Folders that are missing above it are created then, not before.
package struct Destination: Sendable {
    package let target: URL
    /// Whether the target is a folder that exists already.
    package let isExistingFolder: Bool
    /// A name that nothing has yet. It holds the number of this process, so that whoever ends the process knows what is to be removed.
    package let temporary: URL

    /// - Throws: `OutputError` when the path is empty, or something above it is a file.
    package init(_ path: String) throws(OutputError) {
        guard !path.isEmpty else { throw OutputError("the output has no name; give a path") }
        target = URL(filePath: path, directoryHint: .notDirectory).standardizedFileURL
        isExistingFolder = Self.occupant(of: target) == .folder
        // A folder that exists may be a mount point, and a rename does not cross file systems.
        var base = isExistingFolder ? target : target.deletingLastPathComponent()
        while Self.occupant(of: base) == .nothing, base.path != "/" { base.deleteLastPathComponent() }
        guard Self.occupant(of: base) == .folder else {
            throw OutputError("\(path): \(base.lastPathComponent) is a file, not a folder; give another path")
        }
        let number = String(UInt16.random(in: .min ... .max), radix: 16)
        temporary = base.appending(component: ".\(target.lastPathComponent).partial-\(ProcessInfo.processInfo.processIdentifier)-\(number)")
    }

    /// Whether a file is where the output should go.
    package var isFile: Bool { Self.occupant(of: target) == .file }

    private enum Occupant { case nothing, file, folder }

    private static func occupant(of url: URL) -> Occupant {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return .nothing }
        return isFolder.boolValue ? .folder : .file
    }

    package func createTemporaryFolder() throws(OutputError) {
        do {
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
        } catch {
            throw OutputError("\(target.path): cannot be written to; give a folder in which files can be created, with space left")
        }
    }

    package func removeTemporary() { try? FileManager.default.removeItem(at: temporary) }

    /// The temporary folder becomes the target, or one file after the other of it goes into the target.
    package func moveFolderIntoPlace(_ names: [String]) throws(OutputError) {
        guard isExistingFolder else { return try moveIntoPlace() }
        for name in names {
            try Self.rename(temporary.appending(component: name), to: target.appending(component: name))
        }
    }

    /// The temporary file or folder becomes the target, in one step.
    package func moveIntoPlace() throws(OutputError) {
        let parent = target.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        } catch {
            throw OutputError("\(parent.path): cannot be created; give a folder in which files can be created")
        }
        try Self.rename(temporary, to: target)
    }

    /// POSIX `rename`, which replaces a file in one step; `FileManager` has no such move.
    private static func rename(_ source: URL, to target: URL) throws(OutputError) {
        guard unsafe Foundation.rename(source.path, target.path) == 0 else {
            throw OutputError("\(target.path): the finished output cannot be moved there (system error \(errno)); is something else of that name in the way?")
        }
    }
}
