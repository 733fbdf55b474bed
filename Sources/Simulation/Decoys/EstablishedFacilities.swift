import Statistics

/// Facilities whose ordinary life is unusual: the largest tertiary hospital, the cancer centre with its high amounts, pharmacies
/// open all night.
struct EstablishedFacilities: PlantedBehaviour {
    let name = "established-facility"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let end = scene.book.settlements.count
        let tertiary = town.facilities(of: .tertiaryHospital).max { town.facilities[$0].attraction < town.facilities[$1].attraction }
        if let tertiary { scene.decoyFacility("large-hospital", tertiary, since: end) }
        for place in town.facilities(of: .allNightPharmacy) { scene.decoyFacility("all-night-pharmacy", place, since: end) }
        for centre in town.facilities(of: .cancerCentre) {
            let mark = scene.book.settlements.count
            let patients = scene.castPersons(scene.count(per30000: 60), random: &random) {
                $0.age(on: town.calendar.days.lowerBound) >= 40
            }
            for patient in patients {
                // A cycle of three weeks: a day ward's infusion and the tests before it.
                var day = town.calendar.days.lowerBound + random.uniform(below: 21)
                while day < town.calendar.days.upperBound {
                    var basket = Basket()
                    scene.prescriber.put(.oncology, number: 3 - patient % 4, at: centre, into: &basket)
                    scene.prescriber.put(.oncology, number: 4, count: 2, at: centre, into: &basket)
                    scene.prescriber.put(.laboratory, number: 10, at: centre, into: &basket)
                    scene.book.record(
                        person: patient, facility: centre, at: day * CivilCalendar.secondsPerDay + town.clock(.cancerCentre, random: &random),
                        care: .chronic, diagnosis: .radiotherapy, basket: basket, doctor: 1 + patient % 3
                    )
                    day += 21
                }
            }
            scene.decoyFacility("cancer-centre", centre, since: mark)
        }
    }
}
