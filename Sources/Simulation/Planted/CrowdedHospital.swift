import Statistics

/// `inpatient-anomaly`: a small hospital bills for far more patients than it has beds, week after week; single stays look like any other.
struct CrowdedHospital: PlantedBehaviour {
    let name = "crowded-hospital"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.count(per30000: 0.5) {
            // The plainest first: a town has but one.
            let manner = Manner(turn: (6 - turn % 4) % 4)
            let region = scene.town.bothEndsRegion
            // A large one would need half the town.
            guard let place = scene.castFacility(.privateHospital, .communityCentre, random: &random, where: {
                (8...40).contains($0.bedCount) && $0.region != region && counts[$0.index] >= 6
            }) else { return }
            fill(place, manner, in: &scene, random: &random)
        }
    }

    private func fill(_ place: Int, _ manner: Manner, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let mark = scene.book.settlements.count
        // Patients a bed; the careful one stays where extra beds in the corridor would explain it.
        let multiple = [1.8, 2.1, 2.5, 1.3][manner.rawValue]
        let wanted = Int((multiple * Double(town.facilities[place].bedCount)).rounded(.up))
        let days = town.calendar.days.lowerBound..<town.calendar.days.upperBound - 4
        var census = [Int](repeating: 0, count: days.count + 60)
        for visit in scene.book.visits where Int(visit.facility) == place && visit.care.isStay {
            let (begin, end) = (visit.begin / CivilCalendar.secondsPerDay, visit.end / CivilCalendar.secondsPerDay)
            for day in max(begin, days.lowerBound)..<max(begin, days.lowerBound, min(end, days.upperBound)) { census[day - days.lowerBound] += 1 }
        }
        for day in days {
            for _ in 0..<20 * wanted where census[day - days.lowerBound] < wanted {
                let length = min(random.integer(5...9), days.upperBound + 3 - day)
                let person = random.uniform(below: town.persons.count)
                guard length >= 2, town.persons[person].deathDay < 0, town.persons[person].age(on: day) >= 40,
                      scene.book.isFree(person, day - 1...day + length + 1) else { continue }
                scene.life.admit(
                    StayPlan(
                        person: person, facility: place, day: day, days: length,
                        profile: .named(["J20", "M47", "M51", "R42", "I10", "K29"][random.integer(0...5)]), dischargeWay: 1, operates: false),
                    into: &scene.book, random: &random)
                for later in 0..<length { census[day - days.lowerBound + later] += 1 }
            }
        }
        scene.label("inpatient-anomaly", facility: place, manner, since: mark, note: "\(multiple) patients to a bed")
    }
}
