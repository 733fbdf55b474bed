import ADBC

/// The rows of `setl_d` as they came, in columns, before refunds and duplicates are settled. Provisional identifier
/// numbers; flags kept apart.
final class SettlementRows: TableSink {
    var id = TextColumn()
    var columns = SettlementColumns()
    var sex: [UInt8] = []
    var birthDay: [Int32] = []
    var isRefund: [Bool] = []
    var isValid: [Bool] = []
    /// `opt_time` as seconds since 1970, `Int64.min` where missing.
    var operationTime: [Int64] = []

    var persons = IdentifierTableBuilder()
    var facilities = IdentifierTableBuilder()
    var employers = IdentifierTableBuilder()
    var diseases = IdentifierTableBuilder()
    var operators = IdentifierTableBuilder()
    var regions = IdentifierTableBuilder()
    var schemes = IdentifierTableBuilder()
    var medicalTypes = IdentifierTableBuilder()
    var visits = IdentifierTableBuilder()
    private let readsVisits: Bool

    var read = SettlementReconciliation.Share()
    var quarantined = SettlementReconciliation.Share()
    /// Rows that have neither a settlement day nor anything to stand in for it.
    private(set) var undated = 0
    /// `setl_id` of settlements that were refunded or are not valid: what they sold came back, or was never sold.
    var voided = TextColumn()
    /// Rows that are no claims, where they are asked for by name.
    var skipped: SkippedSettlements?
    private var checkpoint: (rows: Int, read: SettlementReconciliation.Share, quarantined: SettlementReconciliation.Share, undated: Int, skipped: Int)
    private var placement = DayPlacement()

    /// - Parameter readsVisits: whether `mdtrt_id` is kept; without a table of visits it would only take room.
    init(readsVisits: Bool = false, recordsSkipped: Bool = false) {
        self.readsVisits = readsVisits
        skipped = recordsSkipped ? SkippedSettlements() : nil
        checkpoint = (0, read, quarantined, 0, 0)
    }

    var count: Int { id.count }

    /// The columns with their ids, which are gone from here afterwards: selecting rows then frees what was selected from.
    func handOver() -> SettlementColumns {
        var taken = columns
        taken.id = id
        columns = SettlementColumns()
        id = TextColumn()
        operationTime = []
        return taken
    }

    func mark() { checkpoint = (count, read, quarantined, undated, skipped?.count ?? 0) }

    func rollBack() {
        id.truncate(to: checkpoint.rows)
        columns.truncate(to: checkpoint.rows)
        sex.removeLast(sex.count - checkpoint.rows)
        birthDay.removeLast(birthDay.count - checkpoint.rows)
        isRefund.removeLast(isRefund.count - checkpoint.rows)
        isValid.removeLast(isValid.count - checkpoint.rows)
        operationTime.removeLast(operationTime.count - checkpoint.rows)
        skipped?.truncate(to: checkpoint.skipped)
        (_, read, quarantined, undated, _) = checkpoint
    }

    /// Lines that did not even come as rows: they are in the account, without an amount.
    func noteFaultyLines(_ count: Int) {
        read.rows += count
        quarantined.rows += count
        for _ in 0..<count { skipped?.addWithoutID(.quarantined) }
    }

    func take(_ batch: TableBatch) throws(ADBCError) {
        let total = try batch.amounts("medfee_sumamt")
        let texts = skipped == nil ? nil : try batch.texts("setl_id")
        try placement.take(batch)
        var kept: [Int] = []
        kept.reserveCapacity(batch.rowCount)
        for row in 0..<batch.rowCount {
            let amount = total?[row] ?? Fen.missing
            read.add(amount)
            if batch.isUsable[row], placement.day[row] != CalendarDay.missing {
                kept.append(row)
            } else {
                if batch.isUsable[row] { undated += 1 }
                quarantined.add(amount)
                if let texts {
                    texts.withBytes(row) { bytes in
                        if let bytes { skipped?.add(bytes, .quarantined) } else { skipped?.addWithoutID(.quarantined) }
                    }
                }
            }
        }
        try appendIdentifiers(batch, kept)
        try appendAmounts(batch, kept)
        try appendCodes(batch, kept)
        try appendDays(batch, kept)
    }

    private func appendIdentifiers(_ batch: TableBatch, _ kept: [Int]) throws(ADBCError) {
        if let texts = try batch.texts("setl_id") {
            for row in kept { texts.withBytes(row) { bytes in if let bytes { id.append(bytes) } } }
        }
        try intern(batch, "psn_no", kept, &persons, &columns.person)
        try intern(batch, "fixmedins_code", kept, &facilities, &columns.facility)
        if readsVisits { try intern(batch, "mdtrt_id", kept, &visits, &columns.visit) }
        try intern(batch, "emp_no", kept, &employers, &columns.employer)
        try intern(batch, "dise_no", kept, &diseases, &columns.disease)
        try intern(batch, "opter_id", kept, &operators, &columns.operatorNumber)
        try intern(batch, "insu_admdvs", kept, &regions, &columns.insuredRegion)
        try intern(batch, "fix_blng_admdvs", kept, &regions, &columns.facilityRegion)
        try intern(batch, "insutype", kept, &schemes, &columns.scheme)
        try intern(batch, "med_type", kept, &medicalTypes, &columns.medicalType)
    }

    private func intern(
        _ batch: TableBatch, _ column: String, _ kept: [Int], _ builder: inout IdentifierTableBuilder, _ numbers: inout [Int32]
    ) throws(ADBCError) {
        guard let texts = try batch.texts(column) else {
            numbers.append(contentsOf: repeatElement(IdentifierTable.missing, count: kept.count))
            return
        }
        for row in kept {
            numbers.append(texts.withBytes(row) { bytes in if let bytes { builder.number(ofBytes: bytes) } else { IdentifierTable.missing } })
        }
    }

    private func appendAmounts(_ batch: TableBatch, _ kept: [Int]) throws(ADBCError) {
        func append(_ column: String, _ values: inout [Int64]) throws(ADBCError) {
            let amounts = try batch.amounts(column)
            for row in kept { values.append(amounts?[row] ?? Fen.missing) }
        }
        try append("medfee_sumamt", &columns.totalFee)
        try append("inscp_amt", &columns.inScope)
        try append("hifp_pay", &columns.pooledFund)
        try append("fund_pay_sumamt", &columns.fund)
        try append("psn_pay", &columns.personal)
        try append("acct_pay", &columns.account)
        try append("acct_mulaid_pay", &columns.mutualAid)
        try append("cash_payamt", &columns.cash)
    }

    private func appendCodes(_ batch: TableBatch, _ kept: [Int]) throws(ADBCError) {
        func append(_ column: String, _ values: inout [UInt8]) throws(ADBCError) {
            let texts = try batch.texts(column)
            for row in kept { values.append(SmallCode.number(texts, row).map { UInt8(truncatingIfNeeded: $0) } ?? 0) }
        }
        try append("mdtrt_cert_type", &columns.certificateType)
        try append("setl_type", &columns.settlementType)
        try append("gend", &sex)
        let refunds = try batch.texts("refd_setl_flag")
        let valid = try batch.texts("vali_flag")
        for row in kept {
            isRefund.append(SmallCode.number(refunds, row) == 1)
            isValid.append(SmallCode.number(valid, row) != 0)
        }
    }

    private func appendDays(_ batch: TableBatch, _ kept: [Int]) throws(ADBCError) {
        let birth = try batch.days("brdy")
        for row in kept {
            columns.day.append(placement.day[row])
            columns.second.append(placement.second[row])
            columns.beginDay.append(placement.beginDay[row])
            columns.endDay.append(placement.endDay[row])
            operationTime.append(placement.operationTime[row])
            birthDay.append(birth?[row] ?? CalendarDay.missing)
        }
    }
}

extension SettlementRows {
    /// An order of rows by `opt_time`, then by everything else that is kept of them: two rows of which neither comes
    /// before the other are the same in all columns, so which of them is taken makes no difference.
    func contentPrecedes(_ left: Int, _ right: Int) -> Bool {
        if operationTime[left] != operationTime[right] { return operationTime[left] < operationTime[right] }
        for column in [\SettlementColumns.day, \.second, \.beginDay, \.endDay] {
            let values = columns[keyPath: column]
            if values[left] != values[right] { return values[left] < values[right] }
        }
        for column in SettlementColumns.amountColumns {
            let values = columns[keyPath: column]
            if values[left] != values[right] { return values[left] < values[right] }
        }
        let identifiers: [(IdentifierTableBuilder, [Int32])] = [
            (persons, columns.person), (facilities, columns.facility), (employers, columns.employer), (diseases, columns.disease),
            (operators, columns.operatorNumber), (regions, columns.insuredRegion), (regions, columns.facilityRegion),
            (schemes, columns.scheme), (medicalTypes, columns.medicalType), (visits, columns.visit),
        ]
        for (builder, numbers) in identifiers where !numbers.isEmpty && numbers[left] != numbers[right] {
            return builder.utf8(numbers[left]).lexicographicallyPrecedes(builder.utf8(numbers[right]))
        }
        let flags = { [self] (row: Int) in
            [Int(columns.certificateType[row]), Int(columns.settlementType[row]), Int(sex[row]), Int(birthDay[row]), isRefund[row] ? 1 : 0]
        }
        return flags(left).lexicographicallyPrecedes(flags(right))
    }
}

/// When a settlement took place. `setl_time` gives day and second; where it is a time alone, `opt_time`, else
/// `enddate`, else `begndate` gives the day. A date alone leaves the second missing.
private struct DayPlacement {
    var day: [Int32] = []
    var second: [Int32] = []
    var beginDay: [Int32] = []
    var endDay: [Int32] = []
    var operationTime: [Int64] = []

    mutating func take(_ batch: TableBatch) throws(ADBCError) {
        let settlementDay = try batch.days("setl_time")
        let settlementSecond = try batch.seconds("setl_time")
        let operationDay = try batch.days("opt_time")
        let operationSecond = try batch.seconds("opt_time")
        let begin = try batch.days("begndate")
        let end = try batch.days("enddate")
        for column in [\Self.day, \.second, \.beginDay, \.endDay] { self[keyPath: column].removeAll(keepingCapacity: true) }
        operationTime.removeAll(keepingCapacity: true)
        for row in 0..<batch.rowCount {
            let operationDayHere = operationDay?[row]
            day.append(settlementDay?[row] ?? operationDayHere ?? end?[row] ?? begin?[row] ?? CalendarDay.missing)
            second.append(settlementSecond?[row] ?? CalendarDay.noSecond)
            beginDay.append(begin?[row] ?? CalendarDay.missing)
            endDay.append(end?[row] ?? CalendarDay.missing)
            operationTime.append(operationDayHere.map { Int64($0) * 86_400 + Int64(operationSecond?[row] ?? 0) } ?? Int64.min)
        }
    }
}
