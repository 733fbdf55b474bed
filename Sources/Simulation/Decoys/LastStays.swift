import Statistics

/// The dead whose last stay is settled by the relatives days or weeks later, and those who bought something on the day they died.
struct LastStays: PlantedBehaviour {
    let name = "last-stay"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<scene.personCaseCount {
            guard let (person, death) = scene.castDeceased(before: town.calendar.days.count, random: &random) else { return }
            let mark = scene.book.settlements.count
            if turn % 4 == 3 {
                let place = scene.usualPlace(.clinic, of: person, random: &random)
                scene.refill(person, .hypertension, at: place, on: death, care: .outpatient, random: &random)
                scene.book.leaveUndisturbed(since: mark)
                scene.lookAlike(
                    "day-of-death", like: "post-death", patient: person, at: [place], since: mark, note: "settled on the day of death"
                )
                continue
            }
            let hospital = Int(town.persons[person].hospital)
            let begin = max(town.calendar.days.lowerBound, death - random.integer(3...12))
            var plan = StayPlan(
                person: person, facility: hospital, day: begin, days: max(1, death - begin), profile: .named(["I63", "I50", "J18", "C34"][turn % 4])
            )
            plan.dischargeWay = 5
            let day = min(death + random.integer(2...25), town.calendar.days.upperBound - 1)
            plan.settlementDelay = day - death
            guard scene.book.isFree(person, begin - 1...death + 1) else { continue }
            scene.life.admit(plan, into: &scene.book, random: &random)
            scene.book.leaveUndisturbed(since: mark)
            scene.lookAlike(
                name, like: "post-death", patient: person, at: [hospital], since: mark, note: "settled \(day - death) days after death"
            )
        }
    }
}

/// The living whom the register has dead: a default date, a date before birth, a year mistyped, a whole batch on one date.
struct WrongDeaths: PlantedBehaviour {
    let name = "wrong-death-date"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let first = town.calendar.days.lowerBound
        for turn in 0..<scene.personCaseCount {
            guard let person = scene.castPerson(random: &random, where: { $0.condition != nil && $0.refillDays <= 30 }) else { return }
            let birth = Int(town.persons[person].birthDay)
            let date = [0, birth - 365, first - 300 - random.uniform(below: 60)][turn % 3]
            record(person, date, ["default date", "before birth", "mistyped year"][turn % 3], in: &scene)
        }
        let batch = first + town.calendar.days.count / 4
        for person in scene.castPersons(scene.count(per30000: 12), random: &random, where: { $0.condition != nil && $0.refillDays <= 30 }) {
            record(person, batch, "one date for a whole batch", in: &scene)
        }
    }

    private func record(_ person: Int, _ date: Int, _ note: String, in scene: inout Scene) {
        scene.book.registers.recordedDeaths[Int32(person)] = Int32(max(0, date))
        scene.lookAlike(
            name, like: "post-death", patient: person, at: [Int(scene.town.persons[person].clinic)], since: scene.book.settlements.count,
            note: note
        )
    }
}
