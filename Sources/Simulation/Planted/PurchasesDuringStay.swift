import Statistics

/// `paper-admission`: treated like any other patient by the bill, and visiting clinics and pharmacies all the while.
struct PurchasesDuringStay: PlantedBehaviour {
    let name = "purchases-during-stay"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let firstDay = scene.town.calendar.days.lowerBound
        for turn in 0..<scene.count(per30000: 3) {
            let intensity = Intensity(turn: turn)
            guard let person = scene.castPerson(random: &random, where: { person in
                person.age(on: firstDay) >= 45
            }) else { return }
            stay(person, intensity, in: &scene, random: &random)
        }
    }

    private func stay(_ person: Int, _ intensity: Intensity, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let village = Int(town.persons[person].village)
        let length = [10, 15, 22][intensity.rawValue]
        let hospital = random.element(of: town.facilities(of: .privateHospital, .secondaryHospital))
        let day = town.calendar.days.lowerBound + random.uniform(below: town.calendar.days.count - length - 2)
        let mark = scene.book.settlements.count
        let stay = scene.life.admit(
            StayPlan(person: person, facility: hospital, day: day, days: length, profile: .named("I63")), into: &scene.book, random: &random
        )
        guard let stay else { return }
        let purchases = [4, 8, 16][intensity.rawValue]
        for number in 0..<purchases {
            let place = town.nearby(number % 3 == 0 ? .clinic : .pharmacy, village: village, random: &random)
            let kind = town.facilities[place].kind
            let time = Scene.moment(day + 1 + number * (length - 2) / purchases, hour: 0) + town.clock(kind, random: &random)
            scene.book.record(
                person: person, facility: place, at: time, care: kind.isPharmacy ? .chronicPharmacy : .outpatient,
                diagnosis: .of(.stroke),
                basket: kind.isPharmacy
                    ? scene.prescriber.purchase(at: place, random: &random)
                    : scene.prescriber.clinicVisit(at: place, random: &random),
                doctor: town.doctor(at: place, usualOf: person, random: &random)
            )
        }
        scene.label(stay: stay, "paper-admission", intensity, since: mark, note: "\(purchases) settlements elsewhere in a stay of \(length) days")
    }
}
