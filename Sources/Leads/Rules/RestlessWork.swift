/// Work through days and nights without a rest: patients so close to one another, for so long, that one person cannot have seen them all.
///
/// A day and a night of duty, and the morning after it, are worked by many; three days without a few hours between two
/// patients are not. A maximal run of encounters with less than `rest` between neighbours counts where it lasts `limit` at least.
struct RestlessWork {
    /// Seconds. Nobody is awake for `awake`: such a code is that of a desk where some relieve each other.
    let rest, limit, awake: Int

    /// Longest run, in seconds, and the runs of `limit` at least.
    func stretches(_ encounters: [DoctorDays.Encounter]) -> (longest: Int, beyond: [Range<Int>]) {
        var (longest, beyond, start) = (0, [Range<Int>](), 0)
        for end in encounters.indices {
            if end > start, Self.time(encounters[end]) - Self.time(encounters[end - 1]) >= rest { start = end }
            let span = Self.time(encounters[end]) - Self.time(encounters[start])
            longest = max(longest, span)
            guard span >= limit else { continue }
            if beyond.last?.lowerBound == start { beyond.removeLast() }
            beyond.append(start..<(end + 1))
        }
        return (longest, beyond)
    }

    /// The part of a run that lies beyond the limit: by then the person had to sleep.
    func excess(of stretch: Range<Int>, in encounters: [DoctorDays.Encounter]) -> [Int] {
        stretch.filter { Self.time(encounters[$0]) - Self.time(encounters[stretch.lowerBound]) >= limit }
    }

    private static func time(_ encounter: DoctorDays.Encounter) -> Int { Int(encounter.day) * 86_400 + Int(encounter.second) }
}
