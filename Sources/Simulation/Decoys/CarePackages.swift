import Statistics

/// A package for registered patients, the same list at every centre that takes part: a fifth of their bills and more are copies of one
/// another, by contract.
struct CarePackages: PlantedBehaviour {
    let name = "care-package"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let traffic = scene.traffic()
        for _ in 0..<max(3, scene.facilityCaseCount) {
            guard let place = scene.castFacility(.communityCentre, .villageClinic, random: &random, where: { traffic[$0.index] >= 150 })
            else { return }
            let patients = scene.patients(of: place).filter { town.persons[$0].age(on: town.calendar.days.lowerBound) >= 60 }
            guard !patients.isEmpty else { continue }
            let mark = scene.book.settlements.count
            for _ in 0..<traffic[place] * 2 / 5 {
                let patient = random.element(of: patients)
                var basket = Basket()
                scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
                for number in 0..<3 { scene.prescriber.put(.laboratory, number: number, at: place, into: &basket) }
                let time = random.element(of: town.calendar.workdays) * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random)
                scene.book.record(
                    person: patient, facility: place, at: time, care: .outpatient, diagnosis: random.element(of: Diagnosis.other),
                    basket: basket, doctor: town.doctor(at: place, usualOf: patient, random: &random)
                )
            }
            scene.lookAlike(name, like: "outpatient-anomaly", facility: place, since: mark, note: "one package at many centres")
        }
    }
}
