import Statistics

/// Growth with a reason: places that opened within the period, a centre with a new rehabilitation ward.
struct NewCapacity: PlantedBehaviour {
    let name = "new-capacity"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for (place, opening) in town.openings.sorted(by: { $0.key < $1.key }) {
            scene.lookAlike(
                "new-facility", like: "growth-spike", facility: place, since: scene.book.settlements.count,
                note: "opened on \(CivilCalendar.shared.text(opening))"
            )
        }
        for ward in 0..<scene.count(per30000: 1) {
            guard let place = scene.castFacility(.communityCentre, .secondaryHospital, random: &random) else { return }
            let mark = scene.book.settlements.count
            let days = town.calendar.days
            let opening = days.upperBound - days.count / 3
            let late = town.calendar.workdays.filter { $0 >= opening }
            let patients = scene.neighbours(90, of: place, random: &random).filter { town.persons[$0].age(on: days.lowerBound) >= 40 }
            for patient in patients {
                // A course of some ten sessions after a stroke, in a department that was not there before, with doctors who were not.
                for day in scene.someDays(random.integer(6...12), from: late, random: &random) {
                    var basket = Basket()
                    for number in [1, 7] { scene.prescriber.put(.physiotherapy, number: number, at: place, into: &basket) }
                    let time = day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random)
                    scene.book.record(
                        person: patient, facility: place, at: time, care: .outpatient, diagnosis: .strokeRehabilitation, basket: basket,
                        doctor: -town.newcomerNumber(ward * 3 + patient % 3), department: Diagnosis.dayRehabilitation
                    )
                }
            }
            scene.lookAlike(
                "new-ward", like: "growth-spike", facility: place, since: mark,
                note: "a ward opened on \(CivilCalendar.shared.text(opening))"
            )
        }
    }
}

/// A wave of colds in the last five weeks, at every clinic and centre alike.
struct SeasonalWave: PlantedBehaviour {
    let name = "seasonal-wave"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let mark = scene.book.settlements.count
        let days = Array(town.calendar.days.suffix(min(35, town.calendar.days.count / 2)))
        for _ in 0..<town.persons.count / 12 {
            let person = scene.passersBy(1, random: &random)[0]
            let day = random.element(of: days)
            let village = Int(town.persons[person].village)
            let usual = random.chance(0.7) ? Int(town.persons[person].clinic) : town.nearby(.clinic, village: village, random: &random)
            let place = town.openPlace(usual, .clinic, on: day, village: village, random: &random)
            scene.book.record(
                person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
                care: .outpatient, diagnosis: random.element(of: Diagnosis.respiratory),
                basket: scene.prescriber.clinicVisit(at: place, random: &random),
                doctor: town.doctor(at: place, usualOf: person, random: &random)
            )
        }
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.villageClinic, .privateClinic, random: &random) else { return }
            scene.lookAlike(name, like: "growth-spike", facility: place, since: mark, note: "as everywhere")
        }
    }
}
