import Statistics

/// A pharmacy beside a market: an evening rush with chance neighbours in the queue, every day others.
struct PharmacyRush: PlantedBehaviour {
    let name = "pharmacy-rush"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.pharmacy, random: &random, where: { $0.attraction > 0.8 }) else { return }
            let mark = scene.book.settlements.count
            for day in scene.town.calendar.days {
                for _ in 0..<random.poisson(mean: 60) {
                    let person = random.uniform(below: scene.town.persons.count)
                    guard scene.town.persons[person].deathDay < 0 else { continue }
                    let basket = scene.prescriber.purchase(at: place, random: &random)
                    scene.book.record(
                        person: person, facility: place, at: Scene.moment(day, hour: 17, second: random.integer(0...9_000)),
                        care: .pharmacy, diagnosis: .backPain, basket: basket
                    )
                }
            }
            scene.decoyFacility(name, place, since: mark, note: "some 60 passers-by every evening")
        }
    }
}
