import Foundation

/// Where a driver's shared library may lie.
public enum DriverLibrary {
    /// Entry point of the PostgreSQL driver that `Tools/setup` fetches, `.deps/lib/libadbc_driver_postgresql.so`.
    public static let postgreSQLEntryPoint = "AdbcDriverPostgresqlInit"

    /// `.deps/lib/NAME` beside the executable and upward, then from the current folder upward: the files that exist, the nearest first.
    ///
    /// The executable lies in `.build/…` of its package, so the first is the package's own; the second serves an installed executable.
    public static func paths(of name: String) -> [String] { places(of: name).filter { FileManager.default.fileExists(atPath: $0) } }

    static func places(of name: String) -> [String] {
        var folders: [URL] = []
        if let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folders += ancestors(of: URL(filePath: executable).deletingLastPathComponent())
        }
        folders += ancestors(of: URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory))
        var seen: Set<String> = []
        return folders.map { $0.appending(components: ".deps", "lib", name).path }.filter { seen.insert($0).inserted }
    }

    private static func ancestors(of folder: URL) -> [URL] {
        var result: [URL] = []
        var path = folder.standardizedFileURL
        while path.path != "/" {
            result.append(path)
            path.deleteLastPathComponent()
        }
        return result
    }
}
