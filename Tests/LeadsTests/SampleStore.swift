import Claims
import Foundation
import Leads

/// A settlement in words, for stores that a test writes down.
struct Row {
    var person = "p1"
    var facility = "H1"
    var day: Int32 = 20_000
    var second: Int32 = 36_000
    var fee: Int64 = 10_000
    var fund: Int64 = 6_000
    var account: Int64 = 0
    var mutualAid: Int64 = 0
    var disease = ""
    var medicalType = "11"
    var care = CareClass.outpatient
    var certificate: UInt8 = 0
}

/// A store of the rows in time order; the id of a settlement is `s` and its place.
func store(
    _ unsorted: [Row], columns: Set<String> = ["setl_id", "psn_no", "fixmedins_code", "setl_time"],
    persons change: (inout PersonColumns) -> Void = { _ in }
) -> ClaimStore {
    let rows = unsorted.enumerated()
        .sorted { ($0.element.day, $0.element.second, $0.offset) < ($1.element.day, $1.element.second, $1.offset) }.map(\.element)
    var persons = PersonColumns(id: IdentifierTable(rows.map(\.person)))
    change(&persons)
    let facilities = FacilityColumns(id: IdentifierTable(rows.map(\.facility)))
    let diseases = IdentifierTable(rows.map(\.disease).filter { !$0.isEmpty })
    let types = IdentifierTable(rows.map(\.medicalType).filter { !$0.isEmpty })
    let none = rows.map { _ in Int32(-1) }
    var settlements = SettlementColumns()
    settlements.id = TextColumn(rows.indices.map { "s\($0)" })
    settlements.person = rows.map { persons.id.number(of: $0.person) ?? -1 }
    settlements.facility = rows.map { facilities.id.number(of: $0.facility) ?? -1 }
    settlements.disease = rows.map { diseases.number(of: $0.disease) ?? -1 }
    settlements.medicalType = rows.map { types.number(of: $0.medicalType) ?? -1 }
    (settlements.employer, settlements.operatorNumber, settlements.insuredRegion) = (none, none, none)
    (settlements.facilityRegion, settlements.scheme) = (none, none)
    settlements.careClass = rows.map(\.care)
    settlements.day = rows.map(\.day)
    settlements.second = rows.map(\.second)
    settlements.beginDay = rows.map(\.day)
    settlements.endDay = rows.map(\.day)
    settlements.totalFee = rows.map(\.fee)
    settlements.inScope = rows.map(\.fee)
    settlements.pooledFund = rows.map(\.fund)
    settlements.fund = rows.map(\.fund)
    settlements.personal = rows.map { $0.fund == Fen.missing ? Fen.missing : $0.fee - $0.fund }
    settlements.account = rows.map(\.account)
    settlements.mutualAid = rows.map(\.mutualAid)
    settlements.cash = rows.map { _ in 0 }
    settlements.certificateType = rows.map(\.certificate)
    settlements.settlementType = rows.map { _ in 0 }
    return ClaimStore(
        settlements: settlements, persons: persons, facilities: facilities, diseases: diseases, medicalTypes: types,
        filledColumns: columns, calendar: HolidayCalendar())
}

/// The models as they come with the program.
let library = Result { try ModelLibrary(root: packageRoot.path) }

let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A folder of a test's own, gone with the test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(component: "xiezhi-leads-\(UInt32.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// What stops a piece of work, in words.
func failure(_ work: () throws -> Void) -> String {
    do {
        try work()
        return ""
    } catch {
        return "\(error)"
    }
}
