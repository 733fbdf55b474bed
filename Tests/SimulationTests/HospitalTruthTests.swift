import Simulation
import Testing

/// What is planted in hospitals as a whole shows in the extract, and its look-alikes do not do it. In a larger town than the shared one,
/// where every hospital has a part already.
@Suite struct HospitalTruthTests {
    private struct Stay {
        let id: Substring, person: Substring, facility: Substring, diagnosis: Substring, way: Substring
        let begin: Int, end: Int
    }

    private let town: SimulatedTown
    private let stays: [Stay]

    init() throws {
        town = try Self.shared.get()
        let table = town.visits
        func value(_ row: [Substring], _ column: String) -> Substring { row[table.place(column)] }
        stays = table.rows.filter { ["21", "28"].contains(value($0, "med_type")) && !value($0, "endtime").isEmpty }.map {
            Stay(
                id: value($0, "mdtrt_id"), person: value($0, "psn_no"), facility: value($0, "fixmedins_code"), diagnosis: value($0, "dscg_maindiag_code"),
                way: value($0, "dscg_way"), begin: seconds(value($0, "begntime")) / 86_400, end: seconds(value($0, "endtime")) / 86_400)
        }
    }

    private static let shared = Result { try SimulatedTown(.init(personCount: 12_000, facilityCount: 260, monthCount: 3, seed: 5)) }

    private func labels(_ note: String) -> [TruthLabel] { town.truth.labels.filter { $0.scenario == "inpatient-anomaly" && $0.note.contains(note) } }

    /// Moves of a person to another hospital for another diagnosis, within a week, that nobody sent them on.
    private func moves(of person: String) -> Int {
        let own = stays.filter { $0.person == person }.sorted { $0.begin < $1.begin }
        return zip(own, own.dropFirst()).count { before, after in
            before.facility != after.facility && before.diagnosis.prefix(3) != after.diagnosis.prefix(3) && after.begin - before.end <= 7
                && before.way == "1"
        }
    }

    @Test func personsAreSentRoundAndTheFrailAreSentOn() {
        let rounds = labels("sent round")
        #expect(rounds.count >= 2)
        for label in rounds {
            let persons = label.members.isEmpty ? [label.subjectID] : label.members
            for person in persons { #expect(moves(of: person) >= (label.note.contains("below") ? 2 : 3), "\(label.note)") }
            #expect(Set(stays.filter { persons.contains(String($0.person)) }.map(\.facility)).isSuperset(of: Set(label.facilities.prefix(2).map { Substring($0) })))
        }
        let frail = town.truth.decoys.filter { $0.decoyKind == "frail-patient" }
        #expect(!frail.isEmpty)
        for decoy in frail { #expect(moves(of: decoy.subjectID) <= 1) }
    }

    @Test func copiedRecordsAreTheSameToTheFen() {
        let lines = town.feeLines
        let visit = lines.place("mdtrt_id"), item = lines.place("med_list_codg"), amount = lines.place("det_item_fee_sumamt"), valid = lines.place("vali_flag")
        let codes = Set(labels("patients copied").map { Substring($0.subjectID) })
        #expect(!codes.isEmpty)
        let here = Dictionary(uniqueKeysWithValues: stays.filter { codes.contains($0.facility) }.map { ($0.id, $0) })
        var bills: [Substring: [Substring: Int]] = [:]
        for row in lines.rows where row[valid] == "1" && here[row[visit]] != nil { bills[row[visit], default: [:]][row[item], default: 0] += fenOf(String(row[amount])) }
        for label in labels("patients copied") {
            let own = bills.filter { here[$0.key]?.facility == Substring(label.subjectID) }.values
            let copies = Dictionary(grouping: own, by: { $0 }).values.filter { $0.count > 1 }.reduce(0) { $0 + $1.count }
            #expect(copies >= 5, "\(label.note)")
        }
    }

    @Test func holidaysFillTheBeds() {
        let holidays = Set(HolidayTable.holidays.map { seconds(String($0) + " 00:00:00") / 86_400 })
        func share(_ own: [Stay]) -> Double { Double(own.count { holidays.contains($0.begin) }) / Double(max(1, own.count)) }
        let planted = labels("admitted on holidays")
        #expect(!planted.isEmpty)
        let codes = Set(planted.map { Substring($0.subjectID) })
        let usual = share(stays.filter { !codes.contains($0.facility) })
        for label in planted where label.intensity != "subtle" {
            #expect(share(stays.filter { $0.facility == Substring(label.subjectID) }) > 3 * usual, "\(label.note)")
        }
        for decoy in town.truth.decoys where decoy.decoyKind == "holiday-duty" {
            #expect(share(stays.filter { $0.facility == Substring(decoy.subjectID) }) < 3 * usual)
        }
    }
}
