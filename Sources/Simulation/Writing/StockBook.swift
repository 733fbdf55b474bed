import Statistics

/// The movements of one drug at one facility over the period, made so that the shelf never runs empty and the balance is what was
/// billed, what was sold for cash and what was lost.
struct StockMovements {
    enum Kind: String {
        case open, purchase, purchaseReturn = "purchase_return", otherIn = "other_in", otherOut = "other_out", close
    }

    struct Movement {
        var kind: Kind
        var count: Int
        /// Day of the period, from 0.
        var day: Int
    }

    /// Days between two deliveries.
    static let cycle = 14

    private(set) var movements: [Movement] = []

    /// - Parameters:
    ///   - demand: What left the shelf for insured persons, by delivery cycle; refunds count against it.
    ///   - cashShare: What is sold beside, relative to it.
    ///   - dayCount: Days of the period.
    init(demand: [Int], cashShare: Double, dayCount: Int, random: inout RandomStream) {
        let needs = demand.map { need in need <= 0 ? need : need + random.poisson(mean: Double(need) * cashShare) }
        let usual = max(1, needs.reduce(0, +) / max(1, needs.count))
        var stock = max(0, needs[0]) + random.poisson(mean: Double(usual)) + 1
        movements.append(Movement(kind: .open, count: stock, day: 0))
        for (cycle, need) in needs.enumerated() {
            let day = cycle * Self.cycle
            if cycle > 0 {
                let target = max(0, need) + random.poisson(mean: Double(usual) * 0.6)
                if target > stock {
                    movements.append(Movement(kind: .purchase, count: target - stock, day: min(dayCount - 1, day)))
                    stock = target
                }
            }
            stock -= need
            // Breakage, expiry, and now and then a delivery that goes back.
            if stock > 3, random.chance(0.03) {
                let kind: Kind = random.chance(0.5) ? .otherOut : .purchaseReturn
                movements.append(Movement(kind: kind, count: 1 + stock / 10, day: min(dayCount - 1, day + Self.cycle - 1)))
                stock -= 1 + stock / 10
            }
        }
        // One count in twelve is off by a pack or two.
        let error = random.chance(0.08) ? random.integer(1...2) * (random.chance(0.5) ? 1 : -1) : 0
        movements.append(Movement(kind: .close, count: max(0, stock + error), day: dayCount - 1))
    }

    /// The same book as a facility keeps it that departs from the rule.
    mutating func keep(_ book: Registers.StockBook, firstDay: Int) {
        switch book {
        case .joinedLate(let day):
            movements.removeAll { $0.kind != .close && $0.day + firstDay < day }
        case .enteredLate(let since):
            movements.removeAll { $0.kind == .purchase && $0.day + firstDay >= since }
        case .branch:
            for place in movements.indices where movements[place].kind == .purchase { movements[place].kind = .otherIn }
        case .boxes(let count):
            for place in movements.indices { movements[place].count = (movements[place].count + count - 1) / count }
        }
    }
}
