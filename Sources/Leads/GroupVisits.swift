import Claims
import Detection
import Foundation
import Statistics

/// The settlements behind a card group's joint days.
struct GroupVisits {
    private let store: ClaimStore
    private let isLookedAt: [Bool]

    init(store: ClaimStore, rows: [Int32]) {
        self.store = store
        var isLookedAt = [Bool](repeating: false, count: store.settlements.count)
        for row in rows { isLookedAt[Int(row)] = true }
        self.isLookedAt = isLookedAt
    }

    /// Rows of the members present on each joint place-day, within its first and last second; ascending.
    func rows(of group: CoOccurrenceGroup) -> [Int32] {
        let columns = store.settlements
        var found: [Int32] = []
        for visit in group.jointPlaceDays {
            for member in visit.members {
                for row in store.byPerson[Int(member)] where isLookedAt[Int(row)] {
                    let index = Int(row)
                    if columns.day[index] == visit.day, columns.facility[index] == visit.place,
                       columns.second[index] >= visit.firstSecond, columns.second[index] <= visit.lastSecond {
                        found.append(row)
                    }
                }
            }
        }
        return Array(Set(found)).sorted()
    }

    /// The largest share of one operator; nil where operators are unknown.
    func sameOperatorShare(_ rows: [Int32]) -> Double? {
        let known = rows.map { store.settlements.operatorNumber[Int($0)] }.filter { $0 >= 0 }.sorted()
        guard !known.isEmpty else { return nil }
        var largest = 0
        var run = 0
        for index in known.indices {
            run = index > 0 && known[index] == known[index - 1] ? run + 1 : 1
            largest = max(largest, run)
        }
        return Double(largest) / Double(known.count)
    }

    /// The share of identity and social-security cards; nil where the certificate is unknown.
    func physicalCardShare(_ rows: [Int32]) -> Double? {
        let known = rows.map { store.settlements.certificateType[Int($0)] }.filter { $0 > 0 }
        guard !known.isEmpty else { return nil }
        return Double(known.count { $0 == 2 || $0 == 3 }) / Double(known.count)
    }

    /// What chance would give: median and 99th percentile of a Poisson count with this mean.
    static func chance(expected: Double) -> (median: Double, p99: Double) {
        let distribution = Poisson(mean: expected)
        func quantile(_ probability: Double) -> Double {
            var count = 0.0
            while distribution.tailProbability(of: count + 1) > 1 - probability { count += 1 }
            return count
        }
        return (quantile(0.5), quantile(0.99))
    }

    /// 10 to a power, never zero: probabilities below the least normal number are that number.
    static func probability(log10 exponent: Double) -> Double {
        exponent < -307 ? .leastNormalMagnitude : min(1, pow(10, exponent))
    }
}
