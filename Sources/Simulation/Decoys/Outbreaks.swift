import Statistics

/// Persons who fall ill together and are admitted together, once.
private struct Outbreak {
    let kind: String
    let code: String
    let days: ClosedRange<Int>
    let spread: Int

    func strike(_ members: [Int], at place: Int, note: String, in scene: inout Scene, random: inout RandomStream) {
        let start = scene.admissionDay(days: days.upperBound + spread + 2, random: &random)
        let mark = scene.book.settlements.count
        var admitted: [Int] = []
        for person in members {
            let day = start + random.integer(0...spread)
            let length = random.integer(days)
            guard scene.book.isFree(person, day - 1...day + length + 1) else { continue }
            scene.life.admit(
                StayPlan(person: person, facility: place, day: day, days: length, profile: .named(code), care: .emergencyStay),
                into: &scene.book, random: &random
            )
            admitted.append(person)
        }
        guard admitted.count >= 3 else { return }
        scene.decoy(visitGroup: admitted, kind, at: place, since: mark, note: note)
    }
}

/// Residents of an elderly home with pneumonia: one address, one telephone, one week.
struct ElderlyHomeOutbreak: PlantedBehaviour {
    let name = "elderly-home"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for home in town.facilities(of: .nursingHomeClinic) {
            let residents = scene.castPersons(random.integer(7...12), random: &random) { $0.age(on: town.calendar.days.lowerBound) >= 74 }
            guard residents.count >= 4 else { return }
            scene.book.moveTogether(residents, to: town.facilities[home].code)
            let place = town.nearby(.ward, village: Int(town.persons[residents[0]].village), random: &random)
            Outbreak(kind: name, code: "J18", days: 6...12, spread: 4)
                .strike(residents, at: place, note: "one home", in: &scene, random: &random)
        }
    }
}

/// Children of one school with influenza.
struct SchoolOutbreak: PlantedBehaviour {
    let name = "school-outbreak"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 1) {
            let villages = Set((0..<3).map { _ in Int32(random.uniform(below: town.villages.count)) })
            let pupils = scene.castPersons(random.integer(8...15), random: &random) {
                villages.contains($0.village) && (6...13).contains($0.age(on: town.calendar.days.lowerBound))
            }
            guard pupils.count >= 4 else { continue }
            let place = town.nearby(.ward, village: Int(town.persons[pupils[0]].village), random: &random)
            Outbreak(kind: name, code: "J11", days: 3...6, spread: 5)
                .strike(pupils, at: place, note: "influenza at a school", in: &scene, random: &random)
        }
    }
}

/// A village after a banquet: acute gastroenteritis, all ages, whole families, two nights.
struct VillageEpidemic: PlantedBehaviour {
    let name = "village-epidemic"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 1) {
            let village = Int32(random.uniform(below: town.villages.count))
            var guests: [Int] = []
            for _ in 0..<random.integer(8...16) {
                guard let guest = scene.castPerson(random: &random, where: {
                    $0.village == village && $0.age(on: town.calendar.days.lowerBound) >= 3
                }) else { break }
                guests.append(guest)
            }
            guard guests.count >= 4 else { continue }
            let place = town.nearby(.ward, village: Int(village), random: &random)
            Outbreak(kind: name, code: "K52", days: 2...4, spread: 1)
                .strike(guests, at: place, note: "gastroenteritis after a banquet", in: &scene, random: &random)
        }
    }
}

/// Psychiatric and rehabilitation hospitals: months in bed by the bed-day, hardly any empty beds, the same orders every day.
struct LongStayHospitals: PlantedBehaviour {
    let name = "long-stay-hospital"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let first = town.calendar.days.lowerBound
        for place in town.facilities(of: .psychiatricHospital, .rehabilitationHospital) {
            let profile = StayProfile.named(town.facilities[place].kind == .psychiatricHospital ? "F20" : "I69")
            let mark = scene.book.settlements.count
            for _ in 0..<town.facilities[place].bedCount / 3 {
                let day = first - random.integer(0...40)
                let days = town.calendar.days.count + 30
                guard let person = scene.castPatient(free: day...day + days, random: &random, where: { profile.fits($0, on: first) }) else { return }
                scene.life.admit(
                    StayPlan(person: person, facility: place, day: day, days: days, profile: profile, care: .bedDays),
                    into: &scene.book, random: &random
                )
            }
            scene.decoy(facility: place, name, like: "inpatient-anomaly", since: mark, note: "long stays by the bed-day")
        }
    }
}
