import Claims

/// The days that a shop announces to its customers: one weekday ("every Tuesday") or one last digit of the day of the month (the 8th, 18th and
/// 28th).
enum AnnouncedDays {
    /// The largest share of `days` that falls on one such day; 0 for none. A day that stands there twice counts twice.
    static func share(of days: some Collection<Int32>) -> Double {
        func commonest(_ key: (Int32) -> Int) -> Int {
            Dictionary(grouping: days, by: key).values.map(\.count).max() ?? 0
        }
        let most = max(commonest(CalendarDay.weekday), commonest { CalendarDay.text($0).last?.wholeNumberValue ?? 0 })
        return days.isEmpty ? 0 : Double(most) / Double(days.count)
    }
}
