import Statistics

/// Stable chronic patients who collect twelve weeks of drugs at once: rare visits, large amounts.
struct LongPrescriptions: PlantedBehaviour {
    let name = "long-prescription"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 12) {
            guard let patient = scene.castPerson(random: &random, where: { person in
                person.isRegistered && person.refillDays == 84 && person.condition != nil
            }), let condition = town.persons[patient].condition else { return }
            let place = Int(town.persons[patient].hospital)
            let mark = scene.book.settlements.count
            var day = town.calendar.days.lowerBound + random.uniform(below: 28)
            while day < town.calendar.days.upperBound {
                let basket = scene.prescriber.refill(for: patient, at: place, random: &random)
                scene.book.record(
                    person: patient, facility: place, at: Scene.moment(day, hour: 9, second: random.integer(0...7_200)), care: .chronic,
                    diagnosis: .of(condition), basket: basket, doctor: 1 + patient % 2
                )
                day += 84
            }
            scene.decoyPatient(name, patient, facility: place, since: mark, like: "patient-profile")
        }
    }
}
