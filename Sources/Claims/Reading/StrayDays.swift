/// Days far from all others on which next to nothing was settled: a mistyped year, a clock that was never set. One such
/// settlement would make a month's extract last for decades.
struct StrayDays {
    /// Runs of days without a long gap, each with too few settlements to be believed.
    private var runs: [ClosedRange<Int32>] = []

    /// - Parameters:
    ///   - days: the day of each settlement, in any order.
    ///   - gap: so many days in a row without any settlement part two runs.
    ///   - share: a run with at most this share of the settlements is stray.
    /// - Complexity: O(*n* + days between the first and the last).
    init(_ days: [Int32], gap: Int, share: Double) {
        guard let first = days.min(), let last = days.max() else { return }
        var counts = [Int](repeating: 0, count: Int(last - first) + 1)
        for day in days { counts[Int(day - first)] += 1 }
        var run = 0...0
        var rows = 0
        func close() {
            if Double(rows) <= share * Double(days.count) { runs.append((first + Int32(run.lowerBound))...(first + Int32(run.upperBound))) }
        }
        for day in counts.indices where counts[day] > 0 {
            if day - run.upperBound > gap {
                close()
                (run, rows) = (day...day, 0)
            }
            run = run.lowerBound...day
            rows += counts[day]
        }
        close()
    }

    var isEmpty: Bool { runs.isEmpty }

    func contains(_ day: Int32) -> Bool { runs.contains { $0.contains(day) } }
}
