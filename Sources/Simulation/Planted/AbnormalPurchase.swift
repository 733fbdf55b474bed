import Statistics

/// `abnormal-purchase` at a pharmacy: cards are settled in bulk within an hour, at night where the shutters are down, or for a set of
/// goods that only this pharmacy sells.
struct AbnormalPurchase: PlantedBehaviour {
    let name = "abnormal-purchase"

    private struct Plan {
        let days: Int
        let cards: ClosedRange<Int>
        let hours: ClosedRange<Int>
        /// Whether all buy the same set.
        let isSet: Bool
        let note: String
    }

    private static let plans = [
        Plan(days: 8, cards: 13...17, hours: 9...16, isSet: false, note: "hours with many cards"),
        Plan(days: 15, cards: 12...18, hours: 23...23, isSet: false, note: "night series at a pharmacy that is closed"),
        Plan(days: 28, cards: 24...34, hours: 10...15, isSet: true, note: "hours with many cards for one set of goods"),
        Plan(days: 14, cards: 8...10, hours: 17...19, isSet: true, note: "one set of goods in the evening rush"),
    ]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            let plan = Self.plans[manner.rawValue]
            guard let place = scene.castFacility(.pharmacy, random: &random, where: { (0.5...3).contains($0.attraction) }) else { return }
            let mark = scene.book.settlements.count
            // A pool large enough that the same two cards seldom meet.
            let pool = scene.passersBy(plan.cards.upperBound * 20, random: &random)
            let set: [(ItemGroup, Int)] = [
                (.patent, random.integer(9...14)), (.stroke, random.integer(0...4)), (.coronaryDisease, random.integer(0...9)),
            ]
            let days = scene.someDays(plan.days, random: &random)
            for day in days {
                let start = Scene.moment(day, hour: random.integer(plan.hours))
                for card in random.elements(random.integer(plan.cards), of: pool) {
                    var basket = Basket()
                    for (group, number) in plan.isSet ? set : [set[0], (.coronaryDisease, random.integer(0...12))] {
                        scene.prescriber.put(group, number: number, count: plan.isSet ? 2 : 1, at: place, into: &basket)
                    }
                    scene.book.record(
                        person: card, facility: place, at: start + random.integer(0...3_500), care: .chronicPharmacy,
                        diagnosis: .of(.coronaryDisease), basket: basket, counter: 1, certificate: random.chance(0.8) ? 3 : 1
                    )
                }
            }
            scene.label(name, facility: place, manner, since: mark, note: plan.note + " on \(days.count) days")
        }
    }
}
