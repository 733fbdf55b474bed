import Testing

import Claims

/// Fee lines in the store: by settlement, exact, whatever the order of the file.
@Suite struct FeeLineTests {
    private static let settlements = """
        setl_id,psn_no,fixmedins_code,setl_time,medfee_sumamt,vali_flag,refd_setl_flag
        S2,P1,H33010000001,2026-03-02 09:00:00,30.00,1,0
        S1,P1,H33010000001,2026-03-01 09:00:00,12.50,1,0
        S3,P2,H33010000001,2026-03-03 09:00:00,5.00,0,0

        """
    private static let header = "bkkp_sn,setl_id,fee_ocur_time,med_list_codg,medins_list_codg,list_type,med_chrgitm_type,cnt,det_item_fee_sumamt,inscp_amt,bilg_dr_code,vali_flag\n"
    private static let lines = [
        "B1,S1,2026-03-01 08:50:00,X2,L2,101,09,2,12.50,10.00,D1,1",
        "B2,S2,2026-03-02 08:55:00,X1,L1,201,03,1,20.00,,D2,1",
        "B3,S2,2026-03-02 08:56:00,X2,L2,101,09,-0.5,10.00,10.00,,1",
        "B4,S2,2026-03-02 08:57:00,X9,L9,101,09,1,99.00,1.00,D1,0",
        "B5,S3,2026-03-03 08:57:00,X1,L1,101,09,1,5.00,1.00,D1,1",
        "B6,S9,2026-03-03 08:57:00,X1,L1,101,09,1,5.00,1.00,D1,1",
    ]

    /// Lines in one file each time, and what is told of them.
    private func reading(_ files: [[String]], header: String = header) throws -> (lines: FeeLineColumns, account: FeeLineReconciliation, quality: DataQuality) {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", Self.settlements)
        for (number, lines) in files.enumerated() { try folder.write("fee_list_d/\(number).csv", header + lines.joined(separator: "\n") + "\n") }
        let (store, quality) = try folder.read(tables: ["fee_list_d"])
        let table = try #require(quality.table("fee_list_d"))
        let account = try #require(table.lines)
        let lines = try #require(store.feeLines)
        #expect(table.rowsRead == files.joined().count)
        #expect(account.valid + account.notValid == table.rowsRead - table.rowsQuarantined && account.kept == lines.count)
        return (lines, account, quality)
    }

    private func read(_ lines: [String]) throws -> FeeLineColumns { try reading([lines]).lines }

    @Test func linesStandWithTheirSettlement() throws {
        let (lines, account, quality) = try reading([Self.lines])
        #expect(lines.count == 3)
        #expect(account.notValid == 1 && account.ofNoClaim == 1 && account.withoutSettlement == 1 && account.repeated == 0)
        #expect(quality.findings.filter { $0.kind.contains("line") }.map { "\($0.kind) \($0.count)/\($0.of)" } == ["line_without_settlement 1/5"])
        // S1 is the first settlement of the store, S2 the second.
        #expect(lines.lines(ofSettlement: 0) == 0..<1)
        #expect(lines.lines(ofSettlement: 1) == 1..<3)
        #expect(lines.amount == [1250, 2000, 1000])
        #expect(lines.inScope == [1000, Fen.missing, 1000])
        #expect(lines.item.map { lines.items[$0] } == ["X2", "X1", "X2"])
        #expect(lines.doctor.map { lines.doctors[$0] } == ["D1", "D2", ""])
        #expect(lines.listType == [101, 201, 101])
        #expect(lines.chargeType == [9, 3, 9])
        #expect(lines.quantity == [2, 1, -0.5])
        #expect(lines.second == [31_800, 32_100, 32_160])
    }

    @Test func fileOrderDecidesNothing() throws {
        let forward = try read(Self.lines)
        let backward = try read(Self.lines.reversed())
        #expect(forward.amount == backward.amount)
        #expect(forward.item == backward.item)
        #expect(forward.settlement == backward.settlement)
        #expect(forward.second == backward.second)
    }

    // MARK: Repeats

    @Test func oneFileTwice() throws {
        let once = try reading([Self.lines])
        for files in [[Self.lines, Self.lines], [Self.lines, Self.lines.reversed()], [Self.lines + Self.lines]] {
            let twice = try reading(files)
            #expect(twice.lines.amount == once.lines.amount && twice.lines.settlement == once.lines.settlement && twice.lines.quantity == once.lines.quantity)
            #expect((0..<3).map { twice.lines.id[$0] } == (0..<3).map { once.lines.id[$0] })
            #expect((0..<2).map(twice.lines.lines) == (0..<2).map(once.lines.lines))
            #expect(twice.account.repeated == 3 && twice.account.ofNoClaim == 2)
            #expect(twice.quality.findings.contains { $0.kind == "repeated_fee_line" && $0.count == 3 && $0.of == 10 })
        }
    }

    /// A line changed after the first export comes twice; of the two one counts, whatever the order of files.
    @Test func repeatsThatDiffer() throws {
        let changed = "B2,S2,2026-03-02 08:59:00,X1,L1,201,03,1,19.00,,D2,1"
        for files in [[Self.lines, [changed]], [[changed], Self.lines]] {
            let (lines, account, _) = try reading(files)
            #expect(lines.amount == [1250, 1000, 1900] && account.repeated == 1)
        }
    }

    /// The number of another settlement's line, and a return under the number of what it takes back, are no repeats.
    @Test func equalNumbersThatAreNoRepeats() throws {
        let others = ["B1,S2,2026-03-02 08:50:00,X2,L2,101,09,2,12.50,10.00,D1,1", "B2,S2,2026-03-02 08:55:30,X1,L1,201,03,-1,-20.00,,D2,1"]
        let (lines, account, _) = try reading([Self.lines + others])
        #expect(lines.amount == [1250, 1250, 2000, -2000, 1000] && account.repeated == 0)
    }

    /// Without a count nothing but the number of the line tells two lines apart.
    @Test func linesWithoutACount() throws {
        let lines = ["C", "A", "D", "B"].map { "\($0),S1,2026-03-01 08:50:00,X2,L2,101,09,\($0 == "D" ? "1" : ""),5.00,,,1" }
        for order in [lines, lines.reversed(), [lines[2], lines[0], lines[3], lines[1]]] {
            let read = try read(order)
            #expect((0..<4).map { read.id[$0] } == ["A", "B", "C", "D"])
        }
    }

    // MARK: Left out

    @Test func linesWithoutTheirSettlements() throws {
        func lines(orphans: Int) -> [String] { (0..<100).map { "B\($0),S\($0 < orphans ? 9 : 1),2026-03-01 08:50:00,X2,L2,101,09,1,0.01,,,1" } }
        #expect(try reading([lines(orphans: 1)]).quality.findings.map { "\($0.kind) \($0.count)/\($0.of)" } == ["line_without_settlement 1/100"])
        // One in a hundred and one lies below the limit, but is counted.
        let (_, account, quality) = try reading([lines(orphans: 1), ["C,S1,2026-03-01 08:50:00,X2,L2,101,09,1,0.01,,,1"]])
        #expect(account.withoutSettlement == 1 && quality.findings.isEmpty)
    }

    @Test func linesThatNameNoSettlement() throws {
        let (lines, account, quality) = try reading([["B1,12.50"]], header: "bkkp_sn,det_item_fee_sumamt\n")
        #expect(lines.count == 0 && account.withoutSettlement == 1 && quality.findings.map(\.kind) == ["line_without_settlement"])
    }
}
