import Claims
import Testing

/// The small types that the store is made of.
@Suite struct ColumnTests {
    @Test func identifiersAreNumberedByBytes() {
        let texts = (0..<5000).map { "ID\($0 * 7919 % 3001)" } + ["", "é", "漢", "Z", "a", "ID1"]
        let table = IdentifierTable(texts)
        let sorted = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect((0..<table.count).map { table[Int32($0)] } == sorted)
        #expect(sorted.enumerated().allSatisfy { table.number(of: $0.element) == Int32($0.offset) })
        #expect(table.number(of: "ID3001") == nil && table.number(of: "\u{10FFFF}") == nil && table.number(of: " ") == nil)
        #expect(table[IdentifierTable.missing] == "")
        #expect(IdentifierTable(texts.reversed()).count == table.count)
        #expect(IdentifierTable().count == 0 && IdentifierTable().number(of: "x") == nil)
    }

    @Test func texts() {
        let texts = ["S1", "", "结算", "S1"]
        let column = TextColumn(texts)
        #expect(column.count == 4 && (0..<4).map { column[$0] } == texts)
        #expect(Array(column.utf8(2)) == Array("结算".utf8))
        #expect(TextColumn().count == 0)
    }

    @Test func slicesKeepTheOrderOfRows() {
        let subjects: [Int32] = (0..<1000).map { Int32($0 * 31 % 17) - 1 }
        let slices = SubjectSlices(subjects: subjects, subjectCount: 20)
        #expect(slices.subjectCount == 20)
        for subject in 0..<20 {
            #expect(Array(slices[subject]) == subjects.indices.filter { subjects[$0] == Int32(subject) }.map(Int32.init))
        }
        #expect(slices.rows.count == subjects.count { $0 >= 0 })
        #expect(SubjectSlices(subjects: [], subjectCount: 0).subjectCount == 0)
        #expect(SubjectSlices(subjects: [-1, -1], subjectCount: 1)[0].isEmpty)
    }

    /// Every day of three centuries, counted one by one.
    @Test func everyDay() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        // 1900-01-01 was a Monday, and 25,567 days before 1970-01-01.
        var number: Int32 = -25_567
        var weekday = 0
        var faults = 0
        for year in 1900...2199 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month in 1...12 {
                for day in 1...(lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)) {
                    let text = "\(year)-" + (month < 10 ? "0" : "") + "\(month)-" + (day < 10 ? "0" : "") + "\(day)"
                    let isRight = CalendarDay.number(year: year, month: month, day: day) == number
                        && CalendarDay.civil(number) == (year, month, day) && CalendarDay.weekday(number) == weekday
                        && CalendarDay.text(number) == text && CalendarDay.parse(text) == number
                    if !isRight { faults += 1 }
                    number += 1
                    weekday = (weekday + 1) % 7
                }
            }
        }
        #expect(faults == 0)
        #expect(number == CalendarDay.number(year: 2200, month: 1, day: 1))
    }

    @Test func daysThatAreNone() {
        for text in ["", "2026-02-29", "2026-02-31", "2026-13-01", "2026-00-10", "2026-1", "2026-01-01-01", "a-b-c", "2026/01/01", "2026-04-31",
            // No calendar of claims goes so far, and the days since 1970 would not fit.
            "99999999-12-31", "20260301-01-01", "10000-01-01", "0000-01-01", "2026-+3-01", "+2026-03-01", "2026-03-01 ", "２０２６-03-01",
        ] {
            #expect(CalendarDay.parse(text) == nil, "\(text)")
        }
        #expect(CalendarDay.parse("2024-02-29") != nil)
        for text in ["0001-01-01", "9999-12-31"] { #expect(CalendarDay.parse(text).map(CalendarDay.text) == text) }
        #expect(CalendarDay.text(CalendarDay.missing) == "")
        #expect([0, 29_130, 86_399, -1].map(CalendarDay.timeText) == ["00:00:00", "08:05:30", "23:59:59", ""])
    }

    @Test func ages() {
        let day = { (text: String) in CalendarDay.parse(text)! }
        #expect(CalendarDay.age(born: day("2000-06-15"), on: day("2026-06-14")) == 25)
        #expect(CalendarDay.age(born: day("2000-06-15"), on: day("2026-06-15")) == 26)
        #expect(CalendarDay.age(born: day("2000-02-29"), on: day("2026-02-28")) == 25)
        #expect(CalendarDay.age(born: day("2000-02-29"), on: day("2026-03-01")) == 26)
        #expect(CalendarDay.age(born: day("1890-01-01"), on: day("1969-12-31")) == 79)
    }

    @Test func fen() {
        #expect([0, 5, -5, 100, 123_456, -100_01, Int64.max].map(Fen.yuanText) == ["0.00", "0.05", "-0.05", "1.00", "1234.56", "-100.01", "92233720368547758.07"])
        #expect(Fen.orZero(Fen.missing) == 0 && Fen.orZero(-7) == -7)
        #expect(Fen.yuan(123_456) == 1234.56)
    }

    @Test func holidays() throws {
        let calendar = try HolidayCalendar(csv: "date,kind,name\n2026-01-01,holiday,New Year\r\n2026-01-04,makeup,New Year\n")
        let day = { (text: String) in CalendarDay.parse(text)! }
        #expect(calendar.isHoliday(day("2026-01-01")) && !calendar.isWeekend(day("2026-01-01")))
        #expect(calendar.isWeekend(day("2026-01-03")) && !calendar.isHoliday(day("2026-01-03")))
        // A Sunday made a working day.
        #expect(!calendar.isWeekend(day("2026-01-04")) && !calendar.isWeekend(day("2026-01-05")))
        #expect(throws: ClaimsError("holiday calendar, line 2: expected `date,kind,name` with a date like 2026-01-01")) { try HolidayCalendar(csv: "date,kind,name\n2026-02-30,holiday,x\n") }
        #expect(throws: ClaimsError("holiday calendar, line 2: kind must be `holiday` or `makeup`")) { try HolidayCalendar(csv: "date,kind,name\n2026-02-03,feast,x\n") }
        let real = try ExtractFolder.options().calendar
        #expect(real.isHoliday(day("2025-10-01")) && !real.isWeekend(day("2025-01-26")))
    }

    @Test func thresholds() throws {
        var table = ThresholdTable(["limit": Threshold(value: 2, unit: "rows", reason: "r", owner: "o")])
        #expect(try table.integer("limit") == 2)
        try table.set("limit", to: 3)
        #expect(table.values == ["limit": 3])
        #expect(throws: ClaimsError("the configuration has no threshold `other`; it has limit")) { try table.set("other", to: 1) }
    }
}
