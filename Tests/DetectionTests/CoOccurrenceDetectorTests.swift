import Detection
import Testing

@Suite("Groups that are found")
struct CoOccurrenceFoundTests {
    @Test("six members, eight dates, two places in a busy city with 50,000 more visits: exactly they", arguments: 1...3)
    func ringInCity(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(seed))
        traffic.city(visits: 100_000, persons: 15_000, places: 30, days: 60)
        traffic.city(visits: 50_000, persons: 15_000, places: 6, days: 60)
        traffic.ring(Array(1...6), places: [3, 17], days: [2, 9, 14, 20, 31, 38, 47, 55], spread: 180)
        let result = try traffic.detect()
        #expect(result.groups.map(\.members) == [[1, 2, 3, 4, 5, 6]])
        let group = try #require(result.groups.first)
        #expect(group.jointDayCount == 8)
        #expect(group.places == [3, 17])
        #expect(group.pairCount == 15)
        #expect(group.density == 1)
        #expect(group.jointShare == 1)
        #expect(group.medianSpanSeconds < 180)
        #expect(group.log10TailProbability < -30)
        #expect(group.tailProbability > 0 && group.tailProbability < 1e-30)
        #expect(group.jointPlaceDays.allSatisfy { $0.members == [1, 2, 3, 4, 5, 6] })
        #expect(group.jointPlaceDays.map(\.day) == [2, 9, 14, 20, 31, 38, 47, 55])
    }

    @Test("members who also lead their own lives in the city are found whole", arguments: 1...3)
    func ringWithOwnVisits(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(10 + seed))
        traffic.city(visits: 100_000, persons: 10_000, places: 20, days: 60)
        let members = [100_007, 100_027, 100_047, 100_067, 101_031, 102_345]
        traffic.ring(members, places: [7, 11], days: [2, 9, 14, 20, 31, 38, 47, 55], spread: 240)
        #expect(try traffic.detect().groups.map(\.members) == [members.map { Int32($0) }])
    }

    @Test("five members of whom each date brings a random 70 %", arguments: 1...6)
    func partialAttendance(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(20 + seed))
        traffic.city(visits: 80_000, persons: 10_000, places: 20, days: 60)
        traffic.ring(Array(1...5), places: [4], days: Array(stride(from: 1, to: 60, by: 6)), spread: 200, attendance: 0.7)
        #expect(try traffic.detect().groups.map(\.members) == [[1, 2, 3, 4, 5]])
    }

    @Test("members one after another, each within minutes of the last")
    func chainedRing() throws {
        var traffic = Traffic(seed: 31)
        traffic.city(visits: 80_000, persons: 10_000, places: 20, days: 60)
        traffic.ring(Array(1...8), places: [4, 5], days: Array(stride(from: 1, to: 60, by: 6)), spread: 160, sequential: true)
        #expect(try traffic.detect().groups.map(\.members) == [[1, 2, 3, 4, 5, 6, 7, 8]])
    }

    @Test("a ring that is most of a tiny place's traffic", arguments: 1...4)
    func tinyPlace(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(40 + seed))
        traffic.city(visits: 40_000, persons: 6_000, places: 10, days: 60)
        for day in 0..<60 { for _ in 0..<2 { traffic.add(500 + traffic.random.int(0..<60), 99, day, traffic.openSecond()) } }
        traffic.ring(Array(1...6), places: [99], days: Array(stride(from: 3, to: 59, by: 7)), spread: 180)
        #expect(try traffic.detect().groups.map(\.members) == [[1, 2, 3, 4, 5, 6]])
    }

    @Test("two rings at one place on the same days are two groups", arguments: 1...3)
    func ringsSharingAPlace(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(50 + seed))
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        let days = Array(stride(from: 2, to: 58, by: 6))
        traffic.ring(Array(1...5), places: [5], days: days, spread: 180)
        traffic.ring(Array(11...16), places: [5], days: days, spread: 180)
        let groups = try traffic.detect().groups.map(\.members).sorted { $0[0] < $1[0] }
        #expect(groups == [[1, 2, 3, 4, 5], [11, 12, 13, 14, 15, 16]])
    }

    @Test("two rings joined by one close couple are two groups")
    func ringsJoinedByAPair() throws {
        var traffic = Traffic(seed: 61)
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        traffic.ring(Array(1...5), places: [5], days: [1, 8, 15, 22, 29, 36], spread: 180)
        traffic.ring(Array(11...15), places: [7], days: [2, 9, 16, 23, 30, 37], spread: 180)
        traffic.ring([5, 11], places: [9], days: [3, 10, 17, 24, 31, 38], spread: 100)
        let result = try traffic.detect()
        #expect(result.pairs.contains { $0.first == 5 && $0.second == 11 && $0.isSignificant })
        #expect(result.groups.map(\.members).sorted { $0[0] < $1[0] } == [[1, 2, 3, 4, 5], [11, 12, 13, 14, 15]])
    }

    @Test("a ring whose dates all fall in the same hour of the day", arguments: 1...3)
    func punctualRing(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(80 + seed))
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        for day in stride(from: 1, to: 60, by: 6) {
            let start = 15 * 3600 + traffic.random.int(0..<3600)
            for member in 1...6 { traffic.add(member, 5, day, start + traffic.random.int(0..<180)) }
        }
        #expect(try traffic.detect().groups.map(\.members) == [[1, 2, 3, 4, 5, 6]])
    }

    @Test("four members in a place of two thousand visits a day", arguments: 1...3)
    func ringInHospital(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(90 + seed))
        traffic.city(visits: 120_000, persons: 40_000, places: 1, days: 60)
        traffic.ring(Array(1...4), places: [0], days: Array(stride(from: 1, to: 60, by: 5)), spread: 120)
        #expect(try traffic.detect().groups.map(\.members) == [[1, 2, 3, 4]])
    }

    @Test("a clique larger than the maximum stays whole")
    func largeRing() throws {
        var traffic = Traffic(seed: 71)
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        traffic.ring(Array(1...30), places: [5], days: [1, 8, 15, 22, 29, 36], spread: 280)
        let groups = try traffic.detect(.make(maximumGroupSize: 12)).groups
        #expect(groups.map(\.members) == [Array(1...30)])
        #expect(groups.first?.log10TailProbability.isFinite == true)
    }
}

@Suite("Look-alikes that are not groups")
struct CoOccurrenceInnocentTests {
    @Test("a couple twelve times, and a couple with a friend twice", arguments: 1...3)
    func couples(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(100 + seed))
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        traffic.ring([1, 2], places: [5, 6], days: Array(stride(from: 0, to: 60, by: 5)), spread: 60)
        traffic.ring([11, 12], places: [7], days: Array(stride(from: 0, to: 60, by: 6)), spread: 60)
        traffic.ring([11, 12, 13], places: [7], days: [3, 44], spread: 60)
        traffic.add(13, 7, 20, 30_000)
        let result = try traffic.detect()
        #expect(result.pairs.contains { $0.first == 1 && $0.second == 2 && $0.isSignificant && $0.closeDays == 12 })
        #expect(result.groups.isEmpty)
    }

    @Test("three who overlap only pairwise")
    func pairwise() throws {
        var traffic = Traffic(seed: 111)
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        traffic.ring([1, 2], places: [5], days: [1, 7, 13, 19, 25], spread: 60)
        traffic.ring([2, 3], places: [5], days: [2, 8, 14, 20, 26], spread: 60)
        traffic.ring([1, 3], places: [5], days: [3, 9, 15, 21, 27], spread: 60)
        let result = try traffic.detect()
        #expect(result.pairs.filter { $0.second <= 3 && $0.isSignificant }.count == 3)
        #expect(result.groups.isEmpty)
    }

    enum Batch: CaseIterable { case random, sameAtRandomTime, sameInOrder, sameInOrderAtRandomTime }

    @Test("a village place that enters forty visits in twenty minutes", arguments: Batch.allCases)
    func villageBatch(kind: Batch) throws {
        var traffic = Traffic(seed: 121)
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        for day in 0..<20 {
            var persons = Array(1...200)
            if kind == .random { persons.shuffle(using: &traffic.random) }
            persons = Array(persons.prefix(40))
            if kind == .sameAtRandomTime { persons.shuffle(using: &traffic.random) }
            let start = kind == .sameInOrder ? 16 * 3600 : 9 * 3600 + traffic.random.int(0..<(8 * 3600))
            for (position, person) in persons.enumerated() {
                traffic.add(person, 77, day * 2, start + position * 30 + traffic.random.int(0..<20))
            }
        }
        let result = try traffic.detect()
        #expect(result.groups.isEmpty)
        let place = try #require(result.places.first { $0.place == 77 })
        #expect(place.isBatch && place.batchDayCount == 20)
        #expect(place.closeShare > 0.3)
        #expect(result.places.filter { $0.place != 77 }.allSatisfy { !$0.isBatch && $0.batchDayCount == 0 })
    }

    @Test("a campaign of three hundred on one day")
    func campaign() throws {
        var traffic = Traffic(seed: 131)
        traffic.city(visits: 60_000, persons: 8_000, places: 12, days: 60)
        for person in 0..<300 { traffic.add(100_000 + person * 12 + 5, 5, 30, 9 * 3600 + traffic.random.int(0..<5400)) }
        #expect(try traffic.detect().groups.isEmpty)
    }

    @Test("sixty regulars of the opening hour", arguments: 1...6)
    func openingRegulars(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(140 + seed))
        traffic.city(visits: 40_000, persons: 6_000, places: 10, days: 60)
        for day in 0..<60 where day % 7 != 6 {
            for person in 1...60 where traffic.random.chance(0.6) {
                traffic.add(person, 3, day, 7 * 3600 + 55 * 60 + traffic.random.int(0..<900))
            }
            for _ in 0..<40 { traffic.add(1000 + traffic.random.int(0..<2000), 88, day, traffic.openSecond()) }
            for person in 71...80 where traffic.random.chance(0.7) {
                traffic.add(person, 88, day, 7 * 3600 + 55 * 60 + traffic.random.int(0..<900))
            }
        }
        #expect(try traffic.detect().groups.isEmpty)
    }

    @Test("a roster: the same eight on Mondays, Wednesdays and Fridays in the same half hour", arguments: 1...3)
    func roster(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(160 + seed))
        traffic.city(visits: 40_000, persons: 6_000, places: 10, days: 60)
        for day in 0..<60 where [0, 2, 4].contains(day % 7) {
            for person in 1...8 where traffic.random.chance(0.95) { traffic.add(person, 3, day, 13 * 3600 + traffic.random.int(0..<1800)) }
        }
        #expect(try traffic.detect().groups.isEmpty)
    }

    @Test("a city without anything planted: no group, and probabilities of pairs that are conservative", arguments: 1...10)
    func nullCity(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(200 + seed))
        traffic.city(visits: 60_000, persons: 3_000, places: 12, days: 60)
        // Every test at 0.01, whatever it was close on: one day is enough to seed.
        let result = try traffic.detect(.make(minimumSeedDays: 1, seedProbability: 0.01))
        #expect(result.groups.isEmpty)
        #expect(result.testedPairCount > 100_000)
        #expect(Double(result.pairs.count) / Double(result.testedPairCount) < 0.015)
        #expect(result.pairs.filter(\.isSignificant).isEmpty)
        #expect(try traffic.detect().groups.isEmpty)
    }
}
