import Statistics

/// One fee line before it has an identifier: an item of the catalogue, how many and at what price.
struct FeeLine: Sendable {
    var item: Int16
    var count: Int16
    /// Day of the stay on which it was served, from 0; -1 where there is no stay or the day is not told apart.
    var day: Int16 = -1
    /// Fen a piece.
    var price: Int32

    var amount: Int { Int(count) * Int(price) }
}

/// What one settlement charges for.
struct Basket: Sendable {
    private(set) var lines: [FeeLine] = []

    var total: Int { lines.reduce(0) { $0 + $1.amount } }

    var items: [Int] { lines.map { Int($0.item) } }

    /// Adds to the line of the same item and day, or a new line.
    mutating func add(_ item: Int, count: Int = 1, price: Int, day: Int = -1) {
        if let place = lines.firstIndex(where: { $0.item == Int16(item) && $0.day == Int16(day) }) {
            lines[place].count += Int16(count)
        } else {
            lines.append(FeeLine(item: Int16(item), count: Int16(count), day: Int16(day), price: Int32(price)))
        }
    }

    /// Adds a line of its own, even where the item was charged that day: a correction with a negative count, for one.
    mutating func append(_ line: FeeLine) { lines.append(line) }
}

/// Fills baskets as the facilities of the town do.
struct Prescriber: Sendable {
    let town: Town

    private var catalogue: ItemCatalogue { town.catalogue }

    private static let acuteGroups: [ItemGroup] = [.cold, .antibiotic, .analgesic, .gastric, .dermal, .patent, .patent]
    private static let pharmacyGroups: [ItemGroup] =
        [.cold, .cold, .analgesic, .gastric, .dermal, .patent, .patent, .supplement, .consumable]

    /// A piece's price where it is sold: pharmacies price freely, to the tenth of a yuan.
    func price(_ item: Int, at facility: Int) -> Int {
        let list = catalogue.items[item].price
        let factor = town.facilities[facility].priceFactor
        return factor == 1 ? list : max(10, Int((Double(list) * factor / 10).rounded()) * 10)
    }

    func put(
        _ group: ItemGroup, count: Int = 1, at facility: Int, into basket: inout Basket, random: inout RandomStream
    ) {
        let item = random.element(of: catalogue.range(group))
        basket.add(item, count: count, price: price(item, at: facility))
    }

    /// The `place`-th item of a group, wrapping round: for what is always the same.
    func put(_ group: ItemGroup, number place: Int, count: Int = 1, at facility: Int, on day: Int = -1, into basket: inout Basket) {
        let range = catalogue.range(group)
        let item = range.lowerBound + place % range.count
        basket.add(item, count: count, price: price(item, at: facility), day: day)
    }

    // MARK: Outpatient care

    /// Registration and consultation, at the fixed fees of the facility's level.
    func registration(at facility: Int, random: inout RandomStream) -> Basket {
        let kind = town.facilities[facility].kind
        let level = switch kind {
        case .tertiaryHospital, .cancerCentre: 2
        case .secondaryHospital, .privateHospital, .rehabilitationHospital, .psychiatricHospital: 1
        default: 0
        }
        var basket = Basket()
        put(.registration, number: level, at: facility, into: &basket)
        let specialist = level == 2 && random.chance(0.25)
        put(.consultation, number: specialist ? 4 : level == 0 ? 0 : level + 1, at: facility, into: &basket)
        return basket
    }

    func examinations(at facility: Int, random: inout RandomStream) -> Basket {
        var basket = Basket()
        for _ in 0..<random.integer(1...4) { put(.laboratory, at: facility, into: &basket, random: &random) }
        if random.chance(0.4) { put(.imaging, at: facility, into: &basket, random: &random) }
        if basket.lines.count < 2 { put(.treatment, number: 4, at: facility, into: &basket) }
        return basket
    }

    func drugs(at facility: Int, random: inout RandomStream) -> Basket {
        var basket = Basket()
        for _ in 0..<random.integer(2...4) {
            put(random.element(of: Self.acuteGroups), count: random.chance(0.3) ? 2 : 1, at: facility, into: &basket, random: &random)
        }
        if random.chance(0.12) {
            for _ in 0..<3 { put(.decoction, count: random.integer(5...12) * 7, at: facility, into: &basket, random: &random) }
        }
        return basket
    }

    /// One settlement for the whole visit, as primary care does.
    func clinicVisit(at facility: Int, random: inout RandomStream) -> Basket {
        var basket = Basket()
        put(.generalConsultation, number: 0, at: facility, into: &basket)
        for _ in 0..<random.integer(1...3) { put(random.element(of: Self.acuteGroups), at: facility, into: &basket, random: &random) }
        if random.chance(0.25) { put(.treatment, at: facility, into: &basket, random: &random) }
        if random.chance(0.15) { put(.physiotherapy, at: facility, into: &basket, random: &random) }
        return basket
    }

    func purchase(at facility: Int, random: inout RandomStream) -> Basket {
        var basket = Basket()
        for _ in 0..<random.integer(2...3) {
            put(random.element(of: Self.pharmacyGroups), at: facility, into: &basket, random: &random)
        }
        return basket
    }

    // MARK: Chronic care

    /// What a person takes for an illness: two or three drugs, always the same ones.
    func drugs(of person: Int, for condition: ChronicCondition) -> [Int] {
        let group = ItemGroup.drugs(for: condition)
        return (0..<2 + person % 2).map { number in
            // The second and third drug of a chronic patient are often a statin and aspirin.
            let source: ItemGroup = number == 0 ? group : person % 3 == 0 ? .coronaryDisease : group
            let range = catalogue.range(source)
            return range.lowerBound + (person / 3 + number * 2) % range.count
        }
    }

    /// A refill: enough of the person's own drugs for the cycle.
    ///
    /// - Parameters:
    ///   - illness: By default the person's first one.
    ///   - earlier: Items prescribed for another illness, and not prescribed again.
    func refill(
        for person: Int, _ illness: ChronicCondition? = nil, at facility: Int, besides earlier: [Int] = [], random: inout RandomStream
    ) -> Basket {
        var basket = Basket()
        let patient = town.persons[person]
        guard let condition = illness ?? patient.condition else { return basket }
        for item in drugs(of: person, for: condition) where !earlier.contains(item) {
            let supply = max(7, catalogue.items[item].supplyDays)
            let cycle = patient.refillDays == 0 ? 28 : Int(patient.refillDays)
            // A pack that lasts for several cycles is bought every few of them.
            if supply > cycle * 3 / 2, !random.chance(Double(cycle) / Double(supply)) { continue }
            let packs = max(1, (cycle + supply / 2) / supply)
            basket.add(item, count: packs, price: price(item, at: facility))
        }
        if !town.facilities[facility].kind.isPharmacy {
            put(.generalConsultation, number: 0, at: facility, into: &basket)
            if random.chance(0.15) { put(.laboratory, at: facility, into: &basket, random: &random) }
        } else if basket.lines.count < 2 {
            put(.consumable, number: 7, at: facility, into: &basket)
        }
        return basket
    }
}
