/// What a facility is; it decides opening hours, weekly rhythm, prices and benefits.
enum FacilityKind: UInt8, CaseIterable, Sendable {
    case tertiaryHospital, secondaryHospital, privateHospital, cancerCentre, rehabilitationHospital, psychiatricHospital
    case communityCentre, villageClinic, privateClinic, employerClinic, nursingHomeClinic
    case pharmacy, allNightPharmacy

    var isPharmacy: Bool { self == .pharmacy || self == .allNightPharmacy }
    var isHospital: Bool { rawValue <= FacilityKind.psychiatricHospital.rawValue }
    var isPrivate: Bool { self == .privateHospital || self == .privateClinic || isPharmacy }
    /// Takes patients of every kind in beds.
    var hasGeneralWard: Bool {
        self == .tertiaryHospital || self == .secondaryHospital || self == .privateHospital || self == .communityCentre
    }

    /// How many of `total` facilities are of this kind; plain pharmacies take what is left.
    func quota(of total: Int) -> Int {
        switch self {
        case .tertiaryHospital: max(1, total / 60)
        case .secondaryHospital: max(1, total / 20)
        case .privateHospital: max(1, total / 10)
        case .cancerCentre: 1
        case .rehabilitationHospital, .psychiatricHospital: max(1, total / 120)
        case .communityCentre: max(2, total / 10)
        case .villageClinic: max(3, total / 5)
        case .privateClinic: max(2, total * 12 / 100)
        case .employerClinic, .nursingHomeClinic: max(1, total / 150)
        case .allNightPharmacy: max(1, total / 25)
        case .pharmacy:
            total - FacilityKind.allCases.filter { $0 != .pharmacy }.reduce(0) { $0 + $1.quota(of: total) }
        }
    }

    /// `hosp_lv`: 02 tertiary A, 05 secondary A, 08 primary A, 11 none.
    var levelCode: String {
        switch self {
        case .tertiaryHospital, .cancerCentre: "02"
        case .secondaryHospital, .rehabilitationHospital, .psychiatricHospital: "05"
        case .privateHospital, .communityCentre: "08"
        default: "11"
        }
    }

    var specialty: String {
        switch self {
        case .tertiaryHospital, .secondaryHospital, .privateHospital: "general hospital"
        case .cancerCentre: "oncology"
        case .rehabilitationHospital: "rehabilitation"
        case .psychiatricHospital: "psychiatry"
        case .communityCentre: "community health"
        case .villageClinic: "village clinic"
        case .privateClinic: "clinic"
        case .employerClinic: "employer clinic"
        case .nursingHomeClinic: "nursing home"
        case .pharmacy, .allNightPharmacy: "retail pharmacy"
        }
    }

    /// Distance in kilometres over which the attraction falls by e.
    var reach: Double {
        switch self {
        case .tertiaryHospital, .cancerCentre, .rehabilitationHospital, .psychiatricHospital: 40
        case .secondaryHospital, .privateHospital: 15
        case .communityCentre: 6
        case .villageClinic, .nursingHomeClinic: 1.5
        default: 4
        }
    }

    /// Relative traffic of an average facility of this kind among those that offer the same care.
    var attraction: Double {
        switch self {
        case .tertiaryHospital: 14
        case .secondaryHospital: 5
        case .privateHospital: 1.2
        case .cancerCentre, .rehabilitationHospital, .psychiatricHospital: 0.5
        case .communityCentre: 4
        case .villageClinic: 2
        case .privateClinic: 1
        case .employerClinic, .nursingHomeClinic: 0.25
        case .pharmacy: 1
        case .allNightPharmacy: 1.6
        }
    }

    /// Relative admissions of an average facility of this kind.
    var wardAttraction: Double {
        switch self {
        case .tertiaryHospital: 14
        case .secondaryHospital: 6
        case .privateHospital: 2.6
        case .cancerCentre, .rehabilitationHospital, .psychiatricHospital: 2
        case .communityCentre: 1.4
        default: 0
        }
    }

    /// Relative traffic by hour of the day.
    var hours: [Double] {
        switch self {
        case .tertiaryHospital, .secondaryHospital, .privateHospital, .cancerCentre, .rehabilitationHospital, .psychiatricHospital:
            [0.4, 0.3, 0.2, 0.2, 0.2, 0.3, 1, 6, 14, 16, 13, 7, 2.5, 6, 11, 10, 6, 2.5, 1.5, 1.4, 1.2, 1, 0.8, 0.5]
        case .communityCentre, .employerClinic:
            [0, 0, 0, 0, 0, 0, 0.2, 5, 13, 15, 11, 5, 2, 6, 9, 8, 4, 1, 0.3, 0.2, 0, 0, 0, 0]
        case .villageClinic, .privateClinic, .nursingHomeClinic:
            [0, 0, 0, 0, 0, 0, 0.5, 5, 10, 11, 8, 4, 3, 5, 7, 7, 6, 4, 3, 2, 0.6, 0, 0, 0]
        case .pharmacy:
            [0, 0, 0, 0, 0, 0, 0, 1.5, 6, 8, 8, 6, 4.5, 5, 6, 6.5, 7.5, 9, 11, 10, 6, 1.5, 0, 0]
        case .allNightPharmacy:
            [2, 1.4, 1, 0.7, 0.6, 0.7, 1, 2, 6, 8, 8, 6, 4.5, 5, 6, 6.5, 7.5, 9, 11, 10, 8, 6, 5, 3.5]
        }
    }

    /// Relative traffic of a day.
    func dayWeight(_ day: Int, _ kind: TownCalendar.DayKind) -> Double {
        let weekday = CivilCalendar.weekday(day)
        if isPharmacy { return kind == .workday ? 1 : kind == .weekend ? 1.12 : 0.9 }
        switch kind {
        case .workday: return [1.25, 1.12, 1.05, 1.02, 1, 1, 1][weekday]
        case .weekend: return self == .villageClinic || self == .privateClinic ? 0.85 : weekday == 5 ? 0.6 : 0.4
        case .holiday: return self == .villageClinic || self == .privateClinic ? 0.6 : 0.25
        }
    }
}

/// One designated facility.
struct Facility: Sendable {
    let index: Int
    let kind: FacilityKind
    /// `fixmedins_code`: `H` or `P`, six digits of region, five of serial.
    let code: String
    let name: String
    let region: Int
    let x, y: Double
    let attraction: Double
    /// Approved beds (`aprv_bed_cnt`), by the admissions that the facility expects.
    var bedCount: Int
    let doctorCount: Int
    let operatorCount: Int
    /// What a pharmacy charges against the list price; hospitals sell at the list price.
    let priceFactor: Double
}
