import Statistics

/// `chronic-population` at a facility: persons without any history are registered within a few days, then billed month after month
/// for the same.
struct ChronicPopulation: PlantedBehaviour {
    let name = "chronic-population"

    private struct Plan {
        let persons: Int
        let registrationDays: Int
        let billsAMonth: Int
        /// Whether everybody is billed the same set.
        let isTemplate: Bool
        /// Whether a visit stands before the registration.
        let hasThinHistory: Bool
    }

    private static let plans = [
        Plan(persons: 12, registrationDays: 3, billsAMonth: 2, isTemplate: true, hasThinHistory: false),
        Plan(persons: 26, registrationDays: 2, billsAMonth: 3, isTemplate: true, hasThinHistory: false),
        Plan(persons: 60, registrationDays: 1, billsAMonth: 4, isTemplate: true, hasThinHistory: false),
        Plan(persons: 14, registrationDays: 7, billsAMonth: 2, isTemplate: false, hasThinHistory: true),
    ]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            guard let place = scene.castFacility(.privateClinic, .communityCentre, random: &random, where: { $0.attraction > 0.5 })
            else { return }
            enlist(Self.plans[manner.rawValue], manner, at: place, in: &scene, random: &random)
        }
    }

    private func enlist(_ plan: Plan, _ manner: Manner, at place: Int, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let first = town.calendar.days.lowerBound
        let persons = scene.castPersons(min(plan.persons, town.persons.count / 50), random: &random) { person in
            person.condition == nil && (42...82).contains(person.age(on: first))
        }
        guard !persons.isEmpty else { return }
        let condition = random.element(of: [ChronicCondition.hepatitis, .stroke, .coronaryDisease])
        // The middle third: late enough that a history would be seen, early enough to bill for it month after month.
        let third = max(10, town.calendar.days.count / 3)
        let middle = town.calendar.workdays.filter { (first + third..<first + 2 * third).contains($0) }
        let days = scene.someDays(plan.registrationDays, from: middle, random: &random)
        let mark = scene.book.settlements.count
        for (number, person) in persons.enumerated() {
            let day = days[number % days.count]
            scene.book.registers.register(person, .of(condition), at: place, on: day)
            if plan.hasThinHistory, day > first + 2 {
                scene.book.record(
                    person: person, facility: place, at: Scene.moment(day - 2, hour: 9, second: random.integer(0...7_200)),
                    care: .outpatient,
                    diagnosis: .of(condition), basket: scene.prescriber.clinicVisit(at: place, random: &random), doctor: 1
                )
            }
            var next = day + random.integer(1...4)
            while next < town.calendar.days.upperBound {
                var basket = Basket()
                if plan.isTemplate {
                    scene.prescriber.put(.drugs(for: condition), number: 0, count: 3, at: place, into: &basket)
                    scene.prescriber.put(.patent, number: 7, count: 2, at: place, into: &basket)
                } else {
                    basket = scene.prescriber.refill(for: person, condition, at: place, random: &random)
                    scene.prescriber.put(.patent, number: 7, at: place, into: &basket)
                }
                scene.book.record(
                    person: person, facility: place, at: Scene.moment(next, hour: 8, second: random.integer(0...32_400)), care: .chronic,
                    diagnosis: .of(condition), basket: basket, doctor: 1, certificate: 3
                )
                next += 30 / plan.billsAMonth + random.integer(-1...2)
            }
        }
        scene.label(
            name, facility: place, manner, since: mark, note: "\(persons.count) new registrants on \(days.count) days"
        )
    }
}

/// `chronic-population` of a patient: more days of supply than days, from many facilities.
struct ChronicOversupply: PlantedBehaviour {
    let name = "chronic-oversupply"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<scene.personCaseCount {
            let manner = Manner(turn: turn)
            guard let person = scene.castPerson(random: &random, where: { $0.isRegistered && (28...30).contains($0.refillDays) }),
                  let condition = town.persons[person].condition else { return }
            let extra = [3, 7, 13, 1][manner.rawValue]
            var places: [Int] = []
            for _ in 0..<80 where places.count < [3, 6, 10, 2][manner.rawValue] {
                let care: Town.Care = random.chance(0.5) ? .pharmacy : .clinic
                let place = town.nearby(care, village: Int(town.persons[person].village), random: &random)
                if !places.contains(place) { places.append(place) }
            }
            let mark = scene.book.settlements.count
            let count = extra * town.configuration.monthCount
            for number in 0..<count {
                let day = town.calendar.days.lowerBound + number * town.calendar.days.count / count + random.integer(0...1)
                scene.refill(
                    person, condition, at: places[number % places.count], on: min(day, town.calendar.days.upperBound - 1), random: &random
                )
            }
            scene.label(
                "chronic-population", patient: person, at: places, manner, since: mark,
                note: "\(extra) more refills a month at \(places.count) facilities"
            )
        }
    }
}
