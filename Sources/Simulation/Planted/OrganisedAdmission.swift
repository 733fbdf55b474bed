import Statistics

/// `inpatient-anomaly`: persons of one employer, one village or one agent's telephone are fetched and admitted together, treated by
/// one template and sent home together; some hospitals fill their wards that way.
struct OrganisedAdmission: PlantedBehaviour {
    let name = "inpatient-anomaly"

    /// What the members of a group have in common.
    private enum Bond: Int, CaseIterable { case employer, village, telephone }

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.facilityCases {
            let intensity = Intensity(turn: 2 - turn % 3)
            guard let place = scene.castWard(.privateHospital, .communityCentre, stays: counts, random: &random) else { break }
            let mark = scene.book.settlements.count
            let groups = [2, 3, 5][intensity.rawValue]
            for number in 0..<groups {
                gather(intensity, by: Bond.allCases[(turn + number) % 3], at: place, in: &scene, random: &random)
            }
            scene.label(facility: place, name, intensity, since: mark, note: "\(groups) groups admitted together")
        }
        for turn in 0..<scene.singleCases {
            let place = scene.host(.privateHospital, .communityCentre, .secondaryHospital, for: name, random: &random)
            gather(Intensity(turn: turn), by: Bond.allCases[turn % 3 == 0 ? turn / 3 % 3 : (turn + 1) % 3], at: place, in: &scene, random: &random)
        }
    }

    private func gather(_ intensity: Intensity, by bond: Bond, at place: Int, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let size = random.integer([5...6, 7...10, 11...15][intensity.rawValue])
        let days = random.integer(5...8)
        let waves = min(intensity.rawValue + 1, max(1, town.calendar.days.count / 28))
        let members = cast(size, bond, in: &scene, random: &random)
        guard members.count >= 4 else { return }
        let mark = scene.book.settlements.count
        let profile = StayProfile.named(["M47", "J20", "M51", "R42", "I10"][random.integer(0...4)])
        let telephone = bond == .telephone ? 200_000_000 + random.uniform(below: 90_000_000) : 0
        let template = scene.prescriber.stay(
            for: profile, days: days, person: members[0], at: place, habits: scene.life.habits[place], operates: false, random: &random
        )
        let stretch = (town.calendar.days.count - days - 6) / waves
        var admitted: Set<Int> = []
        for wave in 0..<waves {
            let start = town.calendar.days.lowerBound + wave * stretch + random.uniform(below: max(1, stretch - days - 6))
            for person in members {
                let day = start + random.integer(0...[3, 2, 1][intensity.rawValue])
                guard scene.book.isFree(person, day - 1...day + days + 1) else { continue }
                var plan = StayPlan(
                    person: person, facility: place, day: day, days: max(2, days - random.integer(0...(intensity == .subtle ? 2 : 1))),
                    profile: profile, dischargeWay: 1, operates: false, telephone: telephone
                )
                // The template is for its own number of days; the subtle ones write each record anew.
                if intensity != .subtle { plan.days = days; plan.basket = template }
                scene.life.admit(plan, into: &scene.book, random: &random)
                admitted.insert(person)
            }
        }
        guard admitted.count >= 3 else { return }
        let group = members.filter { admitted.contains($0) }
        scene.label(TruthLabel(
            scenario: name, subjectKind: "visit_group", subjectID: scene.personNumbers(group)[0], members: scene.personNumbers(group),
            facilities: scene.facilityCodes([place]), intensity: intensity.name, fundAmount: scene.book.fund(since: mark),
            note: "\(group.count) persons of one \(bond) admitted together in \(waves) waves"
        ))
    }

    private func cast(_ size: Int, _ bond: Bond, in scene: inout Scene, random: inout RandomStream) -> [Int] {
        let town = scene.town
        let first = town.calendar.days.lowerBound
        switch bond {
        case .telephone:
            return scene.castPersons(size, random: &random) { (45...80).contains($0.age(on: first)) }
        case .village:
            guard let leader = scene.castPerson(random: &random, where: { (50...75).contains($0.age(on: first)) }) else { return [] }
            let village = town.persons[leader].village
            return [leader] + scene.castPersons(size - 1, random: &random) { $0.village == village && (45...82).contains($0.age(on: first)) }
        case .employer:
            // Not one of the largest: there a handful on one ward is chance.
            guard let leader = scene.castPerson(random: &random, where: { $0.employer >= 3 && $0.employer < max(8, town.employerCount / 4) })
            else { return [] }
            let employer = town.persons[leader].employer
            return [leader] + scene.castPersons(size - 1, random: &random) { $0.employer == employer }
        }
    }
}
