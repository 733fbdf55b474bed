extension SettlementColumns {
    /// Forgets every row from `count` on.
    mutating func truncate(to count: Int) {
        for column in Self.numberColumns { self[keyPath: column].removeLast(max(0, self[keyPath: column].count - count)) }
        for column in Self.amountColumns { self[keyPath: column].removeLast(self[keyPath: column].count - count) }
        for column in Self.codeColumns { self[keyPath: column].removeLast(self[keyPath: column].count - count) }
        careClass.removeLast(careClass.count - min(count, careClass.count))
    }

    /// The given rows in the given order, column by column so that only one column is held twice at a time.
    mutating func select(_ rows: [Int32]) {
        id = id.count == 0 ? id : id.selecting(rows)
        for column in Self.numberColumns { self[keyPath: column] = gather(self[keyPath: column], rows) }
        for column in Self.amountColumns { self[keyPath: column] = gather(self[keyPath: column], rows) }
        for column in Self.codeColumns { self[keyPath: column] = gather(self[keyPath: column], rows) }
        careClass = gather(careClass, rows)
    }

    private func gather<Value>(_ values: [Value], _ rows: [Int32]) -> [Value] {
        values.isEmpty ? [] : rows.map { values[Int($0)] }
    }

    static var numberColumns: [WritableKeyPath<SettlementColumns, [Int32]>] {
        [\.person, \.facility, \.visit, \.employer, \.disease, \.operatorNumber, \.insuredRegion, \.facilityRegion, \.scheme,
         \.medicalType, \.day, \.second, \.beginDay, \.endDay]
    }

    static var amountColumns: [WritableKeyPath<SettlementColumns, [Int64]>] {
        [\.totalFee, \.inScope, \.pooledFund, \.fund, \.personal, \.account, \.mutualAid, \.cash]
    }

    static var codeColumns: [WritableKeyPath<SettlementColumns, [UInt8]>] { [\.certificateType, \.settlementType] }
}
