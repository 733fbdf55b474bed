import Claims

/// Moments with the card that was used, as keys that sort by moment, then by card.
enum TimelineKey {
    /// Whole days, so that minutes, hours and days of the biased moment are those of the clock.
    private static let dayBias: Int64 = 49_710
    private static let personMask: UInt64 = 1 << 31 - 1

    /// Seconds on a clock of this type's own; nil for a row without time, or farther than 136 years from 1970.
    @inline(__always)
    static func pack(day: Int32, second: Int32, person: Int32) -> UInt64? {
        guard second >= 0, abs(Int64(day)) < dayBias else { return nil }
        let moment = (Int64(day) + dayBias) * Int64(CalendarDay.secondsPerDay) + Int64(second)
        return UInt64(moment) << 31 | UInt64(person)
    }

    @inline(__always)
    static func moment(_ key: UInt64) -> Int { Int(key >> 31) }

    @inline(__always)
    static func person(_ key: UInt64) -> Int32 { Int32(key & personMask) }

    /// The first second of a day on that clock.
    static func startOfDay(_ day: Int32) -> Int { Int(Int64(day) + dayBias) * Int(CalendarDay.secondsPerDay) }
}
