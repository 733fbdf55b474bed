import Statistics

/// `outpatient-anomaly`: a facility has the cards of an employer's staff and settles them in series, for the same amount, for small
/// ones, or for just what the fund pays at most for a visit.
struct OutpatientAnomaly: PlantedBehaviour {
    let name = "outpatient-anomaly"

    private struct Plan {
        let employers: Int
        let days: Int
        let persons: ClosedRange<Int>
        /// Seconds from one card to the next.
        let gap: ClosedRange<Int>
        let amount: Amount
    }

    private enum Amount { case small, same, cap }

    private static let plans = [
        Plan(employers: 1, days: 8, persons: 8...11, gap: 60...240, amount: .small),
        Plan(employers: 2, days: 14, persons: 14...18, gap: 40...150, amount: .same),
        Plan(employers: 3, days: 24, persons: 22...32, gap: 25...70, amount: .same),
        Plan(employers: 2, days: 10, persons: 5...6, gap: 90...400, amount: .cap),
    ]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let workforces = scene.workforces()
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            guard let place = scene.castFacility(.privateClinic, .villageClinic, random: &random, where: { facility in
                facility.attraction > 0.4
            }) else { return }
            let plan = Self.plans[manner.rawValue]
            // Employers large enough that nobody comes twice in a row.
            let fitting = workforces.dropFirst(2).filter { $0.staff.count >= plan.persons.upperBound * 5 }
            var employers = random.elements(plan.employers, of: fitting.isEmpty ? Array(workforces.prefix(3)) : Array(fitting))
            let mark = scene.book.settlements.count
            let days = scene.someDays(plan.days, from: scene.town.calendar.workdays, random: &random)
            var queues = employers.map { _ in [Int]() }
            for (number, day) in days.enumerated() {
                let employer = number % employers.count
                let count = min(random.integer(plan.persons), employers[employer].staff.count)
                if queues[employer].count < count {
                    random.shuffle(&employers[employer].staff)
                    queues[employer] = employers[employer].staff
                }
                let cards = queues[employer].suffix(count)
                queues[employer].removeLast(count)
                series(cards, plan, on: day, at: place, in: &scene, random: &random)
            }
            scene.label(name, facility: place, manner, since: mark, note: "\(employers.count) employers in series on \(days.count) days")
        }
    }

    private func series(
        _ cards: some Sequence<Int>, _ plan: Plan, on day: Int, at place: Int, in scene: inout Scene, random: inout RandomStream
    ) {
        var time = Scene.moment(day, hour: random.integer(8...15), second: random.integer(0...3_599))
        for card in cards {
            scene.book.record(
                person: card, facility: place, at: time, care: .outpatient, diagnosis: random.element(of: Diagnosis.respiratory),
                basket: basket(plan.amount, for: card, at: place, in: scene, random: &random), doctor: 1, begin: time - 20, counter: 1,
                certificate: 3
            )
            time += random.integer(plan.gap)
        }
    }

    private func basket(_ amount: Amount, for card: Int, at place: Int, in scene: Scene, random: inout RandomStream) -> Basket {
        var basket = Basket()
        scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
        switch amount {
        case .same:
            scene.prescriber.put(.treatment, number: 0, at: place, into: &basket)
            scene.prescriber.put(.patent, number: 2, at: place, into: &basket)
        case .small:
            scene.prescriber.put(.treatment, number: random.integer(0...1), at: place, into: &basket)
        case .cap:
            let town = scene.town
            let limit = Benefits.outpatientCap(town.persons[card], town.facilities[place], .outpatient) ?? 20_000
            while scene.book.benefits.pay(basket, person: card, facility: place, care: .outpatient).pooled < limit * 93 / 100 {
                scene.prescriber.put(random.chance(0.5) ? .patent : .gastric, at: place, into: &basket, random: &random)
            }
        }
        return basket
    }
}
