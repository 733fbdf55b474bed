/// Sales and returns of traceable packs (`drug_trac_d`).
extension ExtractWriter {
    /// Writes one row a pack of what was scanned, in the order of the settlements.
    ///
    /// Pharmacies scan nearly all, primary care most, hospitals some. A refund returns the very packs that it takes back, and what is
    /// charged again hands out the same packs once more.
    func writePacks() throws(SimulationError) -> Int {
        var row = try file("drug_trac_d", columns: """
            fixmedins_code,setl_id,psn_no,med_list_codg,drug_trac_codg,sel_retn_cnt,sel_retn_time,trdn_flag
            """)
        for (number, place) in order.enumerated() {
            let settlement = book.settlements[place]
            guard !settlement.isInvalid else { continue }
            let visit = book.visits[Int(settlement.visit)]
            let facility = Int(visit.facility)
            let share = scannedPerMille(at: facility)
            for offset in 0..<Int(settlement.lineCount) {
                let line = book.lines[settlement.firstLine + offset]
                let item = town.catalogue.items[Int(line.item)]
                let source = settlement.packLine + offset
                guard item.listType == 101,
                      PackNumbering.draw(source, 1, below: 1_000) < share || book.registers.scannedLines.contains(source)
                else { continue }
                let known = book.registers.packs[source] ?? habit(at: facility, line: source)
                for pack in 0..<abs(Int(line.count)) {
                    row.text(town.facilities[facility].code)
                    settlementID(settlement, number: number, in: &row)
                    personNumber(visit.person, in: &row)
                    row.text(item.code)
                    let (code, isSplit) = code(known, item: Int(line.item), line: source, pack: pack)
                    row.text(code)
                    row.number(line.count < 0 ? -1 : 1)
                    row.moment(settlement.time)
                    row.number(isSplit ? 1 : 0)
                    try row.endRow()
                }
            }
        }
        try row.close()
        return row.rowCount
    }

    private func code(_ known: Registers.PackCode?, item: Int, line: Int, pack: Int) -> (String, isSplit: Bool) {
        switch known {
        case .typed(let text): (text, false)
        case .scannedTwice: (PackNumbering.code(item: item, line: line), false)
        case .firstPack(let other, let isSplit) where pack == 0: (PackNumbering.code(item: item, line: other), isSplit)
        default: (PackNumbering.code(item: item, line: line, pack: pack), false)
        }
    }

    /// Lines of a thousand that the facility scans.
    private func scannedPerMille(at facility: Int) -> Int {
        if case .boxes = book.registers.stockBooks[Int32(facility)] { return 0 }
        let kind = town.facilities[facility].kind
        let habit = PackNumbering.draw(facility, 2, below: 200)
        if kind.isPharmacy { return 800 + habit }
        return kind.isHospital ? habit : 500 + 2 * habit
    }

    /// Slips of the counter: one line in two thousand scans one pack for all, one in two thousand is typed; a tenth of the places type
    /// more often.
    private func habit(at facility: Int, line: Int) -> Registers.PackCode? {
        let draw = PackNumbering.draw(line, 3, below: 2_000)
        let typist = PackNumbering.draw(facility, 4, below: 10) == 0 ? 20 : 1
        if draw < typist { return .typed(PackNumbering.typedCodes[PackNumbering.draw(facility, 5, below: 5)]) }
        return draw == 1_999 ? .scannedTwice : nil
    }
}
