import Claims
import Features

/// Addresses that more persons share than a household has, yet no more than a house can hold: homes for the elderly, welfare homes, hostels.
struct CollectiveAddresses {
    private let addresses: [Int32]
    /// Persons by address.
    let users: [Int32: Int]
    private let sizes: Range<Int>
    private let share: Double

    /// - Parameter thresholds: `largest_household` and `largest_institution` in persons, `institution_share` of the members.
    init(_ store: ClaimStore, _ thresholds: ThresholdTable) throws(ClaimsError) {
        addresses = store.persons.address
        let least = try thresholds.integer("largest_household") + 1
        sizes = least..<max(least, try thresholds.integer("largest_institution") + 1)
        share = try thresholds.value("institution_share")
        users = Self.users(addresses)
    }

    /// How many persons have each of the numbers; -1 is none.
    static func users(_ numbers: [Int32]) -> [Int32: Int] {
        numbers.reduce(into: [:]) { counts, number in
            if number >= 0 { counts[number, default: 0] += 1 }
        }
    }

    /// Whether nearly all of these persons are registered at one of them. Not quite all: staff and newcomers are registered elsewhere.
    func areAtOne(_ persons: some Collection<Int32>) -> Bool {
        var residents: [Int32: Int] = [:]
        for person in persons {
            let address = addresses[Int(person)]
            if address >= 0, sizes.contains(users[address] ?? 0) { residents[address, default: 0] += 1 }
        }
        return !persons.isEmpty && Double(residents.values.max() ?? 0) >= share * Double(persons.count)
    }
}
