import Claims
import Foundation
import Statistics

/// Persons who share more with the known ones than chance gives.
struct SharedPersons {
    struct Found {
        let person: Int32
        let places: [Int32]
        let expectedPlaces: Double
        let placeStrength: Double
        let jointDays: Int
        let expectedJointDays: Double
        let windowStrength: Double
        var strength = 0.0
        var qValue = 1.0
    }

    let found: [Found]
    private let windows: SharedWindows?
    private let store: ClaimStore

    init(
        known: [Int32], places: [Int32], windows: SharedWindows?, network: VisitNetwork, store: ClaimStore, thresholds: ThresholdTable
    ) throws(ClaimsError) {
        self.windows = windows
        self.store = store
        let leastPlaces = try thresholds.integer("minimum_shared_facilities")
        let leastDays = try thresholds.integer("minimum_joint_days")
        let largestQ = try thresholds.value("maximum_q")
        let isKnown = Set(known)
        var placesOfPerson: [Int32: [Int32]] = [:]
        for place in places {
            for row in store.byFacility[Int(place)] {
                let person = store.settlements.person[Int(row)]
                if !isKnown.contains(person), placesOfPerson[person]?.last != place { placesOfPerson[person, default: []].append(place) }
            }
        }
        var candidates: [Found] = []
        for person in Set(placesOfPerson.keys).union(windows?.tallies.keys.map { $0 } ?? []).sorted() {
            let shared = placesOfPerson[person] ?? []
            let tally = windows?.tallies[person] ?? .init()
            let expectedDays = windows?.expected[Int(person)] ?? 0
            let mean = places.reduce(0.0) { $0 + network.expectation(person, $1) }
            let placeStrength = shared.count >= leastPlaces ? Self.surprise(shared.count, expected: mean) : 0
            let windowStrength = tally.joint >= leastDays ? Self.surprise(tally.joint, expected: expectedDays) : 0
            guard placeStrength + windowStrength > 0 else { continue }
            candidates.append(Found(
                person: person, places: shared, expectedPlaces: mean, placeStrength: placeStrength, jointDays: tally.joint,
                expectedJointDays: expectedDays, windowStrength: windowStrength))
        }
        // Everybody is a candidate for the false discovery rate; those who share nothing have a probability of one.
        var probabilities = [Double](repeating: 1, count: store.persons.count)
        for index in candidates.indices {
            let candidate = candidates[index]
            candidates[index].strength = Self.joined(candidate.placeStrength + candidate.windowStrength)
            probabilities[Int(candidate.person)] = GroupVisits.probability(log10: -candidates[index].strength)
        }
        let qValues = BenjaminiHochberg.qValues(probabilities)
        found = candidates.compactMap { candidate in
            var candidate = candidate
            candidate.qValue = qValues[Int(candidate.person)]
            return candidate.qValue <= largestQ ? candidate : nil
        }
    }

    /// Settlements that show it: those within the window, else those at the shared facilities; in time order.
    func rows(of found: Found) -> [Int32] {
        if found.windowStrength > 0, let tally = windows?.tallies[found.person] { return tally.rows }
        let places = Set(found.places)
        return store.byPerson[Int(found.person)].filter { places.contains(store.settlements.facility[Int($0)]) }
    }

    private static func surprise(_ count: Int, expected: Double) -> Double {
        max(0, -Poisson(mean: max(expected, .leastNormalMagnitude)).log10TailProbability(of: Double(count)))
    }

    /// Fisher's method for two probabilities whose -log10 add up to `sum`.
    private static func joined(_ sum: Double) -> Double { -CombinedTail.log10Fisher(log10Product: -sum, count: 2) }
}
