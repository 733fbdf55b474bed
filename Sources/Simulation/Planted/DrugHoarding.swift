import Statistics

/// `abnormal-purchase` of a patient: drugs that resell well, more than one person takes, from many pharmacies.
struct DrugHoarding: PlantedBehaviour {
    let name = "drug-hoarding"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let firstDay = scene.town.calendar.days.lowerBound
        for turn in 0..<scene.personCaseCount {
            let manner = Manner(turn: turn)
            guard let person = scene.castPerson(random: &random, where: { person in
                person.scheme == 310 && person.age(on: firstDay) >= 35
            }) else { return }
            hoard(person, manner, in: &scene, random: &random)
        }
    }

    private func hoard(_ person: Int, _ manner: Manner, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let pharmacies = town.facilities(of: .pharmacy, .allNightPharmacy)
        let perMonth = [4, 8, 15, 3][manner.rawValue]
        let packs = [2...3, 3...4, 4...6, 1...2][manner.rawValue]
        let usual = random.elements([5, 9, 16, 3][manner.rawValue], of: pharmacies)
        let mark = scene.book.settlements.count
        let goods = PackSales.resold
        let count = perMonth * town.configuration.monthCount
        for number in 0..<count {
            let place = usual[number % usual.count]
            var basket = Basket()
            for good in goods.prefix(manner == .careful ? 2 : 4) where manner == .careful || random.chance(0.7) {
                scene.prescriber.put(good.group, number: good.number, count: random.integer(packs), at: place, into: &basket)
            }
            if basket.lines.isEmpty { scene.prescriber.put(.hepatitis, number: 4, count: packs.upperBound, at: place, into: &basket) }
            let day = town.calendar.days.lowerBound + number * town.calendar.days.count / count
            scene.book.record(
                person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
                care: .chronicPharmacy, diagnosis: .of(.diabetes), basket: basket
            )
        }
        scene.label(
            "abnormal-purchase", patient: person, at: usual, manner, since: mark,
            note: "\(perMonth) purchases a month at \(usual.count) pharmacies"
        )
    }
}
