import Statistics

/// `frequent-visits`: a professional patient goes round many facilities and doctors at regular intervals for similar amounts.
struct FrequentVisits: PlantedBehaviour {
    let name = "frequent-visits"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let firstDay = scene.town.calendar.days.lowerBound
        for turn in 0..<scene.count(per30000: 9) {
            let intensity = Intensity(turn: turn)
            let visitsAMonth = [random.integer(12...15), random.integer(18...23), random.integer(28...38)][intensity.rawValue]
            let placeCount = [random.integer(5...7), random.integer(8...11), random.integer(12...16)][intensity.rawValue]
            guard let person = scene.castPerson(random: &random, where: { person in
                (22...75).contains(person.age(on: firstDay)) && person.condition == nil
            }) else { return }
            goRound(person, visitsAMonth, placeCount, intensity, in: &scene, random: &random)
        }
    }

    private func goRound(
        _ person: Int, _ visitsAMonth: Int, _ placeCount: Int, _ intensity: Intensity,
        in scene: inout Scene, random: inout RandomStream
    ) {
        let town = scene.town
        let village = Int(town.persons[person].village)
        var places: [Int] = []
        for _ in 0..<placeCount * 6 where places.count < placeCount {
            let place = town.nearby(random.chance(0.7) ? .clinic : .hospital, village: village, random: &random)
            if !places.contains(place) { places.append(place) }
        }
        let mark = scene.book.settlements.count
        let count = visitsAMonth * town.configuration.monthCount
        let step = Double(town.calendar.days.count) / Double(count)
        for number in 0..<count {
            let day = town.calendar.days.lowerBound + min(town.calendar.days.count - 1, Int(Double(number) * step))
            let place = places[number % places.count]
            let time = Scene.moment(day, hour: 8 + number % 9, second: random.integer(0...3_599))
            var basket = Basket()
            scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
            scene.prescriber.put(.coronaryDisease, number: 1, count: 2, at: place, into: &basket)
            scene.prescriber.put(.patent, number: 5 + number % 3, at: place, into: &basket)
            scene.book.record(
                person: person, facility: place, at: time, care: .outpatient, diagnosis: random.element(of: Diagnosis.other),
                basket: basket, doctor: random.integer(1...max(1, town.facilities[place].doctorCount))
            )
        }
        scene.label(TruthLabel(
            scenario: name, subjectKind: "patient", subjectID: Town.personNumber(person),
            facilities: scene.facilityCodes(places), intensity: intensity.name, fundAmount: scene.book.fund(since: mark),
            note: "\(visitsAMonth) visits a month at \(places.count) facilities"
        ))
    }
}
