import Statistics

/// What tells one facility from another of its kind: its hours, its doctors' codes, the day it opened.
extension Town {
    /// A second of the day at one facility: the rhythm of its kind, an hour earlier or later, with more or fewer customers at noon.
    func clock(at facility: Int, random: inout RandomStream) -> Int {
        let kind = facilities[facility].kind
        let second = clock(kind, random: &random)
        guard kind != .allNightPharmacy, !kind.isHospital else { return second }
        // A fifth at most come at noon; the shift is -40 to +40 minutes.
        let habit = facility &* 7_919 % 1_000
        if habit % 5 < 2, random.chance(Double(habit % 5) * 0.08) { return 41_400 + random.uniform(below: 7_200) }
        let shift = habit * 4_800 / 1_000 - 2_400
        return min(max(second + shift, 5 * 3_600), CivilCalendar.secondsPerDay - 1)
    }

    /// The code of a doctor, `D` and twelve digits; see `Visit.doctor` for negative numbers.
    func doctorCode(_ doctor: Int, at facility: Int) -> String {
        // Whoever asks for a third doctor where there are two gets the first, not one of the next facility.
        let number = doctor < 0 ? -doctor : doctorNumber((doctor - 1) % max(1, facilities[facility].doctorCount) + 1, at: facility)
        return "D\(Self.prefecture * 1_000_000 + number)"
    }

    func isOpen(_ facility: Int, on day: Int) -> Bool { openings[facility].map { day >= $0 } ?? true }

    /// One place in sixty, at least one clinic and one pharmacy, opened in the middle of the period.
    static func openings(among facilities: [Facility], calendar: TownCalendar, seed: UInt64) -> [Int: Int] {
        var random = RandomStream(seed: seed, stream: "openings")
        var openings: [Int: Int] = [:]
        for kind in [FacilityKind.privateClinic, .pharmacy] {
            let places = facilities.filter { $0.kind == kind }.map(\.index)
            for place in random.elements(max(1, facilities.count / 120), of: places) {
                let days = calendar.days
                openings[place] = days.lowerBound + days.count / 3 + random.uniform(below: max(1, days.count / 3))
            }
        }
        return openings
    }

    /// A second chronic disease, of every tenth registered patient of 50 or more.
    func secondCondition(of person: Int) -> ChronicCondition? {
        guard let first = persons[person].condition, persons[person].isRegistered, person &* 40_503 % 10 == 0,
              persons[person].age(on: calendar.days.lowerBound) >= 50 else { return nil }
        let other = ChronicCondition.common[person &* 31 % ChronicCondition.common.count]
        return other == first ? nil : other
    }

    /// The day on which a chronic patient was registered; one in a hundred and twenty within each month of the period.
    func registrationDay(of person: Int) -> Int {
        let first = calendar.days.lowerBound
        let draw = person &* 48_271 % 120_011
        if draw % 120 < calendar.monthStarts.count, calendar.days.count > 28 {
            let workdays = calendar.workdays.filter { $0 >= first + 21 }
            if !workdays.isEmpty { return workdays[draw / 120 % workdays.count] }
        }
        return first - 30 - person * 37 % 2_000
    }
}
