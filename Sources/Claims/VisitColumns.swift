/// The visits and stays (`mdtrt_d`) that kept settlements settle. The row of a visit is the number of its `mdtrt_id`.
public struct VisitColumns: Sendable {
    public var count: Int { id.count }

    /// `mdtrt_id`.
    public internal(set) var id = IdentifierTable()
    /// Of the visit's settlements, so that a visit never speaks of other persons or facilities than they do.
    public internal(set) var person: [Int32] = []
    public internal(set) var facility: [Int32] = []
    public internal(set) var careClass: [CareClass] = []
    /// `begntime`, `endtime`: `CalendarDay.missing` and `CalendarDay.noSecond` where missing.
    public internal(set) var beginDay: [Int32] = []
    public internal(set) var beginSecond: [Int32] = []
    public internal(set) var endDay: [Int32] = []
    public internal(set) var endSecond: [Int32] = []
    /// `adm_dept_codg`, `adm_bed`, `dscg_maindiag_code`, `atddr_no`, `resd_regn`: -1 where missing.
    public internal(set) var department: [Int32] = []
    public internal(set) var bed: [Int32] = []
    public internal(set) var diagnosis: [Int32] = []
    public internal(set) var doctor: [Int32] = []
    public internal(set) var residence: [Int32] = []
    /// Number of the keyed hash of `tel`, -1 unknown; equal numbers mean the same telephone.
    public internal(set) var telephone: [Int32] = []
    /// `dscg_way`: 1 home, 2 transferred, 3 community, 4 against advice, 5 died, 9 other, 0 unknown.
    public internal(set) var dischargeWay: [UInt8] = []
    /// `inhosp_stas` = 1.
    public internal(set) var isOpen: [Bool] = []

    public internal(set) var departments = IdentifierTable()
    public internal(set) var beds = IdentifierTable()
    public internal(set) var diagnoses = IdentifierTable()
    public internal(set) var doctors = IdentifierTable()
    public internal(set) var residences = IdentifierTable()

    static var codeColumns: [WritableKeyPath<VisitColumns, [Int32]>] {
        [\.department, \.bed, \.diagnosis, \.doctor, \.residence]
    }

    /// Contract columns of which some visit has a value.
    var filledColumns: Set<String> {
        var filled: Set<String> = ["mdtrt_id"]
        func note(_ name: String, _ isFilled: Bool) { if isFilled { filled.insert(name) } }
        note("begntime", beginDay.contains { $0 != CalendarDay.missing } || beginSecond.contains { $0 >= 0 })
        note("endtime", endDay.contains { $0 != CalendarDay.missing } || endSecond.contains { $0 >= 0 })
        note("adm_dept_codg", department.contains { $0 >= 0 })
        note("adm_bed", bed.contains { $0 >= 0 })
        note("dscg_maindiag_code", diagnosis.contains { $0 >= 0 })
        note("atddr_no", doctor.contains { $0 >= 0 })
        note("resd_regn", residence.contains { $0 >= 0 })
        note("tel", telephone.contains { $0 >= 0 })
        note("dscg_way", dischargeWay.contains { $0 > 0 })
        return filled
    }
}
