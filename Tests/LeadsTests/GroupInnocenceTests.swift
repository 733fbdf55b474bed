import Claims
import Leads
import Testing

@Suite struct GroupInnocenceTests {
    /// Persons p00, p01, … with the addresses and telephones given by number, -1 unknown.
    private func innocence(_ addresses: [Int32], telephones: [Int32]? = nil, mutualAid: [Int64] = []) throws -> GroupInnocence {
        let sample = store(addresses.indices.map { index in
            Row(person: index < 10 ? "p0\(index)" : "p\(index)", second: Int32(index), mutualAid: index < mutualAid.count ? mutualAid[index] : 0)
        }) { persons in
            persons.address = addresses
            persons.telephone = telephones ?? Array(repeating: -1, count: addresses.count)
        }
        return try GroupInnocence(store: sample, thresholds: library.get().scenario("card-clustering").thresholds)
    }

    private func slug(_ innocence: GroupInnocence, _ members: [Int32]) -> String? { innocence.exemption(of: members, rows: members)?.slug }

    @Test func strangersAreNoHousehold() throws {
        let strangers = try innocence([0, 1, 2, 3, 4])
        #expect(slug(strangers, [0, 1, 2, 3, 4]) == nil)
        #expect(strangers.weight(of: [0, 1, 2]) == 1)
        #expect(strangers.householdCheck(of: [0, 1, 2]).en == "not one small household by address or telephone")
    }

    @Test func oneOrTwoHouseholdsAreAFamily() throws {
        #expect(slug(try innocence([0, 0, 0]), [0, 1, 2]) == "household")
        #expect(slug(try innocence([0, 0, 1, 1]), [0, 1, 2, 3]) == "household")
        #expect(slug(try innocence([0, 0, 1, 2]), [0, 1, 2, 3]) == nil)
        // p00 and p01 share an address, p01 and p02 a telephone: one household.
        #expect(slug(try innocence([0, 0, 1], telephones: [5, 6, 6]), [0, 1, 2]) == "household")
    }

    @Test func anAddressOfManyIsNoHousehold() throws {
        let home = try innocence(Array(repeating: 0, count: 20) + [1, 2, 3, 4, 5])
        #expect(slug(home, Array(0..<20)) == "shared-institution")
        // A nurse registered elsewhere comes along; half strangers do not pass.
        #expect(slug(home, Array(0..<12) + [20]) == "shared-institution")
        #expect(slug(home, Array(0..<5) + [20, 21, 22, 23, 24]) == nil)
        let street = try innocence(Array(repeating: 0, count: 301))
        #expect(slug(street, Array(0..<8)) == nil)
    }

    @Test func mutualAidIsFamilyUse() throws {
        let addresses: [Int32] = [0, 1, 2, 3]
        #expect(slug(try innocence(addresses, mutualAid: [100, 100, 0, 0]), [0, 1, 2, 3]) == "family-mutual-aid")
        #expect(slug(try innocence(addresses, mutualAid: [100, 0, 0, 0]), [0, 1, 2, 3]) == nil)
    }

    @Test func unknownHomesHalveTheStrengthOfASmallGroupAndSaySo() throws {
        let unknown = try innocence([-1, -1, -1, -1, -1])
        #expect(slug(unknown, [0, 1, 2]) == nil)
        #expect(unknown.weight(of: [0, 1, 2, 3]) == 0.5)
        #expect(unknown.weight(of: [0, 1, 2, 3, 4]) == 1)
        #expect(unknown.householdCheck(of: [0, 1, 2]).en.contains("3 of 3 members"))
    }
}
