import Statistics

/// The frail: a fall, then the heart, then the lungs, at the hospital that can treat each, sent on by the one before.
struct FrailPatients: PlantedBehaviour {
    let name = "frail-patient"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.count(per30000: 5) {
            let illnesses = [["S52", "I50", "J18"], ["I50", "E11", "I63"], ["J44", "I25", "N39"]][turn % 3]
            let day = scene.admissionDay(days: 60, random: &random)
            guard day + 60 <= scene.town.calendar.days.upperBound,
                  let person = scene.castPatient(free: day - 2...day + 62, random: &random, where: { $0.age(on: day) >= 70 }) else { continue }
            let small = scene.town.nearby(.ward, village: Int(scene.town.persons[person].village), random: &random)
            let large = random.element(of: scene.town.facilities(of: .tertiaryHospital))
            let mark = scene.book.settlements.count
            var next = day
            for (number, code) in illnesses.enumerated() {
                let days = random.integer(7...10)
                // Sent up and down again; who goes home comes back where they are known.
                let way = number == 0 ? 2 : number == 1 ? 3 : 1
                scene.life.admit(
                    StayPlan(
                        person: person, facility: number == 1 ? large : small, day: next, days: days, profile: .named(code), dischargeWay: way,
                        operates: false),
                    into: &scene.book, random: &random)
                next += days + random.integer(0...8)
            }
            scene.lookAlike(
                name, like: "inpatient-anomaly", patient: person, at: [small, large], since: mark, note: "three illnesses at two hospitals, sent on by the one before")
        }
    }
}

/// A hospital on duty over the holidays, which takes emergencies for those that are closed.
struct HolidayDuty: PlantedBehaviour {
    let name = "holiday-duty"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let calendar = scene.town.calendar
        let holidays = calendar.days.filter { calendar.kind($0) == .holiday && $0 + 10 < calendar.days.upperBound }
        let counts = scene.stayCounts()
        guard !holidays.isEmpty else { return }
        for _ in 0..<scene.count(per30000: 0.3) {
            guard let place = scene.castFacility(.secondaryHospital, random: &random, where: { counts[$0.index] >= 30 }) else { return }
            let mark = scene.book.settlements.count
            let added = Int(0.08 * Double(counts[place])) + 3
            for _ in 0..<added {
                let day = random.element(of: holidays)
                let profile = StayProfile.named(random.element(of: ["S06", "K35", "S52", "I63", "K52", "J18"]))
                let days = random.integer(4...9)
                guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: { profile.fits($0, on: day) }) else { break }
                scene.life.admit(
                    StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1), into: &scene.book, random: &random)
            }
            scene.lookAlike(name, like: "inpatient-anomaly", facility: place, since: mark, note: "\(added) emergencies taken over the holidays")
        }
    }
}

/// One price for one operation: a hospital whose bills for it are all the same, as the agency agreed.
struct PackagePrices: PlantedBehaviour {
    let name = "package-price"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.count(per30000: 0.3) {
            guard let place = scene.castFacility(.privateHospital, .secondaryHospital, random: &random, where: { counts[$0.index] >= 15 }) else { return }
            let profile = StayProfile.named(turn.isMultiple(of: 2) ? "H25" : "K40")
            let mark = scene.book.settlements.count
            let basket = scene.prescriber.stay(
                for: profile, days: 3, person: random.uniform(below: scene.town.persons.count), at: place, habits: scene.life.habits[place],
                operates: true, random: &random)
            for _ in 0..<random.integer(15...30) {
                let day = scene.admissionDay(days: 3, random: &random)
                guard let person = scene.castPatient(free: day - 2...day + 5, random: &random, where: { profile.fits($0, on: day) }) else { break }
                var plan = StayPlan(person: person, facility: place, day: day, days: 3, profile: profile, dischargeWay: 1, operates: true)
                plan.basket = basket
                scene.life.admit(plan, into: &scene.book, random: &random)
            }
            scene.lookAlike(name, like: "inpatient-anomaly", facility: place, since: mark, note: "one operation at one price")
        }
    }
}
