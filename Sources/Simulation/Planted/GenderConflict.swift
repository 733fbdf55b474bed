import Statistics

/// `gender-conflict`: services for the other sex are charged to a person, one here and there or as a habit of a place.
struct GenderConflict: PlantedBehaviour {
    let name = "gender-conflict"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<max(1, scene.facilityCases / 3) {
            guard let place = scene.castWard(.privateHospital, .secondaryHospital, stays: counts, random: &random) else { break }
            for number in 0..<random.integer(6...9) { plant(Intensity(turn: turn + number), at: place, in: &scene, random: &random) }
        }
        for turn in 0..<scene.singleCases {
            let place = scene.host(.secondaryHospital, .privateHospital, .tertiaryHospital, for: name, random: &random)
            plant(Intensity(turn: turn), at: place, in: &scene, random: &random)
        }
    }

    private func plant(_ intensity: Intensity, at place: Int, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let sex: UInt8 = random.chance(0.7) ? 1 : 2
        let days = 4
        let day = scene.admissionDay(days: days, random: &random)
        guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
            $0.sex == sex && (25...75).contains($0.age(on: day))
        }) else { return }
        let examination: ItemGroup = sex == 1 ? .femaleExamination : .maleExamination
        let surgery: ItemGroup = sex == 1 ? .femaleSurgery : .maleSurgery
        let mark = scene.book.settlements.count
        var lines = 1
        if intensity == .blatant {
            var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: .named("K29"), dischargeWay: 1, operates: false)
            var basket = scene.prescriber.stay(
                for: plan.profile, days: days, person: person, at: place, habits: scene.life.habits[place], operates: false, random: &random
            )
            scene.prescriber.put(surgery, number: random.integer(0...2), at: place, on: 1, into: &basket)
            scene.prescriber.put(examination, number: random.integer(0...2), at: place, on: 0, into: &basket)
            lines = 2
            plan.basket = basket
            scene.life.admit(plan, into: &scene.book, random: &random)
        } else {
            var basket = scene.prescriber.examinations(at: place, random: &random)
            lines = intensity == .subtle ? 1 : random.integer(2...3)
            let first = random.integer(0...3)
            for number in 0..<lines { scene.prescriber.put(examination, number: first + number, at: place, into: &basket) }
            scene.book.record(
                person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(town.facilities[place].kind, random: &random),
                care: .outpatient, diagnosis: .backPain, basket: basket, doctor: town.doctor(at: place, usualOf: person, random: &random)
            )
        }
        scene.label(
            patient: person, name, at: [place], intensity, since: mark, note: "\(lines) items for \(sex == 1 ? "women" : "men") charged to the other sex"
        )
    }
}
