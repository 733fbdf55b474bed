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

    /// Lines that are not valid, and lines whose settlement is not kept: refunded, repeated, set aside or not in the extract.
    public internal(set) var notValid = 0
    public internal(set) var withoutSettlement = 0

    private(set) var offsets: [Int32] = [0]

    /// The lines of a settlement.
    public func lines(ofSettlement row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

    /// Puts the lines in the order of their settlements by counting; lines of one settlement in order of content, so
    /// that nothing depends on the order of files. One column at a time is held twice.
    mutating func arrange(settlementCount: Int) {
        let slices = SubjectSlices(subjects: settlement, subjectCount: settlementCount)
        var order = slices.rows
        offsets = slices.offsets
        for row in 0..<settlementCount where offsets[row + 1] - offsets[row] > 1 {
            order[Int(offsets[row])..<Int(offsets[row + 1])].sort { precedes(Int($0), Int($1)) }
        }
        for column in Self.numberColumns { gather(column, order) }
        for column in Self.amountColumns { gather(column, order) }
        gather(\.listType, order)
        gather(\.chargeType, order)
        gather(\.quantity, order)
        gather(\.supplyDays, order)
        if id.count > 0 { id = id.selecting(order) }
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
        let leftKey = (day[left], second[left], item[left], localItem[left], amount[left], quantity[left])
        let rightKey = (day[right], second[right], item[right], localItem[right], amount[right], quantity[right])
        return leftKey == rightKey ? id.utf8(left).lexicographicallyPrecedes(id.utf8(right)) : leftKey < rightKey
    }

    private mutating func gather<Value>(_ column: WritableKeyPath<Self, [Value]>, _ order: [Int32]) {
        let values = self[keyPath: column]
        self[keyPath: column] = order.map { values[Int($0)] }
    }
}
