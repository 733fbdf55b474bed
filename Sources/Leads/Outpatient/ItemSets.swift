import Claims
import Foundation
import Statistics

/// Pairs of items that one pharmacy sells together far more often than the others do, and than chance in its own baskets.
///
/// A fixed assortment sold to many cards shows as such a pair. What to expect is the larger of two numbers: the pharmacy's
/// baskets times the rate of the pair in all other pharmacies' baskets, and the product of the two items' own shares in
/// the pharmacy's baskets without the pair, as independent items would have it (the lift of R. Agrawal, T. Imieliński and A. Swami, "Mining
/// association rules between sets of items in large databases", 1993). The tail is Poisson's, times the pairs looked at.
package struct ItemSets {
    package struct Parameters: Sendable {
        package var minimumPersons: Int
        package var minimumDays: Int
        package var minimumRatio: Double
        /// Share of all baskets with the pair that are this pharmacy's.
        package var minimumShareHere: Double
        /// Items of a basket beyond which it is left out.
        package var largestBasket: Int

        package init(minimumPersons: Int, minimumDays: Int, minimumRatio: Double, minimumShareHere: Double, largestBasket: Int) {
            self.minimumPersons = minimumPersons
            self.minimumDays = minimumDays
            self.minimumRatio = minimumRatio
            self.minimumShareHere = minimumShareHere
            self.largestBasket = largestBasket
        }
    }

    package struct Pair: Sendable {
        package let facility: Int32
        package let first: Int32
        package let second: Int32
        package let baskets: Int
        package let elsewhere: Int
        package let persons: Int
        package let expected: Double
        package let log10P: Double
        package let rows: [Int32]
    }

    /// Pairs beyond chance, by facility, then by probability.
    package private(set) var pairs: [Pair] = []
    package private(set) var testedPairs = 0

    private struct Entry {
        var pair: UInt64
        var facility: Int32
        var row: Int32
    }

    /// - Complexity: O(*n* log *n*) for *n* pairs of items in the baskets of `facilities`.
    package init(_ store: ClaimStore, lines: FeeLineColumns, facilities: [Int32], isAdmitted: [Bool], parameters: Parameters) {
        var baskets = [Double](repeating: 0, count: store.facilities.count)
        var itemBaskets: [UInt64: Int] = [:]
        var entries: [Entry] = []
        for facility in facilities {
            for row in store.byFacility[Int(facility)] where isAdmitted[Int(row)] {
                var items: [Int32] = []
                for line in lines.lines(ofSettlement: Int(row)) where lines.item[line] >= 0 && !(lines.quantity[line] < 0) { items.append(lines.item[line]) }
                guard !items.isEmpty else { continue }
                items.sort()
                var distinct: [Int32] = []
                for item in items where distinct.last != item { distinct.append(item) }
                guard distinct.count <= parameters.largestBasket else { continue }
                baskets[Int(facility)] += 1
                for (place, item) in distinct.enumerated() {
                    itemBaskets[Self.key(facility, item), default: 0] += 1
                    for other in distinct[(place + 1)...] { entries.append(Entry(pair: Self.key(item, other), facility: facility, row: row)) }
                }
            }
        }
        entries.sort { ($0.pair, $0.facility, $0.row) < ($1.pair, $1.facility, $1.row) }
        let all = facilities.reduce(0) { $0 + baskets[Int($1)] }
        var found: [Pair] = []
        var start = 0
        while start < entries.count {
            var end = start
            while end < entries.count, entries[end].pair == entries[start].pair { end += 1 }
            let total = end - start
            var place = start
            while place < end {
                let facility = entries[place].facility
                let first = place
                while place < end, entries[place].facility == facility { place += 1 }
                testedPairs += 1
                let count = place - first
                guard count >= parameters.minimumPersons, Double(count) >= parameters.minimumShareHere * Double(total) else { continue }
                let (one, two) = (Int32(entries[first].pair >> 32), Int32(truncatingIfNeeded: entries[first].pair & 0xffff_ffff))
                let own = baskets[Int(facility)]
                // Half a basket elsewhere where there was none, so that what is unknown is not impossible.
                let byOthers = own * (Double(total - count) + 0.5) / max(1, all - own)
                // The items' own shares are those of the baskets without the pair: where little but the pair is sold, it would vouch for itself.
                func alone(_ item: Int32) -> Double { Double((itemBaskets[Self.key(facility, item)] ?? count) - count) }
                let byChance = alone(one) * alone(two) / max(1, own - Double(count))
                let expected = max(byOthers, byChance)
                guard Double(count) >= parameters.minimumRatio * expected else { continue }
                let rows = entries[first..<place].map(\.row)
                let persons = Set(rows.map { store.settlements.person[Int($0)] }).count
                let days = Set(rows.map { store.settlements.day[Int($0)] }).count
                guard persons >= parameters.minimumPersons, days >= parameters.minimumDays else { continue }
                found.append(Pair(
                    facility: facility, first: one, second: two, baskets: count, elsewhere: total - count, persons: persons,
                    expected: expected, log10P: max(-300, Poisson(mean: expected).log10TailProbability(of: Double(persons))), rows: rows))
            }
            start = end
        }
        pairs = found.sorted { ($0.facility, $0.log10P, $0.first, $0.second) < ($1.facility, $1.log10P, $1.first, $1.second) }
    }

    /// Two numbers as one, in the order of the first, then the second, where neither is negative.
    static func key(_ high: Int32, _ low: Int32) -> UInt64 { UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low)) }

    /// log10 of the probability of a facility's least probable pair, times the pairs looked at; nil where it has none.
    package func log10TailProbability(of facility: Int32) -> Double? {
        pairs.first { $0.facility == facility }.map { min(0, $0.log10P + log10(Double(max(1, testedPairs)))) }
    }
}
