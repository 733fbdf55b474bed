import Statistics

/// `bed-days`: more days of bed and nursing are charged than the patient lay there.
struct BedDays: PlantedBehaviour {
    let name = "bed-days"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<max(1, scene.facilityCases / 3) {
            guard let place = scene.castWard(.privateHospital, .communityCentre, stays: counts, random: &random) else { break }
            for number in 0..<random.integer(6...9) { plant(Intensity(turn: turn + number), at: place, in: &scene, random: &random) }
        }
        for turn in 0..<scene.singleCases {
            let place = scene.host(.privateHospital, .secondaryHospital, .communityCentre, for: name, random: &random)
            plant(Intensity(turn: turn), at: place, in: &scene, random: &random)
        }
    }

    private func plant(_ intensity: Intensity, at place: Int, in scene: inout Scene, random: inout RandomStream) {
        let days = random.integer(4...9)
        let day = scene.admissionDay(days: days, random: &random)
        let profile = StayProfile.named(random.element(of: ["J18", "K80", "M51", "I63", "N20", "K29"]))
        guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
            profile.fits($0, on: day) && $0.age(on: day) >= 30
        }) else { return }
        let over = random.integer([1...1, 2...3, 4...7][intensity.rawValue])
        var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
        var basket = scene.prescriber.stay(
            for: profile, days: days, person: person, at: place, habits: scene.life.habits[place], operates: false, random: &random
        )
        // Written onto the last days, as a count of more than one.
        for _ in 0..<over { scene.prescriber.wardDays(days - 1..<days, nursing: 1, at: place, into: &basket) }
        plan.basket = basket
        let mark = scene.book.settlements.count
        guard let visit = scene.life.admit(plan, into: &scene.book, random: &random) else { return }
        scene.label(stay: visit, name, intensity, since: mark, note: "\(days) days; \(days + over) charged")
    }
}
