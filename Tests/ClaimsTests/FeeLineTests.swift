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

    private func read(_ lines: [String]) throws -> FeeLineColumns {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", Self.settlements)
        try folder.write("fee_list_d.csv", Self.header + lines.joined(separator: "\n") + "\n")
        var options = try ExtractFolder.options()
        options.tables = ["fee_list_d"]
        let (store, quality) = try ExtractReader(.folder(folder.path), options: options).read()
        #expect(quality.table("fee_list_d")?.rowsRead == lines.count)
        return try #require(store.feeLines)
    }

    @Test func linesStandWithTheirSettlement() throws {
        let lines = try read(Self.lines)
        #expect(lines.count == 3)
        #expect(lines.notValid == 1)
        #expect(lines.withoutSettlement == 2)
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
}
