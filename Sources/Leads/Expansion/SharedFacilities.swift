import Claims
import Statistics

/// Facilities at which more known persons were than chance brings there.
struct SharedFacilities {
    struct Named {
        let facility: Int32
        let count: Int
        let expected: Double
        let strength: Double
        let qValue: Double
    }

    /// By facility number.
    let named: [Named]
    private let known: [Int32]
    private let store: ClaimStore

    /// - Parameter known: person numbers, ascending.
    init(_ known: [Int32], network: VisitNetwork, store: ClaimStore, thresholds: ThresholdTable) throws(ClaimsError) {
        self.known = known
        self.store = store
        var counts: [Int32: Int] = [:]
        for person in known {
            for facility in Set(store.byPerson[Int(person)].map { store.settlements.facility[Int($0)] }) { counts[facility, default: 0] += 1 }
        }
        let least = try thresholds.integer("minimum_shared_seeds")
        let largestQ = try thresholds.value("maximum_q")
        let tested = counts.filter { $0.value >= least }.keys.sorted()
        var log10P = [Double](repeating: 0, count: store.facilities.count)
        var expected: [Int32: Double] = [:]
        for facility in tested {
            let mean = known.reduce(0.0) { $0 + network.expectation($1, facility) }
            expected[facility] = mean
            log10P[Int(facility)] = Poisson(mean: max(mean, .leastNormalMagnitude)).log10TailProbability(of: Double(counts[facility] ?? 0))
        }
        let qValues = BenjaminiHochberg.qValues(log10P.map { GroupVisits.probability(log10: $0) })
        named = tested.filter { qValues[Int($0)] <= largestQ }.map { facility in
            Named(
                facility: facility, count: counts[facility] ?? 0, expected: expected[facility] ?? 0, strength: max(0, -log10P[Int(facility)]),
                qValue: qValues[Int(facility)])
        }
    }

    /// Settlements of the known persons at a facility, in time order.
    func rows(at facility: Int32) -> [Int32] {
        known.flatMap { person in store.byPerson[Int(person)].filter { store.settlements.facility[Int($0)] == facility } }.sorted()
    }
}
