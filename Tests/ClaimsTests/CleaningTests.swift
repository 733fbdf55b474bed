import Claims
import Testing

/// Invalid rows, repeats and refunds: what is kept, and that rows and money always reconcile.
@Suite struct CleaningTests {
    /// Reads rows in the order given, reversed, and split over two files: the result must be one. Returns the kept ids.
    @discardableResult
    private func clean(_ rows: [Row], _ check: (ClaimStore, SettlementReconciliation) -> Void = { _, _ in }) throws -> [String] {
        var snapshots: [[String]] = []
        var accounts: [SettlementReconciliation] = []
        var ids: [String] = []
        for order in 0..<3 {
            let folder = try ExtractFolder()
            switch order {
            case 0: try folder.write("setl_d.csv", csv(rows))
            case 1: try folder.write("setl_d.csv", csv(rows.reversed()))
            default:
                try folder.write("setl_d/1.csv", csv(Array(rows[(rows.count / 2)...])))
                try folder.write("setl_d/2.csv", csv(Array(rows[..<(rows.count / 2)])))
            }
            let (store, quality) = try folder.read()
            #expect(quality.settlements.balances)
            #expect(quality.settlements.kept.rows == store.settlements.count)
            #expect(quality.settlements.kept.amountFen == store.settlements.totalFee.reduce(0, +))
            #expect(quality.settlements.read.rows == rows.count)
            snapshots.append(snapshot(store))
            accounts.append(quality.settlements)
            ids = keptIDs(store)
            check(store, quality.settlements)
        }
        #expect(snapshots[1] == snapshots[0] && snapshots[2] == snapshots[0])
        for account in accounts[1...] {
            #expect(account.nettedRefunds == accounts[0].nettedRefunds && account.nettedOriginals == accounts[0].nettedOriginals)
            #expect(account.unpairedRefunds == accounts[0].unpairedRefunds && account.duplicates == accounts[0].duplicates)
        }
        return ids
    }

    @Test func shuffledRowsGiveOneStore() throws {
        let rows = (0..<200).map { number in
            settlement(
                "S\(number * 37 % 150)", person: "P\(number % 11)", facility: "H3201000000\(number % 3)", at: "2026-03-0\(1 + number % 9) 10:0\(number % 4):00",
                ["opt_time": "2026-03-10 00:00:0\(number % 5)", "emp_no": "E\(number % 13)", "medfee_sumamt": number % 10 == 0 ? "-100.00" : "100.00"])
        }
        try clean(rows) { _, account in #expect(account.duplicates.rows > 0 && account.nettedRefunds.rows > 0) }
    }

    @Test func invalidRowsAreNoClaims() throws {
        let ids = try clean([settlement("A"), settlement("B", person: "P2", ["vali_flag": "0", "emp_no": "E-ONLY-THERE"])]) { store, account in
            #expect(account.notValid.rows == 1 && account.notValid.amountFen == 10_000)
            #expect(store.persons.count == 1 && store.employers.count == 1)
        }
        #expect(ids == ["A"])
    }

    @Test func repeatsKeepTheLastOperation() throws {
        let rows = [
            settlement("A", ["opt_time": "2026-03-02 10:00:00", "medfee_sumamt": "1.00"]),
            settlement("A", ["opt_time": "2026-03-02 12:00:00", "medfee_sumamt": "2.00"]),
            settlement("A", ["opt_time": "2026-03-02 11:00:00", "medfee_sumamt": "3.00"]),
            settlement("A", ["opt_time": "", "medfee_sumamt": "4.00"]),
        ]
        try clean(rows) { store, account in
            #expect(store.settlements.totalFee == [200])
            #expect(account.duplicates.rows == 3 && account.duplicates.amountFen == 800)
        }
    }

    /// Two versions without anything to say which is later: some rule decides, not the order of files.
    @Test func repeatsThatDifferInOneColumnOnly() throws {
        for change in [["med_type": "21"], ["emp_no": "E1"], ["psn_no": "P9"], ["gend": "2"], ["mdtrt_cert_type": "01"], ["insu_admdvs": "330100"], ["enddate": "2026-03-09"]] {
            try clean([settlement("A"), settlement("A", change), settlement("B", person: "P0")]) { _, account in #expect(account.duplicates.rows == 1) }
        }
    }

    @Test func oneFileTwice() throws {
        let once = try ExtractFolder()
        try once.write("setl_d.csv", csv(severalRows))
        let twice = try ExtractFolder()
        try twice.write("setl_d/a.csv", csv(severalRows))
        try twice.write("setl_d/b.csv", csv(severalRows))
        let (store, quality) = try twice.read()
        #expect(snapshot(store) == snapshot(try once.read().store))
        #expect(quality.settlements.duplicates.rows == 12 && quality.settlements.balances)
    }

    // MARK: Refunds

    @Test func negativeRefund() throws {
        let ids = try clean([settlement("A"), refund("R", at: "2026-03-03 08:00:00"), settlement("B", person: "P2")]) { store, account in
            #expect(account.nettedRefunds.rows == 1 && account.nettedRefunds.amountFen == -10_000)
            #expect(account.nettedOriginals.rows == 1 && account.nettedOriginals.amountFen == 10_000)
            #expect(store.persons.count == 1)
        }
        #expect(ids == ["B"])
    }

    @Test func positiveFlaggedRefund() throws {
        let ids = try clean([settlement("A"), settlement("R", at: "2026-03-03 08:00:00", ["refd_setl_flag": "1"]), settlement("B", at: "2026-03-04 08:00:00")])
        #expect(ids == ["B"])
    }

    @Test func originalFlaggedToo() throws {
        let ids = try clean([
            settlement("A", ["refd_setl_flag": "1"]), settlement("B", at: "2026-03-03 08:00:00"), refund("R", at: "2026-03-04 08:00:00"),
        ]) { _, account in #expect(account.nettedRefunds.rows == 1 && account.unpairedRefunds.rows == 0) }
        // The flag, not the nearness in time, says which of two equal charges was refunded.
        #expect(ids == ["B"])
    }

    @Test func refundWithItsOriginalsID() throws {
        let ids = try clean([settlement("A"), settlement("B", at: "2026-03-03 08:00:00"), refund("A", at: "2026-03-04 08:00:00")]) { _, account in
            #expect(account.duplicates.rows == 0 && account.nettedOriginals.rows == 1)
        }
        #expect(ids == ["B"])
    }

    @Test func refundBeforeThePeriod() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([refund("R", at: "2026-03-01 08:00:00"), settlement("A")]))
        let (store, quality) = try folder.read()
        #expect(keptIDs(store) == ["A"])
        #expect(quality.settlements.unpairedRefunds.rows == 1 && quality.settlements.unpairedRefunds.amountFen == -10_000 && quality.settlements.balances)
        #expect(quality.findings.contains { $0.kind == "unpaired_refund" && $0.count == 1 && $0.of == 1 })
    }

    @Test func originalRefundedAfterThePeriod() throws {
        let ids = try clean([
            settlement("A", ["refd_setl_flag": "1"]), settlement("B", person: "P2"), refund("R", person: "P2", at: "2026-03-04 08:00:00"), settlement("C", at: "2026-03-01 08:00:00"),
        ]) { _, account in #expect(account.unpairedRefunds.rows == 1 && account.unpairedRefunds.amountFen == 10_000) }
        #expect(ids == ["C"])
    }

    /// A part given back has no original of its amount: the refund is counted, the charge stays.
    @Test func partialRefund() throws {
        let ids = try clean([settlement("A"), refund("R", at: "2026-03-03 08:00:00", amount: "30.00")]) { store, account in
            #expect(store.settlements.totalFee == [10_000])
            #expect(account.unpairedRefunds.rows == 1 && account.unpairedRefunds.amountFen == -3000)
        }
        #expect(ids == ["A"])
    }

    @Test func refundAndRecharge() throws {
        let ids = try clean([settlement("A"), refund("R", at: "2026-03-02 09:20:00"), settlement("B", at: "2026-03-02 09:25:00")])
        #expect(ids == ["B"])
    }

    @Test func twoEqualChargesOneRefund() throws {
        let ids = try clean([settlement("A"), settlement("B", at: "2026-03-03 08:00:00"), refund("R", at: "2026-03-04 08:00:00")])
        #expect(ids == ["A"])
    }

    @Test func refundsPairOnlyWithinPersonFacilityAndAmount() throws {
        let ids = try clean([
            settlement("A"), settlement("B", person: "P2"), settlement("C", facility: "H32010000002"), settlement("D", ["medfee_sumamt": "100.01"]),
            refund("R", person: "P3", at: "2026-03-04 08:00:00"),
        ]) { _, account in #expect(account.unpairedRefunds.rows == 1 && account.nettedOriginals.rows == 0) }
        #expect(ids == ["A", "B", "C", "D"])
    }

    /// A refund with a date only, on the day of a charge with a time, still comes after it.
    @Test func refundWithoutATime() throws {
        let ids = try clean([settlement("A"), refund("R", at: "2026-03-02")])
        #expect(ids == [])
    }

    @Test func rowsAreInOrderOfTimeAndID() throws {
        let ids = try clean([
            settlement("B", person: "P2"), settlement("A", person: "P1"), settlement("Z", at: "2026-03-01 23:59:59"), settlement("C", at: "2026-03-02"), settlement("D", at: "2026-03-02 09:15:29"),
        ])
        #expect(ids == ["Z", "C", "D", "A", "B"])
    }

    /// A slip of the keyboard does not change how a facility writes its refunds.
    @Test func oneNegativeRowAmongFlaggedRefunds() throws {
        func rows(refunds: Int) -> [Row] {
            (0..<refunds).flatMap { number in
                [settlement("A\(number)", person: "P\(number)"), settlement("R\(number)", person: "P\(number)", at: "2026-03-03 08:00:00", ["refd_setl_flag": "1"])]
            } + [settlement("B", person: "Q"), settlement("N", person: "Q", at: "2026-03-04 08:00:00", ["medfee_sumamt": "-100.00"])]
        }
        try clean(rows(refunds: 5)) { store, account in #expect(store.settlements.count == 0 && account.nettedRefunds.rows == 6) }
        // One in five is the share from which on negative rows are the custom, and a flagged positive row is an original.
        try clean(rows(refunds: 4)) { store, account in
            #expect(store.settlements.count == 4 && account.nettedRefunds.rows == 1 && account.unpairedRefunds.rows == 4)
        }
    }

    // MARK: Days

    /// A thousand settlements of March 2026 and some of another day.
    private func reading(_ stray: [Row]) throws -> (store: ClaimStore, quality: DataQuality) {
        let folder = try ExtractFolder()
        let rows = (0..<(1000 - stray.count)).map { settlement("S\($0)", person: "P\($0 % 90)", at: "2026-03-\(10 + $0 % 20) 10:00:00") }
        try folder.write("setl_d.csv", csv(rows + stray))
        let (store, quality) = try folder.read()
        #expect(quality.settlements.balances && quality.settlements.read.rows == 1000)
        return (store, quality)
    }

    @Test func aWrongYearIsSetAside() throws {
        for day in ["2062-03-01", "1985-03-01"] {
            let (store, quality) = try reading([settlement("X", person: "P-ONLY-THERE", at: "\(day) 10:00:00")])
            #expect(quality.period.map { "\($0.start) \($0.end)" } == "2026-03-10 2026-03-29")
            #expect(quality.settlements.quarantined.rows == 1 && quality.settlements.quarantined.amountFen == 10_000)
            #expect(quality.tables[0].rowsQuarantined == 1 && quality.gate?.quarantinedShare == 0.001)
            #expect(quality.findings.map { "\($0.kind) \($0.count)/\($0.of) \($0.examples)" } == ["stray_settlement_date 1/1000 [\"X\"]"])
            #expect(store.persons.count == 90)
        }
    }

    /// The last day of the bulk is 29 March; 180 empty days follow, then 26 September.
    @Test func strayDaysAtTheirLimits() throws {
        #expect(try reading([settlement("X", at: "2026-09-26 10:00:00")]).quality.settlements.quarantined.rows == 1)
        #expect(try reading([settlement("X", at: "2026-09-25 10:00:00")]).quality.settlements.quarantined.rows == 0)
        // Two in a thousand are no slip, and each of two slips is one.
        #expect(try reading([settlement("X", at: "2030-01-01 10:00:00"), settlement("Y", at: "2030-01-01 10:00:00")]).quality.settlements.quarantined.rows == 0)
        #expect(try reading([settlement("X", at: "2030-01-01 10:00:00"), settlement("Y", at: "2031-01-01 10:00:00")]).quality.settlements.quarantined.rows == 2)
    }
}
