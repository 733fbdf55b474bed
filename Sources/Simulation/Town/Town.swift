import RealModule
import Statistics

/// The town before anything happens: where it lies, who lives there, who treats them and when.
struct Town: Sendable {
    /// The kinds of place between which a person chooses.
    enum Care: Int, CaseIterable, Sendable {
        case hospital, clinic, pharmacy
        /// Any general ward; one that takes the gravely ill.
        case ward, acuteWard

        func offered(by kind: FacilityKind) -> Bool {
            switch self {
            case .hospital: kind == .tertiaryHospital || kind == .secondaryHospital || kind == .privateHospital
            case .clinic: kind == .communityCentre || kind == .villageClinic || kind == .privateClinic
            case .pharmacy: kind.isPharmacy
            case .ward: kind.hasGeneralWard
            case .acuteWard: kind == .tertiaryHospital || kind == .secondaryHospital
            }
        }

        func attraction(of facility: Facility) -> Double {
            switch self {
            case .hospital, .clinic, .pharmacy: facility.attraction
            case .ward, .acuteWard: facility.attraction / facility.kind.attraction * facility.kind.wardAttraction
            }
        }
    }

    static let prefecture = 339_900

    /// The region whose hospitals count both ends of a stay; in the others the day of discharge is not a bed-day.
    let bothEndsRegion = prefecture + 3

    let configuration: TownConfiguration
    let calendar: TownCalendar
    let villages: [Village]
    let facilities: [Facility]
    private(set) var persons: [Person] = []
    /// The first person of each household, then the number of persons.
    private(set) var householdStarts: [Int32] = []
    private(set) var employerCount = 0
    /// How many doctors the facilities before each one have.
    private let doctorOffsets: [Int]
    /// The first day of the few facilities that opened within the period.
    let openings: [Int: Int]
    let catalogue: ItemCatalogue
    /// `opter_id` without the counter's number, by facility.
    let operatorPrefixes: [String]
    /// Facilities that offer a kind of care, and the gravity of each seen from a village.
    private let offering: [[Int]]
    private let gravity: [[[Double]]]
    private let clocks: [[Double]]
    private let dayWeights: [[Double]]

    init(configuration: TownConfiguration) {
        self.configuration = configuration
        let calendar = TownCalendar(
            startYear: configuration.startYear, startMonth: configuration.startMonth, monthCount: configuration.monthCount
        )
        self.calendar = calendar
        catalogue = ItemCatalogue()
        var random = RandomStream(seed: configuration.seed, stream: "geography")
        let villages = Self.layOut(villageCount: max(8, configuration.personCount / 400), random: &random)
        let facilities = Self.found(count: configuration.facilityCount, villages: villages, random: &random)
        self.villages = villages
        doctorOffsets = facilities.reduce(into: [1]) { $0.append($0[$0.count - 1] + $1.doctorCount) }
        openings = Self.openings(among: facilities, calendar: calendar, seed: configuration.seed)
        operatorPrefixes = facilities.map { $0.code.suffix(7) + "-" }
        let offering = Care.allCases.map { care in
            facilities.filter { care.offered(by: $0.kind) }.map(\.index)
        }
        self.offering = offering
        let gravity = villages.map { village in
            zip(Care.allCases, offering).map { care, indices in
                runningSums(indices.map { index in
                    let facility = facilities[index]
                    let distance = Double.hypot(facility.x - village.x, facility.y - village.y)
                    return care.attraction(of: facility) * Double.exp(-distance / facility.kind.reach) + 1e-9
                })
            }
        }
        self.gravity = gravity
        let beds = ApprovedBeds(
            personCount: configuration.personCount, wards: offering[Care.ward.rawValue], gravity: gravity.map { $0[Care.ward.rawValue] }
        )
        self.facilities = beds.equip(facilities, random: &random)
        clocks = FacilityKind.allCases.map { runningSums($0.hours) }
        dayWeights = FacilityKind.allCases.map { kind in
            runningSums(calendar.days.map { kind.dayWeight($0, calendar.kind($0)) * calendar.season($0) })
        }
        (persons, householdStarts, employerCount) = Population(town: self, configuration: configuration).settle()
    }

    // MARK: Choices

    /// A facility drawn by attraction and distance (a gravity model, D. Huff, "Defining and estimating a trading area", 1964).
    func nearby(_ care: Care, village: Int, random: inout RandomStream) -> Int {
        offering[care.rawValue][random.weightedIndex(cumulative: gravity[village][care.rawValue])]
    }

    /// Where a person goes this time: mostly to the usual place.
    func place(_ care: Care, for person: Person, random: inout RandomStream) -> Int {
        if random.chance(0.75) {
            switch care {
            case .hospital: return Int(person.hospital)
            case .clinic: return Int(person.clinic)
            case .pharmacy: return Int(person.pharmacy)
            case .ward: if random.chance(0.5) { return Int(person.hospital) }
            case .acuteWard: if offering[care.rawValue].contains(Int(person.hospital)) { return Int(person.hospital) }
            }
        }
        return nearby(care, village: Int(person.village), random: &random)
    }

    /// A second of the day by the opening hours of a kind of facility.
    func clock(_ kind: FacilityKind, random: inout RandomStream) -> Int {
        random.weightedIndex(cumulative: clocks[Int(kind.rawValue)]) * 3_600 + random.uniform(below: 3_600)
    }

    /// A day of the period by the weekly, festive and seasonal rhythm of a kind of facility.
    func day(_ kind: FacilityKind, random: inout RandomStream) -> Int {
        calendar.days.lowerBound + random.weightedIndex(cumulative: dayWeights[Int(kind.rawValue)])
    }

    func facilities(of kinds: FacilityKind...) -> [Int] {
        facilities.filter { kinds.contains($0.kind) }.map(\.index)
    }

    func household(_ household: Int) -> Range<Int> {
        Int(householdStarts[household])..<Int(householdStarts[household + 1])
    }

    // MARK: Identifiers

    /// `psn_no`: 20 digits, scattered so that neighbours in a household do not have neighbouring numbers.
    static func personNumber(_ index: Int) -> String {
        let digits = String(scattered(index))
        return personPrefix + String(repeating: "0", count: 11 - digits.count) + digits
    }

    /// The running number of a facility's doctor in the whole town.
    func doctorNumber(_ doctor: Int, at facility: Int) -> Int { doctorOffsets[facility] + doctor }

    /// The running number of a doctor, counted from 0, who was at no facility before.
    func newcomerNumber(_ doctor: Int) -> Int { doctorOffsets[facilities.count] + 1 + doctor }

    static let personPrefix = "339900000"

    /// One to one: the modulus is prime and larger than any number of persons.
    static func scattered(_ index: Int) -> Int { (index * 6_180_339_887 + 48_271_337) % 10_000_000_019 }

    // MARK: Laying out

    private static func layOut(villageCount: Int, random: inout RandomStream) -> [Village] {
        let townshipCount = max(2, villageCount / 8)
        let townships = (0..<townshipCount).map { _ in (random.normal() * 9, random.normal() * 9) }
        return (0..<villageCount).map { index in
            let township = index % townshipCount
            let region = prefecture + 1 + township % 5
            let serial = 100_000 + township % 100 * 1_000 + index / townshipCount % 1_000
            return Village(
                code: "\(region)\(serial)", region: region,
                x: townships[township].0 + random.normal() * 2.5, y: townships[township].1 + random.normal() * 2.5
            )
        }
    }

    private static func found(count: Int, villages: [Village], random: inout RandomStream) -> [Facility] {
        var facilities: [Facility] = []
        for kind in FacilityKind.allCases {
            for _ in 0..<kind.quota(of: count) {
                let village = villages[random.uniform(below: villages.count)]
                let spread = kind.isHospital ? 0.2 : kind == .villageClinic ? 0.2 : 1.0
                let attraction = kind.attraction * random.logNormal(mean: 0, standardDeviation: kind.isHospital ? 0.5 : 0.85)
                let index = facilities.count
                let serial = String(100_000 + index + 1).dropFirst()
                facilities.append(Facility(
                    index: index,
                    kind: kind,
                    code: (kind.isPharmacy ? "P" : "H") + "\(village.region)" + serial,
                    name: "Simulated \(kind.specialty) \(index + 1)",
                    region: village.region,
                    x: village.x * spread.squareRoot() + random.normal() * spread,
                    y: village.y * spread.squareRoot() + random.normal() * spread,
                    attraction: attraction,
                    bedCount: 0,
                    doctorCount: kind.isPharmacy ? 0 : max(2, Int(attraction * (kind.isHospital ? 9 : 2))),
                    operatorCount: max(2, min(40, Int(attraction * 2))),
                    priceFactor: kind.isPharmacy ? random.real(0.92...1.2) : 1
                ))
            }
        }
        return facilities
    }
}
