import Statistics

/// A centre's doctors tour the villages: a day in each, twenty of its people or more, and not the same ones again.
struct VillageTours: PlantedBehaviour {
    let name = "village-tour"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<max(2, scene.facilityCaseCount / 2) {
            guard let place = scene.castFacility(.communityCentre, random: &random) else { return }
            let villages = scene.villagesByDistance(from: place)
            let mark = scene.book.settlements.count
            let days = scene.someDays(10, from: town.calendar.workdays, random: &random)
            for (number, day) in days.enumerated() {
                let village = Int32(villages[min(villages.count - 1, villages.count / 5 + number)])
                let people = town.persons.indices.filter { town.persons[$0].village == village && town.persons[$0].deathDay < 0 }
                for person in random.elements(min(people.count / 2, random.integer(20...35)), of: people) {
                    scene.book.record(
                        person: person, facility: place, at: Scene.moment(day, hour: 8, second: random.integer(0...28_000)),
                        care: .outpatient, diagnosis: random.element(of: Diagnosis.other),
                        basket: scene.prescriber.clinicVisit(at: place, random: &random), doctor: 1 + number % 2
                    )
                }
            }
            scene.lookAlike(name, like: "outpatient-anomaly", facility: place, since: mark, note: "a day in each of \(days.count) villages")
        }
    }
}
