import Claims
import Foundation

/// How many stays of calm facilities have a sign, among those about as long as a given one.
///
/// It is the chance that an innocent stay shows the sign above its floor, counted and not fitted: the floors stand before
/// the data are seen, so nothing has to be said about how far beyond them a stay lies. Signs from different records come
/// together by chance with the product of their shares. Half a stay is added, so that what was never seen is rare, not
/// impossible.
struct SignShares {
    /// Days of the calm stays that could show the sign, and of those that do, ascending, by group.
    private let days: [[Int]]
    private let daysWithSign: [[Int]]
    private let group: [Int]
    private let lengthFactor: Double

    /// - Parameters:
    ///   - isSeen, hasSign: by stay, whether the records could show it and whether they do.
    ///   - group: of the stay, -1 for none.
    ///   - calmShare: the share of the group's stays that are counted.
    ///   - lengthFactor: stays are about as long as another within this multiple of its days, and within the same part of them.
    /// - Complexity: O(*n* log *n*).
    init(isSeen: [Bool], hasSign: [Bool], stays: StayColumns, group: [Int], groupCount: Int, calmShare: Double, lengthFactor: Double) {
        self.group = group
        self.lengthFactor = lengthFactor
        let calm = CalmStays.byGroup(
            stays, group: group, groupCount: groupCount, calmShare: calmShare, isSeen: { isSeen[$0] }, shows: { hasSign[$0] })
        days = calm.map { $0.map { stays.days(of: $0) }.sorted() }
        daysWithSign = calm.map { kept in kept.filter { hasSign[$0] }.map { stays.days(of: $0) }.sorted() }
    }

    /// log10 of the share among calm stays of about so many days; nil without a group.
    /// - Complexity: O(log *n*).
    func log10Share(of stay: Int, days length: Int) -> Double? {
        guard group[stay] >= 0 else { return nil }
        let shortest = Int((Double(length) / lengthFactor).rounded(.up))
        let longest = Int((Double(length) * lengthFactor).rounded(.down))
        func count(_ sorted: [Int]) -> Double {
            Double(sorted.countBelow(longest + 1) - sorted.countBelow(shortest))
        }
        return log10((count(daysWithSign[group[stay]]) + 0.5) / (count(days[group[stay]]) + 1))
    }
}
