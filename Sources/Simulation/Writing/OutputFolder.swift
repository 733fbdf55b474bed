import Foundation

/// A folder that is filled under another name and takes its own when it is whole.
struct OutputFolder {
    let path: String
    let workPath: String

    init(_ path: String) {
        self.path = path
        workPath = path + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// - Throws: `destinationNotEmpty` where something is there, be it a file.
    func requireVacancy() throws(SimulationError) {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return }
        guard let content = try? files.contentsOfDirectory(atPath: path), content.isEmpty else { throw .destinationNotEmpty(path) }
    }

    /// Makes the work folder.
    func open() throws(SimulationError) {
        do {
            try FileManager.default.createDirectory(atPath: workPath, withIntermediateDirectories: true)
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
