import Claims

/// Stays whose bill is nearly that of another person's stay at the same facility for the same category of diagnosis: as
/// vectors of amounts by item, at an angle whose cosine is at least the threshold, and of nearly the same total.
struct BillTwins {
    /// Stays with enough items to be told apart, and those with a twin.
    private(set) var isTrial: [Bool]
    private(set) var isTwin: [Bool]
    private(set) var twin: [Int32]

    /// - Parameters:
    ///   - minimumItems: bills of fewer different items are alike by nature.
    ///   - feeDifference: largest difference of the totals, as a share; it also bounds the comparisons, for stays are
    ///     compared in the order of their totals.
    ///   - largestNeighbors: comparisons a stay at most.
    /// - Complexity: O(*n* log *n* + *n* × neighbours × items).
    init(
        _ lines: FeeLineColumns, of stays: StayColumns, traits: StayTraits, isTrial candidates: [Bool],
        minimumItems: Int, minimumCosine: Double, feeDifference: Double, largestNeighbors: Int
    ) {
        isTrial = Array(repeating: false, count: stays.count)
        isTwin = isTrial
        twin = Array(repeating: -1, count: stays.count)
        for facility in 0..<stays.byFacility.subjectCount {
            var own: [(stay: Int, bill: Bill)] = []
            for place in stays.byFacility[facility] where candidates[Int(place)] && traits.diagnosisClass[Int(place)] >= 0 {
                let bill = Bill(lines, stays, Int(place))
                if bill.items.count >= minimumItems, bill.total > 0 {
                    own.append((Int(place), bill))
                    isTrial[Int(place)] = true
                }
            }
            own.sort { left, right in
                (traits.diagnosisClass[left.stay], left.bill.total, left.stay) < (traits.diagnosisClass[right.stay], right.bill.total, right.stay)
            }
            for place in own.indices {
                let (stay, bill) = own[place]
                var next = place + 1
                while next < own.count, next - place <= largestNeighbors {
                    let (other, otherBill) = own[next]
                    guard traits.diagnosisClass[other] == traits.diagnosisClass[stay], otherBill.total - bill.total <= feeDifference * bill.total else { break }
                    next += 1
                    guard stays.person[other] != stays.person[stay], !isTwin[stay] || !isTwin[other], bill.cosine(otherBill) >= minimumCosine else { continue }
                    if !isTwin[stay] { (isTwin[stay], twin[stay]) = (true, Int32(other)) }
                    if !isTwin[other] { (isTwin[other], twin[other]) = (true, Int32(stay)) }
                }
            }
        }
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
