import ADBC

/// What the registries say of the persons and facilities that have settlements. Rows of others are passed over, but
/// counted with the rest. Numbers here are the provisional ones of `SettlementRows`.
final class PersonRegistry: TableSink {
    private let rows: SettlementRows
    private(set) var sex: [UInt8]
    private(set) var birthDay: [Int32]
    private(set) var deathDay: [Int32]
    private(set) var telephone: [Int32]
    private(set) var address: [Int32]
    private var contacts = IdentifierTableBuilder()

    init(_ rows: SettlementRows) {
        self.rows = rows
        sex = Array(repeating: 0, count: rows.persons.count)
        birthDay = Array(repeating: CalendarDay.missing, count: rows.persons.count)
        deathDay = birthDay
        telephone = Array(repeating: IdentifierTable.missing, count: rows.persons.count)
        address = telephone
    }

    func mark() {}
    func rollBack() {}

    func take(_ batch: TableBatch) throws(ADBCError) {
        guard let ids = try batch.texts("psn_no") else { return }
        let birth = try batch.days("brdy")
        let death = try batch.days("die_date")
        let genders = try batch.texts("gend")
        let telephones = try batch.texts("tel")
        let addresses = try batch.texts("addr")
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            let known: Int32? = ids.withBytes(row) { bytes in if let bytes { rows.persons.existingNumber(ofBytes: bytes) } else { nil } }
            guard let person = known.map(Int.init) else { continue }
            // Of two rows for one person the larger value stands, so that file order decides nothing.
            if let value = birth?[row] { birthDay[person] = max(birthDay[person], value) }
            if let value = death?[row] { deathDay[person] = max(deathDay[person], value) }
            if let text = genders?.string(row), let code = UInt8(text), code == 1 || code == 2 { sex[person] = max(sex[person], code) }
            telephones?.withBytes(row) { bytes in if let bytes { telephone[person] = contacts.number(ofBytes: bytes) } }
            addresses?.withBytes(row) { bytes in if let bytes { address[person] = contacts.number(ofBytes: bytes) } }
        }
    }
}

final class FacilityRegistry: TableSink {
    struct Entry {
        var name = "", kind = "", level = "", ownership = "", specialty = "", region = ""
        var beds: Int32 = -1
        var isOpenAllDay = false
    }

    private(set) var entries: [String: Entry] = [:]

    func mark() {}
    func rollBack() {}

    func take(_ batch: TableBatch) throws(ADBCError) {
        let ids = try batch.texts("fixmedins_code")
        let texts = [
            try batch.texts("fixmedins_name"), try batch.texts("fixmedins_type"), try batch.texts("hosp_lv"),
            try batch.texts("econ_type"), try batch.texts("caty"), try batch.texts("admdvs"), try batch.texts("biz_24h"),
        ]
        let beds = try batch.numbers("aprv_bed_cnt")
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            guard let id = ids?.string(row) else { continue }
            let values = texts.map { $0?.string(row) ?? "" }
            var entry = Entry()
            (entry.name, entry.kind, entry.level, entry.ownership) = (values[0], values[1], values[2], values[3])
            (entry.specialty, entry.region, entry.isOpenAllDay) = (values[4], values[5], values[6] == "1")
            entry.beds = beds?[row].flatMap { Int32(exactly: $0.rounded()) } ?? -1
            entries[id] = entry
        }
    }
}

/// Who is registered for a chronic or special disease.
final class ChronicRegistry: TableSink {
    private let rows: SettlementRows
    private(set) var isRegistered: [Bool]

    init(_ rows: SettlementRows) {
        self.rows = rows
        isRegistered = Array(repeating: false, count: rows.persons.count)
    }

    func mark() {}
    func rollBack() {}

    func take(_ batch: TableBatch) throws(ADBCError) {
        guard let ids = try batch.texts("psn_no") else { return }
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            let known: Int32? = ids.withBytes(row) { bytes in if let bytes { rows.persons.existingNumber(ofBytes: bytes) } else { nil } }
            if let person = known { isRegistered[Int(person)] = true }
        }
    }
}

/// Reads a table only to count it and to find what cannot be used.
final class CountingSink: TableSink {
    func mark() {}
    func rollBack() {}
    func take(_ batch: TableBatch) {}
}
