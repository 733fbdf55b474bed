import Foundation
import Synchronization

/// Standard error, and progress on it when somebody is watching.
enum Terminal {
    static var isWatched: Bool { isatty(STDERR_FILENO) != 0 }

    /// Columns of the terminal that standard output goes to; 80 when it is none.
    static var width: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) != 0, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
        return Int(size.ws_col)
    }

    static func error(_ message: String) { write("xiezhi: \(message)\n") }

    static func note(_ message: String) { write(message + "\n") }

    static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

/// A bar with the stage that is running, drawn over itself; nothing where nobody watches.
final class ProgressBar: Sendable {
    private let isShown: Bool
    private let stageCount: Int
    private let done = Mutex(0)
    private static let width = 24

    init(isQuiet: Bool, stageCount: Int) {
        isShown = !isQuiet && Terminal.isWatched
        self.stageCount = max(1, stageCount)
    }

    func advance(_ stage: String) {
        let share = done.withLock { done in
            defer { done += 1 }
            return Double(done) / Double(stageCount)
        }
        show(stage, share)
    }

    func show(_ stage: String, _ share: Double) {
        guard isShown else { return }
        let filled = Int((min(1, max(0, share)) * Double(Self.width)).rounded())
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        Terminal.write("\r\u{1B}[K\(bar) \(stage)")
    }

    func finish() {
        guard isShown else { return }
        Terminal.write("\r\u{1B}[K")
    }
}

/// A reader that has seen enough closes the pipe (`xiezhi … | head`): that is success, not an error.
enum ClosedPipe {
    static func isSuccess() {
        _ = signal(SIGPIPE) { _ in _exit(0) }
    }
}
