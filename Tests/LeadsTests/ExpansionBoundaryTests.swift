import Claims
import Leads
import TestSupport
import Testing

/// Every threshold of `Models/expansion.yaml` at the value that a town has, and a notch beyond it.
@Suite struct ExpansionBoundaryTests {
    private static let known = ["K0", "K1", "K2"]
    private static let quiet = ["A", "B", "C", "D", "E"]

    /// Two hundred strangers at ten facilities and sixty at another. Three known persons were at all of five quiet facilities, each at a time
    /// of her own; so was one more, `sharer`. Another, `companion`, settled two minutes after a known one on six days at that other facility.
    private static let town: ClaimStore = {
        var rows: [Row] = []
        func add(_ person: String, _ facility: String, _ day: Int, _ second: Int = 50_000) {
            rows.append(Row(person: person, facility: facility, day: 20_000 + Int32(day), second: Int32(second)))
        }
        for stranger in 0..<200 {
            for visit in 0..<2 { add("P\(stranger)", "H\((stranger + visit * 3) % 10)", stranger % 60, 30_000 + stranger * 37) }
        }
        for stranger in 0..<60 { add("Q\(stranger)", "F", stranger, 30_000) }
        for (place, facility) in quiet.enumerated() {
            for (number, person) in known.enumerated() { add(person, facility, 10 * number + place) }
            add("sharer", facility, 50 + place)
        }
        for day in 0..<6 {
            add("K0", "F", 10 + day)
            add("companion", "F", 10 + day, 50_120)
        }
        return store(rows)
    }()

    private static func boundary(
        _ threshold: String, kept: Double, crossed: Double, holds: @escaping @Sendable (SeedExpansion) -> Bool
    ) -> ThresholdBoundary {
        ThresholdBoundary(threshold, kept: kept, crossed: crossed) { value in
            var thresholds = try library.get().expansion
            try thresholds.set(threshold, to: value)
            let seeds = SeedExpansion.Seeds(known, in: town)
            return try holds(SeedExpansion(from: seeds, in: town, thresholds: thresholds, language: .en))
        }
    }

    private static let boundaries: [ThresholdBoundary] = [
        boundary("window_seconds", kept: 120, crossed: 119) { $0.person("companion") != nil },
        boundary("minimum_shared_seeds", kept: 3, crossed: 4) { $0.facilities.map(\.id) == quiet },
        boundary("minimum_shared_facilities", kept: 5, crossed: 6) { $0.person("sharer") != nil },
        boundary("minimum_joint_days", kept: 6, crossed: 7) { $0.person("companion") != nil },
        boundary("maximum_q", kept: 0.00494, crossed: 0.00493) { $0.person("sharer") != nil },
        boundary("maximum_q", kept: 0.00114, crossed: 0.00113) { $0.facilities.map(\.id) == quiet },
        boundary("evidence_rows", kept: 6, crossed: 5) { $0.person("companion").map { $0.evidence.count == $0.evidenceCount } ?? false },
        boundary("evidence_rows", kept: 3, crossed: 2) { $0.facilities.allSatisfy { $0.evidence.count == $0.evidenceCount } },
    ]

    @Test(arguments: boundaries)
    func countsAtTheThresholdAndNotBeyond(_ boundary: ThresholdBoundary) throws {
        #expect(try boundary.countsWhereKept())
        #expect(try !boundary.countsWhereCrossed())
    }

    @Test func everyThresholdHasABoundary() throws {
        #expect(try Set(Self.boundaries.map(\.threshold)) == Set(library.get().expansion.values.keys))
    }
}

extension SeedExpansion {
    fileprivate func person(_ id: String) -> Found? { persons.first { $0.id == id } }
}
