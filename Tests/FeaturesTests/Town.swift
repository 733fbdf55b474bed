import Claims
import Features
import Statistics

/// A settlement in words, for stores that a test writes down.
struct Row {
    var person = "p1"
    var facility = "H1"
    var day: Int32 = 20_000
    var second: Int32 = CalendarDay.noSecond
    var fee: Int64 = 10_000
    var fund: Int64 = 6_000
    var pooled: Int64 = 6_000
    var personal: Int64 = 4_000
    var account: Int64 = 0
    var employer = ""
    var disease = ""
    var counter = ""
    var insured = ""
    var place = ""
    var care = CareClass.outpatient
    var begin = CalendarDay.missing
    var end = CalendarDay.missing
    var certificate: UInt8 = 0
}

enum Town {
    static let allColumns: Set<String> = [
        "setl_id", "psn_no", "fixmedins_code", "setl_time", "med_type", "begndate", "enddate", "dise_no", "opter_id",
        "emp_no", "insu_admdvs", "fix_blng_admdvs", "insutype", "medfee_sumamt", "hifp_pay", "fund_pay_sumamt", "psn_pay",
        "acct_pay", "mdtrt_cert_type",
    ]

    /// A store of the rows, put in time order; rows of one instant keep the order given.
    static func store(
        _ unsorted: [Row], columns: Set<String> = allColumns, calendar: HolidayCalendar = .init(),
        persons change: (inout PersonColumns) -> Void = { _ in }, facilities edit: (inout FacilityColumns) -> Void = { _ in }
    ) -> ClaimStore {
        let rows = unsorted.enumerated().sorted { ($0.element.day, $0.element.second, $0.offset) < ($1.element.day, $1.element.second, $1.offset) }
            .map(\.element)
        var persons = PersonColumns(id: IdentifierTable(rows.map(\.person)))
        var facilities = FacilityColumns(id: IdentifierTable(rows.map(\.facility)))
        // The short codes of these tests say no kind by themselves, as a whole code of the platform would.
        facilities.kind = (0..<facilities.count).map { facilities.id[Int32($0)].hasPrefix("P") ? .pharmacy : .medical }
        change(&persons)
        edit(&facilities)
        func table(_ texts: [String]) -> IdentifierTable { IdentifierTable(texts.filter { !$0.isEmpty }) }
        let employers = table(rows.map(\.employer))
        let diseases = table(rows.map(\.disease))
        let operators = table(rows.map(\.counter))
        let regions = table(rows.map(\.insured) + rows.map(\.place))
        var settlements = SettlementColumns()
        settlements.id = TextColumn(rows.indices.map { "s\($0)" })
        settlements.person = rows.map { persons.id.number(of: $0.person) ?? -1 }
        settlements.facility = rows.map { facilities.id.number(of: $0.facility) ?? -1 }
        settlements.employer = rows.map { employers.number(of: $0.employer) ?? -1 }
        settlements.disease = rows.map { diseases.number(of: $0.disease) ?? -1 }
        settlements.operatorNumber = rows.map { operators.number(of: $0.counter) ?? -1 }
        settlements.insuredRegion = rows.map { regions.number(of: $0.insured) ?? -1 }
        settlements.facilityRegion = rows.map { regions.number(of: $0.place) ?? -1 }
        settlements.scheme = rows.map { _ in -1 }
        settlements.medicalType = rows.map { _ in -1 }
        settlements.careClass = rows.map(\.care)
        settlements.day = rows.map(\.day)
        settlements.second = rows.map(\.second)
        settlements.beginDay = rows.map(\.begin)
        settlements.endDay = rows.map(\.end)
        settlements.totalFee = rows.map(\.fee)
        settlements.inScope = rows.map(\.fee)
        settlements.pooledFund = rows.map(\.pooled)
        settlements.fund = rows.map(\.fund)
        settlements.personal = rows.map(\.personal)
        settlements.account = rows.map(\.account)
        settlements.mutualAid = rows.map { _ in 0 }
        settlements.cash = rows.map { _ in 0 }
        settlements.certificateType = rows.map(\.certificate)
        settlements.settlementType = rows.map { _ in 0 }
        return ClaimStore(
            settlements: settlements, persons: persons, facilities: facilities, employers: employers, diseases: diseases,
            operators: operators, regions: regions, filledColumns: columns, calendar: calendar)
    }

    /// Settlements with ties, gaps and missing values of every kind.
    static func randomRows(_ count: Int, seed: UInt64, persons: Int = 40, facilities: Int = 5, days: Int = 60) -> [Row] {
        var stream = RandomStream(seed: seed, stream: "town")
        return (0..<count).map { _ in
            var row = Row()
            row.person = "p\(Int.random(in: 0..<persons, using: &stream))"
            let facility = Int.random(in: 0..<facilities, using: &stream)
            row.facility = facility % 2 == 0 ? "H\(facility)" : "P\(facility)"
            row.day = 20_000 + Int32.random(in: 0..<Int32(days), using: &stream)
            // Few distinct seconds, so that there are ties; one in nine has none.
            row.second = Int.random(in: 0..<9, using: &stream) == 0 ? -1 : Int32.random(in: 0..<700, using: &stream) * 120
            func amount() -> Int64 {
                Int.random(in: 0..<8, using: &stream) == 0 ? Fen.missing : Int64.random(in: -2..<60, using: &stream) * 250
            }
            row.fee = amount()
            row.fund = amount()
            row.pooled = amount()
            row.personal = amount()
            row.account = amount()
            func code(_ prefix: String, _ size: Int) -> String {
                let number = Int.random(in: 0..<size, using: &stream)
                return number == 0 ? "" : "\(prefix)\(number)"
            }
            row.employer = code("e", 6)
            row.disease = code("J0", 9) + code(".", 3)
            row.counter = code("o", 4)
            row.insured = code("33010", 5)
            row.place = code("3302", 5)
            row.care = CareClass.allCases[Int.random(in: 0..<CareClass.allCases.count, using: &stream)]
            if Int.random(in: 0..<4, using: &stream) > 0 {
                row.begin = row.day - Int32.random(in: 0..<12, using: &stream)
                row.end = row.day - Int32.random(in: -1..<4, using: &stream)
            }
            row.certificate = UInt8.random(in: 0...3, using: &stream)
            return row
        }
    }

    static func table(_ kind: SubjectKind, _ store: ClaimStore, parameters: FeatureParameters = .init(), threads: Int = 1) -> FeatureTable {
        FeatureTable(kind, of: FeatureContext(store, parameters: parameters), threads: threads)
    }

    /// The value of a feature of the first subject.
    static func value(_ name: String, _ kind: SubjectKind, _ rows: [Row], calendar: HolidayCalendar = .init()) -> Double? {
        table(kind, store(rows, calendar: calendar)).column(named: name)?.first
    }
}

/// Equal, both missing counting as equal.
func isSame(_ left: Double, _ right: Double) -> Bool { left == right || (left.isNaN && right.isNaN) }

func isSame(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
}
