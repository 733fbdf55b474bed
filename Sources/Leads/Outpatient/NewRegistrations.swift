import Claims
import Foundation
import Statistics

/// Registrations for chronic and special diseases that began within the extract, by the facility that made them.
package struct NewRegistrations {
    package struct Parameters: Sendable {
        /// Length of the stretch of days in which registrations crowd.
        package var windowDays: Int32
        /// Days before the extract whose registrations crowd, too: what is drawn on them is seen.
        package var leadDays: Int32
        package var minimumCrowd: Int
        package var minimumRatio: Double
        package var dispersionTrim: Double

        package init(windowDays: Int32, leadDays: Int32, minimumCrowd: Int, minimumRatio: Double, dispersionTrim: Double) {
            self.windowDays = windowDays
            self.leadDays = leadDays
            self.minimumCrowd = minimumCrowd
            self.minimumRatio = minimumRatio
            self.dispersionTrim = dispersionTrim
        }
    }

    package struct Crowd: Sendable {
        package let firstDay: Int32
        package let count: Int
        package let expected: Double
        package let log10P: Double
        /// Rows of the registry.
        package let registrations: [Int32]
    }

    /// By facility: every registration's days of the extract before it and whether there is a history in them, and the
    /// registry's rows of those without.
    package private(set) var registrants: [[RegistrantHistories.Registrant]]
    package private(set) var withoutRows: [[Int32]]
    /// The most improbable stretch of each facility that has enough registrations in one.
    package private(set) var crowds: [Crowd?]
    /// By facility, registrations that began within the extract.
    package private(set) var begun: [Int]

    /// - Parameters:
    ///   - supports: by settlement row, whether it can bear a registration out: a stay, or examinations.
    /// - Complexity: O(*n* log *n*) for *n* registrations and their persons' settlements.
    package init(_ store: ClaimStore, supports: [Bool], parameters: Parameters) {
        let count = store.facilities.count
        registrants = Array(repeating: [], count: count)
        withoutRows = Array(repeating: [], count: count)
        crowds = Array(repeating: nil, count: count)
        begun = Array(repeating: 0, count: count)
        guard let period = store.period else { return }
        let registry = store.registrations
        let crowded = (period.lowerBound - parameters.leadDays)...period.upperBound
        var rowsOfFacility = [[Int32]](repeating: [], count: count)
        for row in 0..<registry.count where registry.facility[row] >= 0 && registry.beginDay[row] != CalendarDay.missing {
            let facility = Int(registry.facility[row])
            if crowded.contains(registry.beginDay[row]) { rowsOfFacility[facility].append(Int32(row)) }
            guard period.contains(registry.beginDay[row]) else { continue }
            begun[facility] += 1
            let hasHistory = store.byPerson[Int(registry.person[row])].contains { settlement in
                supports[Int(settlement)] && store.settlements.day[Int(settlement)] <= registry.beginDay[row]
            }
            registrants[facility].append(.init(lookBack: Int(registry.beginDay[row] - period.lowerBound), hasHistory: hasHistory))
            if !hasHistory { withoutRows[facility].append(Int32(row)) }
        }
        findCrowds(registry, rowsOfFacility, crowded, parameters)
    }

    private mutating func findCrowds(
        _ registry: RegistrationColumns, _ rowsOfFacility: [[Int32]], _ period: ClosedRange<Int32>, _ parameters: Parameters
    ) {
        let windows = (period.count + Int(parameters.windowDays) - 1) / Int(parameters.windowDays)
        var all = [Double](repeating: 0, count: windows)
        func window(_ row: Int32) -> Int { Int(registry.beginDay[Int(row)] - period.lowerBound) / Int(parameters.windowDays) }
        for rows in rowsOfFacility { for row in rows { all[window(row)] += 1 } }
        let total = all.reduce(0, +)
        guard total > 0, windows > 1 else { return }
        // What is usual is told by how many facilities register in a window: one with a crowd of its own says no more than one without.
        var active = [Double](repeating: 0, count: windows)
        for rows in rowsOfFacility { for window in Set(rows.map(window)) { active[window] += 1 } }
        let squares = all.reduce(0) { $0 + $1 / total * ($1 / total) }
        var clustering = PairClustering()
        for rows in rowsOfFacility where rows.count > 1 {
            var counts = [Double](repeating: 0, count: windows)
            for row in rows { counts[window(row)] += 1 }
            let size = Double(rows.count)
            clustering.add(observedPairs: counts.reduce(0) { $0 + $1 * ($1 - 1) }, expectedPairs: size * (size - 1) * squares)
        }
        let actives = active.reduce(0, +)
        let dispersion = clustering.dispersion(trim: parameters.dispersionTrim)
        for (facility, rows) in rowsOfFacility.enumerated() where rows.count >= parameters.minimumCrowd {
            // Stretches that begin with each registration, not only the fixed ones.
            let sorted = rows.sorted { (registry.beginDay[Int($0)], $0) < (registry.beginDay[Int($1)], $1) }
            let ownWindows = Set(rows.map(window))
            var end = 0
            for start in sorted.indices {
                let first = registry.beginDay[Int(sorted[start])]
                while end < sorted.count, registry.beginDay[Int(sorted[end])] < first + parameters.windowDays { end += 1 }
                let count = end - start
                guard count >= parameters.minimumCrowd else { continue }
                // In the fixed windows it touches, at the larger of their shares, and one facility more in each than there are.
                let place = window(sorted[start])
                let own = Double(rows.count)
                let shares = [place, min(place + 1, windows - 1)].map { window in
                    (active[window] - (ownWindows.contains(window) ? 1 : 0) + 1) / (actives - Double(ownWindows.count) + Double(windows))
                }
                let expected = own * max(1 / Double(windows), shares.max() ?? 0)
                guard Double(count) >= parameters.minimumRatio * expected else { continue }
                let law = NegativeBinomial(mean: expected, dispersion: dispersion)
                // Every registration begins a stretch.
                let log10P = min(0, max(-300, law.log10TailProbability(of: Double(count))) + log10(own))
                if log10P < crowds[facility]?.log10P ?? 0 {
                    crowds[facility] = Crowd(
                        firstDay: first, count: count, expected: expected, log10P: log10P, registrations: Array(sorted[start..<end]))
                }
            }
        }
    }
}
