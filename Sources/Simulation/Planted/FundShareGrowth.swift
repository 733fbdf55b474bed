import Statistics

/// `growth-spike`: fund money multiplies from month to month without more persons living near.
struct FundShareGrowth: PlantedBehaviour {
    let name = "fund-growth"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.count(per30000: 1.3) {
            plant(Manner(turn: 2 - turn % 3), in: &scene, random: &random)
        }
    }

    private func plant(_ manner: Manner, in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.privateHospital, .privateClinic, random: &random) else { return }
        let town = scene.town
        let mark = scene.book.settlements.count
        let months = town.calendar.monthStarts
        for (number, start) in months.enumerated() {
            let end = number + 1 < months.count ? months[number + 1] : town.calendar.days.upperBound
            // Doubling, from the second half of the period on.
            let growth = months.count == 1 ? 2 : 1 << min(6, max(0, number - months.count / 3))
            let visits = [50, 120, 260][manner.rawValue] * (number < months.count / 3 ? 0 : growth)
            for _ in 0..<visits {
                let card = random.uniform(below: town.persons.count)
                let day = start + random.uniform(below: end - start)
                guard town.persons[card].deathDay < 0, town.calendar.kind(day) != .holiday else { continue }
                var basket = Basket()
                scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
                for _ in 0..<3 {
                    scene.prescriber.put(.physiotherapy, at: place, into: &basket, random: &random)
                }
                scene.book.record(
                    person: card, facility: place, at: Scene.moment(day, hour: 8, second: random.integer(0...32_400)),
                    care: .outpatient, diagnosis: .backPain, basket: basket, doctor: random.integer(1...town.facilities[place].doctorCount)
                )
            }
        }
        scene.label("growth-spike", facility: place, manner, since: mark, note: "physiotherapy multiplies month by month")
    }
}
