import Statistics

/// One hospital has mapped the local code of its ureteroscopy to the national code of hysteroscopy: all its men with stones "have"
/// it, and its women with stones too. A fault of the table, not of the bills.
struct MappingError: PlantedBehaviour {
    let name = "mapping-error"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 0.6) {
            guard let place = scene.castFacility(.secondaryHospital, .tertiaryHospital, random: &random) else { return }
            let start = scene.book.settlements.count
            for number in 0..<random.integer(24...40) {
                let day = random.element(of: town.calendar.workdays)
                guard let person = scene.castPatient(free: day - 1...day + 1, random: &random, where: {
                    $0.sex == (number.isMultiple(of: 4) ? 2 : 1) && (20...80).contains($0.age(on: day))
                }) else { return }
                var basket = Basket()
                scene.prescriber.put(.femaleExamination, number: 6, at: place, into: &basket)
                scene.prescriber.put(.wardImaging, number: 4, at: place, into: &basket)
                let mark = scene.book.settlements.count
                scene.book.record(
                    person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(.secondaryHospital, random: &random),
                    care: .outpatient, diagnosis: StayProfile.named("N20").diagnosis, basket: basket, doctor: 1 + number % 2
                )
                if town.persons[person].sex == 1 {
                    scene.decoyPatient(name, person, facility: place, since: mark, like: "gender-conflict", note: "one local code")
                }
            }
            scene.decoy(facility: place, name, like: "gender-conflict", since: start, note: "one local code mapped to hysteroscopy")
        }
    }
}

/// Women and men whose sex the registers write as 0 or 9, with services that are for their sex.
struct UnknownSex: PlantedBehaviour {
    let name = "unknown-sex"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.singleCases * 2 {
            let day = scene.admissionDay(days: 1, random: &random)
            guard let person = scene.castPatient(free: day - 1...day + 1, random: &random, where: { (20...75).contains($0.age(on: day)) })
            else { return }
            scene.book.forgetSex(of: person)
            let place = Int(town.persons[person].hospital)
            var basket = scene.prescriber.examinations(at: place, random: &random)
            let group: ItemGroup = town.persons[person].sex == 2 ? .femaleExamination : .maleExamination
            scene.prescriber.put(group, number: random.integer(0...3), at: place, into: &basket)
            let mark = scene.book.settlements.count
            scene.book.record(
                person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(.secondaryHospital, random: &random),
                care: .outpatient, diagnosis: .backPain, basket: basket, doctor: 1
            )
            scene.decoyPatient(name, person, facility: place, since: mark, like: "gender-conflict", note: "sex is not known")
        }
    }
}

/// A boy's operation in his first days, charged on his mother's card within the stay for the delivery.
struct NewbornOnMothersCard: PlantedBehaviour {
    let name = "newborn-on-mothers-card"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 2) {
            let profile = StayProfile.named("O80")
            let day = scene.admissionDay(days: 5, random: &random)
            guard let person = scene.castPatient(free: day - 2...day + 8, random: &random, where: { profile.fits($0, on: day) }) else { return }
            let place = random.element(of: scene.town.facilities(of: .secondaryHospital, .tertiaryHospital))
            var basket = scene.prescriber.stay(
                for: profile, days: 4, person: person, at: place, habits: scene.life.habits[place], operates: true, random: &random
            )
            scene.prescriber.put(.maleSurgery, number: 1, at: place, on: 3, into: &basket)
            for night in 1..<4 { scene.prescriber.put(.wardBed, number: 3, at: place, on: night, into: &basket) }
            var plan = StayPlan(person: person, facility: place, day: day, days: 4, profile: profile, dischargeWay: 1)
            plan.basket = basket
            let mark = scene.book.settlements.count
            scene.life.admit(plan, into: &scene.book, random: &random)
            scene.decoyPatient(name, person, facility: place, since: mark, like: "gender-conflict", note: "the newborn's; on the mother's card")
        }
    }
}
