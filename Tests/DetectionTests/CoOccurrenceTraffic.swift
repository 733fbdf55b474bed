import Detection
import TestSupport

/// SplitMix64 (Steele, Lea & Flood, 2014): the tests' own seeded source.
struct TrafficRandom: RandomNumberGenerator {
    var state: UInt64
    /// Not a multiple of the increment below, or neighbouring seeds would give one stream, shifted.
    init(seed: UInt64) {
        state = (seed &+ 1) &* 0xD134_2543_DE82_EF95
        state ^= state >> 29
    }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func int(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

/// Rows of visits, and ways of making realistic ones.
struct Traffic {
    var rows: [(entity: Int32, place: Int32, day: Int32, second: Int32)] = []
    var random: TrafficRandom

    init(seed: UInt64) { random = TrafficRandom(seed: seed) }

    mutating func add(_ entity: Int, _ place: Int, _ day: Int, _ second: Int) {
        rows.append((Int32(entity), Int32(place), Int32(day), Int32(min(86_399, max(0, second)))))
    }

    /// A second between 8:00 and 20:00 with a morning peak and a smaller evening one.
    mutating func openSecond() -> Int {
        switch random.int(0..<10) {
        case 0..<4: return 8 * 3600 + random.int(0..<7200) + random.int(0..<3600)
        case 4..<6: return 17 * 3600 + random.int(0..<5400) + random.int(0..<5400)
        default: return 8 * 3600 + random.int(0..<(12 * 3600))
        }
    }

    /// Visits of persons who mostly go to the place near them; some persons and places are busier than others.
    mutating func city(visits: Int, persons: Int, places: Int, days: Int, firstEntity: Int = 100_000) {
        for _ in 0..<visits {
            let person = min(random.int(0..<persons), random.int(0..<(persons * 2)))
            let place = random.chance(0.7) ? person % places : min(random.int(0..<places), random.int(0..<places))
            add(firstEntity + person, place, random.int(0..<days), openSecond())
        }
    }

    /// A ring: on each date, at one of the places, each member with the given attendance within `spread` seconds.
    mutating func ring(_ members: [Int], places: [Int], days: [Int], spread: Int, attendance: Double = 1, sequential: Bool = false) {
        for (position, day) in days.enumerated() {
            let place = places[position % places.count]
            let start = 8 * 3600 + random.int(0..<(11 * 3600))
            var second = start
            for member in members.shuffled(using: &random) where random.chance(attendance) {
                add(member, place, day, sequential ? second : start + random.int(0..<spread))
                second += 20 + random.int(0..<spread)
            }
        }
    }

    func detect(_ parameters: CoOccurrenceParameters = .city) throws -> CoOccurrenceResult {
        try CoOccurrenceDetector(parameters: parameters).groups(
            entity: rows.map(\.entity), place: rows.map(\.place), day: rows.map(\.day), second: rows.map(\.second)
        )
    }
}

extension CoOccurrenceParameters {
    static let city = make()

    static func make(
        windowSeconds: Int = 300, seedWindowSeconds: Int? = nil, minimumSeedDays: Int = 2, minimumDays: Int = 3, minimumMemberDays: Int = 3, seedProbability: Double = 1e-4,
        maximumGroupSize: Int = 50, maximumWindowEntities: Int = 400, pairBudget: Int = 20_000_000, alpha: Double = 0.01
    ) -> CoOccurrenceParameters {
        CoOccurrenceParameters(
            windowSeconds: windowSeconds, seedWindowSeconds: seedWindowSeconds ?? windowSeconds, minimumSeedDays: minimumSeedDays, minimumDays: minimumDays, minimumMemberDays: minimumMemberDays,
            minimumJointDays: 3, minimumPlaces: 1, minimumGroupSize: 3, maximumGroupSize: maximumGroupSize, seedProbability: seedProbability, alpha: alpha,
            resolution: 0.2, pruneShare: 0.2, rateShrinkage: 10, minimumBatchEntities: 20, maximumCloseShare: 0.25,
            maximumWindowEntities: maximumWindowEntities, pairBudget: pairBudget
        )
    }
}
