import Statistics

/// `outpatient-anomaly`: somebody collects the cards of a village and has them settled, again and again, at a clinic far from it. Bills
/// differ, and a quarter of an hour or more lies between one card and the next.
struct VillageCards: PlantedBehaviour {
    let name = "village-cards"

    private static let days = [8, 12, 20, 5]
    private static let cards = [7...9, 12...15, 20...26, 5...6]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            guard let place = scene.castFacility(.privateClinic, random: &random, where: { $0.attraction > 0.3 }),
                  let villagers = farVillage(from: place, least: Self.cards[manner.rawValue].upperBound * 4, in: scene, random: &random)
            else { return }
            let mark = scene.book.settlements.count
            for day in scene.someDays(Self.days[manner.rawValue], from: town.calendar.workdays, random: &random) {
                var time = Scene.moment(day, hour: 8, second: random.integer(0...3_599))
                for card in random.elements(random.integer(Self.cards[manner.rawValue]), of: villagers) {
                    scene.book.record(
                        person: card, facility: place, at: time, care: .outpatient, diagnosis: random.element(of: Diagnosis.other),
                        basket: scene.prescriber.clinicVisit(at: place, random: &random),
                        doctor: town.doctor(at: place, usualOf: card, random: &random)
                    )
                    time += random.integer(900...2_100)
                }
            }
            scene.label(
                "outpatient-anomaly", facility: place, manner, since: mark,
                note: "cards of one village on \(Self.days[manner.rawValue]) days"
            )
        }
    }

    /// Living adults of a village in the farther half, seen from the place.
    private func farVillage(from place: Int, least: Int, in scene: Scene, random: inout RandomStream) -> [Int]? {
        let town = scene.town
        let far = scene.villagesByDistance(from: place).suffix(town.villages.count / 2)
        let first = town.calendar.days.lowerBound
        for village in random.elements(far.count, of: Array(far)) {
            let adults = town.persons.indices.filter {
                town.persons[$0].village == Int32(village) && town.persons[$0].deathDay < 0 && town.persons[$0].age(on: first) >= 18
            }
            if adults.count >= least { return adults }
        }
        return nil
    }
}
