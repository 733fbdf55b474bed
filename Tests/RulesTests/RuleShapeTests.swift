import Claims
import Foundation
import Rules
import Testing

/// Every shape of rule on fee lines that a person can check by hand.
@Suite struct RuleShapeTests {
    /// `person sex birth facility type from to | item quantity yuan time` a settlement, read as an extract is.
    private struct Bill {
        var person = "P1"
        var sex = "1"
        var born = "1980-06-15"
        var facility = "H11010000001"
        var type = "11"
        var from = "2026-03-02"
        var to: String?
        var lines: [(item: String, quantity: Double, yuan: Double)]
    }

    private func context(_ bills: [Bill]) throws -> RuleContext {
        let folder = FileManager.default.temporaryDirectory.appending(component: "rules-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var settlements = ["setl_id,mdtrt_id,psn_no,gend,brdy,fixmedins_code,med_type,begndate,enddate,setl_time,medfee_sumamt,fund_pay_sumamt,vali_flag"]
        var lines = ["bkkp_sn,setl_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,cnt,det_item_fee_sumamt,inscp_amt,vali_flag"]
        for (number, bill) in bills.enumerated() {
            let to = bill.to ?? bill.from
            settlements.append("S\(number),M\(number),\(bill.person),\(bill.sex),\(bill.born),\(bill.facility),\(bill.type),\(bill.from),\(to),\(to) 10:00:00,100,60,1")
            for (place, line) in bill.lines.enumerated() {
                lines.append("S\(number)-\(place),S\(number),\(bill.person),\(bill.facility),\(bill.from) 09:0\(place):00,\(line.item),\(line.quantity),\(line.yuan),\(line.yuan),1")
            }
        }
        for (name, rows) in [("setl_d", settlements), ("fee_list_d", lines)] {
            try (rows.joined(separator: "\n") + "\n").write(to: folder.appending(component: name + ".csv"), atomically: false, encoding: .utf8)
        }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let types = try String(contentsOf: package.appending(path: "Datasets/codes/med_type.csv"), encoding: .utf8)
        var options = ExtractReader.Options(
            careClasses: try CareClassTable(csv: types), calendar: HolidayCalendar(),
            thresholds: try YAMLText.decode(
                Thresholds.self, from: try String(contentsOf: package.appending(path: "Models/data-quality.yaml"), encoding: .utf8), name: "t").thresholds)
        options.threads = 1
        options.tables = ["fee_list_d", "mdtrt_d"]
        let (store, _) = try ExtractReader(.folder(folder.path), options: options).read()
        return try #require(RuleContext(store))
    }

    private struct Thresholds: Decodable { var thresholds: ThresholdTable }

    private func hits(_ row: RuleRow, _ bills: [Bill]) throws -> [RuleHit] {
        try RuleScan.hits(of: [ShapedRule(row)], in: context(bills))
    }

    private func lines(_ bills: [Bill]) throws -> FeeLineColumns { try context(bills).lines }

    @Test func sexOfTheOtherKindAfterReturns() throws {
        let rule = RulePackTests.row("r", .itemSex, window: .settlement, numbers: ["allowed_sex": 2])
        let found = try hits(rule, [
            Bill(person: "man", lines: [("A", 2, 60), ("A", -1, -30), ("B", 1, 9)]), Bill(person: "woman", sex: "2", lines: [("A", 1, 30)]),
            Bill(person: "unknown", sex: "9", lines: [("A", 1, 30)]), Bill(person: "returned", lines: [("A", 1, 30), ("A", -1, -30)]),
        ])
        #expect(found.map(\.fen) == [3_000])
    }

    @Test func agesAtTheirBirthday() throws {
        let rule = RulePackTests.row("r", .itemAge, window: .settlement, numbers: ["minimum_age": 18, "maximum_age": 60])
        let born = ["2008-03-02", "2008-03-03", "1966-03-01", "1965-03-03", "1965-03-02"]
        let found = try hits(rule, born.enumerated().map { Bill(person: "P\($0.offset)", born: $0.element, lines: [("A", 1, 10)]) })
        #expect(found.map(\.measured) == [17, 61])
        #expect(found.map(\.allowed) == [18, 60])
    }

    @Test func moreThanTheLimitCostsItsShare() throws {
        let rule = RulePackTests.row("r", numbers: ["limit": 2])
        let bills = [
            Bill(lines: [("A", 1, 40), ("A", 3, 80)]), Bill(person: "P2", lines: [("A", 2, 40)]),
            // Two settlements of one day are one window, and another day is another.
            Bill(person: "P3", lines: [("A", 2, 40)]), Bill(person: "P3", lines: [("A", 1, 20)]), Bill(person: "P3", from: "2026-03-03", lines: [("A", 2, 40)]),
            Bill(person: "P4", lines: [("A", 3, 60), ("A", -1, -20)]),
        ]
        let found = try hits(rule, bills)
        #expect(found.map(\.measured) == [4, 3])
        // Σinscp · (Σcnt − N) / Σcnt = 120 · 2 / 4 and 60 · 1 / 3.
        #expect(found.map(\.fen) == [6_000, 2_000])
        #expect(try hits(RulePackTests.row("r", window: .month, numbers: ["limit": 4]), bills).map(\.measured) == [5])
    }

    @Test func windowsOfVisitsAndStays() throws {
        let bills = [
            Bill(lines: [("A", 2, 40)]), Bill(type: "21", from: "2026-03-05", to: "2026-03-09", lines: [("A", 3, 60)]),
        ]
        #expect(try hits(RulePackTests.row("r", window: .visit), bills).map(\.measured) == [2])
        #expect(try hits(RulePackTests.row("r", window: .stay), bills).map(\.measured) == [3])
        #expect(try hits(RulePackTests.row("r", window: .year), bills).map(\.measured) == [5])
        #expect(try hits(RulePackTests.row("r", window: .day, care: ["inpatient"], numbers: ["limit": 1]), bills).map(\.measured) == [3])
    }

    @Test func whatIsContainedIsAtRisk() throws {
        let rule = RulePackTests.row("r", .itemPair, items: ["A"], with: ["B"], window: .day, numbers: [:])
        let found = try hits(rule, [
            Bill(lines: [("A", 1, 500), ("B", 1, 70)]), Bill(person: "P2", lines: [("B", 1, 70)]),
            Bill(person: "P3", lines: [("A", 1, 500), ("B", 1, 70), ("B", -1, -70)]),
        ])
        #expect(found.map(\.fen) == [7_000])
        #expect(found.first?.lines.count == 2)
    }

    @Test func dearerThanTheCeiling() throws {
        let rule = RulePackTests.row("r", .price, window: .settlement, numbers: ["ceiling": 10])
        let found = try hits(rule, [Bill(lines: [("A", 3, 36)]), Bill(person: "P2", lines: [("A", 3, 30.01)]), Bill(person: "P3", lines: [("A", 1, 10.02)])])
        #expect(found.map(\.fen) == [600, 2])
        #expect(found.map(\.measured) == [12, 10.02])
    }

    @Test func overlapLeavesOutTheDaysOfAdmissionAndDischarge() throws {
        let rule = RulePackTests.row("r", .overlap, window: .day, numbers: [:])
        let stay = Bill(facility: "H11010000002", type: "21", from: "2026-03-05", to: "2026-03-09", lines: [("A", 1, 20)])
        let days = ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-08", "2026-03-09"]
        let found = try hits(rule, [stay] + days.map { Bill(from: $0, lines: [("A", 1, 20)]) })
        #expect(found.map { CalendarDay.text($0.firstDay) } == ["2026-03-06", "2026-03-08"])
    }

    @Test func manyRulesReadTheLinesOnceAndAgreeWithEachAlone() throws {
        let rows = [
            RulePackTests.row("a", numbers: ["limit": 2]), RulePackTests.row("b", .itemSex, items: ["A", "B"], window: .settlement, numbers: ["allowed_sex": 2]),
            RulePackTests.row("c", .price, items: ["*"], window: .settlement, numbers: ["ceiling": 15]),
        ]
        let bills = (0..<12).map { (number: Int) -> Bill in
            let lines: [(item: String, quantity: Double, yuan: Double)] = [("A", Double(number % 4 + 1), 20), ("B", 1, 30), ("C", 2, Double(number) * 6)]
            return Bill(person: "P\(number % 5)", sex: number % 2 == 0 ? "1" : "2", lines: lines)
        }
        let context = try context(bills)
        let together = RuleScan.hits(of: rows.map { ShapedRule($0) }, in: context)
        let alone = rows.flatMap { RuleScan.hits(of: [ShapedRule($0)], in: context) }
        #expect(together.map(\.lines) == alone.map(\.lines))
        #expect(together.count > 10)
    }
}
