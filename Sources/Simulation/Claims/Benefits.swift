/// How one settlement is paid, in fen. `fund = pooled + other funds`, `total = fund + person`, and the person's share is the sum
/// of the own account, a relative's mutual-aid account and cash.
struct Payment: Sendable, Equatable {
    var total = 0
    var inScope = 0
    var pooled = 0
    var fund = 0
    var account = 0
    var mutualAid = 0
    var cash = 0

    var person: Int { total - fund }

    /// The same payment taken back.
    var reversed: Payment {
        Payment(
            total: -total, inScope: -inScope, pooled: -pooled, fund: -fund, account: -account, mutualAid: -mutualAid, cash: -cash
        )
    }
}

/// The town's benefit rules: rates by scheme, kind of care and level, a deductible for stays, accounts for employees.
struct Benefits: Sendable {
    let town: Town

    /// The pooled fund's share of what is in scope.
    private func rate(_ person: Person, _ facility: Facility, _ care: CareType) -> Double {
        let employee = person.scheme == 310
        let retired = person.personType == 12 ? 0.05 : 0
        return switch care {
        case .inpatient, .emergencyStay, .daySurgery, .bedDays:
            (employee ? 0.82 : 0.66) + retired + (facility.kind == .tertiaryHospital ? -0.04 : 0.03)
        case .chronic: employee ? 0.85 + retired : 0.7
        case .registration, .pharmacy: 0
        case .chronicPharmacy: employee ? 0.7 + retired : 0.5
        case .outpatient, .emergency:
            facility.kind.isHospital ? (employee ? 0.55 + retired : 0.25) : (employee ? 0.72 + retired : 0.5)
        }
    }

    /// What the pooled fund pays at most for one ordinary visit in primary care, in fen.
    static func outpatientCap(_ person: Person, _ facility: Facility, _ care: CareType) -> Int? {
        guard care == .outpatient, !facility.kind.isHospital else { return nil }
        return person.scheme == 310 ? 20_000 : 5_000
    }

    /// What a person bears first of a stay, in fen: more at higher levels.
    private static func deductible(_ kind: FacilityKind) -> Int {
        switch kind {
        case .tertiaryHospital, .cancerCentre: 80_000
        case .secondaryHospital, .rehabilitationHospital, .psychiatricHospital: 50_000
        case .privateHospital: 30_000
        default: 15_000
        }
    }

    func pay(_ basket: Basket, person: Int, facility: Int, care: CareType) -> Payment {
        let patient = town.persons[person]
        var payment = Payment()
        for line in basket.lines {
            payment.total += line.amount
            payment.inScope += line.amount * town.catalogue.items[Int(line.item)].scopePercent / 100
        }
        let deductible = care.isStay ? min(payment.inScope, Self.deductible(town.facilities[facility].kind)) : 0
        let base = Double(payment.inScope - deductible)
        payment.pooled = Int((base * rate(patient, town.facilities[facility], care)).rounded())
        if let cap = Self.outpatientCap(patient, town.facilities[facility], care) { payment.pooled = min(payment.pooled, cap) }
        payment.fund = payment.pooled
        if patient.scheme == 310, patient.household % 11 == 0 {
            // Civil servants' supplement.
            payment.fund += Int((base * 0.04).rounded())
        } else if care.isStay, patient.scheme == 390, patient.household % 17 == 0 {
            // Medical assistance.
            payment.fund += Int((base * 0.1).rounded())
        }
        payment.fund = min(payment.fund, payment.total)
        payment.pooled = min(payment.pooled, payment.fund)
        let share = payment.person
        if patient.scheme == 310 {
            // Accounts run dry for large sums and for one person in six.
            payment.account = patient.household % 6 == 1 ? 0 : min(share, 80_000)
        } else if patient.usesMutualAid {
            payment.mutualAid = min(share, 50_000)
        }
        payment.cash = share - payment.account - payment.mutualAid
        return payment
    }
}

/// The kinds of care that are paid differently, with their `med_type`.
enum CareType: UInt8, Sendable {
    case outpatient, registration, emergency, chronic, inpatient, pharmacy, chronicPharmacy
    case emergencyStay, daySurgery, bedDays

    /// In a bed, with a main diagnosis and a discharge.
    var isStay: Bool {
        switch self {
        case .inpatient, .emergencyStay, .daySurgery, .bedDays: true
        case .outpatient, .registration, .emergency, .chronic, .pharmacy, .chronicPharmacy: false
        }
    }

    var code: String {
        switch self {
        case .outpatient: "11"
        case .registration: "12"
        case .emergency: "13"
        case .chronic: "14"
        case .inpatient: "21"
        case .emergencyStay: "24"
        case .daySurgery: "28"
        case .bedDays: "2105"
        case .pharmacy, .chronicPharmacy: "41"
        }
    }
}
