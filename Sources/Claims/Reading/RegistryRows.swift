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
            if let text = genders?.string(row), let code = UInt8(text.prefix { $0 != "." }), code == 1 || code == 2 { sex[person] = max(sex[person], code) }
            note(telephones, row, &telephone[person])
            note(addresses, row, &address[person])
        }
    }

    /// Two rows that disagree on a person's telephone leave it unknown: their hashes differ from run to run, so no
    /// order of theirs may choose.
    private func note(_ hashes: UTF8Column?, _ row: Int, _ contact: inout Int32) {
        guard let hashes, !hashes.isNull(row), contact != Self.contradictory else { return }
        let number = hashes.withBytes(row) { bytes in if let bytes { contacts.number(ofBytes: bytes) } else { IdentifierTable.missing } }
        contact = contact == IdentifierTable.missing || contact == number ? number : Self.contradictory
    }

    static let contradictory: Int32 = -2
}

final class FacilityRegistry: TableSink {
    struct Entry {
        var name = "", kind = "", level = "", ownership = "", specialty = "", region = ""
        var beds: Int32 = -1
        var isOpenAllDay = false
        /// Of two rows for one facility the one with the larger texts stands, so that file order decides nothing.
        var precedence: [String] { [name, kind, level, ownership, specialty, region, String(beds), String(isOpenAllDay)] }
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
            (entry.specialty, entry.region, entry.isOpenAllDay) = (values[4], values[5], ["1", "01", "true", "Y", "是"].contains(values[6]))
            entry.beds = beds?[row].flatMap { Int32(exactly: $0.rounded()) } ?? -1
            if let other = entries[id], !other.precedence.lexicographicallyPrecedes(entry.precedence) { continue }
            entries[id] = entry
        }
    }
}

/// Reads a table only to count it and to find what cannot be used.
final class CountingSink: TableSink {
    func mark() {}
    func rollBack() {}
    func take(_ batch: TableBatch) {}
}
