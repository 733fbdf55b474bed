import Statistics

/// Residents of a nursing home, entered one after another at its clinic on the doctor's round.
struct NursingHome: PlantedBehaviour {
    let name = "nursing-home"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for place in town.facilities(of: .nursingHomeClinic) {
            let residents = scene.castPersons(random.integer(15...25), random: &random) {
                $0.age(on: town.calendar.days.lowerBound) >= 72
            }
            guard residents.count >= 3 else { return }
            scene.book.moveTogether(residents, to: town.facilities[place].code)
            let mark = scene.book.settlements.count
            let round = random.integer(0...4)
            for day in town.calendar.workdays where CivilCalendar.weekday(day) == round {
                var time = Scene.moment(day, hour: 9, second: random.integer(0...2_400))
                for resident in residents where random.chance(0.8) {
                    let basket = scene.prescriber.clinicVisit(at: place, random: &random)
                    scene.book.record(
                        person: resident, facility: place, at: time, care: .outpatient, diagnosis: .of(.hypertension),
                        basket: basket, doctor: 1, counter: 1
                    )
                    time += random.integer(30...100)
                }
            }
            scene.decoyGroup(name, members: residents, facilities: [place], since: mark, note: "one address")
        }
    }
}
