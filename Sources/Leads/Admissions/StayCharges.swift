import Claims

/// What the fee lines of every stay add up to, by kind of charge, in fen. Returned items count negative.
struct StayCharges {
    private(set) var total: [Int64]
    /// Examinations and laboratory (`med_chrgitm_type` 03, 04).
    private(set) var examination: [Int64]
    /// Western drugs, decoction pieces, patent drugs (09, 10, 11).
    private(set) var drugs: [Int64]
    /// Treatment and surgery (05, 06).
    private(set) var treatment: [Int64]
    private(set) var surgery: [Int64]
    private(set) var hasInjection: [Bool]
    private(set) var lineCount: [Int32]

    /// - Parameter injectionWords: parts of item names, in lower case, that tell an injection or infusion.
    init(_ lines: FeeLineColumns, of stays: StayColumns, injectionWords: [String]) {
        let none = [Int64](repeating: 0, count: stays.count)
        (total, examination, drugs, treatment, surgery) = (none, none, none, none, none)
        hasInjection = Array(repeating: false, count: stays.count)
        lineCount = Array(repeating: 0, count: stays.count)
        let isInjection = lines.itemNames.map { name in
            let name = name.lowercased()
            return injectionWords.contains { name.contains($0) }
        }
        for stay in 0..<stays.count {
            for row in stays.rows(of: stay) {
                for line in lines.lines(ofSettlement: Int(row)) {
                    let amount = Fen.orZero(lines.amount[line])
                    let type = lines.chargeType[line]
                    total[stay] += amount
                    lineCount[stay] += 1
                    if ChargeType.isExamination(type) { examination[stay] += amount }
                    if ChargeType.drugs.contains(type) { drugs[stay] += amount }
                    if type == ChargeType.treatment { treatment[stay] += amount }
                    if type == ChargeType.surgery { surgery[stay] += amount }
                    let item = lines.item[line]
                    if item >= 0, isInjection[Int(item)], !ChargeType.isRoom(type), !ChargeType.isExamination(type) { hasInjection[stay] = true }
                }
            }
        }
    }

    /// The share of a stay's charges; 0 for a stay without any.
    func share(_ column: KeyPath<StayCharges, [Int64]>, of stay: Int) -> Double {
        total[stay] > 0 ? min(1, max(0, Double(self[keyPath: column][stay]) / Double(total[stay]))) : 0
    }
}

extension StayCharges {
    /// Whether surgery was charged, by stay; nowhere without fee lines.
    static func hasSurgery(_ store: ClaimStore) -> [Bool] {
        let stays = store.stays
        guard let lines = store.feeLines else { return Array(repeating: false, count: stays.count) }
        return (0..<stays.count).map { stay in
            stays.rows(of: stay).contains { row in
                lines.lines(ofSettlement: Int(row)).contains { lines.chargeType[$0] == ChargeType.surgery && Fen.orZero(lines.amount[$0]) > 0 }
            }
        }
    }
}
