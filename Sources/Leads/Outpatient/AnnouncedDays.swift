import Claims

/// The days that many customers know of: one weekday ("every Tuesday") or one last digit of the day of the month (the 8th, 18th and 28th) that
/// a shop announces, or the days that wages and pensions come.
enum AnnouncedDays {
    /// The largest share of `days` that falls on one such day; 0 for none. A day that stands there twice counts twice.
    static func share(of days: some Collection<Int32>) -> Double {
        func commonest(_ key: (Int32) -> Int) -> Int {
            Dictionary(grouping: days, by: key).values.map(\.count).max() ?? 0
        }
        let most = max(commonest(CalendarDay.weekday), commonest { CalendarDay.text($0).last?.wholeNumberValue ?? 0 })
        return days.isEmpty ? 0 : Double(most) / Double(days.count)
    }

    /// The largest share of `days` within so many days of the month ("wages come on the 10th, or the Monday after"), in at least so many
    /// months; 0 for none.
    static func monthlyShare(of days: some Collection<Int32>, span: Int, months least: Int) -> Double {
        let dates = days.map(CalendarDay.civil)
        let most = (1...31).map { first in
            let near = dates.filter { (first..<first + span).contains($0.day) }
            return Set(near.map { $0.year * 12 + $0.month }).count >= least ? near.count : 0
        }
        return days.isEmpty ? 0 : Double(most.max() ?? 0) / Double(days.count)
    }
}
