import ArgumentParser
import Foundation
import LinearAlgebra

struct Machine: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the floors are divided by: the rate of a matrix product, and of reading and copying memory."
    )

    @Option(help: "Threads of the BLAS.")
    var threads = 1

    func run() throws {
        BLASRuntime.threadCount = threads
        try DetectorBenchmark.printJSON(
            Rates(
                blas: BLASRuntime.configuration, blasCore: BLASRuntime.coreName,
                gemmFlopsPerSecond: Self.gemmRate(size: 2048), copyBytesPerSecond: Self.copyRate(), readBytesPerSecond: Self.readRate()))
    }

    /// The best of several, as what else the machine does can only slow one down.
    private static func best(of repetitions: Int, _ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        return (0..<repetitions).map { _ in clock.measure(body) / .seconds(1) }.min() ?? .infinity
    }

    /// Multiplications and additions a second of a square product of doubles.
    private static func gemmRate(size: Int) -> Double {
        let elements = (0..<size * size).map { Double($0 % 17) / 16 }
        let left = Matrix(rowCount: size, columnCount: size, elements: elements)
        let right = Matrix(rowCount: size, columnCount: size, elements: elements.reversed())
        var trace = 0.0
        let seconds = best(of: 5) { trace += left.multiplied(by: right)[0, 0] }
        precondition(trace.isFinite, "the product is used, so that it is made")
        return 2 * Double(size) * Double(size) * Double(size) / seconds
    }

    private static let streamCount = 32 << 20

    /// Bytes read and bytes written a second, both counted, of copying an array far larger than the cache.
    private static func copyRate() -> Double {
        let source = [Double](repeating: 1, count: streamCount)
        var target = [Double](repeating: 0, count: streamCount)
        let seconds = best(of: 5) {
            unsafe source.withUnsafeBytes { from in
                unsafe target.withUnsafeMutableBytes { to in unsafe to.copyMemory(from: from) }
            }
        }
        precondition(target[streamCount - 1] == 1, "the copy is used, so that it is made")
        return 2 * Double(streamCount * MemoryLayout<Double>.size) / seconds
    }

    /// Bytes read a second of summing an array far larger than the cache.
    private static func readRate() -> Double {
        let source = [Double](repeating: 1, count: streamCount)
        var total = SIMD8<Double>.zero
        let seconds = best(of: 5) {
            var parts = (SIMD8<Double>.zero, SIMD8<Double>.zero)
            unsafe source.withUnsafeBytes { bytes in
                let lanes = unsafe bytes.bindMemory(to: SIMD8<Double>.self)
                for index in stride(from: 0, to: lanes.count - 1, by: 2) {
                    parts.0 += unsafe lanes[index]
                    parts.1 += unsafe lanes[index + 1]
                }
            }
            total += parts.0 + parts.1
        }
        precondition(total.sum() > 0, "the sum is used, so that it is made")
        return Double(streamCount * MemoryLayout<Double>.size) / seconds
    }

    private struct Rates: Encodable {
        let blas: String
        let blasCore: String
        let gemmFlopsPerSecond: Double
        let copyBytesPerSecond: Double
        let readBytesPerSecond: Double
    }
}
