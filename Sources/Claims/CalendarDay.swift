/// Days of the proleptic Gregorian calendar, counted from 1970-01-01, and seconds of a day.
///
/// Civil conversions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): exact for every
/// `Int32` day this project can meet, with no time zone, because an extract's clock is the clock on the wall.
public enum CalendarDay {
    /// The day or the second is absent.
    public static let missing = Int32.min
    /// The second of day is absent. A settlement with a date only has no time, and none is invented.
    public static let noSecond: Int32 = -1
    public static let secondsPerDay: Int32 = 86_400

    /// The day number of a civil date. `month` in 1...12, `day` in 1...31.
    public static func number(year: Int, month: Int, day: Int) -> Int32 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    public static func civil(_ number: Int32) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Monday is 0, Sunday is 6.
    @inlinable
    public static func weekday(_ number: Int32) -> Int {
        let remainder = (Int(number) + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// `2026-03-01`; the empty string for a missing day.
    public static func text(_ number: Int32) -> String {
        guard number != missing else { return "" }
        let (year, month, day) = civil(number)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    /// `08:05:30`; the empty string where there is no time.
    public static func timeText(_ second: Int32) -> String {
        guard second >= 0 else { return "" }
        return padded(Int(second) / 3600, 2) + ":" + padded(Int(second) / 60 % 60, 2) + ":" + padded(Int(second) % 60, 2)
    }

    /// Reads `YYYY-MM-DD` of the years 1 to 9999, in digits alone; nil for anything else, 31 February included.
    public static func parse(_ text: String) -> Int32? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
              let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
              (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let value = number(year: year, month: month, day: day)
        return civil(value) == (year, month, day) ? value : nil
    }

    /// Whole years from birth to a day.
    public static func age(born: Int32, on day: Int32) -> Int {
        let (birthYear, birthMonth, birthDay) = civil(born)
        let (year, month, dayOfMonth) = civil(day)
        let hadBirthday = (month, dayOfMonth) >= (birthMonth, birthDay)
        return year - birthYear - (hadBirthday ? 0 : 1)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
