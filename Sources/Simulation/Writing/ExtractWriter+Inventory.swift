import Statistics

/// Stock movements of pharmacies and primary care (`drug_inv_d`).
extension ExtractWriter {
    /// Writes the stock book of every drug that a facility sells, facility by facility.
    func writeInventory() throws(SimulationError) -> Int {
        var row = try file("drug_inv_d", columns: "fixmedins_code,med_list_codg,inv_type,cnt,inv_time")
        let items = town.catalogue.items
        let days = town.calendar.days
        let cycles = (days.count + StockMovements.cycle - 1) / StockMovements.cycle
        let (starts, places) = settlementsByFacility()
        for facility in town.facilities where !facility.kind.isHospital {
            var demand = Array(repeating: 0, count: items.count * cycles)
            var isSold = Array(repeating: false, count: items.count)
            for slot in starts[facility.index]..<starts[facility.index + 1] {
                let settlement = book.settlements[Int(places[slot])]
                let day = min(max(settlement.time / CivilCalendar.secondsPerDay, days.lowerBound), days.upperBound - 1)
                let cycle = (day - days.lowerBound) / StockMovements.cycle
                for offset in 0..<Int(settlement.lineCount) {
                    let line = book.lines[settlement.firstLine + offset]
                    guard items[Int(line.item)].listType == 101 else { continue }
                    isSold[Int(line.item)] = true
                    if !settlement.isUnstocked { demand[Int(line.item) * cycles + cycle] += Int(line.count) }
                }
            }
            var random = RandomStream(seed: town.configuration.seed, stream: "stock " + facility.code)
            let exception = book.registers.stockBooks[Int32(facility.index)]
            for item in items.indices where isSold[item] {
                let needs = Array(demand[item * cycles..<(item + 1) * cycles])
                var movements = StockMovements(
                    demand: needs, cashShare: cashShare(of: item, at: facility), dayCount: days.count, random: &random
                )
                if let exception { movements.keep(exception, firstDay: days.lowerBound) }
                try write(movements, item: items[item].code, facility: facility, in: &row)
            }
        }
        try row.close()
        return row.rowCount
    }

    private func write(
        _ movements: StockMovements, item: String, facility: Facility, in row: inout TableFile
    ) throws(SimulationError) {
        for movement in movements.movements where movement.count > 0 || movement.kind == .open || movement.kind == .close {
            row.text(facility.code)
            row.text(item)
            row.text(movement.kind.rawValue)
            row.number(movement.count)
            let second: Int = switch movement.kind {
            case .open: 0
            case .close: CivilCalendar.secondsPerDay - 60
            case .purchase, .otherIn: 6 * 3_600 + facility.index % 3_600
            case .purchaseReturn, .otherOut: 20 * 3_600 + facility.index % 3_600
            }
            row.moment((town.calendar.days.lowerBound + movement.day) * CivilCalendar.secondsPerDay + second)
            try row.endRow()
        }
    }

    /// What is paid in cash and never reaches the insurance: much of what needs no prescription at pharmacies, little else.
    private func cashShare(of item: Int, at facility: Facility) -> Double {
        guard facility.kind.isPharmacy else { return 0.03 }
        let isChronic = town.catalogue.items[item].supplyDays >= 10 && town.catalogue.items[item].chargeType == "09"
        return (isChronic ? 0.05 : 0.35) * (0.5 + Double(PackNumbering.draw(facility.index, 6, below: 1_000)) / 1_000)
    }

    /// Places of valid settlements by facility, by counting.
    private func settlementsByFacility() -> (starts: [Int], places: [Int32]) {
        var starts = Array(repeating: 0, count: town.facilities.count + 1)
        func facility(_ settlement: Settlement) -> Int { Int(book.visits[Int(settlement.visit)].facility) }
        for settlement in book.settlements where !settlement.isInvalid { starts[facility(settlement) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var next = starts
        var places = Array(repeating: Int32(0), count: starts[town.facilities.count])
        for (place, settlement) in book.settlements.enumerated() where !settlement.isInvalid {
            places[next[facility(settlement)]] = Int32(place)
            next[facility(settlement)] += 1
        }
        return (starts, places)
    }
}
