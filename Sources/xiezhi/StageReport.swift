import ArgumentParser
import Foundation
import Logging
import Synchronization

/// How much a command says about itself on standard error, the same for every command.
struct ReportingOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "No progress and no remarks: only results and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Log the stages on standard error, with timings and counts.")
    var verbose = false

    func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    }
}

/// What is being done: a bar with the running stage for whoever watches a terminal, lines of a log with `--verbose`, else nothing.
/// It tells names of stages, seconds and counts, never a value of the data.
final class StageReport: Sendable {
    private struct State {
        var done = 0
        var running: (name: String, since: ContinuousClock.Instant)?
    }

    private let showsBar: Bool
    private let logger: Logger?
    private let stageCount: Int
    private let state = Mutex(State())
    private static let barWidth = 24

    /// - Parameter isMachineRead: whether standard output is for a machine; then there is no bar beside it.
    init(_ options: ReportingOptions, isMachineRead: Bool = false, stageCount: Int) {
        showsBar = !options.quiet && !options.verbose && !isMachineRead && Terminal.isWatched
        logger = options.verbose ? Logger(label: "xiezhi", factory: { StreamLogHandler.standardError(label: $0) }) : nil
        self.stageCount = max(1, stageCount)
    }

    /// A stage of a known sequence begins, and the one before it is over.
    func begin(_ stage: String) {
        let done = state.withLock { state in
            defer { state.done += 1 }
            return state.done
        }
        show(stage, Double(done) / Double(stageCount))
    }

    /// A stage is running and `share` of the whole is done.
    func show(_ stage: String, _ share: Double) {
        if logger != nil { log(stage) }
        guard showsBar else { return }
        let filled = Int((min(1, max(0, share)) * Double(Self.barWidth)).rounded())
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        Terminal.draw("\r\u{1B}[K\(bar) \(stage)")
    }

    /// A count for the log.
    func count(_ what: Logger.Message, _ counts: KeyValuePairs<String, Int>) {
        logger?.info(what, metadata: Dictionary(counts.map { ($0, "\($1)") }) { first, _ in first })
    }

    /// Nothing is running any more: the bar goes away. Doing so again does nothing.
    func finish() {
        if logger != nil { log(nil) }
        if showsBar { Terminal.draw("\r\u{1B}[K") }
    }

    /// Notes that `stage` runs now, and how long the one before it took.
    private func log(_ stage: String?) {
        let now = ContinuousClock.now
        let last = state.withLock { state -> (name: String, since: ContinuousClock.Instant)? in
            guard state.running?.name != stage else { return nil }
            defer { state.running = stage.map { ($0, now) } }
            return state.running
        }
        guard let last else { return }
        let elapsed = last.since.duration(to: now) / .seconds(1)
        logger?.info("\(last.name)", metadata: ["seconds": "\((elapsed * 1000).rounded() / 1000)"])
    }
}
