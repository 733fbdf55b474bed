/// Sales and returns of traceable packs (`drug_trac_d`), in the order (pack, day, second, facility, content).
public struct TraceColumns: Sendable {
    public var count: Int { pack.count }

    /// `fixmedins_code`, `psn_no`: numbers of the store's facilities and persons; -1 where missing or without a settlement.
    public internal(set) var facility: [Int32] = []
    public internal(set) var person: [Int32] = []
    /// Row of the kept settlement that `setl_id` names, -1 without one.
    public internal(set) var settlement: [Int32] = []
    /// `med_list_codg`, `drug_trac_codg`: numbers of `items` and `packs`.
    public internal(set) var item: [Int32] = []
    public internal(set) var pack: [Int32] = []
    /// `sel_retn_cnt`: negative for a return; NaN where missing.
    public internal(set) var quantity: [Float] = []
    /// `sel_retn_time`.
    public internal(set) var day: [Int32] = []
    public internal(set) var second: [Int32] = []
    /// `trdn_flag`: the pack is sold in parts.
    public internal(set) var isSplit: [Bool] = []
    /// Whether the settlement that `setl_id` names was refunded as a whole, or is not valid.
    public internal(set) var isVoid: [Bool] = []

    public internal(set) var items = IdentifierTable()
    public internal(set) var packs = IdentifierTable()
    public internal(set) var byPack = SubjectSlices(subjects: [], subjectCount: 0)

    static var numberColumns: [WritableKeyPath<TraceColumns, [Int32]>] {
        [\.facility, \.person, \.settlement, \.item, \.pack, \.day, \.second]
    }

    mutating func truncate(to count: Int) {
        for column in Self.numberColumns { self[keyPath: column].removeLast(self[keyPath: column].count - count) }
        quantity.removeLast(quantity.count - count)
        isSplit.removeLast(isSplit.count - count)
        isVoid.removeLast(isVoid.count - count)
    }

    /// - Precondition: the numbers are final.
    mutating func arrange() {
        let slices = SubjectSlices(subjects: pack, subjectCount: packs.count)
        var order = slices.rows
        for number in 0..<packs.count where slices[number].count > 1 {
            order[Int(slices.offsets[number])..<Int(slices.offsets[number + 1])].sort { precedes(Int($0), Int($1)) }
        }
        for column in Self.numberColumns {
            let values = self[keyPath: column]
            self[keyPath: column] = order.map { values[Int($0)] }
        }
        quantity = order.map { quantity[Int($0)] }
        isSplit = order.map { isSplit[Int($0)] }
        isVoid = order.map { isVoid[Int($0)] }
        byPack = SubjectSlices(subjects: pack, subjectCount: packs.count)
    }

    /// Tuples, not arrays: a comparison must not allocate.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (leftTime, rightTime) = ((day[left], second[left]), (day[right], second[right]))
        if leftTime != rightTime { return leftTime < rightTime }
        let leftKey = (facility[left], settlement[left], person[left], item[left], isSplit[left] ? 1 : 0)
        let rightKey = (facility[right], settlement[right], person[right], item[right], isSplit[right] ? 1 : 0)
        return leftKey == rightKey ? place(of: quantity[left]) > place(of: quantity[right]) : leftKey < rightKey
    }

    /// A missing count, which compares with nothing, is taken for a sale, and sales stand before returns.
    private func place(of quantity: Float) -> Float { quantity.isNaN ? .infinity : quantity }
}

/// Movements of stock (`drug_inv_d`), in the order (facility, item, day, second, kind, quantity).
public struct InventoryColumns: Sendable {
    /// `inv_type`.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case unknown, open, purchase, purchaseReturn, otherIn, otherOut, close

        init(code: String) {
            self = switch code.lowercased() {
            case "open": .open
            case "purchase": .purchase
            case "purchase_return": .purchaseReturn
            case "other_in": .otherIn
            case "other_out": .otherOut
            case "close": .close
            default: .unknown
            }
        }
    }

    public var count: Int { item.count }

    public internal(set) var facility: [Int32] = []
    public internal(set) var item: [Int32] = []
    public internal(set) var kind: [Kind] = []
    /// `cnt`, in the smallest priced package; NaN where missing.
    public internal(set) var quantity: [Double] = []
    public internal(set) var day: [Int32] = []
    public internal(set) var second: [Int32] = []
    public internal(set) var items = IdentifierTable()

    mutating func truncate(to count: Int) {
        for column in [\InventoryColumns.facility, \.item, \.day, \.second] {
            self[keyPath: column].removeLast(self[keyPath: column].count - count)
        }
        kind.removeLast(kind.count - count)
        quantity.removeLast(quantity.count - count)
    }

    mutating func arrange() {
        // A missing count, which compares with nothing, stands first: so the order of the file decides nothing.
        func key(_ row: Int) -> (Int32, Int32, Int32, Int32, UInt8, Double) {
            (facility[row], item[row], day[row], second[row], kind[row].rawValue, quantity[row].isNaN ? -.infinity : quantity[row])
        }
        let order = item.indices.sorted { key($0) < key($1) }
        for column in [\InventoryColumns.facility, \.item, \.day, \.second] {
            let values = self[keyPath: column]
            self[keyPath: column] = order.map { values[$0] }
        }
        kind = order.map { kind[$0] }
        quantity = order.map { quantity[$0] }
    }
}

/// Registrations for chronic and special diseases (`opsp_reg_d`) of persons who have settlements, in the order
/// (person, first day, disease, facility).
public struct RegistrationColumns: Sendable {
    public var count: Int { person.count }

    public internal(set) var person: [Int32] = []
    /// Number of the store's facilities, -1 where missing or without a settlement.
    public internal(set) var facility: [Int32] = []
    /// `opsp_dise_code`: number of `diseases`, -1 where missing.
    public internal(set) var disease: [Int32] = []
    public internal(set) var beginDay: [Int32] = []
    public internal(set) var endDay: [Int32] = []
    public internal(set) var diseases = IdentifierTable()
    public internal(set) var byPerson = SubjectSlices(subjects: [], subjectCount: 0)

    public init() {}
}
