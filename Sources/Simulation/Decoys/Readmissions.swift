import Statistics

/// Chemotherapy in cycles of two or three weeks, each a stay of some days under Z51.1.
struct ChemotherapyCycles: PlantedBehaviour {
    let name = "chemotherapy-cycles"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let period = scene.town.calendar.days
        let profile = StayProfile.named("Z51.1")
        let places = scene.town.facilities(of: .cancerCentre, .tertiaryHospital)
        for number in 0..<scene.count(per30000: 14) {
            let place = number.isMultiple(of: 3) ? random.element(of: places) : places[places.count - 1]
            let cycle = random.chance(0.3) ? 14 : 21
            var day = period.lowerBound + random.uniform(below: cycle)
            guard let person = scene.castPatient(free: period.lowerBound...period.upperBound, random: &random, where: { profile.fits($0, on: day) })
            else { return }
            let mark = scene.book.settlements.count
            while day + 7 < period.upperBound {
                let plan = StayPlan(person: person, facility: place, day: day, days: random.integer(3...5), profile: profile, dischargeWay: 1)
                scene.life.admit(plan, into: &scene.book, random: &random)
                day += cycle + random.integer(0...1)
            }
            scene.decoyPatient(name, person, facility: place, since: mark, like: "split-admission", note: "every \(cycle) days")
        }
        for place in scene.town.facilities(of: .cancerCentre) {
            scene.decoy(facility: place, name, like: "split-admission", since: scene.book.settlements.count)
        }
    }
}

/// A stay of a few days at a small hospital, transferred up (`dscg_way` 2), and back again for the rest.
struct TransferredStays: PlantedBehaviour {
    let name = "transfer"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 6) {
            let day = scene.admissionDay(days: 24, random: &random)
            let profile = StayProfile.named(random.element(of: ["I63", "I50", "S72", "K92"]))
            guard let person = scene.castPatient(free: day - 2...day + 26, random: &random, where: { profile.fits($0, on: day) }) else { return }
            let small = scene.town.nearby(.ward, village: Int(scene.town.persons[person].village), random: &random)
            let large = random.element(of: scene.town.facilities(of: .tertiaryHospital))
            let mark = scene.book.settlements.count
            var next = day
            for (place, days, way) in [(small, random.integer(1...3), 2), (large, random.integer(7...10), 3), (small, random.integer(5...8), 1)] {
                let plan = StayPlan(
                    person: person, facility: place, day: next, days: days, profile: profile, dischargeWay: way,
                    beginSecond: next == day ? nil : 63_000, endSecond: 55_000
                )
                scene.life.admit(plan, into: &scene.book, random: &random)
                next += days
            }
            scene.decoyPatient(name, person, facility: small, since: mark, like: "split-admission", note: "up to a tertiary hospital and back")
        }
    }
}

/// Two operations that cannot be one: the second eye some days after the first.
struct StagedSurgery: PlantedBehaviour {
    let name = "staged-surgery"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for number in 0..<scene.count(per30000: 8) {
            let profile = StayProfile.named(number.isMultiple(of: 3) ? "N20" : "H25")
            let gap = random.integer(5...13)
            let day = scene.admissionDay(days: gap + 10, random: &random)
            guard let person = scene.castPatient(free: day - 2...day + gap + 12, random: &random, where: { profile.fits($0, on: day) }) else { return }
            let place = random.element(of: scene.town.facilities(of: .secondaryHospital, .tertiaryHospital))
            let mark = scene.book.settlements.count
            for start in [day, day + 3 + gap] {
                let plan = StayPlan(person: person, facility: place, day: start, days: 3, profile: profile, dischargeWay: 1, operates: true)
                scene.life.admit(plan, into: &scene.book, random: &random)
            }
            scene.decoyPatient(name, person, facility: place, since: mark, like: "split-admission", note: "operated on both times")
        }
    }
}

/// Threatened preterm labour, home, back for the same, and for the delivery.
struct ConfinementStays: PlantedBehaviour {
    let name = "childbirth"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 5) {
            let day = scene.admissionDay(days: 26, random: &random)
            guard let person = scene.castPatient(free: day - 2...day + 28, random: &random, where: {
                StayProfile.named("O60").fits($0, on: day)
            }) else { return }
            let place = random.element(of: scene.town.facilities(of: .secondaryHospital, .tertiaryHospital))
            let mark = scene.book.settlements.count
            var next = day
            for (code, days) in [("O60", 4), ("O60", 3), (random.chance(0.5) ? "O80" : "O82", 4)] {
                let plan = StayPlan(person: person, facility: place, day: next, days: days, profile: .named(code), dischargeWay: 1)
                scene.life.admit(plan, into: &scene.book, random: &random)
                next += days + random.integer(3...6)
            }
            scene.decoyPatient(name, person, facility: place, since: mark, like: "split-admission", note: "before and at delivery")
        }
    }
}

/// One hospitalisation that the books cut in two: discharged from one department and admitted to another the same day.
struct DepartmentTransfers: PlantedBehaviour {
    let name = "department-transfer"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for _ in 0..<scene.count(per30000: 6) {
            let day = scene.admissionDay(days: 22, random: &random)
            let profile = StayProfile.named(random.element(of: ["I63", "S72", "I50"]))
            guard let person = scene.castPatient(free: day - 2...day + 24, random: &random, where: { profile.fits($0, on: day) }) else { return }
            let place = random.element(of: scene.town.facilities(of: .secondaryHospital, .tertiaryHospital))
            let mark = scene.book.settlements.count
            let days = random.integer(6...9)
            scene.life.admit(
                StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 9, endSecond: 40_000),
                into: &scene.book, random: &random
            )
            scene.life.admit(
                StayPlan(
                    person: person, facility: place, day: day + days, days: random.integer(7...10), profile: profile, dischargeWay: 1,
                    department: 15, operates: false, beginSecond: 41_000
                ),
                into: &scene.book, random: &random
            )
            scene.decoyPatient(name, person, facility: place, since: mark, like: "split-admission", note: "on to rehabilitation the same day")
        }
    }
}
