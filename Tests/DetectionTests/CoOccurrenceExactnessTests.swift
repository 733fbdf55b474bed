import Detection
import Testing

@Suite("Counts against brute force, order, edges")
struct CoOccurrenceExactnessTests {
    /// Place-days both visited and those with two rows within the window, from the definition.
    static func bruteForce(_ traffic: Traffic, window: Int32) -> [[Int32]: (common: Int, close: Int, days: Int, places: Int)] {
        var visits: [[Int32]: [Int32: [Int32]]] = [:]
        for row in traffic.rows { visits[[row.place, row.day], default: [:]][row.entity, default: []].append(row.second) }
        var common: [[Int32]: Int] = [:]
        var close: [[Int32]: [[Int32]]] = [:]
        for (placeDay, present) in visits {
            let entities = present.keys.sorted()
            for (position, a) in entities.enumerated() {
                for b in entities[(position + 1)...] {
                    common[[a, b], default: 0] += 1
                    if present[a]!.contains(where: { s in present[b]!.contains { abs($0 - s) <= window } }) {
                        close[[a, b], default: []].append(placeDay)
                    }
                }
            }
        }
        var result: [[Int32]: (common: Int, close: Int, days: Int, places: Int)] = [:]
        for (pair, count) in common {
            let placeDays = close[pair] ?? []
            result[pair] = (count, placeDays.count, Set(placeDays.map { $0[1] }).count, Set(placeDays.map { $0[0] }).count)
        }
        return result
    }

    @Test("every pair's counts, several passes or one", arguments: 1...4)
    func counts(seed: Int) throws {
        var traffic = Traffic(seed: UInt64(300 + seed))
        for _ in 0..<3_000 {
            traffic.add(traffic.random.int(0..<40), traffic.random.int(0..<3), traffic.random.int(0..<20), traffic.openSecond())
        }
        let expected = Self.bruteForce(traffic, window: 900)
        func parameters(budget: Int) -> CoOccurrenceParameters {
            .make(windowSeconds: 900, minimumSeedDays: 2, seedProbability: 0.999_999, pairBudget: budget)
        }
        let result = try traffic.detect(parameters(budget: 1_000_000))
        // No probability of a pair with as few as two close days may be lost at this seed level unless it is 1.
        #expect(result.pairs.count > 300)
        for pair in result.pairs {
            let truth = try #require(expected[[pair.first, pair.second]])
            #expect(truth == (pair.commonPlaceDays, pair.closePlaceDays, pair.closeDays, pair.closePlaces))
        }
        #expect(result.testedPairCount >= expected.values.count { $0.common >= 2 })
        #expect(try traffic.detect(parameters(budget: 100)) == result)
    }

    @Test("the tail is that of the listed common days: enumerated for one anchored pair")
    func tailByHand() throws {
        // A place with a flat hourly profile from 8:00 to 18:00 and so much traffic that the pair's own rows do not move it.
        var traffic = Traffic(seed: 311)
        var stranger = 1_000
        for day in 0..<10 {
            for slot in 0..<600 {
                traffic.add(stranger, 1, day, 8 * 3600 + slot * 60)
                stranger += 1
            }
        }
        for day in 0..<10 {
            let a = 9 * 3600 + day * 2_700
            traffic.add(1, 1, day, a)
            traffic.add(2, 1, day, day < 4 ? a + 100 : (a + 20_000 - 8 * 3600) % 30_000 + 9 * 3600)
        }
        let result = try traffic.detect(.make(seedProbability: 0.5))
        let pair = try #require(result.pairs.first { $0.first == 1 && $0.second == 2 })
        #expect(pair.commonPlaceDays == 10 && pair.closeDays == 4)
        // 601 seconds of 36,000: about 1/60 each day; binomial tail of 4 of 10. Shrinkage and chance habit may only raise it, a little.
        let p = 601.0 / 36_000
        let binomial = 210 * p * p * p * p
        #expect(pair.tailProbability > 0.9 * binomial)
        #expect(pair.tailProbability < 40 * binomial)
        #expect(pair.expected > 0.15 && pair.expected < 0.6)
    }

    @Test("shuffled and repeated rows give the same result")
    func order() throws {
        var traffic = Traffic(seed: 321)
        traffic.city(visits: 30_000, persons: 4_000, places: 8, days: 60)
        traffic.ring(Array(1...6), places: [3, 5], days: [2, 9, 14, 20, 31, 38, 47, 55], spread: 180)
        let result = try traffic.detect()
        #expect(result.groups.count == 1)
        traffic.rows += traffic.rows.prefix(5_000)
        traffic.rows.shuffle(using: &traffic.random)
        #expect(try traffic.detect() == result)
    }

    @Test("ids and days may be any 32-bit numbers")
    func extremeIdentifiers() throws {
        var traffic = Traffic(seed: 331)
        traffic.city(visits: 30_000, persons: 4_000, places: 8, days: 60)
        traffic.ring([-2_147_483_648, -1, 2_147_483_647], places: [-5], days: [-700_000, 9, 14, 20, 31, 38, 47, 2_000_000], spread: 100)
        for day in 0..<60 { for _ in 0..<30 { traffic.add(traffic.random.int(0..<90_000), -5, day, traffic.openSecond()) } }
        #expect(try traffic.detect().groups.map(\.members) == [[-2_147_483_648, -1, 2_147_483_647]])
    }

    @Test("an overfull window is a burst and not expanded")
    func bursts() throws {
        var traffic = Traffic(seed: 341)
        traffic.city(visits: 5_000, persons: 400, places: 1, days: 60)
        for person in 0..<30 { traffic.add(100_000 + person, 0, 30, 22 * 3600 + person * 4) }
        let result = try traffic.detect(.make(maximumWindowEntities: 20))
        let burst = try #require(result.bursts.first)
        #expect(result.bursts.count == 1)
        #expect(burst.place == 0 && burst.day == 30 && burst.entityCount == 30)
        #expect(burst.firstSecond == 79_200 && burst.lastSecond == 79_316)
    }

    @Test("nothing in, nothing out; a single row; errors by name")
    func edges() throws {
        let detector = try CoOccurrenceDetector(parameters: .city)
        let empty = try detector.groups(entity: [], place: [], day: [], second: [])
        #expect(empty.groups.isEmpty && empty.pairs.isEmpty && empty.rowCount == 0 && empty.testedPairCount == 0)
        let single = try detector.groups(entity: [1], place: [1], day: [1], second: [0])
        #expect(single.groups.isEmpty && single.rowCount == 1 && single.places.count == 1)
        #expect(throws: CoOccurrenceError.lengthsDiffer(entity: 1, place: 0, day: 0, second: 0)) {
            try detector.groups(entity: [1], place: [], day: [], second: [])
        }
        #expect(throws: CoOccurrenceError.secondOutOfRange(position: 1)) {
            try detector.groups(entity: [1, 2], place: [1, 1], day: [1, 1], second: [86_399, 86_400])
        }
        #expect(throws: CoOccurrenceError.invalidParameter("windowSeconds")) {
            try CoOccurrenceDetector(parameters: .make(windowSeconds: -1))
        }
        #expect(throws: CoOccurrenceError.invalidParameter("alpha")) { try CoOccurrenceDetector(parameters: .make(alpha: .nan)) }
        // Everybody at one second every day: a batch or nothing, never a crash.
        let rows = (0..<900).map { Int32($0) }
        let same = try detector.groups(
            entity: rows.map { $0 % 30 }, place: rows.map { _ in 1 }, day: rows.map { $0 / 30 }, second: rows.map { _ in 0 }
        )
        #expect(same.groups.isEmpty && same.places[0].isBatch)
    }

    @Test("two million rows in seconds")
    func scale() throws {
        var traffic = Traffic(seed: 351)
        traffic.rows.reserveCapacity(2_000_000)
        traffic.city(visits: 2_000_000, persons: 400_000, places: 400, days: 60)
        traffic.ring(Array(1...6), places: [3, 5], days: [2, 9, 14, 20, 31, 38, 47, 55], spread: 180)
        var result: CoOccurrenceResult?
        let elapsed = try ContinuousClock().measure { result = try traffic.detect() }
        print("co-occurrence: \(traffic.rows.count) rows, \(elapsed), pairs \(result!.pairs.count), family \(result!.testedPairCount), "
            + "candidates \(result!.candidateGroupCount)")
        #expect(result?.groups.map(\.members) == [[1, 2, 3, 4, 5, 6]])
        #expect(elapsed < .seconds(60))
    }
}
