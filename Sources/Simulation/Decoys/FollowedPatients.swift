import Statistics

/// Patients whose disease explains what they need: transplant, haemophilia, psychosis, two diseases in one person. Dialysis and
/// oncology have files of their own.
struct FollowedPatients: PlantedBehaviour {
    let name = "followed-patient"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let first = town.calendar.days.lowerBound
        for turn in 0..<scene.personCaseCount {
            switch turn % 4 {
            case 0: monthly("transplant", .transplant, items: [5, 6], every: 30, packs: 2, in: &scene, random: &random)
            case 1: monthly("haemophilia", .haemophilia, items: [7], every: 5, packs: 2, in: &scene, random: &random)
            case 2:
                // Every fortnight at the hospital, and a talk in the weeks between.
                guard let patient = scene.castPerson(random: &random, where: { $0.isRegistered && $0.condition == .psychosis })
                else { continue }
                let mark = scene.book.settlements.count
                let hospital = Int(town.persons[patient].hospital)
                var day = first + random.uniform(below: 7)
                while day < town.calendar.days.upperBound {
                    var basket = Basket()
                    scene.prescriber.put(.consultation, number: 2, at: hospital, into: &basket)
                    if (day - first) / 7 % 2 == 0 { scene.prescriber.put(.psychosis, number: patient % 4, at: hospital, into: &basket) }
                    scene.book.record(
                        person: patient, facility: hospital, at: day * CivilCalendar.secondsPerDay + town.clock(at: hospital,
                        random: &random),
                        care: .chronic, diagnosis: .of(.psychosis), basket: basket, doctor: 1 + patient % 2
                    )
                    day += 7
                }
                scene.lookAlike("psychosis", like: "chronic-population", patient: patient, at: [hospital], since: mark, note: "weekly")
            default:
                // Their second refills come with ordinary life; nothing is added.
                let start = random.uniform(below: town.persons.count)
                let found = (start..<start + town.persons.count).lazy.map { $0 % town.persons.count }.first { person in
                    town.secondCondition(of: person) != nil && town.persons[person].deathDay < 0 && scene.isFree(person: person)
                }
                guard let patient = found, scene.take(person: patient) else { continue }
                scene.lookAlike(
                    "two-diseases", like: "chronic-population", patient: patient, at: [Int(town.persons[patient].clinic)], since: 0,
                    note: "two registrations"
                )
            }
        }
    }

    private func monthly(
        _ kind: String, _ diagnosis: Diagnosis, items: [Int], every step: Int, packs: Int, in scene: inout Scene, random: inout RandomStream
    ) {
        let town = scene.town
        guard let patient = scene.castPerson(random: &random, where: { $0.condition == nil }) else { return }
        let hospital = random.element(of: town.facilities(of: .tertiaryHospital, .secondaryHospital))
        let mark = scene.book.settlements.count
        scene.book.registers.register(patient, diagnosis, at: hospital, on: town.calendar.days.lowerBound - 100 - patient % 1_500)
        var day = town.calendar.days.lowerBound + random.uniform(below: step)
        while day < town.calendar.days.upperBound {
            var basket = Basket()
            for item in items { scene.prescriber.put(.oncology, number: item, count: packs, at: hospital, into: &basket) }
            scene.book.record(
                person: patient, facility: hospital, at: day * CivilCalendar.secondsPerDay + town.clock(at: hospital, random: &random),
                care: .chronic, diagnosis: diagnosis, basket: basket, doctor: 1 + patient % 3
            )
            day += step
        }
        scene.lookAlike(kind, like: "chronic-population", patient: patient, at: [hospital], since: mark, note: "every \(step) days")
    }
}

/// A centre that registers its long-known chronic patients on two days: many at once, all with a history.
struct RegistrationDays: PlantedBehaviour {
    let name = "registration-day"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let first = town.calendar.days.lowerBound
        for _ in 0..<scene.count(per30000: 2) {
            guard let place = scene.castFacility(.communityCentre, .secondaryHospital, .privateHospital, random: &random) else { return }
            let patients = scene.castPersons(min(35, town.persons.count / 100), random: &random) {
                $0.condition != nil && !$0.isRegistered && $0.refillDays <= 30
            }
            let late = town.calendar.workdays.filter { $0 >= first + town.calendar.days.count / 2 }
            guard !patients.isEmpty, !late.isEmpty else { return }
            let days = scene.someDays(2, from: late, random: &random)
            let mark = scene.book.settlements.count
            for (number, patient) in patients.enumerated() {
                guard let condition = town.persons[patient].condition else { continue }
                let day = days[number % days.count]
                scene.book.registers.register(patient, .of(condition), at: place, on: day)
                // Seen and examined here since long before, and from now on settled as a chronic patient.
                for visit in [day - random.integer(21...27), day - random.integer(3...12)] where visit >= first {
                    var basket = scene.prescriber.clinicVisit(at: place, random: &random)
                    scene.prescriber.put(.laboratory, number: patient % 10, at: place, into: &basket)
                    scene.prescriber.put(.imaging, number: 6, at: place, into: &basket)
                    scene.book.record(
                        person: patient, facility: place, at: visit * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
                        care: .outpatient, diagnosis: .of(condition), basket: basket, doctor: 1 + patient % 2
                    )
                }
                var next = day + random.integer(2...20)
                while next < town.calendar.days.upperBound {
                    scene.refill(patient, condition, at: place, on: next, random: &random)
                    next += Int(town.persons[patient].refillDays)
                }
            }
            scene.lookAlike(
                name, like: "chronic-population", facility: place, since: mark, note: "\(patients.count) known patients on two days"
            )
        }
    }
}
