import Statistics

/// Couples who fetch their drugs together, a dozen times.
struct Couples: PlantedBehaviour {
    let name = "couple"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 12) {
            guard let couple = scene.castHousehold(sizes: 2...2, random: &random, where: { members in
                members.allSatisfy { $0.age(on: town.calendar.days.lowerBound) >= 50 }
            }) else { return }
            let place = scene.usualPlace(.pharmacy, of: couple[0], random: &random)
            let mark = scene.book.settlements.count
            for day in scene.someDays(12, random: &random) {
                var time = day * CivilCalendar.secondsPerDay + town.clock(.pharmacy, random: &random)
                for person in couple {
                    let basket = scene.prescriber.purchase(at: place, random: &random)
                    scene.book.record(person: person, facility: place, at: time, care: .chronicPharmacy, diagnosis: .backPain, basket: basket)
                    time += random.integer(30...150)
                }
            }
            scene.decoyGroup(name, members: couple, facilities: [place], since: mark, note: "12 times together")
        }
    }
}
