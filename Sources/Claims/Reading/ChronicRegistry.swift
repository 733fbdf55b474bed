import ADBC

/// Who is registered for which chronic or special disease, where and from when: `opsp_reg_d`, rows of persons with settlements.
final class ChronicRegistry: TableSink {
    private struct Entry: Comparable {
        var person, facility, disease, begin, end: Int32

        /// Only among final numbers, which follow the order of the identifiers.
        static func < (left: Entry, right: Entry) -> Bool {
            (left.person, left.begin, left.disease, left.facility, left.end) < (right.person, right.begin, right.disease, right.facility, right.end)
        }
    }

    private let rows: SettlementRows
    private(set) var isRegistered: [Bool]
    private var entries: [Entry] = []
    private var diseases = IdentifierTableBuilder()
    private var checkpoint = 0

    init(_ rows: SettlementRows) {
        self.rows = rows
        isRegistered = Array(repeating: false, count: rows.persons.count)
    }

    func mark() { checkpoint = entries.count }
    func rollBack() { entries.removeLast(entries.count - checkpoint) }

    func take(_ batch: TableBatch) throws(ADBCError) {
        guard let ids = try batch.texts("psn_no") else { return }
        let codes = try batch.texts("opsp_dise_code")
        let places = try batch.texts("fixmedins_code")
        let begin = try batch.days("begndate")
        let end = try batch.days("enddate")
        for row in 0..<batch.rowCount where batch.isUsable[row] {
            let known: Int32? = ids.withBytes(row) { bytes in if let bytes { rows.persons.existingNumber(ofBytes: bytes) } else { nil } }
            guard let person = known else { continue }
            isRegistered[Int(person)] = true
            let disease: Int32? = codes?.withBytes(row) { bytes in if let bytes { diseases.number(ofBytes: bytes) } else { nil } }
            let facility: Int32? = places?.withBytes(row) { bytes in if let bytes { rows.facilities.existingNumber(ofBytes: bytes) } else { nil } }
            entries.append(Entry(
                person: person, facility: facility ?? IdentifierTable.missing, disease: disease ?? IdentifierTable.missing,
                begin: begin?[row] ?? CalendarDay.missing, end: end?[row] ?? CalendarDay.missing))
        }
    }

    /// The registrations under final numbers; of equal rows one.
    func finished(persons: [Int32], facilities: [Int32], personCount: Int) -> RegistrationColumns {
        var columns = RegistrationColumns()
        let (table, numbers) = diseases.finished()
        columns.diseases = table
        var final = entries.compactMap { entry -> Entry? in
            guard persons[Int(entry.person)] >= 0 else { return nil }
            var copy = entry
            copy.person = persons[Int(entry.person)]
            copy.facility = entry.facility < 0 ? entry.facility : facilities[Int(entry.facility)]
            copy.disease = entry.disease < 0 ? entry.disease : numbers[Int(entry.disease)]
            return copy
        }.sorted()
        var previous: Entry?
        final.removeAll { entry in
            defer { previous = entry }
            return entry == previous
        }
        columns.person = final.map(\.person)
        columns.facility = final.map(\.facility)
        columns.disease = final.map(\.disease)
        columns.beginDay = final.map(\.begin)
        columns.endDay = final.map(\.end)
        columns.byPerson = SubjectSlices(subjects: columns.person, subjectCount: personCount)
        return columns
    }
}
