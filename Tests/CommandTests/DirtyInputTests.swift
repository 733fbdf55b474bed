import Testing

/// Extracts with faults that must neither stop a run nor pass in silence.
@Suite struct DirtyInputTests {
    /// A clock that shows 24:00:00, an epoch in place of a time, and a count without end, each in a row of an extract that is else well.
    @Test func valuesThatOnceStoppedARun() throws {
        let workplace = try Workplace()
        for (column, value) in [("setl_time", "24:00:00"), ("setl_time", "1970-01-01 08:00:00")] {
            try workplace.write("extract/setl_d.csv", TinyExtract.text(row: 100, column: column, value))
            try workplace.write("extract/fee_list_d.csv", "bkkp_sn,setl_id,med_list_codg,cnt,det_item_fee_sumamt\nL1,S10001,X1,inf,1.00\n" + (2..<200).map { "L\($0),S10001,X1,1,0.01\n" }.joined())
            let run = try workplace.run("rank", "extract", "--out", "out")
            run.expectSuccess()
            #expect(run.errors.contains("settlements: \(TinyExtract.rowCount) read, \(TinyExtract.rowCount) used\n"))
            let period = try #require(try workplace.json("out/data-quality.json")["period"] as? [String: String])
            #expect(period.values.allSatisfy { $0.hasPrefix("2026-0") })
            try workplace.run([], shell: "rm -r out").expectSuccess()
        }
    }

    @Test func linesWithoutTheirSettlementsAreTold() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.write("extract/fee_list_d.csv", "bkkp_sn,setl_id,det_item_fee_sumamt\nL1,ELSEWHERE,1.00\nL2,ELSEWHERE,2.00\n")
        let check = try workplace.run("check", "extract")
        check.expectSuccess()
        #expect(check.output.contains("    2 without a settlement\n"))
        #expect(check.output.contains("line_without_settlement: 2 of 2"))
        #expect(!check.output.contains("sum of det_item_fee_sumamt"))
    }

    /// The gate names the table whose rows are lost.
    @Test func aDamagedTableBesideTheSettlements() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.write("extract/fee_list_d.csv", "bkkp_sn,setl_id,det_item_fee_sumamt\nL1,S10001,1.00\nL2,S10001,many\n")
        let check = try workplace.run("check", "extract")
        #expect(check.status == 1)
        #expect(check.output.contains("Data gate  FAILED: 50 % of fee_list_d set aside"))
    }
}
