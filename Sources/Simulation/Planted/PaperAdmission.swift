import Statistics

/// `paper-admission`: the bed is charged, the patient is elsewhere: days without any treatment, settlements at other places in the
/// middle of the stay, one bed for two.
///
/// The subtle ones are charged some infusion every day, so that no day is empty.
struct PaperAdmission: PlantedBehaviour {
    let name = "paper-admission"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        // Some wards do it with many.
        let counts = scene.stayCounts()
        for turn in 0..<max(1, scene.facilityCases / 3) {
            guard let place = scene.castWard(.privateHospital, .communityCentre, stays: counts, random: &random) else { break }
            for number in 0..<random.integer(6...9) { plant(Intensity(turn: 2 - (turn + number) % 3), at: place, in: &scene, random: &random) }
        }
        for turn in 0..<scene.singleCases {
            let place = scene.host(.privateHospital, .communityCentre, .secondaryHospital, for: name, random: &random)
            plant(Intensity(turn: turn), at: place, in: &scene, random: &random)
        }
    }

    private func plant(_ intensity: Intensity, at place: Int, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let days = random.integer([7...9, 8...12, 10...15][intensity.rawValue])
        let day = scene.admissionDay(days: days, random: &random)
        let profile = StayProfile.named(random.element(of: ["M51", "M47", "I10", "E11", "R42", "K29"]))
        guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: {
            profile.fits($0, on: day) && $0.age(on: day) >= 40
        }) else { return }
        var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
        plan.basket = basket(intensity, profile, days: days, at: place, in: scene, random: &random)
        if intensity == .blatant { plan.bed = 1 }
        let mark = scene.book.settlements.count
        guard let visit = scene.life.admit(plan, into: &scene.book, random: &random) else { return }
        let outings = [random.integer(2...3), random.integer(2...4), random.integer(4...6)][intensity.rawValue]
        let away = random.elements(outings, of: Array(day + 1..<day + days)).sorted()
        let village = Int(town.persons[person].village)
        let fund = scene.book.settlements.count
        for (number, other) in away.enumerated() {
            let elsewhere = town.nearby(number.isMultiple(of: 2) ? .clinic : .pharmacy, village: village, random: &random)
            guard elsewhere != place else { continue }
            let kind = town.facilities[elsewhere].kind
            scene.book.record(
                person: person, facility: elsewhere, at: other * CivilCalendar.secondsPerDay + town.clock(kind, random: &random),
                care: kind.isPharmacy ? .chronicPharmacy : .outpatient, diagnosis: .of(.hypertension),
                basket: kind.isPharmacy
                    ? scene.prescriber.purchase(at: elsewhere, random: &random)
                    : scene.prescriber.clinicVisit(at: elsewhere, random: &random),
                doctor: town.doctor(at: elsewhere, usualOf: person, random: &random)
            )
        }
        let amount = scene.book.settlements[mark..<fund].reduce(0) { $0 + $1.payment.fund }
        scene.label(TruthLabel(
            scenario: name, subjectKind: "stay", subjectID: Scene.visitMark + String(visit), facilities: scene.facilityCodes([place]),
            intensity: intensity.name, fundAmount: amount,
            note: "\(days) days; settled elsewhere on \(away.count) of them" + (intensity == .subtle ? "; some infusion charged every day" : "")
        ))
    }

    private func basket(
        _ intensity: Intensity, _ profile: StayProfile, days: Int, at place: Int, in scene: Scene, random: inout RandomStream
    ) -> Basket {
        var basket = Basket()
        scene.prescriber.wardDays(0..<days, nursing: 2, at: place, into: &basket)
        for order in StayProfile.routine + profile.orders where order.rhythm == .once {
            scene.prescriber.carry(out: order, scale: 0.8, days: days, at: place, into: &basket, random: &random)
        }
        let idleShare = [0, 0.45, 0.8][intensity.rawValue]
        for day in 0..<days where day == 0 || !random.chance(idleShare) {
            scene.prescriber.put(.infusion, number: 0, at: place, on: day, into: &basket)
            scene.prescriber.put(.wardInfusion, number: 16, at: place, on: day, into: &basket)
        }
        return basket
    }
}
