import Statistics

/// `chronic-population` of a facility: what the fund does not pay for, or pays less, is handed out and billed under the registered
/// diseases of its patients: remedies for a cold, ointments, painkillers for the family.
struct SwappedGoods: PlantedBehaviour {
    let name = "swapped-goods"

    /// Share of the registered patients' visits that carry something of the kind.
    private static let shares = [0.12, 0.3, 0.7, 0.04]
    private static let goods: [ItemGroup] = [.dermal, .cold, .analgesic]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let registered = scene.chronicVisits()
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            guard let place = scene.castFacility(.communityCentre, .privateClinic, random: &random, where: {
                registered[$0.index].count >= 40
            }) else { return }
            let mark = scene.book.settlements.count
            let visits = registered[place]
            let count = Int(Self.shares[manner.rawValue] * Double(visits.count))
            for visit in random.elements(count, of: visits) {
                let seen = scene.book.visits[visit]
                var basket = Basket()
                for _ in 0..<random.integer(1...3) {
                    scene.prescriber.put(random.element(of: Self.goods), at: place, into: &basket, random: &random)
                }
                // Some minutes after the real bill.
                scene.book.record(
                    person: Int(seen.person), facility: place, at: seen.end + random.integer(60...600), care: seen.care,
                    diagnosis: seen.diagnosis, basket: basket, doctor: Int(seen.doctor)
                )
            }
            scene.label("chronic-population", facility: place, manner, since: mark, note: "other goods on \(count) of \(visits.count) visits")
        }
    }
}
