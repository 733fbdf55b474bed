/// The proleptic Gregorian calendar from 1900 to 2100 as a table: a day is an index counted from Monday, 1 January 1900.
///
/// Moments are seconds since that midnight, local time without daylight saving, which China does not have.
struct CivilCalendar: Sendable {
    static let secondsPerDay = 86_400
    static let shared = CivilCalendar()

    /// `year * 10_000 + month * 100 + day`, by day index.
    private let packed: [Int32]
    private let firstDayOfYear: [Int]

    private init() {
        var packed: [Int32] = []
        var firsts: [Int] = []
        for year in 1900...2100 {
            firsts.append(packed.count)
            for month in 1...12 {
                for day in 1...Self.length(month: month, year: year) {
                    packed.append(Int32(year * 10_000 + month * 100 + day))
                }
            }
        }
        self.packed = packed
        firstDayOfYear = firsts
    }

    static func length(month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    func day(year: Int, month: Int, day: Int) -> Int {
        (1..<month).reduce(firstDayOfYear[year - 1900]) { $0 + Self.length(month: $1, year: year) } + day - 1
    }

    /// The day index of `yyyy-MM-dd`; the text must be a date of the table.
    func day(_ text: some StringProtocol) -> Int {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return day(year: parts[0], month: parts[1], day: parts[2])
    }

    /// Year, month and day packed into decimal digits, `20250901`.
    func digits(_ day: Int) -> Int { Int(packed[day]) }

    /// `yyyy-MM-dd`.
    func text(_ day: Int) -> String {
        let packed = digits(day)
        return "\(packed / 10_000)-\(String(100 + packed / 100 % 100).dropFirst())-\(String(100 + packed % 100).dropFirst())"
    }

    /// 0 is Monday, 6 is Sunday.
    static func weekday(_ day: Int) -> Int { day % 7 }
}

/// The days of the extract, each with its place in the working week.
struct TownCalendar: Sendable {
    enum DayKind: Sendable { case workday, weekend, holiday }

    let days: Range<Int>
    let monthStarts: [Int]
    private let kinds: [DayKind]

    init(startYear: Int, startMonth: Int, monthCount: Int) {
        let civil = CivilCalendar.shared
        let starts = (0...monthCount).map { offset in
            let month = startMonth - 1 + offset
            return civil.day(year: startYear + month / 12, month: month % 12 + 1, day: 1)
        }
        days = starts[0]..<starts[monthCount]
        monthStarts = Array(starts.dropLast())
        let holidays = Set(HolidayTable.holidays.map { civil.day($0) })
        let makeups = Set(HolidayTable.makeupWorkdays.map { civil.day($0) })
        kinds = days.map { day in
            if holidays.contains(day) { return .holiday }
            return CivilCalendar.weekday(day) >= 5 && !makeups.contains(day) ? .weekend : .workday
        }
    }

    func kind(_ day: Int) -> DayKind { kinds[day - days.lowerBound] }

    var workdays: [Int] { days.filter { kind($0) == .workday } }

    /// How much more outpatient care the season brings: respiratory infections peak around New Year.
    func season(_ day: Int) -> Double {
        let dayOfYear = day - CivilCalendar.shared.day(year: CivilCalendar.shared.digits(day) / 10_000, month: 1, day: 1)
        let distance = Double(min(dayOfYear, abs(365 - dayOfYear))) / 45
        return 1 + 0.3 / (1 + distance * distance)
    }
}
