import Foundation
import Testing

/// A folder of a test's own in which it runs the real binary; gone with the test. `tmp` in it is the run's TMPDIR, so that what a run
/// leaves behind is seen.
final class Workplace {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(component: "xiezhi-commands-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url.appending(component: "tmp"), withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

    func write(_ name: String, bytes: [UInt8]) throws {
        let target = url.appending(path: name)
        try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: target)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func json(_ name: String) throws -> [String: Any] { try JSON.object(text(name)) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Every file and folder below, hidden ones too, by relative path.
    func contents(_ name: String = "") throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: path(name)).sorted() }

    // MARK: Running

    /// Starts the binary with this folder as its current one; `shell` wraps its path, which is `$0` there.
    func run(_ arguments: String..., shell: String? = nil, environment: [String: String] = [:]) throws -> Run {
        try run(arguments, shell: shell, environment: environment)
    }

    func run(_ arguments: [String], shell: String? = nil, environment: [String: String] = [:]) throws -> Run {
        let output = url.appending(component: ".stdout-\(UUID().uuidString)")
        let errors = url.appending(component: ".stderr-\(UUID().uuidString)")
        defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
        let process = try start(arguments, shell: shell, environment: environment, output: output, errors: errors)
        process.waitUntilExit()
        return Run(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    func start(_ arguments: [String], shell: String? = nil, environment: [String: String] = [:], output: URL, errors: URL) throws -> Process {
        let process = Process()
        let binary = try Self.binary()
        process.executableURL = shell == nil ? binary : URL(filePath: "/bin/bash")
        process.arguments = if let shell { ["-c", shell, binary.path] + arguments } else { arguments }
        process.currentDirectoryURL = url
        var variables = ProcessInfo.processInfo.environment
        variables["TMPDIR"] = path("tmp")
        variables["XIEZHI_HOME"] = Self.package.path
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return process
    }

    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `xiezhi` beside the executable that runs the tests, or in a folder above it.
    private static func binary() throws -> URL {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        for start in [URL(filePath: executable), URL(filePath: CommandLine.arguments[0])] {
            var folder = start.standardizedFileURL.deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appending(component: "xiezhi")
                var isFolder: ObjCBool = false
                if unsafe FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue { return candidate }
                folder.deleteLastPathComponent()
            }
        }
        throw NoBinary()
    }

    private struct NoBinary: Error {}
}

/// What a run of the binary said and how it ended.
struct Run {
    let status: Int32
    let output: String
    let errors: String

    /// The run failed as it should: with this status, nothing on standard output, and one message that says all of `words`.
    func expectFailure(_ expected: Int32, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(status == expected, "\(errors)", sourceLocation: sourceLocation)
        #expect(output.isEmpty, sourceLocation: sourceLocation)
        let lines = errors.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("xiezhi: ") } == 1, "\(errors)", sourceLocation: sourceLocation)
        // After wrong usage comes how the command goes; all other failures are one line.
        if expected != 64 { #expect(lines.count == 1, "\(errors)", sourceLocation: sourceLocation) }
        for word in words { #expect(errors.contains(word), "\(errors)", sourceLocation: sourceLocation) }
        for word in ["Error Domain", "Fatal error", "Stack dump", "NSCocoa", "ClaimsError", "DecodingError"] {
            #expect(!errors.contains(word), "\(errors)", sourceLocation: sourceLocation)
        }
    }

    func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(status == 0, "\(errors)", sourceLocation: sourceLocation)
    }
}

enum JSON {
    static func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
