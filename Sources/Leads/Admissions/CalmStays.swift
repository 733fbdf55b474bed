import Claims

/// The stays that show what is usual: those of the facilities where a sign is rarest.
///
/// A few facilities with many such stays would widen the law that is to show them, and taking single stays out until none
/// is improbable leaves a law of zeros, under which every lawful exception is a wonder. So whole facilities are left out.
enum CalmStays {
    /// By group the stays of those facilities that have the least share of stays with the sign, until they hold a given share of the
    /// group's stays.
    ///
    /// - Parameters:
    ///   - group: of the stay, the same for all stays of a facility, -1 for none.
    ///   - isSeen, shows: whether a stay could show the sign, and whether it does.
    /// - Complexity: O(*n* log *n*).
    static func byGroup(
        _ stays: StayColumns, group: [Int], groupCount: Int, calmShare: Double, isSeen: (Int) -> Bool, shows: (Int) -> Bool
    ) -> [[Int]] {
        var facilities = [[(facility: Int, share: Double, stays: [Int])]](repeating: [], count: groupCount)
        for facility in 0..<stays.byFacility.subjectCount {
            let own = stays.byFacility[facility].map { Int($0) }.filter { isSeen($0) && group[$0] >= 0 }
            guard let first = own.first else { continue }
            facilities[group[first]].append((facility, Double(own.count(where: shows)) / Double(own.count), own))
        }
        return facilities.map { facilities in
            let wanted = calmShare * Double(facilities.reduce(0) { $0 + $1.stays.count })
            var kept: [Int] = []
            for entry in facilities.sorted(by: { ($0.share, $0.facility) < ($1.share, $1.facility) }) where Double(kept.count) < wanted {
                kept += entry.stays
            }
            return kept
        }
    }
}
