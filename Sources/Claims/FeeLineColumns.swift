/// Fee lines in columns, sorted by the row of their settlement: about 75 bytes a line, 53 M lines in some 4 GB.
public struct FeeLineColumns: Sendable {
    public var count: Int { settlement.count }

    /// `bkkp_sn`.
    public internal(set) var id = TextColumn()
    /// Row of the settlement in the store; ascending.
    public internal(set) var settlement: [Int32] = []
    /// Numbers of `items`, `localItems`, `doctors`; -1 where missing.
    public internal(set) var item: [Int32] = []
    public internal(set) var localItem: [Int32] = []
    public internal(set) var doctor: [Int32] = []
    /// `list_type` and `med_chrgitm_type` as numbers, 0 where missing.
    public internal(set) var listType: [UInt16] = []
    public internal(set) var chargeType: [UInt8] = []
    /// `cnt`; NaN where missing. Negative for a returned item.
    public internal(set) var quantity: [Float] = []
    /// Fen, `Fen.missing` where missing: `det_item_fee_sumamt`, `inscp_amt`.
    public internal(set) var amount: [Int64] = []
    public internal(set) var inScope: [Int64] = []
    /// `prd_days`, the days of supply; NaN where missing.
    public internal(set) var supplyDays: [Float] = []
    /// Day and second of `fee_ocur_time`.
    public internal(set) var day: [Int32] = []
    public internal(set) var second: [Int32] = []

    public internal(set) var items = IdentifierTable()
    /// `hilist_name` of each item, the smallest of several, empty where there is none.
    public internal(set) var itemNames: [String] = []
    public internal(set) var localItems = IdentifierTable()
    public internal(set) var doctors = IdentifierTable()

    private(set) var offsets: [Int32] = [0]

    /// `list_type` of services.
    public static let serviceListType: UInt16 = 201

    /// The lines of a settlement.
    public func lines(ofSettlement row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

    /// Puts the lines in the order of their settlements by counting; lines of one settlement in order of content, so
    /// that nothing depends on the order of files. One column at a time is held twice.
    /// - Returns: how many lines were repeats and are gone.
    mutating func arrange(settlementCount: Int) -> Int {
        let slices = SubjectSlices(subjects: settlement, subjectCount: settlementCount)
        var order = slices.rows
        offsets = slices.offsets
        for row in 0..<settlementCount where offsets[row + 1] - offsets[row] > 1 {
            order[Int(offsets[row])..<Int(offsets[row + 1])].sort { precedes(Int($0), Int($1)) }
        }
        let repeated = dropRepeats(&order)
        for column in Self.numberColumns { gather(column, order) }
        for column in Self.amountColumns { gather(column, order) }
        gather(\.listType, order)
        gather(\.chargeType, order)
        gather(\.quantity, order)
        gather(\.supplyDays, order)
        if id.count > 0 { id = id.selecting(order) }
        return repeated
    }

    /// Takes out the lines that bear the `bkkp_sn` of another line of their settlement; of several that differ the last
    /// in order stays. A returned item may bear the number of the line it takes back: those two are no repeats.
    /// - Complexity: O(*n* log *k*) for settlements of *k* lines, on 64-bit hashes; ids are compared only where hashes repeat.
    private mutating func dropRepeats(_ order: inout [Int32]) -> Int {
        guard id.count > 0 else { return 0 }
        var keys: [(hash: UInt64, place: Int)] = []
        var start = 0
        var next = 0
        for row in 0..<(offsets.count - 1) {
            let places = start..<Int(offsets[row + 1])
            keys.removeAll(keepingCapacity: true)
            for place in places where places.count > 1 {
                let line = Int(order[place])
                keys.append((id.hash(line) << 1 | (amount[line] < 0 || quantity[line] < 0 ? 1 : 0), place))
            }
            keys.sort { $0 < $1 }
            for (earlier, later) in zip(keys, keys.dropFirst())
            where earlier.hash == later.hash && id.utf8(Int(order[earlier.place])) == id.utf8(Int(order[later.place])) {
                order[earlier.place] = -1
            }
            for place in places where order[place] >= 0 {
                order[next] = order[place]
                next += 1
            }
            start = places.upperBound
            offsets[row + 1] = Int32(next)
        }
        order.removeLast(start - next)
        return start - next
    }

    /// Forgets every line from `count` on.
    mutating func truncate(to count: Int) {
        for column in Self.numberColumns { self[keyPath: column].removeLast(self[keyPath: column].count - count) }
        for column in Self.amountColumns { self[keyPath: column].removeLast(self[keyPath: column].count - count) }
        listType.removeLast(listType.count - count)
        chargeType.removeLast(chargeType.count - count)
        quantity.removeLast(quantity.count - count)
        supplyDays.removeLast(supplyDays.count - count)
        id.truncate(to: count)
    }

    private static var numberColumns: [WritableKeyPath<FeeLineColumns, [Int32]>] {
        [\.settlement, \.item, \.localItem, \.doctor, \.day, \.second]
    }

    private static var amountColumns: [WritableKeyPath<FeeLineColumns, [Int64]>] { [\.amount, \.inScope] }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        // Neither equal to a number nor before or after it, a missing quantity would leave the order open.
        func count(_ line: Int) -> Float { quantity[line].isNaN ? -.infinity : quantity[line] }
        let leftKey = (day[left], second[left], item[left], localItem[left], amount[left], count(left))
        let rightKey = (day[right], second[right], item[right], localItem[right], amount[right], count(right))
        return leftKey == rightKey ? id.utf8(left).lexicographicallyPrecedes(id.utf8(right)) : leftKey < rightKey
    }

    private mutating func gather<Value>(_ column: WritableKeyPath<Self, [Value]>, _ order: [Int32]) {
        let values = self[keyPath: column]
        self[keyPath: column] = order.map { values[Int($0)] }
    }
}
