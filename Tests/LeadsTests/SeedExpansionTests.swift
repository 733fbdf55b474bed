import Claims
import Leads
import Statistics
import Testing

/// From known cards to the rest of their ring, amid strangers.
@Suite struct SeedExpansionTests {
    private static let ring = (0..<8).map { "R\($0)" }

    /// Strangers at twelve facilities of which the first has half of all visits; eight cards together at two quiet ones on ten days, and each
    /// at the busy one now and then, like everybody.
    private static func town(plants: Bool = true) -> ClaimStore {
        var random = RandomStream(seed: 11, stream: "town")
        var rows: [Row] = []
        for _ in 0..<6_000 {
            let place = random.uniform() < 0.5 ? 0 : 1 + random.uniform(below: 11)
            rows.append(Row(
                person: "p\(random.uniform(below: 1_200))", facility: code(place), day: 20_000 + Int32(random.uniform(below: 90)),
                second: Int32(28_800 + random.uniform(below: 36_000))))
        }
        guard plants else { return store(rows) }
        for day in 0..<10 {
            for (place, member) in ring.enumerated() where (place + day) % 5 != 0 {
                rows.append(Row(person: member, facility: code(10 + day % 2), day: 20_003 + Int32(day * 8), second: Int32(40_000 + day * 900 + place * 30)))
            }
        }
        for member in ring { rows.append(Row(person: member, facility: code(0), day: 20_050, second: Int32(28_800 + random.uniform(below: 36_000)))) }
        return store(rows)
    }

    private static func code(_ place: Int) -> String { "H" + (place < 10 ? "0" : "") + "\(place)" }

    private static let planted = town()

    private func expansion(_ ids: [String], in store: ClaimStore) throws -> SeedExpansion {
        try SeedExpansion(ids: ids, in: store, library: library.get(), seed: 1, threads: 1, language: .en)
    }

    @Test func theRestOfTheRingComesFirst() throws {
        let found = try expansion(["R0", "R1", "R2"], in: Self.planted)
        #expect(Set(found.persons.prefix(5).map(\.id)) == Set(Self.ring.suffix(5)))
        // Whatever comes after them is far behind.
        if found.persons.count > 5 { #expect(found.persons[5].strength < found.persons[4].strength / 2) }
        let first = try #require(found.persons.first)
        #expect(first.reasons.first { $0.feature == "joint_days" }.map { $0.value >= 6 && ($0.expected ?? 9) < 2 } == true)
        let ids = Set((0..<Self.planted.settlements.count).map { Self.planted.settlements.id[$0] })
        #expect(!first.evidence.isEmpty && first.evidence.allSatisfy(ids.contains))
    }

    @Test func theirQuietFacilitiesAreNamedAndThePopularOneIsNot() throws {
        let found = try expansion(Array(Self.ring.prefix(5)), in: Self.planted)
        let names = found.facilities.map(\.id)
        #expect(!names.contains(Self.code(0)), "all of them were there, like half the town")
        #expect(Set(names).isSubset(of: [Self.code(10), Self.code(11)]) && !names.isEmpty)
    }

    @Test func fromAKnownFacilityToItsCards() throws {
        let found = try expansion([Self.code(10)], in: Self.planted)
        #expect(found.seeds.facilities.count == 1 && found.impliedPersons >= 6)
        #expect(found.facilities.first?.id == Self.code(11))
    }

    @Test func strangersLeadNowhere() throws {
        let found = try expansion(["p1", "p2", "p3", "p4"], in: Self.town(plants: false))
        #expect(found.persons.count <= 2 && found.facilities.count <= 1)
    }

    @Test func whatIsNotInTheExtractIsCounted() throws {
        let found = try expansion(["R0", "nobody", "nothing"], in: Self.planted)
        #expect(found.seeds.unknown == 2 && found.seeds.persons.count == 1)
        #expect(failure { _ = try expansion(["nobody"], in: Self.planted) }.contains("none of the 1 seeds"))
    }
}
