import Statistics

/// Patients with reasons: early refills before a holiday, two diseases, drugs collected for the family.
struct ReasonablePurchases: PlantedBehaviour {
    let name = "reasonable-purchase"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<scene.personCaseCount {
            guard let patient = scene.castPerson(random: &random, where: { $0.isRegistered && (28...30).contains($0.refillDays) }),
                  let condition = town.persons[patient].condition else { return }
            let places = [scene.usualPlace(.pharmacy, of: patient, random: &random), scene.nearbyPlace(.pharmacy, of: patient, random: &random)]
            let mark = scene.book.settlements.count
            switch turn % 3 {
            case 0:
                // Before a journey, four weeks ahead.
                for day in scene.someDays(1, random: &random) { scene.refill(patient, condition, at: places[0], on: day, random: &random) }
                scene.lookAlike(
                    "refill-before-journey", like: name(of: patient), patient: patient, at: places, since: mark, note: "one early refill"
                )
            case 1:
                // The drugs of their own diseases come with ordinary life; a statin that is taken for one is not bought again for the other.
                let own = [condition, town.secondCondition(of: patient)].compactMap(\.self)
                let other = [ChronicCondition.diabetes, .hypertension, .coronaryDisease].first { !own.contains($0) } ?? condition
                let drugs = own.flatMap { scene.prescriber.drugs(of: patient, for: $0) }
                var day = town.calendar.days.lowerBound + random.uniform(below: 28)
                while day < town.calendar.days.upperBound {
                    scene.refill(patient, other, at: places[1], on: day, besides: drugs, random: &random)
                    day += 28
                }
                scene.lookAlike(
                    "two-pharmacies", like: name(of: patient), patient: patient, at: places, since: mark,
                    note: "two diseases; two pharmacies"
                )
            default:
                // Drugs of a spouse, from the personal account, which may be spent on the family; the pooled fund pays nothing.
                for day in scene.someDays(town.configuration.monthCount, random: &random) {
                    scene.refill(patient, .hypertension, at: places[0], on: day, care: .pharmacy, random: &random)
                }
                scene.lookAlike(
                    "drugs-for-family", like: name(of: patient), patient: patient, at: places, since: mark, note: "collects for a relative"
                )
            }
        }
    }

    private func name(of patient: Int) -> String { patient.isMultiple(of: 2) ? "abnormal-purchase" : "chronic-population" }
}
