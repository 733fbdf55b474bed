import Statistics

/// The clinic of a large employer: all its patients come from one employer.
struct EmployerClinic: PlantedBehaviour {
    let name = "employer-clinic"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for (rank, place) in town.facilities(of: .employerClinic).enumerated() {
            // Employers are numbered by size.
            let staff = town.persons.indices.filter { town.persons[$0].employer == Int32(rank) && town.persons[$0].deathDay < 0 }
            guard !staff.isEmpty else { continue }
            let mark = scene.book.settlements.count
            for day in town.calendar.workdays {
                for person in random.elements(random.poisson(mean: Double(min(staff.count, 1_200)) / 50), of: staff) {
                    let basket = scene.prescriber.clinicVisit(at: place, random: &random)
                    scene.book.record(
                        person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(.employerClinic, random: &random),
                        care: .outpatient, diagnosis: Diagnosis.acute(season: 1, random: &random), basket: basket, doctor: random.integer(1...2)
                    )
                }
            }
            scene.decoyFacility(name, place, since: mark, note: "one employer of \(staff.count) persons")
        }
    }
}
