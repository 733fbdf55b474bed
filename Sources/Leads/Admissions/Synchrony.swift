import Claims
import Statistics

/// Admissions of several persons that begin and end together, against what the facility's own traffic makes of chance.
///
/// Two stays of different persons are synchronous when they begin within a few days of each other and end so. For some
/// stays of a facility the number of synchronous pairs is compared with that of as many stays drawn from its others: so
/// seasons, weekly rounds and usual lengths of stay are those of the facility. Pairs come in clumps, so the drawn numbers
/// give a mean and a variance, and the tail is that of the negative binomial law with both (cf. A. D. Barbour and
/// G. K. Eagleson, "Poisson approximation for some statistics based on exchangeable trials", 1983, for the sparse case).
struct Synchrony {
    struct Result {
        let pairs: Int
        let expected: Double
        let log10P: Double
        /// Of the pairs by chance; nil where there was nothing to test.
        let law: NegativeBinomial?
        /// Runs of synchronous stays of at least the least number of persons, each a list of stays, by first day.
        let batches: [[Int]]
    }

    private let stays: StayColumns
    private let window: Int32
    private let draws: Int
    private let minimumPersons: Int

    init(_ stays: StayColumns, window: Int32, draws: Int, minimumPersons: Int) {
        self.stays = stays
        self.window = window
        self.draws = draws
        self.minimumPersons = minimumPersons
    }

    /// - Parameters:
    ///   - members: stays of the group at the facility.
    ///   - facility: all stays of the facility that may be drawn, with the members among them.
    ///   - district: those of all facilities, which stand in where the facility has too few others.
    /// - Complexity: O(*draws* × *m* log *m*) for m members, and their close pairs.
    func test(_ members: [Int], of facility: [Int], in district: [Int], random: inout RandomStream) -> Result {
        let own = Set(members)
        let ordered = ordered(members)
        let (pairs, batches) = (pairCount(ordered), batches(ordered))
        let others = facility.filter { !own.contains($0) }
        let pool = others.count >= 2 * members.count ? others : district
        guard pairs > 0, pool.count >= 2 * members.count else { return Result(pairs: pairs, expected: 0, log10P: 0, law: nil, batches: batches) }
        var (sum, squares) = (0.0, 0.0)
        for _ in 0..<draws {
            // A stay drawn twice is no pair, because its person is the same.
            let count = Double(pairCount(self.ordered(members.map { _ in pool[random.uniform(below: pool.count)] })))
            sum += count
            squares += count * count
        }
        // Half a pair is added, because nothing seen in some draws is not nothing.
        let mean = (sum + 0.5) / Double(draws)
        let variance = max(0, squares / Double(draws) - (sum / Double(draws)) * (sum / Double(draws)))
        let law = NegativeBinomial(mean: mean, dispersion: max(0, (variance - mean) / (mean * mean)))
        let log10P = max(PeerCounts.least, min(0, law.log10TailProbability(of: Double(pairs))))
        return Result(pairs: pairs, expected: mean, log10P: log10P, law: law, batches: batches)
    }

    private func isSynchronous(_ left: Int, _ right: Int) -> Bool {
        stays.person[left] != stays.person[right] && abs(stays.endDay[left] - stays.endDay[right]) <= window
            && abs(stays.beginDay[left] - stays.beginDay[right]) <= window
    }

    /// By first day.
    func ordered(_ members: [Int]) -> [Int] { members.sorted { (stays.beginDay[$0], $0) < (stays.beginDay[$1], $1) } }

    /// All synchronous pairs of stays in the order of their first days.
    func forEachPair(_ ordered: [Int], _ body: (Int, Int) -> Void) {
        for place in ordered.indices {
            var next = place + 1
            while next < ordered.count, stays.beginDay[ordered[next]] - stays.beginDay[ordered[place]] <= window {
                if isSynchronous(ordered[place], ordered[next]) { body(ordered[place], ordered[next]) }
                next += 1
            }
        }
    }

    private func pairCount(_ ordered: [Int]) -> Int {
        var count = 0
        forEachPair(ordered) { _, _ in count += 1 }
        return count
    }

    /// A batch begins with a stay and takes in those synchronous with it, so that it cannot chain on for weeks.
    func batches(_ ordered: [Int]) -> [[Int]] {
        var batches: [[Int]] = []
        var isTaken = [Bool](repeating: false, count: ordered.count)
        for place in ordered.indices where !isTaken[place] {
            var batch = [ordered[place]]
            var places = [place]
            var next = place + 1
            while next < ordered.count, stays.beginDay[ordered[next]] - stays.beginDay[ordered[place]] <= window {
                if !isTaken[next], isSynchronous(ordered[place], ordered[next]) {
                    batch.append(ordered[next])
                    places.append(next)
                }
                next += 1
            }
            guard Set(batch.map { stays.person[$0] }).count >= minimumPersons else { continue }
            for place in places { isTaken[place] = true }
            batches.append(batch)
        }
        return batches
    }
}
