import Statistics

/// Doctors who rightly work at two places, mornings here and afternoons there: a hospital's consultant at a clinic, a family-doctor
/// team at its centre and a village station. Each afternoon away begins at noon; who comes to the home then sees somebody else there.
struct SharedDoctors: PlantedBehaviour {
    let name = "visiting-doctor"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<scene.personCaseCount {
            let isTeam = turn.isMultiple(of: 2)
            let homes = isTeam ? town.facilities(of: .communityCentre) : town.facilities(of: .secondaryHospital, .tertiaryHospital)
            let stations = isTeam ? town.facilities(of: .villageClinic) : town.facilities(of: .communityCentre, .privateClinic)
            let home = random.element(of: homes), station = random.element(of: stations)
            let doctor = -town.doctorNumber(random.integer(1...max(1, town.facilities[home].doctorCount - 1)), at: home)
            let weekdays: Set = isTeam ? [0, 1, 2, 3, 4] : [random.integer(0...4)]
            // Who comes to the home while the doctor is at the station is seen by a colleague.
            scene.book.registers.absences[-doctor] = .init(weekdays: weekdays, fromHour: 12)
            let mark = scene.book.settlements.count
            for day in town.calendar.workdays where weekdays.contains(CivilCalendar.weekday(day)) {
                for (place, hour) in [(home, 8), (station, 14)] {
                    var time = Scene.moment(day, hour: hour, second: random.integer(0...1_800))
                    for patient in scene.passersBy(random.integer(6...14), random: &random) {
                        scene.book.record(
                            person: patient, facility: place, at: time, care: .outpatient, diagnosis: Diagnosis.acute(season: 1,
                            random: &random),
                            basket: scene.prescriber.clinicVisit(at: place, random: &random), doctor: doctor, begin: time - 30
                        )
                        time += random.integer(240...840)
                    }
                }
            }
            scene.lookAlike(
                isTeam ? "team-doctor" : name, like: "impossible-doctor", "doctor", town.doctorCode(doctor, at: home), at: [home, station],
                since: mark, note: "mornings at one place and afternoons at the other"
            )
        }
    }
}

/// Desks that enter a placeholder for every doctor.
struct NamelessDesks: PlantedBehaviour {
    let name = "placeholder-doctor"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.communityCentre, .secondaryHospital, random: &random) else { break }
            scene.book.registers.namelessDesks.insert(Int32(place))
            scene.lookAlike(
                name, like: "impossible-doctor", facility: place, since: scene.book.settlements.count, note: "no doctor is entered"
            )
        }
        for code in ["未知", "0000000000000"] {
            scene.lookAlike(
                name, like: "impossible-doctor", "doctor", code, at: [], since: scene.book.settlements.count, note: "not a doctor"
            )
        }
    }
}
