import Claims

/// The stays that show what is usual: those of the facilities where a sign is rarest.
///
/// A few facilities with many such stays would widen the law that is to show them, and taking single stays out until none
/// is improbable leaves a law of zeros, under which every lawful exception is a wonder. So whole facilities are left out.
///
/// Which they are is told of one half of a facility's stays by its other half. Chosen by the very stays that are then taken for usual, a house
/// with few of them would be calm because these happen to show nothing, and the law too narrow by as much.
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
        var facilities = [[[Int]]](repeating: [], count: groupCount)
        for facility in 0..<stays.byFacility.subjectCount {
            let own = stays.byFacility[facility].map { Int($0) }.filter { isSeen($0) && group[$0] >= 0 }
            if let first = own.first { facilities[group[first]].append(own) }
        }
        return facilities.map { facilities in
            let all = facilities.reduce(0) { $0 + $1.count }
            guard all > 0 else { return [] }
            let usual = Double(facilities.reduce(0) { $0 + $1.count(where: shows) }) / Double(all)
            return [0, 1].flatMap { half in
                let halves = facilities.enumerated().map { place, own in
                    let told = own.indices.filter { $0 % 2 == half }.map { own[$0] }
                    let telling = own.indices.filter { $0 % 2 != half }.map { own[$0] }
                    // One stay like all others is added, which decides where nothing else does.
                    return (place: place, share: (Double(telling.count(where: shows)) + usual) / Double(telling.count + 1), stays: told)
                }
                let wanted = calmShare * Double(halves.reduce(0) { $0 + $1.stays.count })
                var kept: [Int] = []
                for entry in halves.sorted(by: { ($0.share, $0.place) < ($1.share, $1.place) }) where Double(kept.count) < wanted {
                    kept += entry.stays
                }
                return kept
            }
        }
    }
}
