import Statistics

/// Infants: often ill, often vaccinated, seen at one hospital and one clinic.
struct InfantVisits: PlantedBehaviour {
    let name = "infant"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 8) {
            guard let infant = scene.castPerson(random: &random, where: { $0.age(on: town.calendar.days.lowerBound) <= 2 }) else { return }
            let clinic = scene.usualPlace(.clinic, of: infant, random: &random)
            let mark = scene.book.settlements.count
            for day in scene.someDays(random.integer(4...6) * town.configuration.monthCount, random: &random) {
                let place = random.chance(0.7) ? clinic : Int(town.persons[infant].hospital)
                let basket = scene.prescriber.clinicVisit(at: place, random: &random)
                scene.book.record(
                    person: infant, facility: place,
                    at: day * CivilCalendar.secondsPerDay + town.clock(town.facilities[place].kind, random: &random), care: .outpatient,
                    diagnosis: random.element(of: Diagnosis.respiratory), basket: basket,
                    doctor: town.doctor(at: place, usualOf: infant, random: &random)
                )
            }
            scene.decoyPatient(name, infant, facility: clinic, since: mark)
        }
    }
}
