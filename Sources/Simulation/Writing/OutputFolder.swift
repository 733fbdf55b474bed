import Foundation

/// A folder that is filled under another name and takes its own when it is whole.
struct OutputFolder {
    let path: String
    let workPath: String

    /// - Throws: `destinationNotEmpty`, or `cannotWrite` when the work folder cannot be made.
    init(_ path: String) throws(SimulationError) {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue, let content = try? files.contentsOfDirectory(atPath: path), content.isEmpty else {
                throw .destinationNotEmpty(path)
            }
        }
        self.path = path
        workPath = path + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try files.createDirectory(atPath: workPath, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path, reason: error.localizedDescription)
        }
    }

    func commit() throws(SimulationError) {
        let files = FileManager.default
        do {
            // Only ever an empty folder; see `init`.
            if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
            try files.moveItem(atPath: workPath, toPath: path)
        } catch {
            throw .cannotWrite(path, reason: error.localizedDescription)
        }
    }

    func discard() { try? FileManager.default.removeItem(atPath: workPath) }
}
