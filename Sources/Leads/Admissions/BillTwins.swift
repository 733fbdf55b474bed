import Claims

/// Stays whose bill is nearly that of another person's stay at the same facility for the same category of diagnosis: as
/// vectors of amounts by item, at an angle whose cosine is at least the threshold, and of nearly the same total.
///
/// Where a disease has one work-up everywhere, bills are alike everywhere. So a stay with a twin is also held against stays of its category
/// at other facilities, as many as it was at its own where there are as many: one that has its like there, too, follows a pathway and says
/// nothing of copying. A hospital that treats nearly all of a category is therefore hardly told from one that copies. Whose bill is another's
/// to the fen, item by item, is excused only by one elsewhere in the very same proportions: patients on one pathway still differ by a
/// tablet or a day, and what differs is lost in a cosine.
struct BillTwins {
    /// Stays with enough items to be told apart, and those with a twin at their own facility alone.
    private(set) var isTrial: [Bool]
    private(set) var isTwin: [Bool]
    /// Those whose bill is another person's to the fen, item by item, and in no other facility's proportions.
    private(set) var isCopy: [Bool]
    /// Different items of the bill; 0 where it is not looked at.
    private(set) var itemCount: [Int32]

    private struct Entry {
        let stay: Int
        let facility: Int32
        let person: Int32
        let bill: Bill
    }

    /// Of vectors that are proportional, but for rounding.
    private static let sameProportions = 1 - 1e-9

    private let minimumCosine: Double
    private let feeDifference: Double
    private let largestNeighbors: Int

    /// - Parameters:
    ///   - minimumItems: bills of fewer different items are alike by nature.
    ///   - feeDifference: largest difference of the totals, as a share; it also bounds the comparisons, for stays are
    ///     compared in the order of their totals.
    ///   - largestNeighbors: comparisons of a stay with later ones of its facility at most.
    /// - Complexity: O(*n* log *n* + *n* × neighbours × items); the bills of one category of diagnosis are in memory at a time.
    init(
        _ lines: FeeLineColumns, of stays: StayColumns, traits: StayTraits, isTrial candidates: [Bool],
        minimumItems: Int, minimumCosine: Double, feeDifference: Double, largestNeighbors: Int
    ) {
        isTrial = Array(repeating: false, count: stays.count)
        isTwin = isTrial
        isCopy = isTrial
        itemCount = Array(repeating: 0, count: stays.count)
        self.minimumCosine = minimumCosine
        self.feeDifference = feeDifference
        self.largestNeighbors = largestNeighbors
        var staysOfClass = [[Int]](repeating: [], count: traits.classNames.count)
        for stay in 0..<stays.count where candidates[stay] && traits.diagnosisClass[stay] >= 0 {
            staysOfClass[Int(traits.diagnosisClass[stay])].append(stay)
        }
        for members in staysOfClass {
            var entries: [Entry] = []
            for stay in members {
                let bill = Bill(lines, stays, stay)
                guard bill.items.count >= minimumItems, bill.total > 0 else { continue }
                entries.append(Entry(stay: stay, facility: stays.facility[stay], person: stays.person[stay], bill: bill))
                isTrial[stay] = true
                itemCount[stay] = Int32(bill.items.count)
            }
            entries.sort { ($0.bill.total, $0.stay) < ($1.bill.total, $1.stay) }
            compare(entries)
        }
    }

    /// - Parameter entries: of one category, ascending by total.
    private mutating func compare(_ entries: [Entry]) {
        var hasTwin = [Bool](repeating: false, count: entries.count)
        var isCopy = hasTwin
        var comparisons = [Int](repeating: 0, count: entries.count)
        for own in Dictionary(grouping: entries.indices, by: { entries[$0].facility }).values {
            for place in own.indices {
                let entry = entries[own[place]]
                for next in own[(place + 1)...].prefix(largestNeighbors) {
                    let other = entries[next]
                    guard isNear(other, entry) else { break }
                    guard other.person != entry.person else { continue }
                    comparisons[own[place]] += 1
                    comparisons[next] += 1
                    let isSameTotal = other.bill.total == entry.bill.total && !(isCopy[own[place]] && isCopy[next])
                    guard isSameTotal || !hasTwin[own[place]] || !hasTwin[next] else { continue }
                    let cosine = entry.bill.cosine(other.bill)
                    guard cosine >= minimumCosine else { continue }
                    hasTwin[own[place]] = true
                    hasTwin[next] = true
                    guard isSameTotal, cosine >= Self.sameProportions else { continue }
                    isCopy[own[place]] = true
                    isCopy[next] = true
                }
            }
        }
        for place in entries.indices where hasTwin[place] {
            isTwin[entries[place].stay] = !hasLikeElsewhere(
                place, entries, comparisons: comparisons[place], minimumCosine: isCopy[place] ? Self.sameProportions : minimumCosine)
            self.isCopy[entries[place].stay] = isCopy[place] && isTwin[entries[place].stay]
        }
    }

    /// Whether one of as many bills of other facilities, those with the nearest totals, or of the fewer that there are, is as like.
    private func hasLikeElsewhere(_ place: Int, _ entries: [Entry], comparisons: Int, minimumCosine: Double) -> Bool {
        let entry = entries[place]
        var (below, above) = (place - 1, place + 1)
        var left = comparisons
        while left > 0 {
            let lower = below >= 0 && isNear(entry, entries[below]) ? entry.bill.total - entries[below].bill.total : .infinity
            let upper = above < entries.count && isNear(entries[above], entry) ? entries[above].bill.total - entry.bill.total : .infinity
            guard min(lower, upper) < .infinity else { return false }
            let other = entries[lower <= upper ? below : above]
            if lower <= upper { below -= 1 } else { above += 1 }
            guard other.facility != entry.facility, other.person != entry.person else { continue }
            left -= 1
            if entry.bill.cosine(other.bill) >= minimumCosine { return true }
        }
        return false
    }

    private func isNear(_ larger: Entry, _ smaller: Entry) -> Bool {
        larger.bill.total - smaller.bill.total <= feeDifference * smaller.bill.total
    }

    /// Amounts by item, ascending by item.
    struct Bill {
        private(set) var items: [(item: Int32, amount: Double)] = []
        private(set) var total = 0.0
        private var length = 0.0

        init(_ lines: FeeLineColumns, _ stays: StayColumns, _ stay: Int) {
            var found: [(item: Int32, amount: Double)] = []
            for row in stays.rows(of: stay) {
                for line in lines.lines(ofSettlement: Int(row)) where lines.item[line] >= 0 {
                    found.append((lines.item[line], Double(Fen.orZero(lines.amount[line]))))
                }
            }
            found.sort { $0.item < $1.item }
            for entry in found {
                total += entry.amount
                if let last = items.last, last.item == entry.item { items[items.count - 1].amount += entry.amount } else { items.append(entry) }
            }
            length = items.reduce(0) { $0 + $1.amount * $1.amount }.squareRoot()
        }

        func cosine(_ other: Bill) -> Double {
            var (left, right) = (0, 0)
            var product = 0.0
            while left < items.count, right < other.items.count {
                if items[left].item == other.items[right].item {
                    product += items[left].amount * other.items[right].amount
                    left += 1
                    right += 1
                } else if items[left].item < other.items[right].item {
                    left += 1
                } else {
                    right += 1
                }
            }
            return length > 0 && other.length > 0 ? product / (length * other.length) : 0
        }
    }
}
