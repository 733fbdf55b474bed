import Statistics

/// `split-admission`: one course of treatment is settled as several stays; patients leave on paper and are admitted again.
///
/// A facility that does it often is labelled itself; elsewhere the patient whose stays form the chain. The subtle ones wait until
/// just after the fifteen days that agreements with hospitals usually name, or just before.
struct SplitAdmission: PlantedBehaviour {
    let name = "split-admission"

    private static let codes = ["I63", "J44", "I25", "M51", "E11", "I50"]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        for turn in 0..<scene.facilityCases {
            let intensity = Intensity(turn: 2 - turn % 3)
            let place = turn % 3 == 2
                ? scene.castWard(.secondaryHospital, .privateHospital, stays: counts, random: &random)
                : scene.castWard(.privateHospital, .communityCentre, stays: counts, random: &random)
            guard let place else { break }
            let share = [0.08, 0.16, 0.3][intensity.rawValue]
            let patients = max([4, 6, 9][intensity.rawValue], Int(share * Double(counts[place])))
            let mark = scene.book.settlements.count
            var stays = 0
            for _ in 0..<patients { stays += chain(2, intensity, at: place, in: &scene, random: &random)?.stays ?? 0 }
            scene.label(facility: place, name, intensity, since: mark, note: "\(patients) patients with \(stays) stays" + Self.gapNote(intensity))
        }
        for turn in 0..<scene.singleCases {
            let intensity = Intensity(turn: turn)
            let place = scene.host(.privateHospital, .secondaryHospital, .communityCentre, for: name, random: &random)
            let mark = scene.book.settlements.count
            guard let made = chain(intensity == .blatant ? 4 : 3, intensity, at: place, in: &scene, random: &random) else { continue }
            scene.label(
                patient: made.person, name, at: [place], intensity, since: mark, note: "\(made.stays) stays for one illness" + Self.gapNote(intensity)
            )
        }
    }

    private static func gapNote(_ intensity: Intensity) -> String {
        ["; 10 to 16 days between", "; 4 to 9 days between", "; 0 to 3 days between"][intensity.rawValue]
    }

    /// A patient's stays one after another; nil when nobody could be found or the period has no room for two.
    private func chain(
        _ wished: Int, _ intensity: Intensity, at place: Int, in scene: inout Scene, random: inout RandomStream
    ) -> (person: Int, stays: Int)? {
        let period = scene.town.calendar.days
        let profile = StayProfile.named(random.element(of: Self.codes))
        let length = random.integer(6...9)
        let gaps = (0..<wished).map { _ in random.integer([10...16, 4...9, 0...3][intensity.rawValue]) }
        var count = wished
        while count > 2, (length + 1) * count + gaps.prefix(count).reduce(0, +) > period.count - 2 { count -= 1 }
        let span = (length + 1) * count + gaps.prefix(count).reduce(0, +)
        guard span < period.count else { return nil }
        let start = period.lowerBound + random.uniform(below: period.count - span)
        guard let person = scene.castPatient(free: start - 2...start + span + 2, random: &random, where: {
            profile.fits($0, on: start) && $0.age(on: start) >= 45
        }) else { return nil }
        var day = start
        for number in 0..<count {
            let days = max(4, length + random.integer(-1...1))
            scene.life.admit(
                StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false),
                into: &scene.book, random: &random
            )
            day += days + gaps[number]
        }
        return (person, count)
    }
}
