/// A cleaned extract in columns: valid, deduplicated, refunds netted, rows in the order (day, second, settlement id).
///
/// There are no row objects. A settlement is a row number; identifiers are numbers into `IdentifierTable`s sorted by
/// bytes; money is integer fen. Nothing in here depends on the order in which the files or their rows were read.
public struct ClaimStore: Sendable {
    public let settlements: SettlementColumns
    public let persons: PersonColumns
    public let facilities: FacilityColumns
    public let employers: IdentifierTable
    public let diseases: IdentifierTable
    public let operators: IdentifierTable
    public let regions: IdentifierTable
    public let schemes: IdentifierTable
    public let medicalTypes: IdentifierTable

    /// Settlement rows of each facility and of each person, in time order.
    public let byFacility: SubjectSlices
    public let byPerson: SubjectSlices

    /// Inpatient admissions.
    public let stays: StayColumns

    /// Tables that are read only where something asks for them; nil where nothing did or the extract has none.
    public internal(set) var feeLines: FeeLineColumns?
    public let visits: VisitColumns?
    public let traces: TraceColumns?
    public let inventory: InventoryColumns?
    /// Registrations for chronic and special diseases; none where the extract has no `opsp_reg_d`.
    public let registrations: RegistrationColumns
    /// `items_gender` of the extract: national item code → the only sex that can have it, 1 male, 2 female.
    public let itemSexes: [String: UInt8]

    /// First and last settlement day; nil for an empty store.
    public let period: ClosedRange<Int32>?
    /// Which contract columns the extract really fills: those of `setl_d` by their name, those of other tables as
    /// `table.column`. A feature or scenario that needs an absent one is absent.
    public internal(set) var filledColumns: Set<String>
    public let calendar: HolidayCalendar

    public init(
        settlements: SettlementColumns, persons: PersonColumns, facilities: FacilityColumns,
        employers: IdentifierTable = .init(), diseases: IdentifierTable = .init(), operators: IdentifierTable = .init(),
        regions: IdentifierTable = .init(), schemes: IdentifierTable = .init(), medicalTypes: IdentifierTable = .init(),
        visits: VisitColumns? = nil, traces: TraceColumns? = nil, inventory: InventoryColumns? = nil,
        registrations: RegistrationColumns = .init(), itemSexes: [String: UInt8] = [:],
        filledColumns: Set<String>, calendar: HolidayCalendar
    ) {
        self.settlements = settlements
        self.visits = visits
        self.traces = traces
        self.inventory = inventory
        self.registrations = registrations
        self.itemSexes = itemSexes
        stays = StayColumns(
            settlements: settlements, personCount: persons.count, facilityCount: facilities.count, diseases: diseases, visits: visits)
        self.persons = persons
        self.facilities = facilities
        self.employers = employers
        self.diseases = diseases
        self.operators = operators
        self.regions = regions
        self.schemes = schemes
        self.medicalTypes = medicalTypes
        self.filledColumns = filledColumns
        self.calendar = calendar
        byFacility = SubjectSlices(subjects: settlements.facility, subjectCount: facilities.count)
        byPerson = SubjectSlices(subjects: settlements.person, subjectCount: persons.count)
        period = settlements.day.first.map { $0...(settlements.day.last ?? $0) }
    }

    /// Where a stay stands in the extract: its `mdtrt_id`, else its first settlement.
    public func stayKey(_ stay: Int) -> (table: String, key: String) {
        if let visits, stays.visit[stay] >= 0 { return ("mdtrt_d", visits.id[stays.visit[stay]]) }
        return ("setl_d", stays.rows(of: stay).first.map { settlements.id[Int($0)] } ?? "")
    }

    /// Whether settlements carry a time of day. Without it nothing about hours, bursts or windows can be said.
    public var hasTimes: Bool { filledColumns.contains("setl_time") }
}

/// The settlement columns, all of one length. About 110 bytes a row and the id text: 17.5 M rows are some 2.5 GB.
public struct SettlementColumns: Sendable {
    public var count: Int { day.count }

    /// `setl_id`.
    public var id = TextColumn()
    /// `psn_no`, `fixmedins_code`: numbers of `PersonColumns.id` and `FacilityColumns.id`; never missing.
    public var person: [Int32] = []
    public var facility: [Int32] = []
    /// `mdtrt_id`: row of `ClaimStore.visits`; -1 where missing, or empty where visits are not read.
    public var visit: [Int32] = []
    /// `emp_no`, `dise_no`, `opter_id`, `insu_admdvs`, `fix_blng_admdvs`, `insutype`, `med_type`: -1 where missing.
    public var employer: [Int32] = []
    public var disease: [Int32] = []
    public var operatorNumber: [Int32] = []
    public var insuredRegion: [Int32] = []
    public var facilityRegion: [Int32] = []
    public var scheme: [Int32] = []
    public var medicalType: [Int32] = []
    public var careClass: [CareClass] = []
    /// Day of `setl_time` (or what stands in for it), and its second of day, -1 where the extract has no time.
    public var day: [Int32] = []
    public var second: [Int32] = []
    /// `begndate`, `enddate`: `CalendarDay.missing` where missing.
    public var beginDay: [Int32] = []
    public var endDay: [Int32] = []
    /// Fen, `Fen.missing` where missing: `medfee_sumamt`, `inscp_amt`, `hifp_pay`, `fund_pay_sumamt`, `psn_pay`,
    /// `acct_pay`, `acct_mulaid_pay`, `cash_payamt`.
    public var totalFee: [Int64] = []
    public var inScope: [Int64] = []
    public var pooledFund: [Int64] = []
    public var fund: [Int64] = []
    public var personal: [Int64] = []
    public var account: [Int64] = []
    public var mutualAid: [Int64] = []
    public var cash: [Int64] = []
    /// `mdtrt_cert_type`: 1 electronic certificate, 2 identity card, 3 social-security card, 0 unknown.
    public var certificateType: [UInt8] = []
    /// `setl_type`: 1 at the centre, 2 online, 3 medical assistance, 0 unknown.
    public var settlementType: [UInt8] = []

    public init() {}

    /// What the settlement cost all funds together: `fund_pay_sumamt`, else `hifp_pay`, else unknown.
    @inlinable
    public func fundPaid(_ row: Int) -> Int64 { fund[row] != Fen.missing ? fund[row] : pooledFund[row] }

    /// All that insurance paid: the funds, the personal account and the family's; `Fen.missing` where the funds' part is not known.
    public func insurancePaid(_ row: Int) -> Int64 {
        let fund = fundPaid(row)
        return fund == Fen.missing ? fund : fund + Fen.orZero(account[row]) + Fen.orZero(mutualAid[row])
    }
}

/// One row an insured person, from `psn_info_b` where it is there and from the settlements otherwise.
public struct PersonColumns: Sendable {
    public var id: IdentifierTable
    /// `gend`: 1 male, 2 female, 0 unknown.
    public var sex: [UInt8]
    /// `brdy`, `die_date`.
    public var birthDay: [Int32]
    public var deathDay: [Int32]
    /// The scheme of the person's last settlement, -1 unknown.
    public var scheme: [Int32]
    /// Whether `opsp_reg_d` or a chronic settlement says that the person has a chronic or special disease.
    public var isChronic: [Bool]
    /// Number of the keyed hash of `tel` and of `addr`, -1 unknown. Equal numbers mean the same telephone or address.
    public var telephone: [Int32]
    public var address: [Int32]

    public init(id: IdentifierTable) {
        self.id = id
        sex = Array(repeating: 0, count: id.count)
        birthDay = Array(repeating: CalendarDay.missing, count: id.count)
        deathDay = birthDay
        scheme = Array(repeating: IdentifierTable.missing, count: id.count)
        isChronic = Array(repeating: false, count: id.count)
        telephone = scheme
        address = scheme
    }

    public var count: Int { id.count }
}

/// One row a facility, from `fixmedins_b` where it is there; type is else read off the code's first letter.
public struct FacilityColumns: Sendable {
    public enum Kind: UInt8, Sendable, CaseIterable {
        case unknown, medical, pharmacy
        public var name: String { String(describing: self) }
    }

    public var id: IdentifierTable
    public var name: [String]
    public var kind: [Kind]
    /// `hosp_lv`, `econ_type`, `caty`, `admdvs` as written, empty where missing.
    public var level: [String]
    public var ownership: [String]
    public var specialty: [String]
    public var region: [String]
    /// `aprv_bed_cnt`, -1 where missing.
    public var beds: [Int32]
    /// `biz_24h`.
    public var isOpenAllDay: [Bool]

    public init(id: IdentifierTable) {
        self.id = id
        name = Array(repeating: "", count: id.count)
        kind = (0..<id.count).map { Self.kind(ofCode: id[Int32($0)]) }
        level = name
        ownership = name
        specialty = name
        region = name
        beds = Array(repeating: -1, count: id.count)
        isOpenAllDay = Array(repeating: false, count: id.count)
    }

    /// `H` or `P` and eleven digits; a code of any other form says nothing, whatever its first letter.
    static func kind(ofCode code: String) -> Kind {
        guard code.utf8.count == 12, code.dropFirst().allSatisfy(\.isNumber) else { return .unknown }
        return switch code.first {
        case "H": .medical
        case "P": .pharmacy
        default: .unknown
        }
    }

    public var count: Int { id.count }
}
