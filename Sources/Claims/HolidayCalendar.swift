/// Which days are holidays and weekends, less the weekends that were made working days (调休).
///
/// The dates are data, `Datasets/calendars/holidays-cn.csv` (`date,kind,name`, kind = `holiday` or `makeup`).
public struct HolidayCalendar: Sendable {
    private let holidays: Set<Int32>
    private let makeupDays: Set<Int32>

    public init(holidays: Set<Int32> = [], makeupDays: Set<Int32> = []) {
        self.holidays = holidays
        self.makeupDays = makeupDays
    }

    /// Reads the calendar's CSV text. A line that is not `date,kind,name` is refused with its number.
    public init(csv text: String) throws(ClaimsError) {
        var holidays: Set<Int32> = []
        var makeupDays: Set<Int32> = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 2, let day = CalendarDay.parse(fields[0]) else {
                throw ClaimsError("holiday calendar, line \(index + 1): expected `date,kind,name` with a date like 2026-01-01")
            }
            switch fields[1] {
            case "holiday": holidays.insert(day)
            case "makeup": makeupDays.insert(day)
            default: throw ClaimsError("holiday calendar, line \(index + 1): kind must be `holiday` or `makeup`")
            }
        }
        self.init(holidays: holidays, makeupDays: makeupDays)
    }

    public func isHoliday(_ day: Int32) -> Bool { holidays.contains(day) }

    /// A Saturday or Sunday that was not made a working day.
    public func isWeekend(_ day: Int32) -> Bool { CalendarDay.weekday(day) >= 5 && !makeupDays.contains(day) }
}
