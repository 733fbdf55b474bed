import Statistics

/// One member of a family of three or four collects for all, paid by one member's mutual-aid account.
struct FamiliesTogether: PlantedBehaviour {
    let name = "family"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 10) {
            guard let family = scene.castHousehold(sizes: 3...4, random: &random, where: { members in
                members.contains { $0.scheme == 390 && $0.usesMutualAid }
            }) else { return }
            let place = scene.usualPlace(.pharmacy, of: family[0], random: &random)
            let mark = scene.book.settlements.count
            for day in scene.someDays(random.integer(6...10), random: &random) {
                var time = day * CivilCalendar.secondsPerDay + town.clock(.pharmacy, random: &random)
                for person in family {
                    let basket = scene.prescriber.purchase(at: place, random: &random)
                    scene.book.record(person: person, facility: place, at: time, care: .chronicPharmacy, diagnosis: .backPain, basket: basket)
                    time += random.integer(25...120)
                }
            }
            scene.decoyGroup(name, members: family, facilities: [place], since: mark, note: "one household")
        }
    }
}
