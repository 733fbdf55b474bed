import Claims
import Features
import Statistics
import Testing

/// Facility features against values worked out by hand or by brute force.
struct FacilityFeatureTests {
    /// Rows of one facility at the given seconds of day 20 000 on.
    private func timed(_ moments: [(day: Int32, second: Int32, person: String)]) -> [Row] {
        moments.map { moment in
            var row = Row()
            (row.day, row.second, row.person) = (20_000 + moment.day, moment.second, moment.person)
            return row
        }
    }

    @Test func volumeCountsDistinctPersonDays() throws {
        var rows = timed((0..<12).map { (Int32($0 / 4), 36_000, "p\($0 % 2)") })
        rows[0].fund = Fen.missing
        rows[0].pooled = Fen.missing
        let table = Town.table(.facility, Town.store(rows))
        func value(_ name: String) -> Double { table.column(named: name)?[0] ?? .nan }
        #expect(value("settlements") == 12)
        #expect(value("persons") == 2)
        #expect(value("visit_days") == 6)
        #expect(value("settlements_per_person") == 6)
        #expect(value("settlements_per_visit_day") == 2)
        // The unknown amount is taken at the mean of the eleven known ones, 60 yuan each.
        #expect(abs(value("fund_total") - 720) < 1e-9)
        #expect(abs(value("fund_per_visit_day") - 120) < 1e-9)
        #expect(abs(value("fee_per_visit_day") - 200) < 1e-9)
        #expect(abs(value("fund_per_person") - 360) < 1e-9)
    }

    @Test func frequentPatientsHaveManyDaysInOneCalendarMonth() {
        // 20 000 is 2024-10-04. p1: 8 days of October; p2: 5 of October and 5 of November.
        let october = (0..<8).map { (day: Int32($0), second: Int32(0), person: "p1") }
        let straddling = (23..<33).map { (day: Int32($0), second: Int32(0), person: "p2") }
        #expect(Town.value("frequent_patient_share", .facility, timed(october + straddling)) == 0.5)
    }

    @Test func burstsAgreeWithBruteForce() throws {
        for seed in 0..<6 as Range<UInt64> {
            var stream = RandomStream(seed: seed, stream: "bursts")
            let events = (0..<160).map { _ in
                (day: Int32.random(in: 0..<4, using: &stream), second: Int32.random(in: 0..<120, using: &stream) * 37 + 28_800,
                 person: "p\(Int.random(in: 0..<9, using: &stream))")
            }
            let table = Town.table(.facility, Town.store(timed(events)))
            func value(_ name: String) -> Double { table.column(named: name)?[0] ?? .nan }
            let moments = events.map { (Int($0.day) * 86_400 + Int($0.second), $0.person) }.sorted { $0 < $1 }

            var most = 0
            for (start, _) in moments {
                most = max(most, Set(moments.filter { $0.0 >= start && $0.0 < start + 300 }.map(\.1)).count)
            }
            #expect(value("max_cards_in_5_minutes") == Double(most))

            let shared = moments.filter { one in moments.contains { $0.0 / 60 == one.0 / 60 && $0.1 != one.1 } }.count
            #expect(value("same_minute_share") == Double(shared) / 160)

            var bins: [Double] = []
            var pairs = 0
            var short = 0
            for day in 0..<4 {
                let today = moments.filter { $0.0 / 86_400 == day }
                guard let first = today.first, let last = today.last else { continue }
                for bin in first.0 / 300...last.0 / 300 { bins.append(Double(today.filter { $0.0 / 300 == bin }.count)) }
                for (earlier, later) in zip(today, today.dropFirst()) {
                    pairs += 1
                    // Persons of one instant come in the order of their numbers, which is that of the names here.
                    if later.0 - earlier.0 < 60, later.1 != earlier.1 { short += 1 }
                }
            }
            #expect(abs(value("five_minute_fano") - fanoFactor(bins)) < 1e-9)
            #expect(value("short_gap_share") == Double(short) / Double(pairs))

            func inHour(_ hour: Int) -> Int { moments.filter { $0.0 / 3600 == hour }.count }
            let ratios = (0..<96).filter { inHour($0) > 0 }.map { hour in
                let around = [hour - 1, hour + 1, hour - 24, hour + 24].filter { (0..<96).contains($0) }
                let mean = Double(around.reduce(0) { $0 + inHour($1) }) / Double(around.count)
                return Double(inHour(hour)) / max(1, mean)
            }
            #expect(abs(value("hour_burst_max") - ratios.max()!) < 1e-12)
        }
    }

    @Test func evenTrafficHasNoMoreShortGapsThanChance() throws {
        var stream = RandomStream(seed: 4, stream: "traffic")
        var even: [(day: Int32, second: Int32, person: String)] = []
        var bunched = even
        for index in 0..<3_000 {
            let day = Int32(index / 300)
            even.append((day, Int32.random(in: 28_800..<64_800, using: &stream), "p\(index)"))
            bunched.append((day, Int32(28_800 + index % 300 / 10 * 1_000 + index % 10 * 5), "p\(index)"))
        }
        let excess = try #require(Town.value("short_gap_excess", .facility, timed(even)))
        #expect(abs(excess) < 0.03)
        let crowded = try #require(Town.value("short_gap_excess", .facility, timed(bunched)))
        #expect(crowded > 0.4)
    }

    @Test func dailyCardSetsAreComparedByJaccard() throws {
        // Days 0 and 1 share two of four cards, day 2 has too few cards; 20 rows by repetition.
        var events: [(day: Int32, second: Int32, person: String)] = []
        for card in ["a", "b", "c"] { events += Array(repeating: (0, 0, card), count: 4) }
        for card in ["b", "c", "d"] { events += Array(repeating: (1, 0, card), count: 4) }
        for card in ["x", "y"] { events.append((2, 0, card)) }
        #expect(Town.value("card_set_repeat", .facility, timed(events)) == 0.5)
    }

    @Test func hoursWeekendsAndHolidays() throws {
        // 20 000 was a Friday. Forty settlements: ten a day for four days, one of ten at 02:00, one at 21:00.
        var events: [(day: Int32, second: Int32, person: String)] = []
        for day in 0..<4 as Range<Int32> {
            for hour in [2, 9, 9, 10, 11, 14, 15, 16, 17, 21] as [Int32] { events.append((day, hour * 3600, "p\(hour)")) }
        }
        let calendar = HolidayCalendar(holidays: [20_003])
        let rows = timed(events)
        #expect(Town.value("night_share", .facility, rows) == 0.1)
        #expect(Town.value("off_hours_share", .facility, rows) == 0.2)
        #expect(Town.value("weekend_share", .facility, rows) == 0.5)
        // The Sunday was made a working day.
        #expect(Town.value("weekend_share", .facility, rows, calendar: HolidayCalendar(makeupDays: [20_002])) == 0.25)
        let ratio = try #require(Town.value("holiday_ratio", .facility, rows, calendar: calendar))
        #expect(abs(ratio - 10.5 / (30.5 / 3)) < 1e-12)
        #expect(Town.value("holiday_ratio", .facility, rows)?.isNaN == true)
    }

    @Test func amountsThatRepeat() throws {
        // Day 0: 10 × 33.33 and 2 others; day 1: 4 different, two of them whole tens; 8 more rows on days of their own.
        var rows: [Row] = []
        for index in 0..<12 { rows.append(Row(day: 20_000, fee: index < 10 ? 3_333 : 5_001 + Int64(index))) }
        for fee in [1_000, 2_000, 3_001, 4_007] as [Int64] { rows.append(Row(day: 20_001, fee: fee)) }
        for index in 0..<8 { rows.append(Row(day: 20_002 + Int32(index), fee: 7_001 + Int64(index))) }
        #expect(Town.value("same_amount_share", .facility, rows) == 10.0 / 24)
        #expect(Town.value("daily_same_amount_share", .facility, rows) == 9.0 / 14)
        #expect(Town.value("round_amount_share", .facility, rows) == 2.0 / 24)
        // The tenth percentile of 24 fees is the third smallest, 30.01 yuan.
        #expect(Town.value("small_amount_share", .facility, rows) == 3.0 / 24)
        var parameters = FeatureParameters()
        parameters.smallAmounts = ["medical": 3_333]
        let table = Town.table(.facility, Town.store(rows), parameters: parameters)
        #expect(table.column(named: "small_amount_share")?[0] == 13.0 / 24)
    }

    @Test func concentrationIsTheHerfindahlIndex() throws {
        let rows = (0..<24).map { index in
            Row(employer: index < 12 ? "a" : index < 18 ? "b" : "c", disease: index < 20 ? "J01.\(index % 5)" : "K02.1")
        }
        let employers = try #require(Town.value("employer_hhi", .facility, rows))
        #expect(abs(employers - herfindahl([12, 6, 6])) < 1e-12)
        #expect(Town.value("employer_top_share", .facility, rows) == 0.5)
        #expect(Town.value("disease_top_share", .facility, rows) == 20.0 / 24)
        #expect(Town.value("operator_hhi", .facility, rows)?.isNaN == true)
    }

    @Test func paymentsAndPlaces() {
        var rows = (0..<10).map { _ in Row() }
        for index in 0..<4 { (rows[index].fund, rows[index].account) = (0, 10_000) }
        for index in 4..<6 { rows[index].personal = 50 }
        for index in 0..<10 { (rows[index].insured, rows[index].place) = (index < 3 ? "330203" : "330106", "330102") }
        #expect(Town.value("account_only_share", .facility, rows) == 0.4)
        #expect(Town.value("near_zero_personal_share", .facility, rows) == 0.2)
        #expect(Town.value("fund_share", .facility, rows) == 0.36)
        #expect(Town.value("non_local_share", .facility, rows) == 0.3)
    }

    @Test func growthComparesThirdsAndMonths() throws {
        // 90 days from 2024-10-04, one settlement a day, three in the last third.
        var rows: [Row] = []
        for day in 0..<90 as Range<Int32> { rows += Array(repeating: Row(day: 20_000 + day), count: day < 60 ? 1 : 3) }
        let growth = try #require(Town.value("settlement_growth", .facility, rows))
        #expect(abs(growth - 1.087_623_17) < 1e-6) // ln(90.5 / 30.5), numpy
        let trend = try #require(Town.value("monthly_trend", .facility, rows))
        #expect(trend > 0)
        #expect(Town.value("settlement_growth", .facility, rows.filter { $0.day < 20_020 })?.isNaN == true)
    }

    @Test func shortStaysAndReadmissions() throws {
        func stay(_ person: String, _ begin: Int32, _ end: Int32) -> Row {
            Row(person: person, day: 20_000 + end, care: .inpatient, begin: 20_000 + begin, end: 20_000 + end)
        }
        // p1: back after 15 days, then after 16. p2: one stay settled twice. p3: one long stay.
        let rows = [stay("p1", 0, 2), stay("p1", 17, 20), stay("p1", 36, 37), stay("p2", 0, 1), stay("p2", 0, 5), stay("p3", 0, 30)]
        #expect(Town.value("short_stay_share", .facility, rows) == 2.0 / 5)
        #expect(Town.value("readmission_share", .facility, rows) == 1.0 / 5)
        #expect(Town.value("mean_stay_days", .facility, rows) == (2 + 3 + 1 + 5 + 30) / 5.0)
        #expect(Town.value("inpatient_share", .facility, rows + (0..<6).map { _ in Row() }) == 0.5)
    }
}
