import Features
import Foundation
import Leads
import Output
import Reports
import Testing

@Suite struct HTMLReportWriterTests {
    private func page(_ leads: [Lead], english: Bool = false) throws -> String {
        let folder = try TemporaryFolder()
        try HTMLReportWriter().write(SampleOutcome.outcome(leads), language: english ? .en : .zh, to: folder.path("report.html"))
        return try folder.text("report.html")
    }

    @Test func everythingFromDataIsEscaped() throws {
        let hostile = "<script>alert('x')</script>\"\u{301} onmouseover=\"y\" &"
        let lead = try SampleOutcome.lead([
            "lead_id": hostile, "title": hostile, "subject_id": hostile, "members": [hostile], "facilities": [hostile], "risk_basis": hostile,
            "peer_group": hostile, "notice": hostile, "related_leads": [hostile, "x" + hostile], "exemptions": [hostile],
            "reasons": [SampleOutcome.reason("f", hostile, 3, hostile, 1, 2, 1)],
            "evidence": [["table": hostile, "key": hostile, "note": hostile]],
            "referral": [["authority": hostile, "article": hostile, "request": hostile]],
            "checked": [["explanation": hostile, "result": hostile]],
        ])
        let page = try page([lead])
        #expect(!page.unicodeScalars.split(separator: "<").contains { String($0).hasPrefix("script") })
        // By scalars: as characters, a quotation mark with a combining mark is no quotation mark.
        #expect(page.utf8.elementsEqual(page.replacing("\"\u{301}", with: "").utf8))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
    }

    @Test func theLeadIsAllThere() throws {
        let page = try page([SampleOutcome.lead(["related_leads": ["Lother"]])])
        for text in [
            "<html lang=\"zh-CN\">", "2025-01-01 — 2025-06-30", "本线索为数据疑点", "12,345.60", "15,000.00", "同时刷卡的次数", "84 次", "87.5%", "S0001",
            "共 252 行，此处列前 1 行。", "家庭成员代购", "《条例》第四十一条", "监控录像、购药小票", "Lother（已并入）", "P001, P002, P003", "无同类对照",
            "cx=\"234.0\"", "x1=\"30.4\"", "集中补录", "xiezhi 0.1.0",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("{{") && !page.contains("Optional("))
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("src="))
    }

    @Test func noLeadsIsAPageThatSaysSo() throws {
        let page = try page([], english: true)
        #expect(page.contains("<p>No leads.</p>") && page.contains("<html lang=\"en\">") && !page.contains("<article"))
    }
}

@Suite struct SpreadsheetLeadWriterTests {
    /// Parts of the file, which is a zip archive of XML.
    private func part(_ name: String, of path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))", path, name]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    private func write(_ leads: [Lead], to path: String) throws {
        try SpreadsheetLeadWriter().write(SampleOutcome.outcome(leads), language: .zh, to: path)
    }

    @Test func theSheetsHoldTheLeads() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("leads.xlsx")
        try write([SampleOutcome.lead(), SampleOutcome.lead(["rank": 2, "risk_level": "low", "subject_id": "=1+1", "p_value": NSNull()])], to: path)
        let workbook = try part("xl/workbook.xml", of: path)
        for name in ["线索", "证据", "数据质量"] { #expect(workbook.contains("name=\"\(name)\"")) }
        let leads = try part("xl/worksheets/sheet1.xml", of: path)
        #expect(leads.contains("<autoFilter ref=\"A1:T3\"/>") && leads.contains("state=\"frozen\""))
        #expect(leads.contains("<v>12345.6</v>") && leads.contains("<v>98.75</v>"))
        // 2025-01-03 counted in days as spreadsheets do.
        #expect(leads.contains("<v>45660</v>"))
        #expect(!leads.contains("<f>"))
        let strings = try part("xl/sharedStrings.xml", of: path)
        for text in ["G00aa11bb22cc33dd", "P001;P002;P003", "=1+1", "S0001", "集中补录", "高", "低"] { #expect(strings.contains(text), "\(text)") }
        #expect(try part("docProps/core.xml", of: path).contains("2025-06-30T00:00:00Z</dcterms:created>"))
    }

    @Test func equalLeadsAreEqualBytesAtAnyTime() async throws {
        let folder = try TemporaryFolder()
        try write([SampleOutcome.lead()], to: folder.path("first.xlsx"))
        // Longer than the two seconds to which a zip archive keeps time.
        try await Task.sleep(for: .seconds(2.2))
        try write([SampleOutcome.lead()], to: folder.path("second.xlsx"))
        #expect(FileManager.default.contents(atPath: folder.path("first.xlsx")) == FileManager.default.contents(atPath: folder.path("second.xlsx")))
    }

    /// One row more than a sheet holds would otherwise lose the whole file, and with it the run.
    @Test(arguments: [(Language.zh, "另有 2 行超出"), (.en, "2 more rows are beyond")])
    func aFullSheetSaysWhatIsLeftOut(_ language: Language, _ words: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("leads.xlsx")
        func strings(of leadCount: Int) throws -> String {
            let leads = try (1...leadCount).map { try SampleOutcome.lead(["rank": $0, "lead_id": "L\($0)"]) }
            try SpreadsheetLeadWriter(rowLimit: 4).write(SampleOutcome.outcome(leads), language: language, to: path)
            return try part("xl/sharedStrings.xml", of: path)
        }
        #expect(try !strings(of: 3).contains("leads.jsonl"))
        let full = try strings(of: 4)
        #expect(full.contains(words) && full.contains("L2") && !full.contains("L3"))
        for sheet in ["sheet1", "sheet2"] {
            let rows = try part("xl/worksheets/\(sheet).xml", of: path)
            #expect(rows.contains("<row r=\"4\"") && !rows.contains("<row r=\"5\""))
            #expect(rows.contains("<autoFilter ref=\"A1:\(sheet == "sheet1" ? "T" : "D")3\"/>"))
        }
    }

    @Test func whatNoSpreadsheetCanHoldStillGivesOne() throws {
        let folder = try TemporaryFolder()
        var lead = try SampleOutcome.lead(["period_start": "", "period_end": "soon", "members": [String(repeating: "P", count: 40_000)]])
        lead.amountAtRisk = .nan
        lead.peerGroup = "a\u{1}b"
        try write([lead], to: folder.path("leads.xlsx"))
        #expect(try part("xl/sharedStrings.xml", of: folder.path("leads.xlsx")).contains("soon"))
        #expect(throws: OutputError.self) { try write([lead], to: folder.path("missing/leads.xlsx")) }
    }
}
