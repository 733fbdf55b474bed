import Statistics

/// Elderly neighbours at the community centre when it opens: the same faces every week, in the same ten minutes.
struct ElderlyRegulars: PlantedBehaviour {
    let name = "elderly-regulars"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.communityCentre, random: &random) else { return }
            let near = Set(scene.neighbours(4_000, of: place, random: &random).map { town.persons[$0].village })
            let regulars = scene.castPersons(random.integer(8...12), random: &random) {
                near.contains($0.village) && $0.age(on: town.calendar.days.lowerBound) >= 66
            }
            guard regulars.count >= 3 else { return }
            let mark = scene.book.settlements.count
            for day in town.calendar.workdays {
                // Each comes about once in ten days; who stands beside whom is chance.
                for person in regulars where random.chance(0.1) {
                    let basket = scene.prescriber.clinicVisit(at: place, random: &random)
                    scene.book.record(
                        person: person, facility: place, at: Scene.moment(day, hour: 7, second: 1_800 + random.integer(0...1_500)),
                        care: .outpatient, diagnosis: .of(.hypertension), basket: basket, doctor: random.integer(1...3)
                    )
                }
            }
            scene.decoyGroup(name, members: regulars, facilities: [place], since: mark, note: "first in the morning")
        }
    }
}
