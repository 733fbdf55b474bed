import Statistics

/// How plainly a planted case shows.
enum Intensity: Int, CaseIterable, Sendable {
    case subtle, medium, blatant

    var name: String { ["subtle", "medium", "blatant"][rawValue] }

    /// Cases take the three strengths in turn.
    init(turn: Int) { self = Self.allCases[turn % 3] }
}

/// Something that some persons or facilities of the town do on purpose: a case to be found, or an innocent look-alike.
///
/// A new behaviour is one file and one line in `BehaviourCatalogue`. Every behaviour draws from a stream of its own, named after
/// it, so adding one changes no other.
protocol PlantedBehaviour: Sendable {
    /// Unique; names the random stream. For a look-alike it is the `decoy_kind`.
    var name: String { get }
    func plant(in scene: inout Scene, random: inout RandomStream)
}

/// Which behaviours a town has.
enum BehaviourCatalogue {
    /// Cases, labelled in `labels.csv`.
    static let cases: [any PlantedBehaviour] = [
        CardClustering(), FrequentVisits(),
        NightBursts(), SmallAmountSeries(), FundShareGrowth(),
        PurchasesDuringStay(),
        OutpatientAnomaly(), AbnormalPurchase(), DrugHoarding(), ChronicPopulation(), ChronicOversupply(), GrowthSpike(),
        ImpossibleDoctor(), PostDeath(), TraceDuplicate(), TraceDuplicateFacility(), InventoryMismatch(),
    ] + wardCases + [
        PhantomVisits(), VillageCards(), SwappedGoods(), HospitalRounds(), CopiedRecords(), HolidayAdmissions(),
    ]

    /// Innocent look-alikes, labelled in `decoys.csv`.
    static let lookAlikes: [any PlantedBehaviour] = [
        Couples(), FamiliesTogether(), VillageBatchEntry(), CampaignDay(), PharmacyRush(),
        DialysisRoster(), DailyCourses(), NursingHome(), EmployerClinic(),
        ElderlyRegulars(), InfantVisits(), LongPrescriptions(), EstablishedFacilities(),
        RegistrationDays(), NamelessDesks(), CompanyHealth(), NewCapacity(), SeasonalWave(), BusyPharmacies(), ReasonablePurchases(),
        FollowedPatients(), SharedDoctors(), LastStays(), WrongDeaths(), HonestPacks(), HonestStockBooks(),
    ] + wardLookAlikes + [
        CarePackages(), VillageTours(), FrailPatients(), HolidayDuty(), PackagePrices(),
    ]
}

/// The town while behaviours are added to its ordinary life.
struct Scene {
    let town: Town
    let prescriber: Prescriber
    let life: OrdinaryLife
    var book: ClaimBook
    private(set) var labels: [TruthLabel] = []
    private(set) var decoys: [TruthLabel] = []
    private var isPersonTaken: [Bool]
    private var isFacilityTaken: [Bool]
    /// Facilities that single cases of a behaviour were put into, so that none carries those of several.
    var hosts: [Int: (behaviour: String, cases: Int)] = [:]
    /// Stays by facility when the first single case was put somewhere; empty before.
    var wardCounts: [Int] = []

    init(book: ClaimBook) {
        town = book.town
        self.book = book
        prescriber = Prescriber(town: book.town)
        life = OrdinaryLife(town: book.town)
        isPersonTaken = Array(repeating: false, count: book.town.persons.count)
        isFacilityTaken = Array(repeating: false, count: book.town.facilities.count)
        // New places are look-alikes of their own.
        for place in book.town.openings.keys { isFacilityTaken[place] = true }
    }

    // MARK: Casting

    /// How many cases a town of this size has, given the number at 30,000 persons; at least one.
    func count(per30000 number: Double) -> Int {
        max(1, Int((number * Double(town.persons.count) / 30_000).rounded()))
    }

    /// A living person who plays no part yet and fits; nobody plays twice. Nil when nobody was found in a fair search.
    mutating func castPerson(random: inout RandomStream, where fits: (Person) -> Bool = { _ in true }) -> Int? {
        let start = random.uniform(below: town.persons.count)
        for step in 0..<town.persons.count {
            let index = (start + step * 7_919) % town.persons.count
            if !isPersonTaken[index], town.persons[index].deathDay < 0, fits(town.persons[index]) {
                isPersonTaken[index] = true
                return index
            }
        }
        return nil
    }

    /// Different persons of different households.
    mutating func castPersons(_ count: Int, random: inout RandomStream, where fits: (Person) -> Bool = { _ in true }) -> [Int] {
        var households: Set<Int32> = []
        return (0..<count).compactMap { _ in
            let person = castPerson(random: &random) { fits($0) && !households.contains($0.household) }
            if let person { households.insert(town.persons[person].household) }
            return person
        }
    }

    /// The members of a household of whom none plays a part, when there are `sizes` of them.
    mutating func castHousehold(sizes: ClosedRange<Int>, random: inout RandomStream, where fits: ([Person]) -> Bool = { _ in true }) -> [Int]? {
        let count = town.householdStarts.count - 1
        let start = random.uniform(below: count)
        for step in 0..<count {
            let range = town.household((start + step * 7_919) % count)
            guard sizes.contains(range.count), range.allSatisfy({ !isPersonTaken[$0] && town.persons[$0].deathDay < 0 }),
                  fits(Array(town.persons[range]))
            else { continue }
            for index in range { isPersonTaken[index] = true }
            return Array(range)
        }
        return nil
    }

    /// A facility of the given kinds that plays no part yet; rather one without single cases than one with.
    mutating func castFacility(_ kinds: FacilityKind..., random: inout RandomStream, where fits: (Facility) -> Bool = { _ in true }) -> Int? {
        let candidates = town.facilities.filter { kinds.contains($0.kind) && !isFacilityTaken[$0.index] && fits($0) }
        let untouched = candidates.filter { hosts[$0.index] == nil }
        guard !candidates.isEmpty else { return nil }
        let index = random.element(of: untouched.isEmpty ? candidates : untouched).index
        isFacilityTaken[index] = true
        return index
    }

    func isFree(person: Int) -> Bool { !isPersonTaken[person] }

    /// Gives a part to somebody who has none yet; false when they have one.
    mutating func take(person: Int) -> Bool {
        defer { isPersonTaken[person] = true }
        return !isPersonTaken[person]
    }
    func isFree(facility: Int) -> Bool { !isFacilityTaken[facility] }

    // MARK: Time

    /// `count` different days of the period, ascending.
    func someDays(_ count: Int, from days: [Int]? = nil, random: inout RandomStream) -> [Int] {
        random.elements(count, of: days ?? Array(town.calendar.days)).sorted()
    }

    /// The person's own clinic or pharmacy; another nearby where that one opens only in the course of the period.
    func usualPlace(_ care: Town.Care, of person: Int, random: inout RandomStream) -> Int {
        let usual = Int(care == .pharmacy ? town.persons[person].pharmacy : town.persons[person].clinic)
        return openPlace(usual, care, of: person, random: &random)
    }

    /// A place nearby that is open all through the period.
    func nearbyPlace(_ care: Town.Care, of person: Int, random: inout RandomStream) -> Int {
        openPlace(town.nearby(care, village: Int(town.persons[person].village), random: &random), care, of: person, random: &random)
    }

    private func openPlace(_ place: Int, _ care: Town.Care, of person: Int, random: inout RandomStream) -> Int {
        town.openPlace(place, care, on: town.calendar.days.lowerBound, village: Int(town.persons[person].village), random: &random)
    }

    static func moment(_ day: Int, hour: Int, second: Int = 0) -> Int {
        day * CivilCalendar.secondsPerDay + hour * 3_600 + second
    }

    // MARK: Truth

    mutating func label(_ label: TruthLabel) { labels.append(label) }
    mutating func decoy(_ label: TruthLabel) { decoys.append(label) }

    func personNumbers(_ persons: [Int]) -> [String] { persons.map(Town.personNumber).sorted() }
    func facilityCodes(_ facilities: some Sequence<Int>) -> [String] { Set(facilities.map { town.facilities[$0].code }).sorted() }
}
