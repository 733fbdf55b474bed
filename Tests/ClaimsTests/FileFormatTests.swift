import Claims
import Foundation
import Testing

/// One set of rows in many forms gives one store.
@Suite struct FileFormatTests {
    let reference: [String]
    let text = csv(severalRows)

    init() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", text)
        let (store, quality) = try folder.read()
        #expect(store.settlements.count == 12)
        #expect(quality.settlements.balances)
        #expect(quality.tables[0].files.map(\.encoding) == ["UTF-8"])
        reference = snapshot(store)
    }

    private func expectSame(_ fill: (ExtractFolder) throws -> Void) throws {
        let folder = try ExtractFolder()
        try fill(folder)
        #expect(snapshot(try folder.read().store) == reference)
    }

    @Test func byteOrderMarkAndLineEnds() throws {
        try expectSame { try $0.write("setl_d.csv", "\u{FEFF}" + text) }
        try expectSame { try $0.write("setl_d.csv", csv(severalRows, newline: "\r\n")) }
        try expectSame { try $0.write("setl_d.csv", "\u{FEFF}" + csv(severalRows, newline: "\r\n")) }
        try expectSame { try $0.write("setl_d.csv", String(text.dropLast())) }
        try expectSame { try $0.write("setl_d.csv", text + "\n\n") }
    }

    /// Two exports put together by hand, one from each system.
    @Test func linesThatEndInTwoWays() throws {
        try expectSame { try $0.write("setl_d.csv", csv(Array(severalRows[..<5]), newline: "\r\n") + csv(Array(severalRows[5...])).drop { $0 != "\n" }.dropFirst()) }
    }

    @Test func gzip() throws {
        try expectSame {
            try $0.write("setl_d.csv", text)
            try $0.compress("setl_d.csv")
        }
        try expectSame {
            try $0.write("SETL_D.CSV", text)
            try $0.compress("SETL_D.CSV")
            try FileManager.default.moveItem(atPath: $0.path + "/SETL_D.CSV.gz", toPath: $0.path + "/SETL_D.CSV.GZ")
        }
    }

    @Test func quotedFields() throws {
        let odd = severalRows.map { $0.merging(["hosp_note": "a, \"b\"\nsecond line, with comma\r\nthird"]) { $1 } }
        try expectSame { try $0.write("setl_d.csv", csv(odd, columns: ["hosp_note"] + settlementColumns)) }
        let quoted = ([settlementColumns] + severalRows.map { row in settlementColumns.map { row[$0] ?? "" } })
            .map { $0.map { "\"\($0)\"" }.joined(separator: ",") + "\n" }.joined()
        try expectSame { try $0.write("setl_d.csv", quoted) }
    }

    @Test func headersAndAliases() throws {
        try expectSame { try $0.write("setl_d.csv", csv(severalRows, columns: settlementColumns).replacingOccurrences(of: settlementColumns.joined(separator: ","), with: settlementColumns.joined(separator: ",").uppercased())) }
        try expectSame { folder in
            var header = settlementColumns
            for (name, alias) in [("emp_no", "insu_emp_no"), ("insu_admdvs", "insuplc_admdvs"), ("fix_blng_admdvs", "fixmedins_poolarea"), ("dise_no", "dise_codg"), ("inscp_amt", "inscp_scp_amt"), ("psn_pay", "psn_part_amt"), ("cash_payamt", "psn_cash_pay")] {
                header[header.firstIndex(of: name)!] = alias
            }
            try folder.write("setl_d.csv", text.replacingOccurrences(of: settlementColumns.joined(separator: ","), with: header.joined(separator: ",")))
        }
        try expectSame { try $0.write("setl_d.csv", csv(severalRows, columns: settlementColumns.reversed())) }
    }

    @Test func unknownAndIdentityColumnsAreNotRead() throws {
        let folder = try ExtractFolder()
        let rows = severalRows.map { $0.merging(["psn_name": "张三", "certno": "32010019XXXX", "tel": "13800001111", "remark": "x"]) { $1 } }
        try folder.write("setl_d.csv", csv(rows, columns: ["psn_name", "certno"] + settlementColumns + ["tel", "remark"]))
        let (store, quality) = try folder.read()
        #expect(snapshot(store) == reference)
        #expect(quality.tables[0].identityColumnsNotRead == ["psn_name", "certno", "tel"])
        #expect(quality.tables[0].columnsUnknown == ["remark"])
        #expect(quality.tables[0].columnsMissing == ["psn_type"])
    }

    @Test func missingRequiredColumn() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv(severalRows, columns: settlementColumns.filter { $0 != "medfee_sumamt" }))
        let failure = folder.failure()
        #expect(failure.contains("setl_d.csv") && failure.contains("medfee_sumamt") && failure.contains("psn_no"))
    }

    @Test func parquetWithTypes() throws {
        let folder = try ExtractFolder()
        try folder.write("source.csv", text)
        try FileManager.default.createDirectory(atPath: folder.path + "/in", withIntermediateDirectories: true)
        let money = ["medfee_sumamt", "inscp_amt", "hifp_pay", "fund_pay_sumamt", "psn_pay", "acct_pay", "acct_mulaid_pay", "cash_payamt"]
        for (amount, time, code, flag) in [
            ("DECIMAL(16,2)", "TIMESTAMP", "INTEGER", "BOOLEAN"), ("DOUBLE", "TIMESTAMP_S", "DOUBLE", "TINYINT"),
            ("FLOAT", "TIMESTAMP_NS", "BIGINT", "VARCHAR"), ("DECIMAL(38,8)", "VARCHAR", "DECIMAL(10,2)", "INTEGER"),
            ("VARCHAR", "TIMESTAMP WITH TIME ZONE", "SMALLINT", "UBIGINT"),
        ] {
            let expressions = settlementColumns.map { column in
                switch column {
                case _ where money.contains(column): "CAST(\(column) AS \(amount)) AS \(column)"
                case "setl_time", "opt_time": "CAST(\(column) AS \(time)) AS \(column)"
                case "brdy", "begndate", "enddate": "CAST(\(column) AS DATE) AS \(column)"
                case "gend", "insutype", "med_type", "mdtrt_cert_type", "setl_type": "CAST(\(column) AS \(column == "med_type" && code == "SMALLINT" ? "INTEGER" : code)) AS \(column)"
                case "refd_setl_flag", "vali_flag": "CAST(\(column) AS \(flag)) AS \(column)"
                default: column
                }
            }
            try folder.parquet("in/setl_d.parquet", "SELECT \(expressions.joined(separator: ", ")) FROM read_csv('\(folder.path)/source.csv', all_varchar = true)")
            let (store, quality) = try folder.read(.folder(folder.path + "/in"))
            #expect(quality.tables[0].quarantined.isEmpty, "\(amount) \(time) \(code) \(flag)")
            #expect(snapshot(store) == reference, "\(amount) \(time) \(code) \(flag)")
        }
    }

    @Test func folderOfFiles() throws {
        try expectSame { folder in
            for part in 0..<4 { try folder.write("setl_d/part-\(part).csv", csv(severalRows.enumerated().filter { $0.offset % 4 == part }.map(\.element))) }
            try folder.compress("setl_d/part-2.csv")
            try folder.write("setl_d/.hidden.csv", "rubbish")
            try folder.write("setl_d/readme.txt", "rubbish")
        }
    }

    @Test func filesThatAreNotReadAreNamed() throws {
        let folder = try ExtractFolder()
        try folder.write("SETL_D/a.CSV", text)
        try folder.write("SETL_D/b.xlsx", "rubbish")
        try folder.write("setl_d.txt", "rubbish")
        try folder.write("psn_info_b/more/part.csv", "psn_no\n")
        try folder.write("notes.txt", "rubbish")
        let (store, quality) = try folder.read()
        #expect(snapshot(store) == reference)
        #expect(quality.tables.flatMap(\.files).map(\.name) == ["SETL_D/a.CSV"])
        #expect(quality.findings.map { "\($0.kind) \($0.count)/\($0.of) \($0.examples)" } == ["file_not_read 3/4 [\"setl_d.txt\", \"SETL_D/b.xlsx\", \"psn_info_b/more\"]"])
        let workbook = try ExtractFolder()
        try workbook.write("setl_d.xlsx", "rubbish")
        #expect(workbook.failure().hasSuffix("found none of the contract's tables; not read, for their ending: setl_d.xlsx"))
    }

    @Test func folderWhoseNameLooksLikeAPattern() throws {
        let folder = try ExtractFolder()
        try folder.write("a[1]*?/setl_d.csv", text)
        #expect(snapshot(try folder.read(.folder(folder.path + "/a[1]*?")).store) == reference)
    }

    // MARK: GB18030

    private func named(_ name: String, _ rows: [Row] = severalRows) -> String {
        csv(rows.map { $0.merging(["dept": name]) { $1 } }, columns: ["dept"] + settlementColumns)
    }

    @Test(arguments: [false, true]) func chineseEncoding(compressed: Bool) throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", named("内科，①区"))
        try folder.toGB18030("setl_d.csv")
        try folder.write("fixmedins_b.csv", "fixmedins_code,fixmedins_name\nP32010000000,仁济药房𠀀\n")
        try folder.toGB18030("fixmedins_b.csv")
        if compressed {
            try folder.compress("setl_d.csv")
            try folder.compress("fixmedins_b.csv")
        }
        let (store, quality) = try folder.read()
        #expect(quality.tables.flatMap(\.files).map(\.encoding) == ["GB18030", "GB18030"])
        #expect(store.facilities.name[Int(store.facilities.id.number(of: "P32010000000")!)] == "仁济药房𠀀")
        #expect(keptIDs(store) == reference.prefix(12).map { String($0.prefix { $0 != " " }) })
    }

    /// 谩 and 猫 in GB18030 are C3 A1 and C3 A8: á and è as UTF-8.
    @Test func bytesThatAreValidUTF8() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", text)
        try folder.write("fixmedins_b.csv", bytes: Array("fixmedins_code,fixmedins_name\nP32010000000,".utf8) + [0xC3, 0xA1, 0xC3, 0xA8, 0x0A])
        let (store, quality) = try folder.read()
        #expect(quality.table("fixmedins_b")?.files.map(\.encoding) == ["GB18030"])
        #expect(store.facilities.name[Int(store.facilities.id.number(of: "P32010000000")!)] == "谩猫")
    }

    @Test func firstForeignByteBeyondTheSample() throws {
        let folder = try ExtractFolder()
        let rows = (0..<30_000).map { settlement("S\($0)", person: "P\($0 % 50)") }
        try folder.write("setl_d.csv", csv(rows + [settlement("LAST", ["dise_no": "糖尿病"])]))
        #expect(try folder.bytes("setl_d.csv").count > 4 << 20)
        let expected = snapshot(try folder.read().store)
        try folder.toGB18030("setl_d.csv")
        let (store, quality) = try folder.read()
        #expect(quality.tables[0].files.map(\.encoding) == ["GB18030"])
        #expect(quality.tables[0].rowsRead == 30_001)
        #expect(quality.settlements.read.rows == 30_001)
        #expect(store.diseases[0] == "糖尿病")
        #expect(snapshot(store) == expected)
    }
}
