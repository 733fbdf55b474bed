import Claims
import Testing

/// Single values in the spellings that exports use.
@Suite struct ConversionTests {
    private func read(_ changes: [Row]) throws -> (store: ClaimStore, quality: DataQuality) {
        let folder = try ExtractFolder()
        // One id a row, in order of time even where the row's own time says otherwise: tests look rows up by id.
        try folder.write("setl_d.csv", csv(changes.enumerated().map { settlement("S\($0.offset + 100)", person: "P\($0.offset)", $0.element) }))
        return try folder.read()
    }

    private func row(_ store: ClaimStore, _ number: Int) -> Int? { keptIDs(store).firstIndex(of: "S\(number + 100)") }

    @Test func timestamps() throws {
        let day = CalendarDay.number(year: 2024, month: 3, day: 1)
        let cases: [(String, Int32?, Int32)] = [
            ("2024-03-01 08:05:30", day, 29130), ("2024/3/1 8:05", day, 29100), ("2024-3-1 8:05:07", day, 29107), ("2024/03/01 08:05:30", day, 29130),
            ("2024-03-01T08:05:30", day, 29130), ("2024-03-01 08:05:30.987", day, 29130), ("2024-03-01T08:05:30+08:00", day, 29130),
            ("20240301080530", day, 29130), ("2024年3月1日 08:05:30", day, 29130), ("  2024-03-01 08:05:30\t", day, 29130),
            ("2024-03-01 00:00:01", day, 1), ("2024-03-01", day, -1), ("2024/3/1", day, -1), ("20240301", day, -1), ("2024.3.1", day, -1), ("2024年3月1日", day, -1),
            // A time alone: the day comes from opt_time, which says 2 March 2026.
            ("08:05:30", CalendarDay.number(year: 2026, month: 3, day: 2), 29130), ("8:05", CalendarDay.number(year: 2026, month: 3, day: 2), 29100),
            // Nothing: likewise, and no time is made up.
            ("", CalendarDay.number(year: 2026, month: 3, day: 2), -1), ("\\N", CalendarDay.number(year: 2026, month: 3, day: 2), -1),
            ("0000-00-00", CalendarDay.number(year: 2026, month: 3, day: 2), -1), ("0000-00-00 00:00:00", CalendarDay.number(year: 2026, month: 3, day: 2), -1),
            ("1900-01-01 00:00:00", CalendarDay.number(year: 2026, month: 3, day: 2), -1),
            ("1970-01-01 08:00:00", CalendarDay.number(year: 2026, month: 3, day: 2), -1), ("99991231", CalendarDay.number(year: 2026, month: 3, day: 2), -1),
            // No clock shows it, and no second of a day is as late.
            ("24:00:00", CalendarDay.number(year: 2026, month: 3, day: 2), -1), ("24:00", CalendarDay.number(year: 2026, month: 3, day: 2), -1),
            ("23:59:59.9", CalendarDay.number(year: 2026, month: 3, day: 2), 86_399), ("2024-02-29 24:00:00", day, 0),
            ("2024-02-31 08:00:00", nil, 0), ("2024-02-31", nil, 0), ("2023/2/29", nil, 0), ("25:00:00", nil, 0), ("2024-03-01 08:61:00", nil, 0), ("soon", nil, 0),
            ("3024-03-01", nil, 0), ("202403", nil, 0),
        ]
        let (store, quality) = try read(cases.map { ["setl_time": $0.0] })
        for (number, (text, expectedDay, second)) in cases.enumerated() {
            let found = row(store, number)
            if let expectedDay {
                #expect(found.map { store.settlements.day[$0] } == expectedDay, "\(text)")
                #expect(found.map { store.settlements.second[$0] } == second, "\(text)")
            } else {
                #expect(found == nil, "\(text)")
            }
        }
        #expect(quality.tables[0].quarantined.map(\.column) == ["setl_time"])
        #expect(quality.tables[0].quarantined.first?.rows == 8)
        #expect(quality.settlements.quarantined.rows == 8)
        #expect(quality.settlements.balances)
    }

    @Test func timeAloneTakesItsDayFromWhatIsThere() throws {
        let (store, quality) = try read([
            ["setl_time": "08:00:00", "opt_time": "2026-03-05 10:00:00", "enddate": "2026-03-06", "begndate": "2026-03-07"],
            ["setl_time": "08:00:00", "opt_time": "", "enddate": "2026-03-06", "begndate": "2026-03-07"],
            ["setl_time": "08:00:00", "opt_time": "", "enddate": "", "begndate": "2026-03-07"],
            ["setl_time": "08:00:00", "opt_time": "", "enddate": "", "begndate": ""],
        ])
        #expect((0..<3).map { CalendarDay.text(store.settlements.day[row(store, $0)!]) } == ["2026-03-05", "2026-03-06", "2026-03-07"])
        #expect(row(store, 3) == nil)
        #expect(quality.findings.contains { $0.kind == "undated_settlement" && $0.count == 1 })
        #expect(quality.settlements.quarantined.rows == 1 && quality.settlements.balances)
        #expect(quality.tables[0].rowsQuarantined == 1)
    }

    @Test func amountsToTheFen() throws {
        let cases: [(String, Int64?)] = [
            ("100", 10000), ("100.5", 10050), ("0.01", 1), ("1234.56", 123_456), ("1,234.56", 123_456), ("12,345,678.90", 1_234_567_890),
            ("+7.00", 700), (".5", 50), ("5.", 500), (" 8.25 ", 825), ("1.5E2", 15000), ("12.340000000000002", 1234), ("0.30000000000000004", 30),
            ("8999999999.99", 899_999_999_999), ("0", 0), ("100.000000", 10000),
            ("12.345", nil), ("0.001", nil), ("0.12004", nil), ("12a", nil), ("一百", nil), ("12,34", nil), ("1,2345", nil), ("NaN", nil), ("inf", nil),
            ("99999999999999", nil), ("1e300", nil), ("1.2.3", nil), ("--5", nil), ("¥5.00", nil), ("", nil), ("\\N", nil),
        ]
        let (store, quality) = try read(cases.map { ["medfee_sumamt": $0.0] })
        for (number, (text, fen)) in cases.enumerated() {
            #expect(row(store, number).map { store.settlements.totalFee[$0] } == fen, "\(text)")
        }
        let reasons = Dictionary(uniqueKeysWithValues: quality.tables[0].quarantined.map { ($0.reason, $0.rows) })
        // Blank, \N and NaN are absent; the others are there and unreadable.
        #expect(reasons == ["missing": 3, "unreadable": 13])
        #expect(quality.settlements.kept.amountFen == cases.compactMap(\.1).reduce(0, +))
        #expect(quality.settlements.balances)
    }

    @Test func missingAmountsStayMissing() throws {
        let (store, _) = try read([["hifp_pay": "", "cash_payamt": "\\N", "acct_pay": "0"]])
        #expect(store.settlements.pooledFund == [Fen.missing] && store.settlements.cash == [Fen.missing] && store.settlements.account == [0])
        #expect(store.filledColumns.contains("acct_pay") && !store.filledColumns.contains("cash_payamt"))
    }

    @Test func identifiersKeptToTheLetter() throws {
        let (store, quality) = try read([
            ["psn_no": "00012345678901234567890"], ["psn_no": "1.23E+17"], ["psn_no": "1.23e17"], ["psn_no": " P 7 \t"], ["psn_no": "\u{3000}P8\u{3000}"],
            ["psn_no": "12E5X"], ["fixmedins_code": "3.2E+11"], ["setl_id": "5E+20"], ["psn_no": ""], ["psn_no": "\\N"],
            // Codes, not numbers: a bed, an item.
            ["dise_no": "3E12"], ["dise_no": "2e15"], ["dise_no": "7E+1"],
        ])
        #expect(["3E12", "2e15", "7E+1"].allSatisfy { store.diseases.number(of: $0) != nil })
        #expect(Set((0..<store.persons.count).map { store.persons.id[Int32($0)] }) == ["00012345678901234567890", "P 7", "P8", "12E5X", "P10", "P11", "P12"])
        let entries = quality.tables[0].quarantined
        #expect(entries.map { "\($0.reason) \($0.column) \($0.rows)" }
            == ["missing psn_no 2", "unreadable fixmedins_code 1", "unreadable psn_no 2", "unreadable setl_id 1"])
        #expect(entries.first { $0.column == "psn_no" && $0.reason == "unreadable" }?.examples.map(\.found) == ["9.99A+99", "9.99A99"])
        #expect(entries.first { $0.column == "setl_id" }?.examples.first.map { "\($0.file) \($0.position)" } == "setl_d.csv row 8")
    }

    @Test func doubleNoiseInParquet() throws {
        let folder = try ExtractFolder()
        try folder.parquet("setl_d.parquet", """
            SELECT 'S' || i AS setl_id, 'P' || i AS psn_no, 'H32010000001' AS fixmedins_code, DATE '2026-03-01' AS enddate, v::DOUBLE AS medfee_sumamt
            FROM (VALUES (1, 0.1 + 0.2), (2, 1234567.89), (3, 12.345), (4, 'nan'::DOUBLE), (5, 'inf'::DOUBLE), (6, 1e300), (7, -0.07), (8, 4.35), (9, 1e15)) t(i, v)
            """)
        let (store, quality) = try folder.read()
        #expect(zip(keptIDs(store), store.settlements.totalFee).map { "\($0) \($1)" } == ["S1 30", "S2 123456789", "S8 435"])
        #expect(quality.settlements.quarantined.rows == 5)
        #expect(quality.settlements.unpairedRefunds.rows == 1 && quality.settlements.balances)
    }

    /// Whatever the spelling and the type: no date, and not a fault of the row.
    @Test func placeholdersOfDates() throws {
        let spellings = ["9999-12-31 23:59:59", "9999/12/31", "99991231", "19000101", "1900-01-01 00:00:00.0", "1900/1/1", "0001-01-01", "1970-01-01", "1970/1/1 8:00"]
        let (store, quality) = try read(spellings.map { ["enddate": $0, "brdy": "1970-01-01"] } + [["enddate": "2200-01-01"], ["enddate": "1969-12-31"]])
        #expect(store.settlements.endDay == spellings.map { _ in CalendarDay.missing })
        #expect(quality.tables[0].quarantined.map { "\($0.reason) \($0.column) \($0.rows)" } == ["unreadable enddate 2"])
        #expect(store.persons.birthDay == spellings.map { _ in 0 })
    }

    @Test func datesAndTimesAsWholeNumbers() throws {
        let folder = try ExtractFolder()
        try folder.parquet("setl_d.parquet", """
            SELECT 'S' || i AS setl_id, 'P1' AS psn_no, 'H32010000001' AS fixmedins_code, 5 AS medfee_sumamt, t AS setl_time, 20260305 AS begndate, e AS enddate
            FROM (VALUES (1, 20260301080530, 20260301), (2, 20260302, 99991231), (3, 20260303240000, 20260303), (4, 20260304080000, 24000101)) v(i, t, e)
            """)
        let (store, quality) = try folder.read()
        #expect(zip(keptIDs(store), zip(store.settlements.day, store.settlements.second)).map { "\($0) \(CalendarDay.text($1.0)) \($1.1)" }
            == ["S1 2026-03-01 29130", "S2 2026-03-02 -1"])
        #expect(store.settlements.endDay[1] == CalendarDay.missing)
        #expect(quality.tables[0].quarantined.map { "\($0.column) \($0.rows)" } == ["enddate 1", "setl_time 1"])
    }

    @Test func clocksThatStrikeTwentyFour() throws {
        let folder = try ExtractFolder()
        try folder.parquet("setl_d.parquet", """
            SELECT 'S' || i AS setl_id, 'P1' AS psn_no, 'H32010000001' AS fixmedins_code, 5 AS medfee_sumamt, t AS setl_time, DATE '2026-03-01' AS enddate
            FROM (VALUES (1, TIME '24:00:00'), (2, TIME '23:59:59')) v(i, t)
            """)
        let (store, quality) = try folder.read()
        #expect(store.settlements.second == [-1, 86_399] && quality.settlements.quarantined.rows == 0)
    }

    /// Numbers of things: a decimal comma is none, and what is not finite would stop the run far from here.
    @Test func quantities() throws {
        let cases: [(String, Float?)] = [
            ("2", 2), ("-0.5", -0.5), ("1,500", 1500), ("1e3", 1000), ("", .nan), ("NaN", .nan), ("999999999", 1e9),
            ("1,5", nil), ("12,34", nil), ("inf", nil), ("-Infinity", nil), ("1e39", nil), ("1000000000", nil), ("two", nil),
        ]
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([settlement("A")]))
        let rows = cases.enumerated().map { number, text in ["bkkp_sn": "B\(10 + number)", "setl_id": "A", "fee_ocur_time": "2026-03-02 09:00:\(10 + number)", "det_item_fee_sumamt": "1", "cnt": text.0] }
        try folder.write("fee_list_d.csv", csv(rows, columns: ["bkkp_sn", "setl_id", "fee_ocur_time", "det_item_fee_sumamt", "cnt"]))
        let (store, quality) = try folder.read(tables: ["fee_list_d"])
        #expect(store.feeLines?.quantity.map { "\($0)" } == cases.compactMap(\.1).map { "\($0)" })
        #expect(quality.table("fee_list_d")?.quarantined.map { "\($0.reason) \($0.column) \($0.rows)" } == ["unreadable cnt 7"])
    }

    @Test func notANumberIsNothing() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([settlement("A")]))
        try folder.parquet("fee_list_d.parquet", "SELECT 'B1' AS bkkp_sn, 'A' AS setl_id, 'nan'::DOUBLE AS cnt, 'nan'::FLOAT AS inscp_amt, 1.5::DOUBLE AS det_item_fee_sumamt")
        let (store, quality) = try folder.read(tables: ["fee_list_d"])
        #expect(store.feeLines?.count == 1 && store.feeLines?.inScope == [Fen.missing] && store.feeLines?.quantity[0].isNaN == true)
        #expect(quality.table("fee_list_d")?.rowsQuarantined == 0)
    }

    @Test func flags() throws {
        let flags = ["1", "01", "", "true", "Y", "0", "00", "false", "N", "0.0"]
        let (store, quality) = try read(flags.map { ["vali_flag": $0] })
        #expect(keptIDs(store) == ["S100", "S101", "S102", "S103", "S104"])
        #expect(quality.settlements.notValid.rows == 5)
        #expect(quality.settlements.notValid.amountFen == 50_000 && quality.settlements.balances)
    }
}
