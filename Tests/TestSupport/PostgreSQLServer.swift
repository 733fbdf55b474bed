import Foundation

/// A PostgreSQL server of a test's own: a new cluster in a temporary folder, reached through a socket in that folder and not from any
/// network, gone with `stop()`.
///
/// PostgreSQL refuses to run as root; there the server runs as the user `postgres`, which Debian's package creates.
public final class PostgreSQLServer {
    /// For the driver's option `uri`.
    public let uri: String
    private let folder: URL
    private let binaries: String
    private var server: Process?

    /// Starts a server, or prints why it cannot and returns nil: the caller skips its test.
    public static func start() -> PostgreSQLServer? {
        do {
            return try PostgreSQLServer()
        } catch {
            print("PostgreSQL test skipped: \(error)")
            return nil
        }
    }

    private struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    private init() throws {
        guard let binaries = Self.binaries() else { throw Unavailable(description: "no initdb under /usr/lib/postgresql/*/bin or in PATH") }
        self.binaries = binaries
        // A short path: a socket's may have at most 107 bytes.
        folder = URL(filePath: "/tmp").appending(component: "xiezhi-postgresql-\(UInt32.random(in: .min ... .max))")
        uri = "postgresql:///postgres?host=\(folder.path)&user=postgres"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            if Self.isRoot { try Self.run("chown", ["postgres", folder.path]) }
            try runAsServer("initdb", ["--pgdata", data, "--username", "postgres", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"])
            // As a child of our own rather than through `pg_ctl start`: a server that goes its own way inherits what Foundation waits on to
            // see `pg_ctl` end.
            server = try start("postgres", [
                "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories=\(folder.path)", "-c", "fsync=off",
            ])
            try waitUntilReady()
        } catch {
            stop()
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    deinit { stop() }

    /// Stops the server and removes its folder. Doing so again does nothing.
    public func stop() {
        guard let server else { return }
        self.server = nil
        do {
            try runAsServer("pg_ctl", ["--pgdata", data, "--mode", "immediate", "--wait", "stop"])
        } catch {
            server.terminate()
        }
        server.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private var data: String { folder.appending(component: "data").path }

    private static var isRoot: Bool { ProcessInfo.processInfo.userName == "root" }

    private static func binaries() -> String? {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [])
            .sorted { $0.compare($1, options: .numeric) == .orderedDescending }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (versions.map { "\(root)/\($0)/bin" } + path).first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
    }

    private func waitUntilReady() throws {
        let deadline = Date(timeIntervalSinceNow: 60)
        while (try? Self.run("\(binaries)/pg_isready", ["--quiet", "--host", folder.path])) == nil {
            guard server?.isRunning == true, Date() < deadline else { throw Unavailable(description: "the server did not start") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    /// Starts one of PostgreSQL's programs under the server's user.
    private func start(_ tool: String, _ arguments: [String]) throws -> Process {
        let command = ["\(binaries)/\(tool)"] + arguments
        return try Self.start(Self.isRoot ? ["runuser", "-u", "postgres", "--"] + command : command)
    }

    private func runAsServer(_ tool: String, _ arguments: [String]) throws {
        try Self.wait(for: start(tool, arguments), name: tool)
    }

    private static func run(_ command: String, _ arguments: [String]) throws {
        try wait(for: start([command] + arguments), name: command)
    }

    private static func start(_ command: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(filePath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func wait(for process: Process, name: String) throws {
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Unavailable(description: "\(name) ended with status \(process.terminationStatus)")
        }
    }
}
