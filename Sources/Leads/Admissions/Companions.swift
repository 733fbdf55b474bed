import Claims
import Foundation
import RealModule
import Statistics

/// People who are admitted and discharged together again and again, wherever, whatever joins them: patients that
/// hospitals pass round have no employer or village in common.
///
/// Chance brings two people together at a facility where one of them has a stays and the other b about `a b π` times, π being the share
/// of synchronous pairs among the facility's stays of different persons; over facilities these add up to the mean of a
/// Poisson law. Pairs beyond `pair_tail` are edges, and components of edges groups. A group of k out of n people is
/// as improbable as the edges of its least probable spanning tree together, times the number of such groups, `n over k`,
/// that could have been found.
struct Companions {
    struct Group {
        let persons: [Int32]
        /// Their synchronous stays, as batches by facility and first day.
        let batches: [[Int]]
        let pairs: Int
        let expectedPairs: Double
        let log10P: Double
    }

    private(set) var groups: [Group] = []
    private static let sampledStays = 2_000

    private struct Edge {
        let left, right: Int32
        let count: Int
        let expected: Double
        let log10P: Double
    }

    /// - Complexity: O(*n* log *n*) and the synchronous pairs of people with several stays.
    init(_ stays: StayColumns, ofFacility: [[Int]], synchrony: Synchrony, minimumTimes: Int, minimumPersons: Int, pairTail: Double) {
        var stayCount = [Int](repeating: 0, count: stays.byPerson.subjectCount)
        for own in ofFacility { for stay in own { stayCount[Int(stays.person[stay])] += 1 } }
        let people = stayCount.count { $0 >= minimumTimes }
        guard people >= minimumPersons else { return }
        let chances = ofFacility.map { Self.chance($0, stays, synchrony) }
        // Synchronous pairs of people, one key each time.
        var keys: [UInt64] = []
        for own in ofFacility {
            let repeated = own.filter { stayCount[Int(stays.person[$0])] >= minimumTimes }
            synchrony.forEachPair(synchrony.ordered(repeated)) { left, right in
                let (first, second) = (min(stays.person[left], stays.person[right]), max(stays.person[left], stays.person[right]))
                keys.append(UInt64(first) << 32 | UInt64(second))
            }
        }
        keys.sort()
        var edges: [Edge] = []
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] == keys[start] { end += 1 }
            if end - start >= minimumTimes {
                let (left, right) = (Int32(keys[start] >> 32), Int32(keys[start] & 0xFFFF_FFFF))
                let expected = Self.expected(left, right, stays, chances)
                let tail = Poisson(mean: expected).log10TailProbability(of: Double(end - start))
                if tail <= log10(pairTail) { edges.append(Edge(left: left, right: right, count: end - start, expected: expected, log10P: tail)) }
            }
            start = end
        }
        gather(edges, people: people, minimumPersons: minimumPersons, stays: stays, ofFacility: ofFacility, synchrony: synchrony)
    }

    /// The share of synchronous pairs among pairs of stays of different persons; of many stays, evenly chosen ones.
    private static func chance(_ own: [Int], _ stays: StayColumns, _ synchrony: Synchrony) -> Double {
        let step = max(1, own.count / sampledStays)
        let chosen = synchrony.ordered(stride(from: 0, to: own.count, by: step).map { own[$0] })
        var pairs = 0
        synchrony.forEachPair(chosen) { _, _ in pairs += 1 }
        return (Double(pairs) + 0.5) / (Double(chosen.count * (chosen.count - 1) / 2) + 1)
    }

    private static func expected(_ left: Int32, _ right: Int32, _ stays: StayColumns, _ chances: [Double]) -> Double {
        var sum = 0.0
        for one in stays.byPerson[Int(left)] {
            for two in stays.byPerson[Int(right)] where stays.facility[Int(one)] == stays.facility[Int(two)] {
                sum += chances[Int(stays.facility[Int(one)])]
            }
        }
        return sum
    }

    /// Components by the least probable edges first, so that what joins them is the least probable spanning tree.
    private mutating func gather(
        _ edges: [Edge], people: Int, minimumPersons: Int, stays: StayColumns, ofFacility: [[Int]], synchrony: Synchrony
    ) {
        var parent: [Int32: Int32] = [:]
        func root(_ person: Int32) -> Int32 {
            var person = person
            while let above = parent[person], above != person { person = above }
            return person
        }
        var treeTail: [Int32: Double] = [:]
        for edge in edges.sorted(by: { ($0.log10P, $0.left, $0.right) < ($1.log10P, $1.left, $1.right) }) {
            let (left, right) = (root(edge.left), root(edge.right))
            guard left != right else { continue }
            let (keeper, other) = (min(left, right), max(left, right))
            parent[other] = keeper
            treeTail[keeper] = (treeTail[keeper] ?? 0) + (treeTail[other] ?? 0) + edge.log10P
        }
        var members: [Int32: Set<Int32>] = [:]
        var pairs: [Int32: (count: Int, expected: Double)] = [:]
        for edge in edges {
            let top = root(edge.left)
            members[top, default: []].formUnion([edge.left, edge.right])
            let before = pairs[top] ?? (0, 0)
            pairs[top] = (before.count + edge.count, before.expected + edge.expected)
        }
        for (top, persons) in members.sorted(by: { $0.key < $1.key }) where persons.count >= minimumPersons {
            let ways = (Double.logGamma(Double(people) + 1) - Double.logGamma(Double(persons.count) + 1)
                - Double.logGamma(Double(people - persons.count) + 1)) / Double.log(10)
            let own = Set(persons.flatMap { stays.byPerson[Int($0)] }.map { stays.facility[Int($0)] }).sorted()
            let batches = own.flatMap { facility in
                synchrony.batches(synchrony.ordered(ofFacility[Int(facility)].filter { persons.contains(stays.person[$0]) }))
            }
            groups.append(Group(
                persons: persons.sorted(), batches: batches, pairs: pairs[top]?.count ?? 0, expectedPairs: pairs[top]?.expected ?? 0,
                log10P: max(PeerCounts.least, min(0, (treeTail[top] ?? 0) + ways))))
        }
    }
}
