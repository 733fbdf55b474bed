import Claims

/// Fund money of a list, each settlement and each fee line counted once, for whichever lead comes first.
///
/// Lines carry what is in policy scope, as the handbook's formulas have it; where the funds paid less, it is what was claimed of them.
struct AmountAccount {
    private let store: ClaimStore
    private var wholeSettlements: Set<Int32> = []
    private var fenOfLine: [Int32: Int64] = [:]
    private var fenOfPartialSettlement: [Int32: Int64] = [:]

    init(store: ClaimStore) { self.store = store }

    /// All money of a candidate: its settlements, and its lines of other settlements.
    static func gross(_ candidate: Candidate, in store: ClaimStore) -> Int64 {
        var account = AmountAccount(store: store)
        return account.count(candidate)
    }

    /// What a candidate adds to what was counted before it, in fen.
    mutating func count(_ candidate: Candidate) -> Int64 {
        var sum: Int64 = 0
        for row in candidate.rows where wholeSettlements.insert(row).inserted {
            sum += max(0, Fen.orZero(store.settlements.fundPaid(Int(row))) - (fenOfPartialSettlement[row] ?? 0))
        }
        guard let feeLines = store.feeLines else { return sum }
        for part in candidate.lines {
            let settlement = feeLines.settlement[Int(part.line)]
            guard !wholeSettlements.contains(settlement) else { continue }
            let added = max(0, part.fen - (fenOfLine[part.line] ?? 0))
            fenOfLine[part.line, default: 0] += added
            fenOfPartialSettlement[settlement, default: 0] += added
            sum += added
        }
        return sum
    }
}
