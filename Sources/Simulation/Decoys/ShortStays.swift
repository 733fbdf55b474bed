import Statistics

/// Cancer centre: stays for staging, nearly all of whose bill is examinations, with a tumour as the reason.
struct OncologyStaging: PlantedBehaviour {
    let name = "oncology-staging"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for place in scene.town.facilities(of: .cancerCentre) {
            let mark = scene.book.settlements.count
            for _ in 0..<max(5, counts[place] / 3) {
                let days = random.integer(2...4)
                let day = scene.admissionDay(days: days, random: &random)
                let profile = StayProfile.named(random.element(of: ["C34", "C18"]))
                guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: { profile.fits($0, on: day) })
                else { return }
                var basket = Basket()
                scene.prescriber.wardDays(0..<days, nursing: 1, at: place, into: &basket)
                for order in StayProfile.routine + profile.orders where order.rhythm == .once {
                    scene.prescriber.carry(out: order, scale: 2, days: days, at: place, into: &basket, random: &random)
                }
                scene.prescriber.put(.wardImaging, number: random.chance(0.4) ? 17 : 11, at: place, on: 1, into: &basket)
                var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, operates: false)
                plan.basket = basket
                scene.life.admit(plan, into: &scene.book, random: &random)
            }
            scene.decoy(facility: place, name, like: "checkup-admission", since: mark, note: "staging of tumours")
        }
    }
}

/// A hospital with day surgery: one day, the tests before an operation, and the operation.
struct DaySurgery: PlantedBehaviour {
    let name = "day-surgery"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.count(per30000: 1) {
            guard let place = scene.castWard(.secondaryHospital, .privateHospital, stays: counts, random: &random) else { return }
            let mark = scene.book.settlements.count
            for _ in 0..<max(8, counts[place] / 2) {
                let day = random.element(of: scene.town.calendar.workdays.dropLast(3))
                let profile = StayProfile.named(random.element(of: ["H25", "K63", "K64"]))
                guard let person = scene.castPatient(free: day - 2...day + 3, random: &random, where: { profile.fits($0, on: day) }) else { return }
                let plan = StayPlan(
                    person: person, facility: place, day: day, days: 1, profile: profile, care: .daySurgery, dischargeWay: 1, operates: true
                )
                scene.life.admit(plan, into: &scene.book, random: &random)
            }
            scene.decoy(
                facility: place, name, like: turn.isMultiple(of: 2) ? "checkup-admission" : "low-standard-admission", since: mark,
                note: "operations within a day"
            )
        }
    }
}

/// A ward with three stays of which two were for examinations: chance, not a habit.
struct SmallWard: PlantedBehaviour {
    let name = "small-ward"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        let town = scene.town
        for _ in 0..<scene.count(per30000: 1) {
            let few = town.facilities(of: .communityCentre).filter { scene.isFree(facility: $0) }.map { counts[$0] }.min() ?? 0
            guard let place = scene.castFacility(.communityCentre, random: &random, where: { counts[$0.index] <= few + 2 }) else { return }
            let mark = scene.book.settlements.count
            for _ in 0..<2 {
                let day = scene.admissionDay(days: 3, random: &random)
                guard let person = scene.castPatient(free: day - 2...day + 5, random: &random, where: { (45...75).contains($0.age(on: day)) })
                else { return }
                var plan = StayPlan(person: person, facility: place, day: day, days: 3, profile: .named("R42"), operates: false)
                plan.basket = CheckupAdmission.basket(.medium, days: 3, at: place, in: scene, random: &random)
                scene.life.admit(plan, into: &scene.book, random: &random)
            }
            scene.decoy(facility: place, name, like: "checkup-admission", since: mark, note: "two examination stays beside \(counts[place])")
        }
    }
}
