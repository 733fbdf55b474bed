import Statistics

/// A stay during which something happens elsewhere, or nothing on the ward, for a good reason.
private struct Absence {
    let kind: String

    func stay(code: String, days: Int, in scene: inout Scene, random: inout RandomStream, where fits: (Person) -> Bool = { _ in true })
        -> (plan: StayPlan, visit: Int, mark: Int)? {
        let profile = StayProfile.named(code)
        let day = scene.admissionDay(days: days, random: &random)
        guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: { profile.fits($0, on: day) && fits($0) })
        else { return nil }
        let place = scene.town.nearby(.ward, village: Int(scene.town.persons[person].village), random: &random)
        var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
        plan.basket = scene.prescriber.stay(
            for: profile, days: days, person: person, at: place, habits: scene.life.habits[place], operates: false, random: &random
        )
        let mark = scene.book.settlements.count
        guard let visit = scene.life.admit(plan, into: &scene.book, random: &random) else { return nil }
        return (plan, visit, mark)
    }
}

/// Relatives buy with the family's mutual-aid account while the account's holder lies in hospital: no pooled fund money.
struct FamilyCollects: PlantedBehaviour {
    let name = "family-collects"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.singleCases * 2 {
            let days = random.integer(7...12)
            guard let made = Absence(kind: name).stay(code: "J44", days: days, in: &scene, random: &random, where: { $0.scheme == 310 || $0.usesMutualAid })
            else { return }
            let person = made.plan.person
            for _ in 0..<random.integer(2...4) {
                let pharmacy = scene.usualPlace(.pharmacy, of: person, random: &random)
                let day = made.plan.day + random.integer(1...days - 1)
                let basket = scene.prescriber.purchase(at: pharmacy, random: &random)
                scene.book.record(
                    person: person, facility: pharmacy, at: day * CivilCalendar.secondsPerDay + scene.town.clock(.pharmacy, random: &random),
                    care: .pharmacy, diagnosis: .backPain, basket: basket
                )
            }
            scene.decoy(stay: made.visit, name, like: "paper-admission", since: made.mark, note: "bought from the account; not from the fund")
        }
    }
}

/// One examination at a tertiary hospital that the small one cannot do, in the middle of a stay with treatment every day.
struct OutsideExamination: PlantedBehaviour {
    let name = "outside-examination"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.singleCases * 2 {
            let days = random.integer(6...11)
            guard let made = Absence(kind: name).stay(code: "I63", days: days, in: &scene, random: &random) else { return }
            let place = random.element(of: scene.town.facilities(of: .tertiaryHospital))
            guard place != made.plan.facility else { continue }
            var basket = Basket()
            scene.prescriber.put(.imaging, number: random.chance(0.5) ? 8 : 1, at: place, into: &basket)
            scene.prescriber.put(.wardImaging, number: random.chance(0.5) ? 8 : 14, at: place, into: &basket)
            let time = Scene.moment(made.plan.day + random.integer(1...days - 1), hour: 10, second: random.integer(0...9_000))
            scene.book.record(
                person: made.plan.person, facility: place, at: time, care: .outpatient, diagnosis: made.plan.profile.diagnosis,
                basket: basket, doctor: 1
            )
            scene.decoy(stay: made.visit, name, like: "paper-admission", since: made.mark, note: "one examination elsewhere")
        }
    }
}

/// A long stay with leave at weekends: no treatment on those days and nothing elsewhere either.
struct WeekendLeave: PlantedBehaviour {
    let name = "weekend-leave"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.singleCases {
            let days = min(random.integer(14...20), scene.town.calendar.days.count - 4)
            let day = scene.admissionDay(days: days, random: &random)
            let profile = StayProfile.named("I69")
            guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: { profile.fits($0, on: day) }) else { return }
            let places = scene.town.facilities(of: .rehabilitationHospital, .secondaryHospital)
            let place = random.element(of: places)
            let whole = scene.prescriber.stay(
                for: profile, days: days, person: person, at: place, habits: scene.life.habits[place], operates: false, random: &random
            )
            var basket = Basket()
            for line in whole.lines where line.day < 0 || CivilCalendar.weekday(day + Int(line.day)) < 5 { basket.append(line) }
            for night in 0..<days where CivilCalendar.weekday(day + night) >= 5 {
                scene.prescriber.wardDays(night..<night + 1, nursing: 2, at: place, into: &basket)
            }
            var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
            plan.basket = basket
            let mark = scene.book.settlements.count
            guard let visit = scene.life.admit(plan, into: &scene.book, random: &random) else { continue }
            scene.decoy(stay: visit, name, like: "paper-admission", since: mark, note: "leave at weekends")
        }
    }
}
