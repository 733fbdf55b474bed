import Statistics

/// A village clinic enters the day's visits in the evening: forty persons in twenty minutes by one operator, while the times of
/// service in `mdtrt_d` are spread over the day. Other villagers every day.
struct VillageBatchEntry: PlantedBehaviour {
    let name = "village-batch-entry"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.villageClinic, random: &random) else { return }
            let mark = scene.book.settlements.count
            let villagers = scene.neighbours(600, of: place, random: &random)
            let days = scene.someDays(scene.town.calendar.workdays.count / 2, from: scene.town.calendar.workdays, random: &random)
            for day in days {
                var time = Scene.moment(day, hour: 19, second: random.integer(0...3_600))
                for person in random.elements(min(40, villagers.count / 3), of: villagers) {
                    let basket = scene.prescriber.clinicVisit(at: place, random: &random)
                    scene.book.record(
                        person: person, facility: place, at: time, care: .outpatient,
                        diagnosis: Diagnosis.acute(season: scene.town.calendar.season(day), random: &random), basket: basket,
                        doctor: 1, begin: Scene.moment(day, hour: 7, second: random.integer(1_800...36_000)), counter: 1
                    )
                    time += random.integer(22...38)
                }
            }
            scene.decoyFacility(name, place, since: mark, note: "entered in the evening on \(days.count) days")
        }
    }
}
