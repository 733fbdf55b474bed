import Claims

/// Stays of one person at one facility that are one stay told twice: a change of department, which case payment closes and
/// opens again. Such stays are one episode.
struct Episodes {
    /// First and last stay of an episode, which is a run of the person's stays at the facility.
    struct Episode: Sendable {
        var stays: [Int]
        var beginDay: Int32
        var endDay: Int32
    }

    /// In the order (person, facility, first day).
    private(set) var episodes: [Episode] = []
    /// The person's next episode at any facility, by episode; -1 after the last.
    private(set) var next: [Int] = []
    /// Stays that were merged into the one before.
    private(set) var merged = 0

    /// - Parameter transferGap: the most days between two stays in different departments that are one episode.
    /// - Complexity: O(*n* log *n*).
    init(_ stays: StayColumns, transferGap: Int32) {
        let known = (0..<stays.count).filter {
            stays.beginDay[$0] != CalendarDay.missing && stays.endDay[$0] != CalendarDay.missing && stays.endDay[$0] >= stays.beginDay[$0]
        }
        let ordered = known.sorted { left, right in
            (stays.person[left], stays.facility[left], stays.beginDay[left], stays.endDay[left], left)
                < (stays.person[right], stays.facility[right], stays.beginDay[right], stays.endDay[right], right)
        }
        for stay in ordered {
            if let last = episodes.last, let before = last.stays.last,
               stays.person[before] == stays.person[stay], stays.facility[before] == stays.facility[stay],
               stays.beginDay[stay] - last.endDay <= transferGap,
               Self.isOneStay(stays, before, stay, lastEnd: last.endDay) {
                episodes[episodes.count - 1].stays.append(stay)
                episodes[episodes.count - 1].endDay = max(last.endDay, stays.endDay[stay])
                merged += 1
            } else {
                episodes.append(Episode(stays: [stay], beginDay: stays.beginDay[stay], endDay: stays.endDay[stay]))
            }
        }
        linkPersons(stays)
    }

    /// The person's next episode at the facility; -1 after the last.
    func nextHere(_ episode: Int, _ stays: StayColumns) -> Int {
        guard episode + 1 < episodes.count else { return -1 }
        let (own, other) = (episodes[episode].stays[0], episodes[episode + 1].stays[0])
        return stays.person[own] == stays.person[other] && stays.facility[own] == stays.facility[other] ? episode + 1 : -1
    }

    private mutating func linkPersons(_ stays: StayColumns) {
        next = Array(repeating: -1, count: episodes.count)
        var start = 0
        while start < episodes.count {
            let person = stays.person[episodes[start].stays[0]]
            var end = start + 1
            while end < episodes.count, stays.person[episodes[end].stays[0]] == person { end += 1 }
            let inTime = (start..<end).sorted {
                (episodes[$0].beginDay, episodes[$0].endDay, $0) < (episodes[$1].beginDay, episodes[$1].endDay, $1)
            }
            for (before, after) in zip(inTime, inTime.dropFirst()) { next[before] = after }
            start = end
        }
    }

    /// Overlapping stays are one stay settled twice. Where visits are not known, neither is whether a bill that begins
    /// the day the last one ended is an interim bill, so it is taken for one.
    private static func isOneStay(_ stays: StayColumns, _ before: Int, _ stay: Int, lastEnd: Int32) -> Bool {
        if stays.beginDay[stay] < lastEnd { return true }
        if stays.visit[before] < 0 || stays.visit[stay] < 0 { return stays.beginDay[stay] == lastEnd }
        return stays.department[before] >= 0 && stays.department[stay] >= 0 && stays.department[before] != stays.department[stay]
    }
}
