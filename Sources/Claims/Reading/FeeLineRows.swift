import ADBC

/// Takes in `fee_list_d`: valid lines of kept settlements, interned and converted, or only counted.
final class FeeLineRows: TableSink {
    private let settlementCount: Int
    private let settlementOfID: SettlementIndex
    private let noClaims: SettlementIndex
    private let keepsLines: Bool
    private(set) var account = FeeLineReconciliation()
    private var columns = FeeLineColumns()
    private var items = IdentifierTableBuilder()
    private var localItems = IdentifierTableBuilder()
    private var doctors = IdentifierTableBuilder()
    private var names: [String] = []
    private var checkpoint = (rows: 0, account: FeeLineReconciliation())

    /// - Parameters:
    ///   - index: the kept settlements by id, and `noClaims` those of the extract that are not kept.
    ///   - keepsLines: whether there will be `finished()` lines, or the account alone.
    init(settlementCount: Int, index: SettlementIndex, noClaims: SettlementIndex, keepsLines: Bool) {
        self.settlementCount = settlementCount
        settlementOfID = index
        self.noClaims = noClaims
        self.keepsLines = keepsLines
    }

    func mark() { checkpoint = (columns.count, account) }

    func rollBack() {
        columns.truncate(to: checkpoint.rows)
        account = checkpoint.account
    }

    /// The lines by settlement, with final identifier numbers.
    func finished() -> FeeLineColumns {
        var finished = columns
        columns = FeeLineColumns()
        let provisionalNames = names
        func final(_ builder: IdentifierTableBuilder, _ column: WritableKeyPath<FeeLineColumns, [Int32]>) -> IdentifierTable {
            let (table, numbers) = builder.finished()
            for row in finished[keyPath: column].indices where finished[keyPath: column][row] >= 0 {
                finished[keyPath: column][row] = numbers[Int(finished[keyPath: column][row])]
            }
            return table
        }
        finished.itemNames = Self.names(provisionalNames, numbers: items.finished().finalNumbers)
        finished.items = final(items, \.item)
        finished.localItems = final(localItems, \.localItem)
        finished.doctors = final(doctors, \.doctor)
        let repeated = finished.arrange(settlementCount: settlementCount)
        account.repeated = repeated
        account.kept -= repeated
        return finished
    }

    private static func names(_ provisional: [String], numbers: [Int32]) -> [String] {
        var names = [String](repeating: "", count: numbers.count)
        for (number, name) in provisional.enumerated() where numbers[number] >= 0 { names[Int(numbers[number])] = name }
        return names
    }

    /// The name of an item is the smallest in byte order of those it is given, so that file order decides nothing.
    private func note(_ batch: TableBatch, _ kept: [Int], from start: Int) throws(ADBCError) {
        guard let texts = try batch.texts("hilist_name") else { return }
        names += repeatElement("", count: items.count - names.count)
        for (offset, row) in kept.enumerated() {
            let item = columns.item[start + offset]
            guard item >= 0, !texts.isNull(row) else { continue }
            let name = names[Int(item)]
            if texts.withBytes(row, { bytes in if let bytes { Self.equals(bytes, name) } else { true } }) { continue }
            if let text = texts.string(row), name.isEmpty || text.utf8.lexicographicallyPrecedes(name.utf8) { names[Int(item)] = text }
        }
    }

    private static func equals(_ bytes: Span<UInt8>, _ text: String) -> Bool {
        let span = text.utf8.span
        guard span.count == bytes.count else { return false }
        for index in bytes.indices where bytes[index] != span[index] { return false }
        return true
    }

    func take(_ batch: TableBatch) throws(ADBCError) {
        let ids = try batch.texts("setl_id")
        let start = columns.count
        let valid = try batch.texts("vali_flag")
        var kept: [Int] = []
        kept.reserveCapacity(batch.rowCount)
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            if SmallCode.number(valid, row) == 0 {
                account.notValid += 1
                continue
            }
            let settlement: Int32? = ids?.withBytes(row) { bytes in if let bytes { settlementOfID.row(of: bytes) } else { nil } }
            guard let settlement else {
                let isNoClaim = ids?.withBytes(row) { bytes in if let bytes { noClaims.row(of: bytes) != nil } else { false } } ?? false
                if isNoClaim { account.ofNoClaim += 1 } else { account.withoutSettlement += 1 }
                continue
            }
            account.kept += 1
            guard keepsLines else { continue }
            columns.settlement.append(settlement)
            kept.append(row)
        }
        guard keepsLines else { return }
        let keys = try batch.texts("bkkp_sn")
        for row in kept { keys?.withBytes(row) { bytes in if let bytes { columns.id.append(bytes) } } }
        try intern(batch, "med_list_codg", kept, &items, \.item)
        try note(batch, kept, from: start)
        try intern(batch, "medins_list_codg", kept, &localItems, \.localItem)
        try intern(batch, "bilg_dr_code", kept, &doctors, \.doctor)
        let listType = try batch.texts("list_type")
        let chargeType = try batch.texts("med_chrgitm_type")
        let quantity = try batch.numbers("cnt")
        let amount = try batch.amounts("det_item_fee_sumamt")
        let inScope = try batch.amounts("inscp_amt")
        let supply = try batch.numbers("prd_days")
        let day = try batch.days("fee_ocur_time")
        let second = try batch.seconds("fee_ocur_time")
        for row in kept {
            columns.listType.append(SmallCode.number(listType, row) ?? 0)
            columns.chargeType.append(UInt8(truncatingIfNeeded: SmallCode.number(chargeType, row) ?? 0))
            columns.quantity.append(quantity?[row].map(Float.init) ?? .nan)
            columns.amount.append(amount?[row] ?? Fen.missing)
            columns.inScope.append(inScope?[row] ?? Fen.missing)
            columns.supplyDays.append(supply?[row].map(Float.init) ?? .nan)
            columns.day.append(day?[row] ?? CalendarDay.missing)
            columns.second.append(second?[row] ?? CalendarDay.noSecond)
        }
    }

    private func intern(
        _ batch: TableBatch, _ name: String, _ kept: [Int], _ builder: inout IdentifierTableBuilder,
        _ column: WritableKeyPath<FeeLineColumns, [Int32]>
    ) throws(ADBCError) {
        let texts = try batch.texts(name)
        for row in kept {
            let number: Int32? = texts?.withBytes(row) { bytes in if let bytes { builder.number(ofBytes: bytes) } else { nil } }
            columns[keyPath: column].append(number ?? IdentifierTable.missing)
        }
    }
}

extension FeeLineRows {
    /// What taking in the lines showed to be wrong with them.
    func findings(_ thresholds: ThresholdTable) throws(ClaimsError) -> [DataFinding] {
        var findings: [DataFinding] = []
        let share = try thresholds.value("line_without_settlement_share")
        if account.withoutSettlement > 0, Double(account.withoutSettlement) >= share * Double(account.valid) {
            findings.append(.init(
                kind: "line_without_settlement", count: account.withoutSettlement, of: account.valid,
                messageChinese: "费用明细的结算编号不在结算表中，这些明细未参与计算",
                messageEnglish: "fee lines whose setl_id is not in setl_d; they are left out"))
        }
        if let repeated = account.repeated, repeated > 0 {
            findings.append(.init(
                kind: "repeated_fee_line", count: repeated, of: account.valid,
                messageChinese: "费用明细流水号在同一结算内重复，重复的明细不再计入",
                messageEnglish: "fee lines with the bkkp_sn of another line of their settlement; each is counted once"))
        }
        return findings
    }
}

/// Rows of settlements by `setl_id`: open addressing over row numbers, the texts stay where they are.
struct SettlementIndex {
    private let texts: TextColumn
    private var slots: [Int32]

    /// Of equal texts one is found.
    init(_ texts: TextColumn) {
        self.texts = texts
        var capacity = 64
        while capacity < texts.count * 2 { capacity *= 2 }
        slots = Array(repeating: -1, count: capacity)
        for row in 0..<texts.count {
            var slot = Int(truncatingIfNeeded: texts.hash(row)) & (capacity - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(row)
        }
    }

    func row(of key: Span<UInt8>) -> Int32? {
        var slot = Int(truncatingIfNeeded: IdentifierTableBuilder.hash64(key)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if texts.equals(Int(slots[slot]), key) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}
