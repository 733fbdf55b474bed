import Statistics

/// `outpatient-anomaly`: bursts late in the evening with the same amounts, at a place whose neighbours sleep.
struct NightBursts: PlantedBehaviour {
    let name = "night-bursts"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.count(per30000: 2) {
            plant(Intensity(turn: 2 - turn % 3), in: &scene, random: &random)
        }
    }

    private func plant(_ intensity: Intensity, in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.privateClinic, random: &random, where: { $0.attraction > 0.5 }) else { return }
        let town = scene.town
        let mark = scene.book.settlements.count
        let isPharmacy = town.facilities[place].kind.isPharmacy
        let nights = scene.someDays(Int(Double(town.calendar.days.count) * [0.12, 0.25, 0.45][intensity.rawValue]), random: &random)
        let cards = (0..<[60, 110, 180][intensity.rawValue]).map { _ in random.uniform(below: town.persons.count) }
        for night in nights {
            let start = Scene.moment(night, hour: random.integer(22...23), second: random.integer(0...1_800))
            let burst = random.elements([10, 18, 30][intensity.rawValue], of: cards)
            for (number, card) in burst.enumerated() where town.persons[card].deathDay < 0 {
                var basket = Basket()
                scene.prescriber.put(.patent, number: 5, count: 2, at: place, into: &basket)
                scene.prescriber.put(.coronaryDisease, number: 2, at: place, into: &basket)
                scene.book.record(
                    person: card, facility: place, at: start + number * 50 + random.integer(0...30),
                    care: isPharmacy ? .chronicPharmacy : .outpatient, diagnosis: .of(.coronaryDisease), basket: basket,
                    doctor: isPharmacy ? 0 : 1, counter: 1, certificate: 3
                )
            }
        }
        scene.label("outpatient-anomaly", facility: place, intensity, since: mark, note: "bursts on \(nights.count) nights, the same amounts")
    }
}

/// `facility-profile`: long series of the same small amount in working hours.
struct SmallAmountSeries: PlantedBehaviour {
    let name = "small-amount-series"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.count(per30000: 1.3) {
            plant(Intensity(turn: 1 + turn % 3), in: &scene, random: &random)
        }
    }

    private func plant(_ intensity: Intensity, in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.privateClinic, .villageClinic, .communityCentre, random: &random) else { return }
        let town = scene.town
        let mark = scene.book.settlements.count
        let days = scene.someDays(Int(Double(town.calendar.workdays.count) * 0.8), from: town.calendar.workdays, random: &random)
        let perDay = [14, 30, 60][intensity.rawValue]
        for day in days {
            for _ in 0..<perDay {
                let card = random.uniform(below: town.persons.count)
                guard town.persons[card].deathDay < 0 else { continue }
                var basket = Basket()
                scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
                scene.prescriber.put(.treatment, number: 1, at: place, into: &basket)
                scene.book.record(
                    person: card, facility: place, at: Scene.moment(day, hour: 8, second: random.integer(0...32_400)),
                    care: .outpatient, diagnosis: random.element(of: Diagnosis.respiratory), basket: basket, doctor: 1
                )
            }
        }
        scene.label("facility-profile", facility: place, intensity, since: mark, note: "\(perDay) visits of the same small amount a workday")
    }
}

extension Scene {
    fileprivate mutating func label(_ scenario: String, facility: Int, _ intensity: Intensity, since mark: Int, note: String) {
        let code = town.facilities[facility].code
        label(TruthLabel(
            scenario: scenario, subjectKind: "facility", subjectID: code, facilities: [code],
            intensity: intensity.name, fundAmount: book.fund(since: mark), note: note
        ))
    }
}
