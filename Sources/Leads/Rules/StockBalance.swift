import Claims
import Rules

/// What the books of one facility say of one drug, from its first stock-take on.
struct StockBalance {
    let facility: Int32
    /// Number of `InventoryColumns.items`.
    let item: Int32
    let movements: Range<Int>
    var opening = 0.0
    var purchased = 0.0
    var returned = 0.0
    var otherIn = 0.0
    var otherOut = 0.0
    var closing = 0.0
    var firstDay = CalendarDay.missing
    /// Last day on which billing is held against the books.
    var lastDay = CalendarDay.missing

    /// opening + purchases − purchase returns + other in − other out − closing.
    var available: Double { opening + purchased - returned + otherIn - otherOut - closing }

    /// Every drug of every facility that has a stock-take to start from, in the order of the inventory; and how many have none.
    ///
    /// - Parameters:
    ///   - end: the last day of the extract.
    ///   - lateDays: receipts booked so long after the last stock-take still count, because the books run behind the shelf.
    ///   - keptUntil: by facility the last day to which its books are kept, where that is before the last stock-take.
    static func all(
        _ inventory: InventoryColumns, until end: Int32, lateDays: Int32, keptUntil: [Int32: Int32] = [:]
    ) -> (balances: [StockBalance], withoutOpening: Int) {
        var balances: [StockBalance] = []
        var withoutOpening = 0
        var start = 0
        while start < inventory.count {
            var stop = start + 1
            while stop < inventory.count, inventory.facility[stop] == inventory.facility[start], inventory.item[stop] == inventory.item[start] { stop += 1 }
            if inventory.facility[start] >= 0, inventory.item[start] >= 0 {
                let kept = keptUntil[inventory.facility[start]]
                if let balance = StockBalance(inventory, start..<stop, until: end, lateDays: lateDays, keptUntil: kept) {
                    balances.append(balance)
                } else {
                    withoutOpening += 1
                }
            }
            start = stop
        }
        return (balances, withoutOpening)
    }

    private init?(_ inventory: InventoryColumns, _ movements: Range<Int>, until end: Int32, lateDays: Int32, keptUntil: Int32?) {
        guard let opened = movements.first(where: { inventory.kind[$0] == .open && inventory.quantity[$0].isFinite }) else { return nil }
        facility = inventory.facility[opened]
        item = inventory.item[opened]
        self.movements = movements
        opening = inventory.quantity[opened]
        firstDay = inventory.day[opened]
        let closed = movements.last { row in
            inventory.kind[row] == .close && inventory.quantity[row].isFinite && inventory.day[row] > inventory.day[opened]
                && inventory.day[row] <= keptUntil ?? .max
        }
        lastDay = closed.map { inventory.day[$0] } ?? max(firstDay, min(end, keptUntil ?? end))
        closing = closed.map { inventory.quantity[$0] } ?? 0
        for row in movements where inventory.quantity[row].isFinite && inventory.day[row] >= firstDay && inventory.day[row] <= lastDay + lateDays {
            let isInPeriod = inventory.day[row] <= lastDay
            switch inventory.kind[row] {
            case .purchase: purchased += inventory.quantity[row]
            case .otherIn: otherIn += inventory.quantity[row]
            // A return may be written with either sign.
            case .purchaseReturn: if isInPeriod { returned += abs(inventory.quantity[row]) }
            case .otherOut: if isInPeriod { otherOut += abs(inventory.quantity[row]) }
            case .open, .close, .unknown: break
            }
        }
    }
}

/// What a facility billed of each drug that it keeps books of.
struct BilledStock {
    struct Total {
        var quantity = 0.0
        var fen: Int64 = 0
        var lines: [Int32] = []
        var lineQuantities: [Double] = []
        var unitPrices: [Double] = []
    }

    /// Totals of each balance, in their order; lines are kept only where asked for.
    static func totals(of balances: [StockBalance], _ inventory: InventoryColumns, _ rules: RuleContext, keepsLines: Bool) -> [Total] {
        var totals = [Total](repeating: .init(), count: balances.count)
        let inventoryItem = (0..<rules.lines.items.count).map { inventory.items.number(of: rules.lines.items[Int32($0)]) ?? -1 }
        // Balances stand by facility, then item: those of a facility are a range.
        var range = [Range<Int>](repeating: 0..<0, count: rules.store.facilities.count)
        for (index, balance) in balances.enumerated() {
            let old = range[Int(balance.facility)]
            range[Int(balance.facility)] = (old.isEmpty ? index : old.lowerBound)..<(index + 1)
        }
        for line in 0..<rules.lines.count {
            let item = rules.lines.item[line]
            guard item >= 0, inventoryItem[Int(item)] >= 0 else { continue }
            let facility = Int(rules.facility(Int32(line)))
            guard !range[facility].isEmpty, let index = place(inventoryItem[Int(item)], balances, range[facility]) else { continue }
            let day = rules.day(Int32(line))
            guard day >= balances[index].firstDay, day <= balances[index].lastDay else { continue }
            let isReturn = Fen.orZero(rules.lines.amount[line]) < 0
            let quantity = isReturn ? -abs(rules.quantity(Int32(line))) : rules.quantity(Int32(line))
            totals[index].quantity += quantity
            totals[index].fen += rules.fen(Int32(line))
            guard keepsLines else { continue }
            totals[index].lines.append(Int32(line))
            if quantity > 0 {
                totals[index].lineQuantities.append(quantity)
                if rules.lines.amount[line] != Fen.missing { totals[index].unitPrices.append(Double(rules.lines.amount[line]) / quantity) }
            }
        }
        return totals
    }

    private static func place(_ item: Int32, _ balances: [StockBalance], _ range: Range<Int>) -> Int? {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if balances[middle].item < item { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && balances[low].item == item ? low : nil
    }
}
