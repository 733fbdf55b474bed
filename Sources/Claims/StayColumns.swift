/// Inpatient admissions, one row each, in the order (person, first day, last day, facility, first settlement).
///
/// A stay is a visit of `mdtrt_d` whose settlements are inpatient care. Where a settlement names no visit, the inpatient
/// settlements of one person at one facility that began on one day are one stay: several settlements of a stay
/// (an intermediate bill, medical assistance) must not become several stays.
public struct StayColumns: Sendable {
    public var count: Int { person.count }

    public private(set) var person: [Int32] = []
    public private(set) var facility: [Int32] = []
    /// Row of `ClaimStore.visits`, -1 without one.
    public private(set) var visit: [Int32] = []
    /// First and last day; `CalendarDay.missing` for the end of an open stay or an unknown day.
    public private(set) var beginDay: [Int32] = []
    public private(set) var endDay: [Int32] = []
    /// Main diagnosis of the visit, else the disease of its last settlement: numbers of `diagnoses`, -1 unknown.
    public private(set) var diagnosis: [Int32] = []
    public private(set) var department: [Int32] = []
    public private(set) var bed: [Int32] = []
    public private(set) var doctor: [Int32] = []
    public private(set) var residence: [Int32] = []
    public private(set) var telephone: [Int32] = []
    /// `emp_no` and `med_type` of the stay's last settlement.
    public private(set) var employer: [Int32] = []
    public private(set) var medicalType: [Int32] = []
    public private(set) var dischargeWay: [UInt8] = []
    public private(set) var isOpen: [Bool] = []
    /// Sums over the stay's settlements, in fen; unknown amounts count as nothing.
    public private(set) var totalFee: [Int64] = []
    public private(set) var fund: [Int64] = []

    public private(set) var diagnoses = IdentifierTable()
    public private(set) var departments = IdentifierTable()
    public private(set) var beds = IdentifierTable()
    public private(set) var doctors = IdentifierTable()
    public private(set) var residences = IdentifierTable()

    public private(set) var byPerson = SubjectSlices(subjects: [], subjectCount: 0)
    public private(set) var byFacility = SubjectSlices(subjects: [], subjectCount: 0)
    private var settlements = SubjectSlices(subjects: [], subjectCount: 0)

    /// Settlement rows of a stay, in time order.
    public func rows(of stay: Int) -> ArraySlice<Int32> { settlements[stay] }

    /// Days stayed, the day of admission counted and that of discharge not, at least one; 0 while a day is unknown.
    public func days(of stay: Int) -> Int {
        guard beginDay[stay] != CalendarDay.missing, endDay[stay] != CalendarDay.missing else { return 0 }
        return max(1, Int(endDay[stay] - beginDay[stay]))
    }

    public init() {}

    init(
        settlements columns: SettlementColumns, personCount: Int, facilityCount: Int, diseases: IdentifierTable, visits: VisitColumns?
    ) {
        struct Key: Hashable { var visit, person, facility, day: Int32 }
        var stayOfKey: [Key: Int] = [:]
        var rowsOfStay: [[Int32]] = []
        for row in 0..<columns.count where columns.careClass[row] == .inpatient {
            let visit = visits == nil ? -1 : columns.visit[row]
            let begin = columns.beginDay[row] != CalendarDay.missing ? columns.beginDay[row] : columns.day[row]
            let key = visit >= 0
                ? Key(visit: visit, person: -1, facility: -1, day: 0)
                : Key(visit: -1, person: columns.person[row], facility: columns.facility[row], day: begin)
            if let stay = stayOfKey[key] {
                rowsOfStay[stay].append(Int32(row))
            } else {
                stayOfKey[key] = rowsOfStay.count
                rowsOfStay.append([Int32(row)])
            }
        }
        let drafts = rowsOfStay.map { Draft(rows: $0, columns, visits) }
        let order = drafts.indices.sorted { drafts[$0].precedence.lexicographicallyPrecedes(drafts[$1].precedence) }
        var stayOfRow = [Int32](repeating: -1, count: columns.count)
        for (stay, draft) in order.enumerated() {
            for row in drafts[draft].rows { stayOfRow[Int(row)] = Int32(stay) }
        }
        settlements = SubjectSlices(subjects: stayOfRow, subjectCount: order.count)
        if let visits { (departments, beds, doctors, residences) = (visits.departments, visits.beds, visits.doctors, visits.residences) }
        diagnoses = IdentifierTable(
            order.lazy.map { drafts[$0].diagnosisText(diseases, visits) }.filter { !$0.isEmpty })
        for draft in order.map({ drafts[$0] }) { append(draft, columns, diseases, visits) }
        byPerson = SubjectSlices(subjects: person, subjectCount: personCount)
        byFacility = SubjectSlices(subjects: facility, subjectCount: facilityCount)
    }

    /// What the settlements of one stay, and its visit, say together.
    private struct Draft {
        let rows: [Int32]
        let visit: Int32
        let person, facility, begin, end: Int32
        let isOpen: Bool
        let disease: Int32

        init(rows: [Int32], _ columns: SettlementColumns, _ visits: VisitColumns?) {
            self.rows = rows
            let first = Int(rows[0])
            visit = visits == nil ? -1 : columns.visit[first]
            (person, facility) = (columns.person[first], columns.facility[first])
            let begins = rows.map { columns.beginDay[Int($0)] }.filter { $0 != CalendarDay.missing }
            let ends = rows.map { columns.endDay[Int($0)] }.filter { $0 != CalendarDay.missing }
            var begin = begins.min() ?? CalendarDay.missing
            var end = ends.max() ?? CalendarDay.missing
            var isOpen = false
            if visit >= 0, let visits {
                if visits.beginDay[Int(visit)] != CalendarDay.missing { begin = visits.beginDay[Int(visit)] }
                if visits.endDay[Int(visit)] != CalendarDay.missing { end = visits.endDay[Int(visit)] }
                isOpen = visits.isOpen[Int(visit)]
            }
            self.begin = begin
            self.end = isOpen ? CalendarDay.missing : end
            self.isOpen = isOpen
            disease = rows.last { columns.disease[Int($0)] >= 0 }.map { columns.disease[Int($0)] } ?? -1
        }

        var precedence: [Int32] { [person, begin, end, facility, rows[0]] }

        func diagnosisText(_ diseases: IdentifierTable, _ visits: VisitColumns?) -> String {
            if visit >= 0, let visits, visits.diagnosis[Int(visit)] >= 0 { return visits.diagnoses[visits.diagnosis[Int(visit)]] }
            return disease >= 0 ? diseases[disease] : ""
        }
    }

    private mutating func append(_ draft: Draft, _ columns: SettlementColumns, _ diseases: IdentifierTable, _ visits: VisitColumns?) {
        person.append(draft.person)
        facility.append(draft.facility)
        visit.append(draft.visit)
        beginDay.append(draft.begin)
        endDay.append(draft.end)
        isOpen.append(draft.isOpen)
        let text = draft.diagnosisText(diseases, visits)
        diagnosis.append(text.isEmpty ? -1 : diagnoses.number(of: text) ?? -1)
        let place = draft.visit >= 0 ? Int(draft.visit) : -1
        func code(_ column: KeyPath<VisitColumns, [Int32]>) -> Int32 {
            guard let visits, place >= 0 else { return -1 }
            return visits[keyPath: column][place]
        }
        department.append(code(\.department))
        bed.append(code(\.bed))
        doctor.append(code(\.doctor))
        residence.append(code(\.residence))
        telephone.append(code(\.telephone))
        dischargeWay.append(visits != nil && place >= 0 ? visits?.dischargeWay[place] ?? 0 : 0)
        employer.append(draft.rows.last.map { columns.employer[Int($0)] } ?? -1)
        medicalType.append(draft.rows.last.map { columns.medicalType[Int($0)] } ?? -1)
        totalFee.append(draft.rows.reduce(0) { $0 + Fen.orZero(columns.totalFee[Int($1)]) })
        fund.append(draft.rows.reduce(0) { $0 + Fen.orZero(columns.fundPaid(Int($1))) })
    }
}
