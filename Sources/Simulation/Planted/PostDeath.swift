import Statistics

/// `post-death`: somebody goes on using the card of a dead person.
struct PostDeath: PlantedBehaviour {
    let name = "post-death"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        for turn in 0..<scene.personCaseCount {
            let manner = Manner(turn: turn)
            guard let (person, death) = scene.castDeceased(before: town.calendar.days.count * 6 / 10, random: &random) else { return }
            let count = [2, 6, 16, 2][manner.rawValue]
            let left = town.calendar.days.upperBound - death - 1
            let mark = scene.book.settlements.count
            var places: [Int] = []
            for number in 0..<count {
                // The careful one stops within the days in which a last bill could still be settled.
                let day = manner == .careful ? death + 3 + number * 4 : death + 4 + (left - 4) * number / count
                let place = scene.usualPlace(number.isMultiple(of: 2) ? .pharmacy : .clinic, of: person, random: &random)
                places.append(place)
                scene.refill(
                    person, .hypertension, at: place, on: min(day, town.calendar.days.upperBound - 1),
                    care: town.facilities[place].kind.isPharmacy ? .chronicPharmacy : .outpatient, random: &random
                )
            }
            scene.book.leaveUndisturbed(since: mark)
            scene.label(name, patient: person, at: places, manner, since: mark, note: "\(count) settlements after death")
        }
    }
}

extension Scene {
    /// Somebody who dies within the first days of the period, at least a fortnight before its end, and plays no part yet; with the day.
    mutating func castDeceased(before dayCount: Int, random: inout RandomStream) -> (person: Int, death: Int)? {
        let days = town.calendar.days
        let last = min(days.lowerBound + dayCount, days.upperBound - 14)
        let start = random.uniform(below: town.persons.count)
        for step in town.persons.indices {
            let index = (start + step) % town.persons.count
            let death = Int(town.persons[index].deathDay)
            if death > days.lowerBound, death < last, isFree(person: index), take(person: index) { return (index, death) }
        }
        return nil
    }
}
