import Dispatch
import Synchronization

/// Work on ranges of numbered things by several threads. What is computed for a range may not depend on who computes it
/// or when, so the number of threads changes nothing but the time.
enum ParallelWork {
    /// Calls `body` once in each of `threads` workers with a source of ranges that together are `0..<count`.
    static func run(
        count: Int, chunk: Int, threads: Int, _ body: @Sendable (_ next: () -> Range<Int>?) -> Void
    ) {
        let position = Atomic<Int>(0)
        let chunk = max(1, chunk)
        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
            body {
                let start = position.wrappingAdd(chunk, ordering: .relaxed).oldValue
                return start < count ? start..<min(count, start + chunk) : nil
            }
        }
    }

    /// Chunks small enough that the slowest does not hold up the rest, and large enough to be worth the lock.
    static func chunk(count: Int, threads: Int) -> Int { min(4096, max(1, count / (max(1, threads) * 32))) }
}
