import Claims
import Foundation
import Testing

/// Files with something broken: set aside with their places, or refused, never shortened in silence.
@Suite struct DamagedFileTests {
    private func folder(_ text: String) throws -> ExtractFolder {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", text)
        return folder
    }

    @Test func linesWithTooFewOrTooManyFields() throws {
        var lines = csv((0..<10).map { settlement("S\($0)", person: "P\($0)") }).split(separator: "\n").map(String.init)
        lines[3] = "S2,too,few"
        lines[7] += ",one,too,many"
        lines[8] = "S7,\"quoted\"wrongly" + String(repeating: ",x", count: 27)
        let (store, quality) = try folder(lines.joined(separator: "\n") + "\n").read()
        #expect(keptIDs(store) == ["S0", "S1", "S3", "S4", "S5", "S8", "S9"])
        let table = quality.tables[0]
        #expect(table.rowsRead == 10 && table.rowsQuarantined == 3)
        #expect(table.quarantined.map { "\($0.reason) \($0.rows)" } == ["faulty line 3"])
        #expect(table.quarantined[0].examples.map(\.position) == ["line 4", "line 8", "line 9"])
        #expect(quality.settlements.read.rows == 10 && quality.settlements.quarantined.rows == 3 && quality.settlements.balances)
        #expect(quality.gate?.passed == false)
    }

    @Test func quarantineShowsShapesAndPlaces() throws {
        var rows = (0..<600).map { settlement("S\($0)", person: "P\($0)") }
        for row in [10, 20, 30, 40] { rows[row]["medfee_sumamt"] = "12.3x" }
        rows[50]["enddate"] = "2026-02-31"
        rows[60]["brdy"] = "1970-13-01"
        let (store, quality) = try folder(csv(rows)).read()
        #expect(store.settlements.count == 595)
        let entries = quality.tables[0].quarantined
        #expect(entries.map { "\($0.reason) \($0.column) \($0.rows)" } == ["unreadable enddate 1", "unreadable medfee_sumamt 4"])
        #expect(entries[1].examples.map { "\($0.file) \($0.position) \($0.found)" } == ["setl_d.csv row 11 99.9A", "setl_d.csv row 21 99.9A", "setl_d.csv row 31 99.9A"])
        #expect(entries[1].expected.contains("12.30") && !entries[1].advice.isEmpty)
        #expect(quality.tables[0].droppedValues.map { "\($0.column) \($0.rows) \($0.examples[0].found)" } == ["brdy 1 9999-99-99"])
        // 5 of 600 lie below the limit of one in a hundred.
        #expect(quality.gate?.passed == true && quality.gate?.limit == 0.01)
        #expect(quality.settlements.quarantined.amountFen == 10_000 && quality.settlements.balances)
    }

    @Test func gate() throws {
        for (bad, passes) in [(1, true), (2, false)] {
            let rows = (0..<100).map { settlement("S\($0)", $0 < bad ? ["medfee_sumamt": "x"] : [:]) }
            let gate = try folder(csv(rows)).read().quality.gate
            #expect(gate?.passed == passes && gate?.quarantinedShare == Double(bad) / 100)
        }
    }

    /// Any table whose rows are lost fails the gate, the settlements first.
    @Test func gateOfTheOtherTables() throws {
        for (bad, passes) in [(1, true), (2, false)] {
            let extract = try folder(csv((0..<10).map { settlement("S\($0)") }))
            try extract.write("fee_list_d.csv", "bkkp_sn,setl_id,det_item_fee_sumamt\n" + (0..<100).map { "L\($0),S1,\($0 < bad ? "x" : "1.00")\n" }.joined())
            for tables in [["fee_list_d"], []] as [Set<String>] {
                let gate = try extract.read(tables: tables, checksAllTables: tables.isEmpty).quality.gate
                #expect(gate?.passed == passes && gate?.table == (passes ? "setl_d" : "fee_list_d") && gate?.quarantinedShare == (passes ? 0 : 0.02))
            }
        }
    }

    /// What no computation reads throws no row away.
    @Test func damageInColumnsThatNothingReads() throws {
        let extract = try folder(csv([settlement("A", ["psn_type": "1.1E+1"])], columns: settlementColumns + ["psn_type"]))
        try extract.write("fee_list_d.csv", """
            bkkp_sn,setl_id,mdtrt_id,psn_no,fixmedins_code,pric,rxno,det_item_fee_sumamt,cnt
            L1,A,1.2E+17,1.2E+17,3.2E+11,"1,5",1.2E+17,12.00,1

            """)
        try extract.write("mdtrt_d.csv", "mdtrt_id,psn_no,fixmedins_code,med_type,adm_bed\nMA,1.2E+17,3.2E+11,1.1E+1,3E12\n")
        let (store, quality) = try extract.read(tables: ["fee_list_d", "mdtrt_d"])
        #expect(quality.tables.allSatisfy { $0.rowsRead == 1 && $0.rowsQuarantined == 0 && $0.droppedValues.count == 1 })
        #expect(store.feeLines?.amount == [1200] && store.visits?.beds[0] == "3E12")
    }

    @Test func brokenQuoteInASmallFile() throws {
        var rows = csv((0..<20).map { settlement("S\($0)") }).split(separator: "\n").map(String.init)
        rows[10] = rows[10].replacingOccurrences(of: ",310,", with: ",\"310,")
        #expect(try folder(rows.joined(separator: "\n")).failure().hasPrefix("setl_d.csv, line 11: a quoted field is not closed"))
        // With a faulty line before it as well.
        rows[5] += ",more"
        #expect(try folder(rows.joined(separator: "\n")).failure().hasPrefix("setl_d.csv, line 11: a quoted field is not closed"))
        // A stray quote before it hides it from a count of quotes by line.
        rows[10] = rows[10].replacingOccurrences(of: ",O1,", with: ",O\"1,").replacingOccurrences(of: "\"310", with: "310").replacingOccurrences(of: ",2,1", with: ",\"2,1")
        let failure = try folder(rows.joined(separator: "\n")).failure()
        #expect(failure.hasPrefix("setl_d.csv") && failure.contains("line"), "\(failure)")
    }

    /// A quote left open that a later row closes by chance would join all rows between into one field.
    @Test func quoteOpenedInOneRowAndClosedInAnother() throws {
        for (column, opened, closed) in [("psn_no", "\"P10", "P15\""), ("emp_no", "\"E9", "E9\"")] {
            var rows = (0..<20).map { settlement("S\($0)", person: "P\($0)") }
            rows[10][column] = "OPENED"
            rows[15][column] = "CLOSED"
            let text = csv(rows).replacingOccurrences(of: "OPENED", with: opened).replacingOccurrences(of: "CLOSED", with: closed)
            let failure = try folder(text).failure()
            #expect(failure.hasPrefix("setl_d.csv, row 11:"), "\(failure)")
        }
    }

    @Test func brokenQuoteInALargeFile() throws {
        let columns = ["setl_id", "psn_no", "fixmedins_code", "enddate", "note", "medfee_sumamt"]
        var lines = (0..<400_000).map { "S\($0),P\($0 % 1000),H32010000001,2026-03-02,text,12.00" }
        lines[200_000] = "S200000,P0,H32010000001,2026-03-02,\"text,12.00"
        let text = ([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
        #expect(try folder(text).failure().hasPrefix("setl_d.csv, line 200002: a quoted field is not closed"))
        lines[100] += ",more"
        let both = ([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
        #expect(try folder(both).failure().hasPrefix("setl_d.csv, line 200002: a quoted field is not closed"))
    }

    @Test func damagedArchives() throws {
        for (cut, flipped) in [(0.5, false), (0.999, false), (1.0, true)] {
            for chinese in [false, true] {
                let folder = try folder(csv((0..<3000).map { settlement("S\($0)", ["dise_no": chinese ? "高血压" : "M01600"]) }))
                if chinese { try folder.toGB18030("setl_d.csv") }
                try folder.compress("setl_d.csv")
                var bytes = try folder.bytes("setl_d.csv.gz")
                // The checksum's first byte: everything unpacks, and only the sum says that it is not what was packed.
                if flipped { bytes[bytes.count - 8] ^= 0x55 }
                try folder.write("setl_d.csv.gz", bytes: Array(bytes[..<Int(Double(bytes.count) * cut)]))
                #expect(folder.failure() == "setl_d.csv.gz: the gzip archive ends too early or is damaged; copy the file again")
            }
        }
    }

    @Test func filesThatAreNoExtract() throws {
        let binary = try ExtractFolder()
        try binary.write("setl_d.csv", bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
        #expect(binary.failure().hasPrefix("setl_d.csv: this is "))
        try binary.write("setl_d.csv", bytes: [UInt8](repeating: 0, count: 100))
        #expect(binary.failure().hasPrefix("setl_d.csv: "))

        #expect(try folder("").failure() == "setl_d.csv: the file is empty; expected a header row with the contract's column names")
        let notParquet = try ExtractFolder()
        try notParquet.write("setl_d.parquet", csv(severalRows))
        #expect(notParquet.failure().hasPrefix("setl_d.parquet: the file cannot be read as Parquet"))
        #expect(try ExtractFolder().failure().hasPrefix("the extract has no settlements: expected setl_d.parquet"))
        let others = try ExtractFolder()
        try others.write("psn_info_b.csv", "psn_no\nP1\n")
        #expect(others.failure().hasSuffix("found psn_info_b"))
        #expect(throws: ClaimsError("the extract nowhere does not exist; give the folder that holds setl_d.csv or setl_d.parquet")) {
            try others.read(.folder(others.path + "/nowhere"))
        }
    }

    /// A file without a header shows a person's row where names of columns should stand.
    @Test func missingHeaderIsNotQuoted() throws {
        let failure = try folder("S1,张三,32010219XXXX,13912345678,12.00\n").failure()
        #expect(failure.contains("the required column setl_id, psn_no, fixmedins_code, medfee_sumamt is missing"))
        #expect(!failure.contains("张三") && !failure.contains("32010219XXXX") && !failure.contains("13912345678"))
    }
}
