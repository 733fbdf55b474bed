import Claims
import Testing

/// Data findings, each with its innocent look-alike.
@Suite struct FindingTests {
    private func findings(_ rows: [Row], files: [String: String] = [:], checksAllTables: Bool = false) throws -> DataQuality {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv(rows))
        for (name, text) in files { try folder.write(name, text) }
        return try folder.read(checksAllTables: checksAllTables).quality
    }

    private func line(_ quality: DataQuality, _ kind: String) -> [String] {
        quality.findings.filter { $0.kind == kind }.map { "\($0.facility) \($0.count)/\($0.of) \($0.examples.joined(separator: " "))" }
    }

    @Test func cleanDataHasNoFindings() throws {
        let quality = try findings(severalRows)
        #expect(quality.findings.isEmpty)
        #expect(quality.period.map { "\($0.start) \($0.end)" } == "2026-03-10 2026-03-21")
    }

    @Test func impossibleAges() throws {
        let quality = try findings([
            settlement("A", person: "P1", ["brdy": "1905-03-02"]), settlement("B", person: "P2", ["brdy": "2026-03-03"]),
            settlement("C", person: "P3", ["brdy": "1905-03-03"]), settlement("D", person: "P4", ["brdy": "2026-03-02"]), settlement("E", person: "P5", ["brdy": ""]),
        ])
        #expect(line(quality, "impossible_age") == [" 2/5 A B"])
    }

    @Test func unregisteredFacilities() throws {
        let registry = "fixmedins_code\nH32010000001\n"
        #expect(line(try findings([settlement("A"), settlement("B", facility: "H9")], files: ["fixmedins_b.csv": registry]), "unregistered_facility") == [" 1/2 H9"])
        #expect(line(try findings([settlement("A"), settlement("B", facility: "H9")]), "unregistered_facility") == [])
    }

    @Test func unknownMedicalTypes() throws {
        #expect(line(try findings([settlement("A", ["med_type": "ZZ"]), settlement("B"), settlement("C", ["med_type": ""])]), "unknown_med_type") == [" 1/3 ZZ"])
    }

    /// One operator types in twelve persons ten seconds apart, on three days.
    private func batch(operators: Int, gap: Int, days: Int = 3) -> [Row] {
        (0..<days).flatMap { day in
            (0..<12).map { number in
                let second = number * gap
                return settlement(
                    "S\(day)-\(number)", person: "P\(number)",
                    at: "2026-03-0\(day + 1) \(18 + second / 3600):\(second / 60 % 60 < 10 ? "0" : "")\(second / 60 % 60):\(second % 60 < 10 ? "0" : "")\(second % 60)",
                    ["opter_id": "O\(number % operators)"])
            }
        }
    }

    @Test func batchEntry() throws {
        #expect(line(try findings(batch(operators: 1, gap: 10)), "batch_entry") == ["H32010000001 36/36 "])
        // A busy hall: as many settlements as fast, over several counters.
        #expect(line(try findings(batch(operators: 4, gap: 10)), "batch_entry") == [])
        // One counter at the pace of a counter; and one evening of typing.
        #expect(line(try findings(batch(operators: 1, gap: 90)), "batch_entry") == [])
        #expect(line(try findings(batch(operators: 1, gap: 10, days: 2)), "batch_entry") == [])
        // One person's many items in a row are not many persons.
        #expect(line(try findings(batch(operators: 1, gap: 10).map { $0.merging(["psn_no": "P1"]) { $1 } }), "batch_entry") == [])
    }

    @Test func identitiesHoldOrFail() throws {
        let rows = (0..<200).map { settlement("S\($0)", person: "P\($0)") }
        let held = try findings(rows).identities
        #expect(held.map(\.name) == ["medfee_sumamt = fund_pay_sumamt + psn_pay", "psn_pay = acct_pay + acct_mulaid_pay + cash_payamt", "hifp_pay <= fund_pay_sumamt", "inscp_amt <= medfee_sumamt"])
        #expect(held.allSatisfy { $0.holds && $0.tested == 200 && $0.failed == 0 })
        // One fen is a rounding; three of two hundred above one in a hundred is a wrong column.
        let broken = try findings(rows.enumerated().map { number, row in
            row.merging(number == 0 ? ["psn_pay": "30.01"] : number < 4 ? ["cash_payamt": "11.00", "inscp_amt": "100.02"] : [:]) { $1 }
        }).identities
        #expect(broken.map { "\($0.failed) \($0.holds)" } == ["0 true", "3 false", "0 true", "3 false"])
        #expect(broken[1].examples == ["S1", "S2", "S3"])
        let absent = try findings(rows.map { $0.merging(["acct_pay": "", "hifp_pay": "\\N"]) { $1 } }).identities
        #expect(absent.map(\.name) == ["medfee_sumamt = fund_pay_sumamt + psn_pay", "inscp_amt <= medfee_sumamt"])
    }

    // MARK: Fee lines

    @Test func feeSums() throws {
        let rows = [settlement("A", ["medfee_sumamt": "1,234.50"]), settlement("B", person: "P2"), settlement("C", person: "P3"), settlement("D", ["vali_flag": "0"])]
        let lines = feeLines([
            ("A", "H1", "D1", "I", "L", "\"1,234.00\"", "1"), ("A", "H1", "D1", "I", "L", "0.50", "1"), ("B", "H1", "D1", "I", "L", "99.99", "1"),
            ("B", "H1", "D1", "I", "L", "50.00", "0"), ("C", "H1", "D1", "I", "L", "99.00", "1"), ("D", "H1", "D1", "I", "L", "1.00", "1"), ("X", "H1", "D1", "I", "L", "1.00", "1"),
        ])
        for chinese in [false, true] {
            let folder = try ExtractFolder()
            try folder.write("setl_d.csv", csv(rows))
            // A line too many in one file must not stop the checks, nor must the other encoding.
            try folder.write("fee_list_d.csv", lines + (chinese ? "L99,X,H1,未知,I,L,1.00,1\n" : "L99,X,H1,D1,I,L,1.00,1,more\n"))
            if chinese { try folder.toGB18030("fee_list_d.csv") }
            let quality = try folder.read(checksAllTables: true).quality
            let sums = quality.identities.first { $0.name == "medfee_sumamt = sum of det_item_fee_sumamt" }
            #expect(sums.map { "\($0.tested) \($0.failed) \($0.holds) \($0.examples)" } == "3 1 false [\"C\"]")
            #expect(quality.table("fee_list_d")?.rowsRead == 8)
        }
    }

    @Test func feeSumsOfARefundUnderItsOriginalsID() throws {
        let rows = [settlement("A"), settlement("B", person: "P2"), refund("A", at: "2026-03-04 08:00:00")]
        let lines = feeLines([("A", "H1", "D1", "I", "L", "100.00", "1"), ("A", "H1", "D1", "I", "L", "-100.00", "1"), ("B", "H1", "D1", "I", "L", "100.00", "1")])
        let sums = try findings(rows, files: ["fee_list_d.csv": lines], checksAllTables: true).identities.last
        #expect(sums.map { "\($0.name) \($0.tested) \($0.failed)" } == "medfee_sumamt = sum of det_item_fee_sumamt 1 0")
    }

    /// No line finds its settlement: nothing was tested, so nothing is said to hold.
    @Test func feeSumsOfNothing() throws {
        let quality = try findings([settlement("A")], files: ["fee_list_d.csv": feeLines([("X", "H1", "D1", "I", "L", "1.00", "1")])], checksAllTables: true)
        #expect(!quality.identities.contains { $0.name.contains("det_item_fee_sumamt") })
        #expect(line(quality, "line_without_settlement") == [" 1/1 "])
        #expect(quality.table("fee_list_d")?.lines?.repeated == nil)
    }

    /// The same spellings are invalid for the sums of the lines as for the store.
    @Test func flagsOfFeeLines() throws {
        let flags = ["1", "01", "", "true", "Y", "10", "0", "00", "false", "False", "N", "0.0"]
        let rows = flags.indices.map { settlement("S\($0)", person: "P\($0)") }
        let lines = feeLines(flags.enumerated().map { ("S\($0.offset)", "H1", "D1", "I", "L", "100.00", $0.element) })
        let quality = try findings(rows, files: ["fee_list_d.csv": lines], checksAllTables: true)
        #expect(quality.table("fee_list_d")?.lines.map { "\($0.kept) \($0.notValid)" } == "6 6")
        #expect(quality.identities.last.map { "\($0.tested) \($0.failed)" } == "6 0")
    }

    @Test func placeholderDoctors() throws {
        let doctors = ["未知", "", "0000", "D000000", "NULL", "D320100000001", "D320100000002"]
        let lines = feeLines((0..<140).map { ("A", $0 % 2 == 0 ? "H1" : "P1", doctors[$0 / 2 % 7], "I", "L", "1.00", "1") }
            + (0..<40).map { _ in ("A", "H2", "D320100000001", "I", "L", "1.00", "1") })
        let quality = try findings([settlement("A")], files: ["fee_list_d.csv": lines], checksAllTables: true)
        #expect(line(quality, "unknown_doctor") == ["H1 50/70 "])
        #expect(try findings([settlement("A")], files: ["fee_list_d.csv": lines]).findings.isEmpty)
    }

    @Test func mismappedLocalCode() throws {
        let rows = (0..<100).map { settlement("S\($0)", person: "P\($0)", ["gend": $0 < 50 ? "1" : "2"]) }
        let women = (0..<50).map { ("S\(50 + $0)", "H1", "D1", "OBSTETRIC", "A1", "1.00", "1") }
        let men = (0..<30).map { ("S\($0)", "H2", "D1", "OBSTETRIC", "B7", "1.00", "1") }
        let quality = try findings(rows, files: ["fee_list_d.csv": feeLines(women + men)], checksAllTables: true)
        #expect(line(quality, "mismapped_code") == ["H2 30/30 B7"])
        // A few wrong sexes are no mapping.
        #expect(line(try findings(rows, files: ["fee_list_d.csv": feeLines(women + Array(men.prefix(5)))], checksAllTables: true), "mismapped_code") == [])
    }
}
