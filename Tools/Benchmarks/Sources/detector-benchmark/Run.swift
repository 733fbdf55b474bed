import ArgumentParser
import Detection
import Foundation
import LinearAlgebra

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fits one detector on a matrix and scores the same rows, or others.",
        discussion: "Example: detector-benchmark run ecod --matrix normal.f64 --columns 50"
    )

    @Argument(help: "The detector's name in the catalogue.")
    var detector: String
    @Option(help: "A file of doubles, row after row, without a header.")
    var matrix: String
    @Option(help: "Another such file to fit on; else the rows that are scored.")
    var fit: String?
    @Option var columns: Int
    @Option var seed: UInt64 = 1
    @Option(help: "Threads of scoring, and of the BLAS.")
    var threads = 1
    @Option(name: .customLong("set"), help: "A hyperparameter, as name=value; may be repeated.")
    var settings: [String] = []
    @Option(help: "A file that takes the scores, as doubles.")
    var scores: String?

    func run() throws {
        var hyperparameters: [String: Double] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = Double(parts[1]) else { throw ValidationError("\(setting) is not name=value") }
            hyperparameters[String(parts[0])] = value
        }
        let configured = try DetectorCatalog.standard.detector(named: detector, hyperparameters: hyperparameters)
        BLASRuntime.threadCount = threads
        let rows = try RawMatrix.read(path: matrix, columns: columns)
        let fitRows = try fit.map { try RawMatrix.read(path: $0, columns: columns) } ?? rows
        let residentBefore = Memory.resident

        var watch = Stopwatch()
        let fitted = try configured.fit(fitRows, seed: seed)
        // The peers' fit scores the fitted rows, each without itself; where that is work of its own, it is timed with ours.
        _ = (fitted.model as? any FittedRowScoring)?.fittedScores()
        let fitTime = watch.lap()
        let peakAfterFit = Memory.peak
        watch = Stopwatch()
        let values = try fitted.scores(rows, threads: threads)
        let scoreTime = watch.lap()

        if let scores { try RawMatrix.write(values, path: scores) }
        try DetectorBenchmark.printJSON(
            Measurement(
                detector: configured.name, hyperparameters: configured.hyperparameters,
                fitSeconds: fitTime.wall, scoreSeconds: scoreTime.wall,
                fitProcessorSeconds: fitTime.processor, scoreProcessorSeconds: scoreTime.processor,
                matrixBytes: rows.rowCount * rows.columnCount * MemoryLayout<Double>.size,
                residentBeforeBytes: residentBefore, peakAfterFitBytes: peakAfterFit, peakBytes: Memory.peak))
    }

    /// One measurement; the peers' script prints the same keys.
    private struct Measurement: Encodable {
        let detector: String
        let hyperparameters: [String: Double]
        let fitSeconds: Double
        let scoreSeconds: Double
        /// Of all threads together; what is left to compare by when other work shares the machine.
        let fitProcessorSeconds: Double
        let scoreProcessorSeconds: Double
        let matrixBytes: Int
        /// With the matrix read and nothing done yet.
        let residentBeforeBytes: Int
        let peakAfterFitBytes: Int
        let peakBytes: Int
    }
}

/// Seconds since it was made, by the clock on the wall and by the processor.
private struct Stopwatch {
    private let start = ContinuousClock.now
    private let processorStart = Self.processorSeconds

    func lap() -> (wall: Double, processor: Double) {
        (start.duration(to: .now) / .seconds(1), Self.processorSeconds - processorStart)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The detectors of the catalogue and their hyperparameters' defaults.")

    func run() throws {
        try DetectorBenchmark.printJSON(
            DetectorCatalog.standard.entries.map { entry in
                Line(
                    name: entry.name,
                    hyperparameters: Dictionary(uniqueKeysWithValues: entry.hyperparameters.map { ($0.name, $0.defaultValue) }))
            })
    }

    private struct Line: Encodable {
        let name: String
        let hyperparameters: [String: Double]
    }
}
