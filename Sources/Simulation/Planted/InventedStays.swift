import Statistics

/// `inpatient-anomaly`: a small hospital writes records of patients who never lay there by copying those of one who did.
///
/// The careful one copies fewer than anybody would count.
struct CopiedRecords: PlantedBehaviour {
    let name = "copied-records"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: (6 - turn % 4) % 4)
            guard let place = scene.castWard(.privateHospital, stays: counts, random: &random) else { return }
            let mark = scene.book.settlements.count
            let copies = [14, 24, 45, 7][manner.rawValue]
            let each = [7, 8, 15, 7][manner.rawValue]
            for template in 0..<(copies + each - 1) / each {
                let profile = StayProfile.named(["M51", "J20", "R42", "I10", "M47"][(turn + template) % 5])
                copy(profile, each, at: place, in: &scene, random: &random)
            }
            scene.label("inpatient-anomaly", facility: place, manner, since: mark, note: "records of \(copies) patients copied")
        }
    }

    private func copy(_ profile: StayProfile, _ count: Int, at place: Int, in scene: inout Scene, random: inout RandomStream) {
        let days = random.integer(5...8)
        let model = random.uniform(below: scene.town.persons.count)
        let basket = scene.prescriber.stay(
            for: profile, days: days, person: model, at: place, habits: scene.life.habits[place], operates: false, random: &random)
        for _ in 0..<count {
            let day = scene.admissionDay(days: days, random: &random)
            guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
                profile.fits($0, on: day) && $0.age(on: day) >= 40
            }) else { return }
            var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
            plan.basket = basket
            scene.life.admit(plan, into: &scene.book, random: &random)
        }
    }
}

/// `inpatient-anomaly`: beds are filled on paper when nobody is there to look, over the public holidays.
///
/// The careful one does it little more than the house on duty would.
struct HolidayAdmissions: PlantedBehaviour {
    let name = "holiday-admissions"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let calendar = scene.town.calendar
        let holidays = calendar.days.filter { calendar.kind($0) == .holiday && $0 + 10 < calendar.days.upperBound }
        guard !holidays.isEmpty else { return }
        let counts = scene.stayCounts()
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: (6 - turn % 4) % 4)
            guard let place = scene.castWard(.privateHospital, .secondaryHospital, stays: counts, random: &random) else { return }
            let mark = scene.book.settlements.count
            let wanted = max([12, 18, 30, 5][manner.rawValue], Int([0.25, 0.5, 1, 0.05][manner.rawValue] * Double(counts[place])))
            for _ in 0..<wanted {
                let (day, days) = (random.element(of: holidays), random.integer(4...8))
                let profile = StayProfile.named(random.element(of: ["M51", "J20", "R42", "I10", "K29"]))
                guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
                    profile.fits($0, on: day) && $0.age(on: day) >= 40
                }) else { break }
                scene.life.admit(
                    StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false),
                    into: &scene.book, random: &random)
            }
            scene.label("inpatient-anomaly", facility: place, manner, since: mark, note: "\(wanted) patients admitted on holidays")
        }
    }
}
