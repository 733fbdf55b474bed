import Statistics

/// `growth-spike`: the bills for one kind of care grow far beyond the facility's own past while no more people live near.
struct GrowthSpike: PlantedBehaviour {
    let name = "growth-spike"

    private enum Kind: Int, CaseIterable { case rehabilitation, specialOutpatient, pharmacy }

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let traffic = scene.traffic()
        for turn in 0..<scene.facilityCaseCount {
            let kind = Kind.allCases[turn % 3]
            let months = scene.town.configuration.monthCount
            let isFitting = { (facility: Facility) in traffic[facility.index] >= 60 * months }
            let place = kind == .pharmacy
                ? scene.castFacility(.pharmacy, random: &random, where: isFitting)
                : scene.castFacility(.communityCentre, .privateClinic, random: &random, where: isFitting)
            guard let place else { continue }
            grow(place, kind, Manner(turn: turn), base: traffic[place] / months, in: &scene, random: &random)
        }
    }

    private func grow(_ place: Int, _ kind: Kind, _ manner: Manner, base: Int, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let mark = scene.book.settlements.count
        // The last third of the period; the careful one grows a little every month.
        let steps: [(days: Range<Int>, share: Double)] = if manner == .careful {
            zip(town.calendar.monthStarts, town.calendar.monthStarts.dropFirst() + [town.calendar.days.upperBound]).enumerated()
                .map { number, month in (month.0..<month.1, 0.28 * Double(number)) }
        } else {
            [(town.calendar.days.upperBound - town.calendar.days.count / 3..<town.calendar.days.upperBound, [0.6, 1.6, 4][manner.rawValue])]
        }
        for (days, share) in steps {
            let workdays = days.filter { kind == .pharmacy || town.calendar.kind($0) == .workday }
            guard !workdays.isEmpty else { continue }
            let count = Int(share * Double(base) * Double(days.count) / 30)
            for card in scene.passersBy(count, random: &random) {
                bill(card, kind, at: place, on: random.element(of: workdays), in: &scene, random: &random)
            }
        }
        guard scene.book.settlements.count > mark else { return }
        scene.label(name, facility: place, manner, since: mark, note: "\(kind) beyond \(base) settlements a month")
    }

    private func bill(_ card: Int, _ kind: Kind, at place: Int, on day: Int, in scene: inout Scene, random: inout RandomStream) {
        var basket = Basket()
        let care: CareType
        switch kind {
        case .rehabilitation:
            care = .outpatient
            scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
            for _ in 0..<2 { scene.prescriber.put(.physiotherapy, at: place, into: &basket, random: &random) }
        case .specialOutpatient:
            care = .chronic
            basket = scene.prescriber.refill(for: card, .coronaryDisease, at: place, random: &random)
        case .pharmacy:
            care = .chronicPharmacy
            basket = scene.prescriber.refill(for: card, .hypertension, at: place, random: &random)
        }
        scene.book.record(
            person: card, facility: place, at: day * CivilCalendar.secondsPerDay + scene.town.clock(at: place, random: &random), care: care,
            diagnosis: kind == .rehabilitation ? .backPain : .of(.coronaryDisease), basket: basket,
            doctor: scene.town.doctor(at: place, usualOf: card, random: &random)
        )
    }
}
