import Foundation
import Glibc

/// The two streams of the process. Both are written straight through, so that results and remarks come in the order in which they were made.
enum Terminal {
    /// Whether somebody watches standard error on a terminal that can redraw a line.
    static var isWatched: Bool {
        isatty(STDERR_FILENO) != 0 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns of the terminal that standard output goes to; 80 when it is none.
    static var width: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) != 0, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
        return Int(size.ws_col)
    }

    /// A result on standard output, ended by a line feed.
    ///
    /// - Throws: `CommandFailure` where the stream takes no more, as on a full disk. A reader that has seen enough and closed the pipe
    ///   (`xiezhi … | head`) is no fault: what is left to say is dropped.
    static func result(_ text: String) throws {
        guard let fault = write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO), fault != EPIPE else { return }
        throw CommandFailure(description: "the result cannot be written to standard output: \(unsafe String(cString: strerror(fault))); send it somewhere with room")
    }

    /// Why the command failed, on one line of standard error.
    static func error(_ message: String) { remark("xiezhi: " + message) }

    /// Something to know beside the result, on standard error.
    static func remark(_ message: String) { draw(message + "\n") }

    /// Text for standard error as it is. There is nowhere to say that it could not be written.
    static func draw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// The system's error number where not everything could be written.
    private static func write(_ text: String, to stream: Int32) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(stream, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
