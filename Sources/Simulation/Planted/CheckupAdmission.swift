import Statistics

/// `checkup-admission`: a hospital admits the healthy for days of examinations, so that the fund pays their check-up.
///
/// The subtle ones know the usual rules: they stay four or five days, and are given enough infusions that examinations remain under
/// four fifths of the bill.
struct CheckupAdmission: PlantedBehaviour {
    let name = "checkup-admission"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.facilityCases {
            let intensity = Intensity(turn: 2 - turn % 3)
            let place = turn % 3 == 1
                ? scene.castWard(.secondaryHospital, .privateHospital, stays: counts, random: &random)
                : scene.castWard(.privateHospital, .communityCentre, stays: counts, random: &random)
            guard let place else { return }
            let share = [0.13, 0.27, 0.5][intensity.rawValue]
            let count = max([4, 7, 10][intensity.rawValue], Int(share / (1 - share) * Double(counts[place])))
            let mark = scene.book.settlements.count
            for _ in 0..<count { admit(intensity, to: place, in: &scene, random: &random) }
            scene.label(
                facility: place, name, intensity, since: mark,
                note: "\(count) stays for a check-up" + (intensity == .subtle ? "; examinations kept under 0.8 of the bill" : "")
            )
        }
    }

    private func admit(_ intensity: Intensity, to place: Int, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let days = [random.integer(4...5), random.integer(2...4), random.integer(1...3)][intensity.rawValue]
        let day = scene.admissionDay(days: days, random: &random)
        guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
            $0.condition == nil && (38...74).contains($0.age(on: town.calendar.days.lowerBound))
        }) else { return }
        var plan = StayPlan(
            person: person, facility: place, day: day, days: days,
            profile: .named(["R42", "M47", "I10", "K29", "G45"][(place + random.integer(0...1)) % 5]), operates: false
        )
        plan.basket = Self.basket(intensity, days: days, at: place, in: scene, random: &random)
        scene.life.admit(plan, into: &scene.book, random: &random)
    }

    /// Everything that a screening package holds, and next to no treatment.
    static func basket(_ intensity: Intensity, days: Int, at place: Int, in scene: Scene, random: inout RandomStream) -> Basket {
        let prescriber = scene.prescriber
        var basket = Basket()
        for number in [0, 2, 3, 4, 5, 6, 8, 10, 12] where random.chance(0.92) {
            prescriber.put(.laboratory, number: number, at: place, on: 0, into: &basket)
        }
        let panel = [1, 3, 4, 5, 6, 10, 2]
        for number in random.elements([5, 6, 7][intensity.rawValue], of: panel) {
            prescriber.put(.imaging, number: number, at: place, on: min(1, days - 1), into: &basket)
        }
        for number in [13, 0, 10] where random.chance(intensity == .subtle ? 0.35 : 0.6) {
            prescriber.put(.wardImaging, number: number, at: place, on: min(1, days - 1), into: &basket)
        }
        let examinations = Double(basket.total)
        prescriber.wardDays(0..<days, nursing: 2, at: place, into: &basket)
        prescriber.put(.patent, at: place, into: &basket, random: &random)
        if intensity == .subtle {
            let share = random.real(0.66...0.78)
            for day in 0..<40 where examinations > share * Double(basket.total) {
                prescriber.put(.wardInfusion, number: 5, at: place, on: day % days, into: &basket)
                prescriber.put(.infusion, number: 0, at: place, on: day % days, into: &basket)
            }
        }
        return basket
    }
}
