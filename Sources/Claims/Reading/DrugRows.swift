import ADBC

/// Takes in `drug_trac_d`. Facilities and persons are numbered provisionally as `SettlementRows` numbers them; a facility that
/// only sells traced packs is one as well.
final class TraceRows: TableSink {
    private let rows: SettlementRows
    private(set) var columns = TraceColumns()
    private var settlementIDs = TextColumn()
    private var items = IdentifierTableBuilder()
    private var packs = IdentifierTableBuilder()
    private var checkpoint = 0

    init(_ rows: SettlementRows) { self.rows = rows }

    func mark() { checkpoint = columns.count }

    func rollBack() {
        columns.truncate(to: checkpoint)
        settlementIDs.truncate(to: checkpoint)
    }

    func take(_ batch: TableBatch) throws(ADBCError) {
        let codes = try batch.texts("drug_trac_codg")
        let drugs = try batch.texts("med_list_codg")
        let facilities = try batch.texts("fixmedins_code")
        let persons = try batch.texts("psn_no")
        let settlements = try batch.texts("setl_id")
        let quantity = try batch.numbers("sel_retn_cnt")
        let day = try batch.days("sel_retn_time")
        let second = try batch.seconds("sel_retn_time")
        let split = try batch.texts("trdn_flag")
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            func number(_ texts: UTF8Column?, _ body: (Span<UInt8>) -> Int32?) -> Int32 {
                texts?.withBytes(row) { bytes in if let bytes { body(bytes) } else { nil } } ?? IdentifierTable.missing
            }
            columns.pack.append(number(codes) { packs.number(ofBytes: $0) })
            columns.item.append(number(drugs) { items.number(ofBytes: $0) })
            columns.facility.append(number(facilities) { rows.facilities.number(ofBytes: $0) })
            columns.person.append(number(persons) { rows.persons.existingNumber(ofBytes: $0) })
            columns.settlement.append(IdentifierTable.missing)
            settlementIDs.append(settlements?.string(row) ?? "")
            columns.quantity.append(quantity?[row].map(Float.init) ?? .nan)
            columns.day.append(day?[row] ?? CalendarDay.missing)
            columns.second.append(second?[row] ?? CalendarDay.noSecond)
            columns.isSplit.append(SmallCode.number(split, row) == 1)
            columns.isVoid.append(false)
        }
    }

    func finished(persons: [Int32], facilities: [Int32], settlements: SettlementIndex) -> TraceColumns {
        var finished = columns
        let voided = SettlementIndex(rows.voided)
        for row in finished.pack.indices {
            if finished.person[row] >= 0 { finished.person[row] = persons[Int(finished.person[row])] }
            if finished.facility[row] >= 0 { finished.facility[row] = facilities[Int(finished.facility[row])] }
            let bytes = settlementIDs.utf8(row)
            guard !bytes.isEmpty else { continue }
            finished.settlement[row] = settlements.row(of: bytes.span) ?? IdentifierTable.missing
            finished.isVoid[row] = finished.settlement[row] < 0 && voided.row(of: bytes.span) != nil
        }
        finished.items = finals(items, &finished.item)
        finished.packs = finals(packs, &finished.pack)
        finished.arrange()
        return finished
    }
}

/// Takes in `drug_inv_d`.
final class InventoryRows: TableSink {
    private let rows: SettlementRows
    private(set) var columns = InventoryColumns()
    private var items = IdentifierTableBuilder()
    private var checkpoint = 0

    init(_ rows: SettlementRows) { self.rows = rows }

    func mark() { checkpoint = columns.count }
    func rollBack() { columns.truncate(to: checkpoint) }

    func take(_ batch: TableBatch) throws(ADBCError) {
        let drugs = try batch.texts("med_list_codg")
        let facilities = try batch.texts("fixmedins_code")
        let kinds = try batch.texts("inv_type")
        let quantity = try batch.numbers("cnt")
        let day = try batch.days("inv_time")
        let second = try batch.seconds("inv_time")
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            let item: Int32? = drugs?.withBytes(row) { bytes in if let bytes { items.number(ofBytes: bytes) } else { nil } }
            let facility: Int32? = facilities?.withBytes(row) { bytes in if let bytes { rows.facilities.number(ofBytes: bytes) } else { nil } }
            columns.item.append(item ?? IdentifierTable.missing)
            columns.facility.append(facility ?? IdentifierTable.missing)
            columns.kind.append(InventoryColumns.Kind(code: kinds?.string(row) ?? ""))
            columns.quantity.append(quantity?[row] ?? .nan)
            columns.day.append(day?[row] ?? CalendarDay.missing)
            columns.second.append(second?[row] ?? CalendarDay.noSecond)
        }
    }

    func finished(facilities: [Int32]) -> InventoryColumns {
        var finished = columns
        for row in finished.facility.indices where finished.facility[row] >= 0 {
            finished.facility[row] = facilities[Int(finished.facility[row])]
        }
        finished.items = finals(items, &finished.item)
        finished.arrange()
        return finished
    }
}

/// Takes in `items_gender`: which items only one sex can have.
final class ItemSexRows: TableSink {
    private(set) var sexes: [String: UInt8] = [:]

    func mark() {}
    func rollBack() {}

    func take(_ batch: TableBatch) throws(ADBCError) {
        let items = try batch.texts("med_list_codg")
        let sexesOfRows = try batch.texts("allowed_gend")
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            guard let item = items?.string(row), let sex = SmallCode.number(sexesOfRows, row), sex == 1 || sex == 2 else { continue }
            // An item that is given to both is no item of one sex.
            sexes[item] = sexes[item].map { $0 == UInt8(sex) ? $0 : 0 } ?? UInt8(sex)
        }
    }

    var known: [String: UInt8] { sexes.filter { $0.value != 0 } }
}

private func finals(_ builder: IdentifierTableBuilder, _ numbers: inout [Int32]) -> IdentifierTable {
    let (table, final) = builder.finished()
    for row in numbers.indices where numbers[row] >= 0 { numbers[row] = final[Int(numbers[row])] }
    return table
}
