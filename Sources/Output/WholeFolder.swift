import Foundation

/// A folder of files that all appear, or none. All files are written into a temporary folder first and moved when the last one is whole,
/// so that nothing half-written is ever at the destination.
///
/// A destination that does not exist appears in one step, with the folders that are missing above it. One that exists keeps the files of
/// others, and ours are replaced one by one, each in one step; there the temporary folder lies inside it, because the destination may be
/// a mount point and a rename does not cross file systems.
package struct WholeFolder: Sendable {
    /// A file's name, and what writes it at the path given.
    package typealias File = (name: String, write: (_ path: String) throws -> Void)

    package let path: String

    package init(_ path: String) { self.path = path }

    /// Whether a folder could be written here, to be asked before any work is done.
    ///
    /// - Throws: `OutputError` when the destination or something above it is a file, or nothing can be created there.
    package func check() throws(OutputError) {
        let destination = try destination()
        try destination.createTemporaryFolder()
        destination.removeTemporary()
    }

    private func destination() throws(OutputError) -> Destination {
        let destination = try Destination(path)
        if destination.isFile { throw OutputError("\(path): is a file, and the output is a folder; give another path") }
        return destination
    }

    /// - Returns: the names of the files written, in order of name.
    /// - Throws: `OutputError`; the destination is then as it was, unless moving finished files failed half-way.
    @discardableResult
    package func write(_ files: [File]) throws(OutputError) -> [String] {
        let destination = try destination()
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
