import Statistics

/// Pharmacies with reasons: a monthly promotion day, nights beside a hospital, a counter for costly drugs.
struct BusyPharmacies: PlantedBehaviour {
    let name = "busy-pharmacy"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 2) { promotion(in: &scene, random: &random) }
        for _ in 0..<scene.count(per30000: 1) { besideTheHospital(in: &scene, random: &random) }
        for _ in 0..<scene.count(per30000: 1) { costlyDrugs(in: &scene, random: &random) }
    }

    /// One day a month with several times the traffic, all through the opening hours.
    private func promotion(in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.pharmacy, random: &random, where: { $0.attraction > 0.4 }) else { return }
        let town = scene.town
        let mark = scene.book.settlements.count
        let dayOfMonth = random.integer(7...26)
        for month in town.calendar.monthStarts {
            for person in scene.neighbours(random.integer(90...160), of: place, random: &random) {
                scene.book.record(
                    person: person, facility: place,
                    at: (month + dayOfMonth) * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
                    care: random.chance(0.4) ? .chronicPharmacy : .pharmacy, diagnosis: .backPain,
                    basket: scene.prescriber.purchase(at: place, random: &random)
                )
            }
        }
        scene.lookAlike("promotion-day", like: "abnormal-purchase", facility: place, since: mark, note: "one member day a month")
    }

    /// A 24-hour pharmacy beside an emergency department: every night some dozen customers.
    private func besideTheHospital(in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.allNightPharmacy, random: &random) else { return }
        let mark = scene.book.settlements.count
        for day in scene.town.calendar.days {
            for person in scene.passersBy(random.poisson(mean: 12), random: &random) {
                let second = random.chance(0.5) ? random.integer(0...21_000) : random.integer(79_200...86_000)
                scene.book.record(
                    person: person, facility: place, at: Scene.moment(day, hour: 0, second: second),
                    care: random.chance(0.4) ? .chronicPharmacy : .pharmacy, diagnosis: random.element(of: Diagnosis.respiratory),
                    basket: scene.prescriber.purchase(at: place, random: &random)
                )
            }
        }
        scene.lookAlike("night-pharmacy", like: "abnormal-purchase", facility: place, since: mark, note: "open all night beside a hospital")
    }

    /// The counter where patients of the cancer centre collect their monthly drugs: dear, always the same set, sold nowhere else.
    private func costlyDrugs(in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.pharmacy, random: &random) else { return }
        let town = scene.town
        let mark = scene.book.settlements.count
        let patients = scene.castPersons(min(60, town.persons.count / 60), random: &random) {
            $0.age(on: town.calendar.days.lowerBound) >= 40
        }
        for patient in patients {
            var day = town.calendar.days.lowerBound + random.uniform(below: 28)
            scene.book.registers.register(patient, .of(.malignancy), at: place, on: town.calendar.days.lowerBound - 60 - patient % 700)
            while day < town.calendar.days.upperBound {
                var basket = Basket()
                scene.prescriber.put(.oncology, number: patient % 3, at: place, into: &basket)
                if patient % 3 == 0 { scene.prescriber.put(.gastric, number: 0, at: place, into: &basket) }
                scene.book.record(
                    person: patient, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
                    care: .chronicPharmacy, diagnosis: .of(.malignancy), basket: basket
                )
                day += 28
            }
        }
        scene.lookAlike(
            "costly-drugs-pharmacy", like: "abnormal-purchase", facility: place, since: mark,
            note: "oncology drugs for \(patients.count) patients"
        )
    }
}
