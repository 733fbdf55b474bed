import Statistics

/// Dialysis patients on Monday-Wednesday-Friday or Tuesday-Thursday-Saturday rosters: thirteen sessions a month, settled one
/// after another when the shift ends. Every second centre charges a whole shift in one go under its doctor's name, the others each
/// patient as the nurses connect them.
struct DialysisRoster: PlantedBehaviour {
    let name = "dialysis"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 1) {
            guard let place = scene.castFacility(.secondaryHospital, .tertiaryHospital, random: &random) else { return }
            for shift in 0..<4 {
                let mark = scene.book.settlements.count
                let patients = scene.castPersons(random.integer(5...8), random: &random) {
                    $0.age(on: town.calendar.days.lowerBound) >= 30
                }
                guard patients.count >= 2 else { return }
                let weekdays: Set = shift < 2 ? [0, 2, 4] : [1, 3, 5]
                for day in town.calendar.days where weekdays.contains(CivilCalendar.weekday(day)) {
                    sessions(of: patients, on: day, shift: shift, at: place, in: &scene, random: &random)
                }
                for patient in patients { scene.decoyPatient(name, patient, facility: place, since: mark) }
                if Self.chargesTogether(place), !scene.book.registers.namelessDesks.contains(Int32(place)) {
                    scene.lookAlike(
                        "dialysis-shift", like: "impossible-doctor", "doctor", town.doctorCode(1 + shift, at: place), at: [place], since: mark,
                        note: "one shift, charged in one go"
                    )
                }
                scene.decoyGroup("dialysis-roster", members: patients, facilities: [place], since: mark, note: "one shift")
            }
        }
    }

    private static func chargesTogether(_ place: Int) -> Bool { place.isMultiple(of: 2) }

    private func sessions(
        of patients: [Int], on day: Int, shift: Int, at place: Int, in scene: inout Scene, random: inout RandomStream
    ) {
        let begin = Scene.moment(day, hour: shift.isMultiple(of: 2) ? 7 : 13, second: random.integer(0...1_200))
        var time = begin + 4 * 3_600 + random.integer(600...1_800)
        for (turn, patient) in patients.enumerated() where !random.chance(0.03) {
            var basket = Basket()
            scene.prescriber.put(.dialysis, number: patient % 5 == 0 ? 1 : 0, at: place, into: &basket)
            scene.prescriber.put(.consumable, number: 2, at: place, into: &basket)
            scene.prescriber.put(.consumable, number: 3, count: 2, at: place, into: &basket)
            scene.prescriber.put(.dialysisDrug, number: random.chance(0.5) ? 0 : 4, at: place, into: &basket)
            scene.book.record(
                person: patient, facility: place, at: time, care: .chronic, diagnosis: .dialysis, basket: basket,
                doctor: 1 + shift,
                begin: Self.chargesTogether(place) ? begin : begin + turn * 300 + (patient &* 37 + day) % 120, counter: 1
            )
            time += random.integer(40...110)
        }
    }
}
