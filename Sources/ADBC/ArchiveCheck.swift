import Foundation

/// A gzip archive's own check of its bytes, made beside the reading: DuckDB does not look at the checksum.
package final class ArchiveCheck {
    private let process = Process()
    private let isRunning: Bool

    package init(path: String) {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-tq", path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        isRunning = (try? process.run()) != nil
    }

    /// Waits for the check to end. Status 1 is damage; 2 is a warning, and anything else means that there is no gzip.
    package var isDamaged: Bool {
        guard isRunning else { return false }
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 1
    }

    deinit { if isRunning, process.isRunning { process.terminate() } }
}
