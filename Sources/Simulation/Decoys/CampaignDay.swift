import Statistics

/// A vaccination or free-clinic day: three hundred persons in one day at one facility, the same small sums.
struct CampaignDay: PlantedBehaviour {
    let name = "campaign-day"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.communityCentre, .villageClinic, random: &random) else { return }
            let mark = scene.book.settlements.count
            let day = random.element(of: scene.town.calendar.workdays)
            for person in scene.neighbours(300, of: place, random: &random) {
                var basket = Basket()
                scene.prescriber.put(.vaccination, number: 0, at: place, into: &basket)
                scene.prescriber.put(.checkup, number: 0, at: place, into: &basket)
                scene.book.record(
                    person: person, facility: place, at: Scene.moment(day, hour: 8, second: random.integer(0...28_800)),
                    care: .outpatient, diagnosis: .vaccination, basket: basket, doctor: 1
                )
            }
            scene.decoyFacility(name, place, since: mark, note: "one day only")
        }
    }
}
