import Claims

/// Distinct persons a day at one facility, on the days on which there was anybody.
struct DayTraffic {
    /// Ascending.
    private(set) var days: [Int32] = []
    private(set) var persons: [Double] = []
    private(set) var total = 0.0
    /// Σ w² over the days' shares w of all person-days.
    private(set) var squares = 0.0
    private var byWeekday = [Double](repeating: 0, count: 7)

    /// - Parameter rows: of the facility, in time order.
    init(_ store: ClaimStore, rows: [Int32]) {
        let columns = store.settlements
        var start = 0
        var present: [Int32] = []
        while start < rows.count {
            let day = columns.day[Int(rows[start])]
            present.removeAll(keepingCapacity: true)
            while start < rows.count, columns.day[Int(rows[start])] == day {
                present.append(columns.person[Int(rows[start])])
                start += 1
            }
            present.sort()
            var distinct = 0
            for index in present.indices where index == 0 || present[index] != present[index - 1] { distinct += 1 }
            days.append(day)
            persons.append(Double(distinct))
            total += Double(distinct)
            byWeekday[CalendarDay.weekday(day)] += Double(distinct)
        }
        for count in persons { squares += count / total * (count / total) }
    }

    func weekday(_ index: Int) -> Int { CalendarDay.weekday(days[index]) }

    func index(of day: Int32) -> Int {
        var low = 0
        var high = days.count - 1
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How many of a group to expect on a day.
    ///
    /// The group's own persons on the day do not count as traffic; its daily mean stands in for them, so that a group that
    /// is most of a small facility's traffic is not held against a handful of others.
    /// - Parameters:
    ///   - persons: of the group on the day.
    ///   - all: person-days of the group.
    ///   - onWeekday: those on the same weekday.
    func expected(persons: Double, of all: Double, onWeekday: Double, day: Int) -> Double {
        let others = self.persons[day] - persons + all / Double(days.count)
        let overall = all * others / total
        let weekdayTraffic = byWeekday[weekday(day)] - self.persons[day]
        let sameWeekday = weekdayTraffic > 0 ? (onWeekday - persons) / weekdayTraffic * others : 0
        return max(overall, sameWeekday)
    }
}
