import Statistics

/// Courses with a session every workday: radiotherapy at the cancer centre, rehabilitation at a community centre.
struct DailyCourses: PlantedBehaviour {
    let name = "daily-course"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let centres = town.facilities(of: .cancerCentre)
        for number in 0..<scene.count(per30000: 14) {
            guard let patient = scene.castPerson(random: &random, where: { $0.age(on: town.calendar.days.lowerBound) >= 40 }) else { return }
            let isRadiotherapy = number.isMultiple(of: 2)
            let place = isRadiotherapy ? centres[0] : Int(town.persons[patient].hospital)
            let workdays = town.calendar.workdays
            let start = random.uniform(below: max(1, workdays.count - 20))
            let hour = random.integer(8...15)
            let mark = scene.book.settlements.count
            for day in workdays[start...].prefix(isRadiotherapy ? 25 : 20) {
                var basket = Basket()
                if isRadiotherapy {
                    scene.prescriber.put(.radiotherapy, number: 0, at: place, into: &basket)
                    scene.prescriber.put(.radiotherapy, number: 1, at: place, into: &basket)
                } else {
                    scene.prescriber.put(.physiotherapy, number: 7, count: 2, at: place, into: &basket)
                    scene.prescriber.put(.physiotherapy, number: 8, at: place, into: &basket)
                    scene.prescriber.put(.physiotherapy, number: 1, at: place, into: &basket)
                }
                scene.book.record(
                    person: patient, facility: place, at: Scene.moment(day, hour: hour, second: random.integer(0...2_400)),
                    care: isRadiotherapy ? .chronic : .outpatient,
                    diagnosis: isRadiotherapy ? .radiotherapy : .strokeRehabilitation, basket: basket, doctor: 1 + patient % town.facilities[place].doctorCount
                )
            }
            scene.decoyPatient(isRadiotherapy ? "radiotherapy" : "rehabilitation", patient, facility: place, since: mark)
        }
    }
}
