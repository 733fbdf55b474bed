import Statistics

/// `low-standard-admission`: a ward full of persons whom a consultation and some tablets would have served.
///
/// The subtle ones hang up saline every other day and keep them for six days.
struct LowStandardAdmission: PlantedBehaviour {
    let name = "low-standard-admission"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.facilityCases {
            let intensity = Intensity(turn: 2 - turn % 3)
            let place = turn % 3 == 1
                ? scene.castWard(.communityCentre, .privateHospital, stays: counts, random: &random)
                : scene.castWard(.privateHospital, .communityCentre, stays: counts, random: &random)
            guard let place else { return }
            let share = [0.16, 0.32, 0.55][intensity.rawValue]
            let count = max([5, 8, 12][intensity.rawValue], Int(share / (1 - share) * Double(counts[place])))
            let mark = scene.book.settlements.count
            for _ in 0..<count { admit(intensity, to: place, in: &scene, random: &random) }
            scene.label(facility: place, name, intensity, since: mark, note: "\(count) stays with hardly any treatment")
        }
    }

    private func admit(_ intensity: Intensity, to place: Int, in scene: inout Scene, random: inout RandomStream) {
        let days = [random.integer(5...6), random.integer(3...5), random.integer(2...4)][intensity.rawValue]
        let day = scene.admissionDay(days: days, random: &random)
        let profile = StayProfile.named(random.element(of: ["J20", "K29", "M54", "R42", "N39", "I10"]))
        let first = scene.town.calendar.days.lowerBound
        guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
            (20...78).contains($0.age(on: first)) && profile.fits($0, on: first)
        }) else { return }
        let prescriber = scene.prescriber
        var basket = Basket()
        prescriber.wardDays(0..<days, nursing: 2, at: place, into: &basket)
        for number in [0, 2, 3] where random.chance(0.85) { prescriber.put(.laboratory, number: number, at: place, on: 0, into: &basket) }
        if random.chance(0.7) { prescriber.put(.imaging, number: 6, at: place, on: 0, into: &basket) }
        let tablets: [ItemGroup] = [.cold, .antibiotic, .gastric, .patent, .analgesic]
        for day in [0, days - 1] { prescriber.put(random.element(of: tablets), number: random.integer(0...4), at: place, on: day, into: &basket) }
        if intensity == .subtle {
            for day in stride(from: 0, to: days, by: 2) {
                prescriber.put(.infusion, number: 0, at: place, on: day, into: &basket)
                prescriber.put(.wardCare, number: 10, at: place, on: day, into: &basket)
            }
        }
        var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
        plan.basket = basket
        scene.life.admit(plan, into: &scene.book, random: &random)
    }
}
