import Statistics

/// `trace-duplicate` of a pack: what was sold once comes back and is sold again.
struct TraceDuplicate: PlantedBehaviour {
    let name = "trace-duplicate"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.personCaseCount {
            let manner = Manner(turn: turn)
            let pharmacies = scene.town.facilities(of: .pharmacy, .allNightPharmacy)
            // Subtly at the same counter, more plainly at another, blatantly at one after another; carefully as a split pack, yet at
            // another pharmacy.
            let places = manner == .subtle ? Array(repeating: random.element(of: pharmacies), count: 2)
                : random.elements([2, 2, 5, 2][manner.rawValue], of: pharmacies)
            let mark = scene.book.settlements.count
            let good = PackSales.resold[turn % PackSales.resold.count]
            let days = scene.someDays(places.count, random: &random)
            var first: Int?
            for (place, day) in zip(places, days) {
                let line = scene.sellPack(good, at: place, on: day, again: first, isSplit: manner == .careful, random: &random)
                first = first ?? line
            }
            scene.book.leaveUndisturbed(since: mark)
            guard let first else { return }
            let item = scene.town.catalogue.range(good.group).lowerBound + good.number
            let text = "sold \(places.count) times at \(Set(places).count) facilities"
            scene.label(
                name, "drug_pack", PackNumbering.code(item: item, line: first), at: places, manner.intensity,
                fund: scene.book.fund(since: mark), note: manner == .careful ? text + "; marked as split" : text
            )
        }
    }
}

/// `trace-duplicate` of a facility: a pharmacy that sells many packs which others have sold before.
struct TraceDuplicateFacility: PlantedBehaviour {
    let name = "trace-duplicate-facility"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<max(1, scene.facilityCaseCount / 2) {
            // At least a dozen packs: whether that is many is for the scenario to say.
            let intensity = Intensity(turn: turn + 1)
            guard let place = scene.castFacility(.pharmacy, random: &random) else { return }
            let others = town.facilities(of: .pharmacy, .allNightPharmacy).filter { $0 != place }
            let count = [12, 25, 60][intensity.rawValue]
            let mark = scene.book.settlements.count
            for number in 0..<count {
                let days = scene.someDays(2, random: &random)
                let good = PackSales.resold[number % PackSales.resold.count]
                let line = scene.sellPack(good, at: others[number % others.count], on: days[0], random: &random)
                _ = scene.sellPack(good, at: place, on: days[1], again: line, random: &random)
            }
            scene.book.leaveUndisturbed(since: mark)
            scene.label(
                "trace-duplicate", "facility", town.facilities[place].code, at: [place], intensity, fund: scene.book.fund(since: mark),
                note: "\(count) packs sold before elsewhere"
            )
        }
    }
}

/// What is bought up and sold again.
enum PackSales {
    struct Good: Sendable {
        let group: ItemGroup
        let number: Int
    }

    /// Semaglutide, polyene phosphatidylcholine, Bailing capsules, ticagrelor: dear and small.
    static let resold = [
        Good(group: .diabetes, number: 10), Good(group: .hepatitis, number: 4), Good(group: .patent, number: 19),
        Good(group: .coronaryDisease, number: 9),
    ]
}

extension Scene {
    /// Sells one pack to a passer-by, scanned.
    ///
    /// - Parameter line: The line that sold this very pack before.
    /// - Returns: The line that sells it now.
    mutating func sellPack(
        _ good: PackSales.Good, at place: Int, on day: Int, again line: Int? = nil, isSplit: Bool = false, buyer: Int? = nil,
        random: inout RandomStream
    ) -> Int {
        let here = book.lines.count
        var basket = Basket()
        prescriber.put(good.group, number: good.number, at: place, into: &basket)
        let person = buyer ?? passersBy(1, random: &random)[0]
        book.record(
            person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
            care: town.facilities[place].kind.isPharmacy ? .chronicPharmacy : .outpatient, diagnosis: .of(.diabetes), basket: basket,
            doctor: town.doctor(at: place, usualOf: person, random: &random)
        )
        book.registers.scannedLines.insert(here)
        book.registers.packs[here] = .firstPack(ofLine: line ?? here, isSplit: isSplit)
        return here
    }
}
