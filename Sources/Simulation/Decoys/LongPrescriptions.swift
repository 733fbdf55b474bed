import Statistics

/// Stable chronic patients who collect twelve weeks of drugs at once: rare visits, large amounts.
struct LongPrescriptions: PlantedBehaviour {
    let name = "long-prescription"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for _ in 0..<scene.count(per30000: 12) {
            guard let patient = scene.castPerson(random: &random, where: { person in
                person.isRegistered && person.refillDays == 84 && person.condition != nil
            }) else { return }
            // Ordinary life collects them; a second prescription of as many weeks would be a hoard.
            scene.lookAlike(
                name, like: "patient-profile", patient: patient, at: [Int(town.persons[patient].clinic)], since: scene.book.settlements.count,
                note: "twelve weeks at once"
            )
        }
    }
}
