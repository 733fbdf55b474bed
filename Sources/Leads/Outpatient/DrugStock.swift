import Claims

/// Days of supply that a person holds of each generic drug: S = max(0, S − Δt) + days supplied, purchase by purchase.
package struct DrugStock {
    package struct Parameters: Sendable {
        /// Characters of a national drug code that name the generic.
        package var genericLength: Int
        /// Days of supply of one unit where neither the line nor other lines of the item say.
        package var assumedSupplyDays: Double
        /// Days still held at a purchase beyond which it overlaps.
        package var overlapDays: Double
        /// Days of stock beyond which what is bought is more than any prescription covers.
        package var limitDays: Double
        /// How many times below the usual price of a unit a price is that of a smaller unit.
        package var unitFactor: Double
        /// Of a purchase at a pharmacy to which the pooled fund adds nothing, the share that the holder of the card takes: the personal
        /// account may be spent on the drugs of spouse, parents and children (General Office of the State Council, 2021, no. 14).
        package var accountShare: Double

        package init(genericLength: Int, assumedSupplyDays: Double, overlapDays: Double, limitDays: Double, unitFactor: Double, accountShare: Double) {
            self.genericLength = genericLength
            self.assumedSupplyDays = assumedSupplyDays
            self.overlapDays = overlapDays
            self.limitDays = limitDays
            self.unitFactor = unitFactor
            self.accountShare = accountShare
        }
    }

    /// What one person holds of one generic at most.
    package struct Holding: Sendable {
        package let person: Int32
        package let generic: Int32
        package var purchases = 0
        /// Purchases while more than the overlap was still held.
        package var overlaps = 0
        package var largestStock = 0.0
        /// The same where of purchases from the personal account only a share is the holder's own.
        package var largestOwnStock = 0.0
        /// Fee lines that overlap or lie beyond the limit.
        package var lines: [Int32] = []
    }

    private let store: ClaimStore
    private let lines: FeeLineColumns
    private let parameters: Parameters
    /// Number of the generic of each item, -1 for what is no drug.
    package let genericOfItem: [Int32]
    /// Days that one unit of an item lasts, for lines that do not say: the median of those that do.
    private let daysOfUnit: [Double]
    /// Price of one unit of an item, in fen, the median of its lines; 0 unknown.
    private let priceOfUnit: [Double]

    package init(_ store: ClaimStore, lines: FeeLineColumns, parameters: Parameters) {
        self.store = store
        self.lines = lines
        self.parameters = parameters
        var listType = [UInt16](repeating: 0, count: lines.items.count)
        for line in 0..<lines.count where lines.item[line] >= 0 { listType[Int(lines.item[line])] = max(listType[Int(lines.item[line])], lines.listType[line]) }
        var numbers: [String: Int32] = [:]
        genericOfItem = (0..<lines.items.count).map { item in
            let code = lines.items[Int32(item)]
            // 101 to 199 are drugs, and among them 102 the pieces of decoctions, which are bought in dozens at a time.
            let isDrug = listType[item] == 0 ? Self.isDrugCode(code) : (101..<200).contains(Int(listType[item])) && listType[item] != 102
            guard isDrug else { return -1 }
            let generic = String(code.prefix(parameters.genericLength))
            if let number = numbers[generic] { return number }
            numbers[generic] = Int32(numbers.count)
            return Int32(numbers.count - 1)
        }
        daysOfUnit = Self.daysOfUnits(lines, assumed: parameters.assumedSupplyDays)
        priceOfUnit = Self.pricesOfUnits(lines, genericOfItem)
    }

    private static func price(_ lines: FeeLineColumns, _ line: Int) -> Double? {
        let quantity = Double(lines.quantity[line])
        guard quantity > 0, lines.amount[line] != Fen.missing, lines.amount[line] > 0 else { return nil }
        return Double(lines.amount[line]) / quantity
    }

    /// - Complexity: O(*n* log *m*) for n lines, m of one item.
    private static func pricesOfUnits(_ lines: FeeLineColumns, _ genericOfItem: [Int32]) -> [Double] {
        func isPriced(_ line: Int) -> Bool { lines.item[line] >= 0 && genericOfItem[Int(lines.item[line])] >= 0 && price(lines, line) != nil }
        var first = [Int](repeating: 0, count: lines.items.count + 1)
        for line in 0..<lines.count where isPriced(line) { first[Int(lines.item[line]) + 1] += 1 }
        for item in 0..<lines.items.count { first[item + 1] += first[item] }
        var place = first
        var prices = [Double](repeating: 0, count: first[lines.items.count])
        for line in 0..<lines.count where isPriced(line) {
            prices[place[Int(lines.item[line])]] = price(lines, line) ?? 0
            place[Int(lines.item[line])] += 1
        }
        return (0..<lines.items.count).map { item in
            let range = first[item]..<first[item + 1]
            guard !range.isEmpty else { return 0 }
            prices[range].sort()
            return prices[(range.lowerBound + range.upperBound) / 2]
        }
    }

    private static func daysOfUnits(_ lines: FeeLineColumns, assumed: Double) -> [Double] {
        var said: [(item: Int32, days: Float)] = []
        for line in 0..<lines.count where lines.item[line] >= 0 && lines.supplyDays[line] > 0 && lines.quantity[line] > 0 {
            said.append((lines.item[line], lines.supplyDays[line] / lines.quantity[line]))
        }
        said.sort { ($0.item, $0.days) < ($1.item, $1.days) }
        var days = [Double](repeating: assumed, count: lines.items.count)
        var start = 0
        while start < said.count {
            var end = start + 1
            while end < said.count, said[end].item == said[start].item { end += 1 }
            days[Int(said[start].item)] = Double(said[(start + end) / 2].days)
            start = end
        }
        return days
    }

    /// X, Z and T begin the codes of western, Chinese patent and hospital-made drugs.
    private static func isDrugCode(_ code: String) -> Bool { code.utf8.count > 15 && (code.first.map { "XZT".contains($0) } ?? false) }

    /// One a generic that the person bought, by generic.
    /// - Parameter rows: of the person, in time order.
    /// - Complexity: O(*n* log *n*) for the person's fee lines.
    package func holdings(_ person: Int32, _ rows: some Sequence<Int32>) -> [Holding] {
        var entries: [(generic: Int32, day: Int32, line: Int32)] = []
        for row in rows {
            for line in lines.lines(ofSettlement: Int(row)) where lines.item[line] >= 0 && genericOfItem[Int(lines.item[line])] >= 0 {
                entries.append((genericOfItem[Int(lines.item[line])], store.settlements.day[Int(row)], Int32(line)))
            }
        }
        entries.sort { ($0.generic, $0.day, $0.line) < ($1.generic, $1.day, $1.line) }
        var holdings: [Holding] = []
        var start = 0
        while start < entries.count {
            var end = start
            while end < entries.count, entries[end].generic == entries[start].generic { end += 1 }
            let holding = holding(person, entries[start..<end])
            if holding.purchases > 0 { holdings.append(holding) }
            start = end
        }
        return holdings
    }

    private func holding(_ person: Int32, _ entries: ArraySlice<(generic: Int32, day: Int32, line: Int32)>) -> Holding {
        var place = entries.startIndex
        var holding = Holding(person: person, generic: entries[place].generic)
        var stock = 0.0
        var own = 0.0
        var last = entries[place].day
        while place < entries.endIndex {
            let day = entries[place].day
            let first = place
            var bought = 0.0
            var boughtForOneself = 0.0
            var told: Set<PrescribedDays> = []
            while place < entries.endIndex, entries[place].day == day {
                let line = Int(entries[place].line)
                let isRepeated = lines.supplyDays[line] > 0 && !told.insert(PrescribedDays(lines, line)).inserted
                let days = isRepeated ? 0 : supply(line)
                bought += days
                boughtForOneself += days * ownShare(line)
                place += 1
            }
            stock = max(0, stock - Double(day - last))
            own = max(0, own - Double(day - last))
            last = day
            own = max(0, own + boughtForOneself)
            guard bought > 0 else {
                stock = max(0, stock + bought)
                continue
            }
            holding.purchases += 1
            let overlaps = stock > parameters.overlapDays
            if overlaps { holding.overlaps += 1 }
            stock += bought
            if overlaps || stock > parameters.limitDays { holding.lines += entries[first..<place].map(\.line) }
            holding.largestStock = max(holding.largestStock, stock)
            holding.largestOwnStock = max(holding.largestOwnStock, own)
        }
        holding.lines.sort()
        return holding
    }

    /// An item that stands on several lines of one bill, each with the same days, is one prescription from several batches.
    private struct PrescribedDays: Hashable {
        let settlement: Int32
        let item: Int32
        let days: Float

        init(_ lines: FeeLineColumns, _ line: Int) {
            (settlement, item) = (lines.settlement[line], lines.item[line])
            days = lines.quantity[line] < 0 ? -lines.supplyDays[line] : lines.supplyDays[line]
        }
    }

    /// Days that a line lasts; what is returned counts back. Twenty tablets at the twentieth part of the price are one pack, not twenty, and
    /// days said of them are those of twenty packs where they are more than the money buys.
    private func supply(_ line: Int) -> Double {
        let quantity = Double(lines.quantity[line])
        let unitDays = daysOfUnit[Int(lines.item[line])]
        var said = Double(lines.supplyDays[line])
        if let packs = packs(line, quantity) {
            let days = unitDays * packs
            said = said > 0 ? min(said, abs(days)) : abs(days)
        }
        if said > 0 { return quantity < 0 ? -said : said }
        return unitDays * (quantity.isNaN ? 1 : quantity)
    }

    private func ownShare(_ line: Int) -> Double {
        let row = Int(lines.settlement[line])
        return store.settlements.careClass[row] == .pharmacy && store.settlements.pooledFund[row] == 0 ? parameters.accountShare : 1
    }

    /// What the line's money buys at the item's usual price, where its own price is that of a smaller unit; nil elsewhere.
    private func packs(_ line: Int, _ quantity: Double) -> Double? {
        let usual = priceOfUnit[Int(lines.item[line])]
        guard abs(quantity) > 1, lines.amount[line] != Fen.missing, usual > 0 else { return nil }
        let price = abs(Double(lines.amount[line]) / quantity)
        return price > 0 && parameters.unitFactor * price <= usual ? quantity * price / usual : nil
    }
}
