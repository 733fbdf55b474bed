import Statistics

/// `card-clustering`: one person holds several strangers' cards and settles them one after another, on many days.
struct CardClustering: PlantedBehaviour {
    let name = "card-clustering"

    private struct Plan {
        let members: ClosedRange<Int>
        let dates: ClosedRange<Int>
        let places: ClosedRange<Int>
        let minutes: Int
        let attendance: Double
    }

    private static let plans = [
        Plan(members: 4...5, dates: 5...7, places: 1...2, minutes: 4, attendance: 0.75),
        Plan(members: 6...8, dates: 8...10, places: 2...3, minutes: 3, attendance: 0.87),
        Plan(members: 9...12, dates: 12...14, places: 2...4, minutes: 2, attendance: 0.96),
    ]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.count(per30000: 6) {
            let intensity = Intensity(turn: turn)
            gather(Self.plans[intensity.rawValue], intensity, in: &scene, random: &random)
        }
    }

    private func gather(_ plan: Plan, _ intensity: Intensity, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let employees = random.chance(0.6)
        let members = scene.castPersons(random.integer(plan.members), random: &random) {
            (40...78).contains($0.age(on: town.calendar.days.lowerBound)) && ($0.scheme == 310) == employees
        }
        guard members.count >= 3 else { return }
        let village = Int(town.persons[members[0]].village)
        var places: [Int] = []
        for _ in 0..<random.integer(plan.places) {
            let care: Town.Care = random.chance(0.8) ? .pharmacy : .clinic
            let place = town.nearby(care, village: village, random: &random)
            if !places.contains(place) { places.append(place) }
        }
        let mark = scene.book.settlements.count
        let shoppingHour = random.integer(9...17)
        let groups: [ItemGroup] = [.coronaryDisease, .hypertension, .patent, .diabetes]
        let favourite = random.element(of: groups)
        let days = scene.someDays(random.integer(plan.dates), random: &random)
        for (turn, day) in days.enumerated() {
            var present = members.filter { _ in random.chance(plan.attendance) }
            // At least three cards, or the day would show nothing.
            for member in members where present.count < 3 && !present.contains(member) { present.append(member) }
            random.shuffle(&present)
            let place = places[turn % places.count]
            let isPharmacy = town.facilities[place].kind.isPharmacy
            let start = Scene.moment(day, hour: shoppingHour, second: random.integer(0...5_400))
            let window = plan.minutes * 60 - 10
            let moments = present.indices.map { $0 * window / present.count + random.integer(0...(window / present.count / 2)) }
            let counter = random.integer(1...town.facilities[place].operatorCount)
            for (card, offset) in zip(present, moments) {
                var basket = Basket()
                scene.prescriber.put(favourite, number: turn, count: 2, at: place, into: &basket)
                scene.prescriber.put(.patent, number: random.chance(0.8) ? 4 : 6, at: place, into: &basket)
                scene.book.record(
                    person: card, facility: place, at: start + offset, care: isPharmacy ? .chronicPharmacy : .outpatient,
                    diagnosis: .of(.coronaryDisease), basket: basket, doctor: town.doctor(at: place, usualOf: card, random: &random),
                    begin: start + offset - 20, counter: counter, certificate: 3
                )
            }
        }
        scene.label(TruthLabel(
            scenario: name, subjectKind: "card_group", subjectID: scene.personNumbers(members)[0],
            members: scene.personNumbers(members), facilities: scene.facilityCodes(places), intensity: intensity.name,
            fundAmount: scene.book.fund(since: mark), note: "\(members.count) cards on \(days.count) days"
        ))
    }
}
