import Leads
import Testing

/// Oracle 9: one code at two facilities is grave, a split pack of five parts and sale, return, sale are nothing.
@Suite struct TraceDuplicateTests {
    private let first = "P11010000001"
    private let second = "P11010000002"

    private func code(_ number: Int) -> String { "8135792\(4_000_000_000_000 + number * 7919)" }

    private func extract() -> CaseExtract {
        var extract = CaseExtract()
        for facility in [first, second] {
            for day in 2..<9 {
                extract.settle("\(facility)-\(day)", facility: facility, day: "2026-03-0\(day)", type: "41") { writer in
                    writer.line("XA01", 2, yuan: 50, charge: "09", list: "101")
                }
            }
        }
        func sell(_ number: Int, _ facility: String, day: Int, _ count: Int = 1, second: Int = 0, split: Bool = false) {
            extract.trace(
                code(number), count, settlement: "\(facility)-\(day)", facility: facility, at: "2026-03-0\(day) 10:0\(second):00", split: split)
        }
        // Three strengths: the same day, other days, other facilities; and one of three sales.
        extract.trace(code(1), 1, settlement: "", facility: first, person: "P2", at: "2026-03-02 11:00:00")
        sell(1, first, day: 2)
        sell(2, first, day: 2)
        sell(2, first, day: 5)
        sell(3, first, day: 2)
        sell(3, second, day: 4)
        for day in [2, 3, 4] { sell(4, second, day: day) }
        // Look-alikes.
        sell(5, first, day: 2)
        sell(5, first, day: 3, -1)
        sell(5, first, day: 6)
        for day in 2..<7 { sell(6, first, day: day, split: true) }
        sell(7, first, day: 2, second: 1)
        sell(7, first, day: 2, second: 2)
        sell(8, first, day: 2)
        sell(8, first, day: 2)
        sell(9, first, day: 3)
        for placeholder in ["00000000000000000000", "11111111111111111111", "12345678901234567890", "00000006901234567892", "81026030000000000000", "8135792", "8135792400000000000A"] {
            for day in [2, 4] {
                extract.trace(placeholder, 1, settlement: "\(first)-\(day)", facility: first, at: "2026-03-0\(day) 10:00:00")
                extract.trace(placeholder, 1, settlement: "\(second)-\(day)", facility: second, at: "2026-03-0\(day) 10:00:00")
            }
        }
        return extract
    }

    @Test func repeatsInOrderOfTheirGravityAndNoLookAlike() throws {
        let outcome = try extract().screened("trace-duplicate")
        #expect(outcome.leads.map(\.subjectID) == [code(3), code(4), code(2), code(1)])
        let across = try #require(outcome.lead(code(3)))
        #expect(across.facilities == [first, second])
        #expect(across.subjectKind == .drugPack)
        // One pack of the two that the line charges, of the second sale.
        #expect(across.amountAtRisk == 25)
        #expect(across.evidence.first?.table == "drug_trac_d")
        #expect(outcome.lead(code(4))?.value("pack_sales") == 3)
    }

    @Test func placeholdersAndScannerSlipsAreFindings() throws {
        let outcome = try extract().screened("trace-duplicate")
        #expect(outcome.findings("invalid_trace_code").map(\.count) == [14, 14])
        #expect(outcome.findings("rescanned_pack").map(\.facility) == [first])
        #expect(try extract().screened("trace-duplicate", ["listed_from_strength": 0.5]).subjects.contains(code(7)))
        #expect(try !extract().screened("trace-duplicate", ["listed_from_strength": 1.1]).subjects.contains(code(1)))
    }

    /// A refund takes the pack back, scanned or not; what is not valid sold nothing; a return takes back every scan of its settlement.
    @Test func whatCameBackMayBeSoldAgain() throws {
        func sold(_ write: (inout CaseExtract) -> Void) throws -> Bool {
            var extract = self.extract()
            extract.settle("first", facility: first, day: "2026-03-03", time: "10:30:00", type: "41")
            extract.trace(code(40), 1, settlement: "first", facility: first, at: "2026-03-03 09:00:00")
            write(&extract)
            extract.settle("second", facility: first, day: "2026-03-04", time: "09:00:00", type: "41", fund: "50.00")
            extract.trace(code(40), 1, settlement: "second", facility: first, at: "2026-03-04 09:00:00")
            return try extract.screened("trace-duplicate").subjects.contains(code(40))
        }
        #expect(try sold { _ in })
        #expect(try !sold { $0.refund("first", facility: first, day: "2026-03-03") })
        #expect(try !sold { extract in
            extract.trace(code(40), 1, settlement: "first", facility: first, at: "2026-03-03 09:00:09")
            extract.trace(code(40), -1, settlement: "", facility: first, at: "2026-03-03 12:00:00")
        })
        var extract = self.extract()
        extract.settle("void", facility: first, day: "2026-03-03", valid: false)
        extract.trace(code(41), 1, settlement: "void", facility: first, at: "2026-03-03 09:00:00")
        extract.trace(code(41), 1, settlement: "\(first)-4", facility: first, at: "2026-03-04 09:00:00")
        #expect(try !extract.screened("trace-duplicate").subjects.contains(code(41)))
    }

    @Test func partsOfAPackUpToItsUnits() throws {
        #expect(try extract().screened("trace-duplicate", ["split_pack_units": 4]).subjects.contains(code(6)))
        #expect(try !extract().screened("trace-duplicate", ["split_pack_units": 5]).subjects.contains(code(6)))
    }

    @Test func manyPacksOfAFacilityAreOneLeadAndOrderOfRowsIsNothing() throws {
        var extract = extract()
        for number in 20..<25 {
            for day in [2, 8] { extract.trace(code(number), 1, settlement: "\(second)-\(day)", facility: second, at: "2026-03-0\(day) 09:00:00") }
        }
        let outcome = try extract.screened("trace-duplicate")
        #expect(outcome.leads.first?.subjectID == second)
        #expect(outcome.leads.first?.subjectKind == .facility)
        #expect(try extract.screened("trace-duplicate", shuffled: true).leads == outcome.leads)
    }

    /// Two pharmacies sell again what two others sold: each of the two is a lead, not those whom they had it from.
    @Test func whoSoldThemAgainHasThePacks() throws {
        var extract = CaseExtract()
        let facilities = (1...4).map { "P1101000000\($0)" }
        for facility in facilities {
            extract.settle(facility, facility: facility, day: "2026-03-02", type: "41") { writer in writer.line("XA01", 2, yuan: 50, charge: "09", list: "101") }
        }
        // Twelve, of six and six; and five, of three and two.
        let packs = (0..<12).map { (2, $0 % 2) } + [0, 0, 0, 1, 1].map { (3, $0) }
        for (number, pack) in packs.enumerated() {
            for (place, hour) in [(pack.1, "09"), (pack.0, "15")] {
                extract.trace(code(number), 1, settlement: facilities[place], facility: facilities[place], at: "2026-03-02 \(hour):00:00")
            }
        }
        #expect(try extract.screened("trace-duplicate").leads.map(\.subjectID) == [facilities[2], facilities[3]])
    }
}
