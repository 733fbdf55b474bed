import Dispatch
import Foundation

/// An interrupt or a termination: what the command was making under a temporary name goes, then the signal takes its course, so that a
/// shell or a scheduler sees what ended the process. Finished output is only ever put in its place by a rename, so nothing else is there
/// to clean up.
enum Interruption {
    /// Never released: a source that is would stop listening.
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    /// - Parameter destinations: the files and folders that the command will write.
    static func cleansUp(after destinations: [String]) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A signal that was ignored when the process began, as under nohup, stays so.
            var present = sigaction()
            guard unsafe sigaction(number, nil, &present) == 0 else { continue }
            let handler = unsafe unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self)
            let ignoring = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
            if handler == ignoring { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
            source.setEventHandler {
                if Terminal.isWatched { Terminal.draw("\r\u{1B}[K") }
                TemporaryPlaces.remove(beside: destinations)
                // Once more, for a file that the command was just creating.
                TemporaryPlaces.remove(beside: destinations)
                signal(number, SIG_DFL)
                var only = sigset_t()
                _ = unsafe sigemptyset(&only)
                _ = unsafe sigaddset(&only, number)
                _ = unsafe pthread_sigmask(SIG_UNBLOCK, &only, nil)
                kill(getpid(), number)
                _exit(128 + number)
            }
            source.resume()
            unsafe sources.append(source)
        }
    }
}

/// Where this process keeps what is not whole yet. Every writer puts `.partial-` and the number of the process into the names.
private enum TemporaryPlaces {
    static func remove(beside destinations: [String]) {
        let process = ProcessInfo.processInfo.processIdentifier
        removeEntries(of: NSTemporaryDirectory()) { $0.hasPrefix("xiezhi-\(process)-") }
        for destination in destinations {
            // In the destination, beside it, and where it lies in folders that do not exist yet, beside the first of them.
            var folder = URL(filePath: destination).standardizedFileURL
            removeEntries(of: folder.path) { $0.contains(".partial-\(process)") }
            repeat { folder.deleteLastPathComponent() } while folder.path != "/" && !FileManager.default.fileExists(atPath: folder.path)
            removeEntries(of: folder.path) { $0.contains(".partial-\(process)") }
        }
    }

    private static func removeEntries(of folder: String, where isOurs: (String) -> Bool) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isOurs(name) {
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }
}
