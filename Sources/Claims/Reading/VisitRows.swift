import ADBC

/// Takes in `mdtrt_d`: the visits that settlements name. Numbers here are the provisional ones of `SettlementRows`.
final class VisitRows: TableSink {
    private let rows: SettlementRows
    private var columns = VisitColumns()
    private var builders: [IdentifierTableBuilder]
    private var telephones = IdentifierTableBuilder()

    private static let codes = ["adm_dept_codg", "adm_bed", "dscg_maindiag_code", "atddr_no", "resd_regn"]

    init(_ rows: SettlementRows) {
        self.rows = rows
        let count = rows.visits.count
        builders = Self.codes.map { _ in IdentifierTableBuilder() }
        for column in VisitColumns.codeColumns { columns[keyPath: column] = Array(repeating: IdentifierTable.missing, count: count) }
        columns.telephone = Array(repeating: IdentifierTable.missing, count: count)
        columns.beginDay = Array(repeating: CalendarDay.missing, count: count)
        columns.endDay = columns.beginDay
        columns.beginSecond = Array(repeating: CalendarDay.noSecond, count: count)
        columns.endSecond = columns.beginSecond
        columns.dischargeWay = Array(repeating: 0, count: count)
        columns.isOpen = Array(repeating: false, count: count)
    }

    // Reading a file again gives the same values, so there is nothing to take back.
    func mark() {}
    func rollBack() {}

    func take(_ batch: TableBatch) throws(ADBCError) {
        guard let ids = try batch.texts("mdtrt_id") else { return }
        var places: [(row: Int, visit: Int)] = []
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            let visit: Int32? = ids.withBytes(row) { bytes in if let bytes { rows.visits.existingNumber(ofBytes: bytes) } else { nil } }
            if let visit { places.append((row, Int(visit))) }
        }
        for (index, name) in Self.codes.enumerated() { try take(batch, name, index, places) }
        let begin = (try batch.days("begntime"), try batch.seconds("begntime"))
        let end = (try batch.days("endtime"), try batch.seconds("endtime"))
        let ways = try batch.texts("dscg_way")
        let states = try batch.texts("inhosp_stas")
        let contacts = try batch.texts("tel")
        for (row, visit) in places {
            // Of two rows for one visit the larger value stands, so that file order decides nothing.
            columns.beginDay[visit] = max(columns.beginDay[visit], begin.0?[row] ?? CalendarDay.missing)
            columns.beginSecond[visit] = max(columns.beginSecond[visit], begin.1?[row] ?? CalendarDay.noSecond)
            columns.endDay[visit] = max(columns.endDay[visit], end.0?[row] ?? CalendarDay.missing)
            columns.endSecond[visit] = max(columns.endSecond[visit], end.1?[row] ?? CalendarDay.noSecond)
            columns.dischargeWay[visit] = max(columns.dischargeWay[visit], UInt8(truncatingIfNeeded: SmallCode.number(ways, row) ?? 0))
            if SmallCode.number(states, row) == 1 { columns.isOpen[visit] = true }
            note(contacts, row, visit)
        }
    }

    private func take(_ batch: TableBatch, _ name: String, _ index: Int, _ places: [(row: Int, visit: Int)]) throws(ADBCError) {
        guard let texts = try batch.texts(name) else { return }
        let column = VisitColumns.codeColumns[index]
        for (row, visit) in places {
            let number: Int32? = texts.withBytes(row) { bytes in if let bytes { builders[index].number(ofBytes: bytes) } else { nil } }
            guard let number else { continue }
            let known = columns[keyPath: column][visit]
            if known < 0 || (known != number && builders[index].utf8(known).lexicographicallyPrecedes(builders[index].utf8(number))) {
                columns[keyPath: column][visit] = number
            }
        }
    }

    /// Hashes differ from run to run, so no order of theirs may choose between two: both are forgotten.
    private func note(_ hashes: UTF8Column?, _ row: Int, _ visit: Int) {
        guard let hashes, !hashes.isNull(row), columns.telephone[visit] != PersonRegistry.contradictory else { return }
        let number = hashes.withBytes(row) { bytes in if let bytes { telephones.number(ofBytes: bytes) } else { IdentifierTable.missing } }
        columns.telephone[visit] = columns.telephone[visit] < 0 || columns.telephone[visit] == number ? number : PersonRegistry.contradictory
    }

    /// The visits in use under their final numbers.
    /// - Parameters:
    ///   - table: the ids in use, and `numbers` the final number of each provisional one.
    ///   - settlements: under final numbers.
    func finished(_ table: IdentifierTable, numbers: [Int32], settlements: SettlementColumns) -> VisitColumns {
        var provisional = [Int](repeating: 0, count: table.count)
        for (number, final) in numbers.enumerated() where final >= 0 { provisional[Int(final)] = number }
        var finished = VisitColumns()
        finished.id = table
        for column in VisitColumns.codeColumns + [\.beginDay, \.beginSecond, \.endDay, \.endSecond] {
            let values = columns[keyPath: column]
            finished[keyPath: column] = provisional.map { values[$0] }
        }
        finished.telephone = StoreAssembly.numberedByFirst(provisional.map { columns.telephone[$0] })
        finished.dischargeWay = provisional.map { columns.dischargeWay[$0] }
        finished.isOpen = provisional.map { columns.isOpen[$0] }
        let tables = zip(VisitColumns.codeColumns, builders).map { column, builder in
            var isUsed = [Bool](repeating: false, count: builder.count)
            for number in finished[keyPath: column] where number >= 0 { isUsed[Int(number)] = true }
            let (table, final) = builder.finished(using: isUsed)
            finished[keyPath: column] = finished[keyPath: column].map { $0 < 0 ? IdentifierTable.missing : final[Int($0)] }
            return table
        }
        (finished.departments, finished.beds, finished.diagnoses, finished.doctors, finished.residences)
            = (tables[0], tables[1], tables[2], tables[3], tables[4])
        finished.person = Array(repeating: IdentifierTable.missing, count: table.count)
        finished.facility = finished.person
        finished.careClass = Array(repeating: .other, count: table.count)
        for row in 0..<settlements.count where settlements.visit[row] >= 0 {
            let visit = Int(settlements.visit[row])
            finished.person[visit] = settlements.person[row]
            finished.facility[visit] = settlements.facility[row]
            if settlements.careClass[row] == .inpatient || finished.careClass[visit] == .other {
                finished.careClass[visit] = settlements.careClass[row]
            }
        }
        columns = VisitColumns()
        return finished
    }
}
