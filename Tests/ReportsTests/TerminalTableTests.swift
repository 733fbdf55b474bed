import Leads
import Reports
import Testing

@Suite struct TerminalTableTests {
    @Test func widthsAreThoseOfEastAsianWidth() {
        // Widths given by `unicodedata.east_asian_width` of Python 3.11.
        let expected: [(String, Int)] = [
            ("", 0), ("abc", 3), ("卡聚集", 6), ("（", 2), ("…", 1), ("“”", 2), ("Ａ１", 4), ("ｱ", 1), ("한", 2), ("é", 1), ("e\u{301}", 1),
            ("\u{200B}", 0), ("😀", 2), ("❤\u{FE0F}", 2), ("𠀀", 2), ("─", 1), ("ー", 2), ("\u{FFFD}", 1), ("🂡", 1), ("\u{303F}", 1), ("\u{1100}", 2),
        ]
        for (text, width) in expected { #expect(DisplayWidth.of(text) == width, "\(text)") }
    }

    @Test func truncationNeverSplitsAWideCharacter() {
        #expect(DisplayWidth.truncated("卡聚集", to: 6) == "卡聚集")
        #expect(DisplayWidth.truncated("卡聚集", to: 5) == "卡聚…")
        #expect(DisplayWidth.truncated("卡聚集", to: 4) == "卡…")
        #expect(DisplayWidth.truncated("卡聚集", to: 1) == "…")
        #expect(DisplayWidth.truncated("卡聚集", to: 0) == "")
        #expect(DisplayWidth.padded("卡", to: 4) == "卡  ")
        #expect(DisplayWidth.padded("9", to: 3, alignedRight: true) == "  9")
    }

    @Test(arguments: [10, 60, 80, 81, 120]) func noLineIsWider(width: Int) throws {
        let long = try SampleOutcome.lead(["rank": 1000, "title": String(repeating: "场景", count: 40), "amount_at_risk": 123456789012.0, "subject_id": "P\u{1B}[31m"])
        let text = TerminalTable.text([try SampleOutcome.lead(), long], language: .zh, width: width)
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= max(width, TerminalTable.minimumWidth), "\(line)") }
        #expect(!text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").count == 6)
    }

    @Test func aListIsThisText() throws {
        let expected = """
             #    分值  风险  场景      对象                                     涉及基金/元
            ────────────────────────────────────────────────────────────────────────────────
             1   98.75  高    卡聚集    卡组 G00aa11bb22cc33dd                     12,345.60
                同时刷卡的次数 84 次（同类中位数 3，P99 9）

            """
        #expect(TerminalTable.text([try SampleOutcome.lead()], language: .zh) == expected)
        #expect(TerminalTable.text([], language: .en) == "No leads.\n")
    }
}
