import Claims

/// Facilities whose stock books run behind: deliveries of whatever drug were entered at a steady pace and then of none, while the shop goes on.
///
/// Such notes lie on a desk. A shop that bills what it does not have goes on buying most of its drugs, so that what is short is some drugs,
/// not all receipts after one day. Until that day the books are as good as any, and are held against the bill.
struct BookArrears {
    /// By facility the last day of a receipt.
    private(set) var keptUntil: [Int32: Int32] = [:]

    /// - Parameters:
    ///   - multiple: of the longest pause between two days of receipts, from which the last is one too many.
    ///   - leastDays: a shorter pause is none.
    ///   - leastReceiptDays: days with a receipt, of which fewer tell no pace.
    ///   - end: the last day of the extract.
    /// - Complexity: O(*n* log *n*) for n movements.
    init(_ inventory: InventoryColumns, until end: Int32, multiple: Double, leastDays: Int32, leastReceiptDays: Int) {
        var receipts: [Int32: Set<Int32>] = [:]
        var lastCount: [Int32: Int32] = [:]
        for row in 0..<inventory.count where inventory.facility[row] >= 0 && inventory.day[row] != CalendarDay.missing {
            let facility = inventory.facility[row]
            switch inventory.kind[row] {
            case .purchase, .otherIn: if inventory.quantity[row] > 0 { receipts[facility, default: []].insert(inventory.day[row]) }
            case .close: lastCount[facility] = max(lastCount[facility] ?? .min, inventory.day[row])
            default: break
            }
        }
        for (facility, days) in receipts where days.count >= leastReceiptDays {
            let ordered = days.sorted()
            let longest = zip(ordered, ordered.dropFirst()).map { $1 - $0 }.max() ?? 0
            let pause = min(end, lastCount[facility] ?? end) - ordered[ordered.count - 1]
            if pause >= leastDays, Double(pause) >= multiple * Double(longest) { keptUntil[facility] = ordered[ordered.count - 1] }
        }
    }
}
