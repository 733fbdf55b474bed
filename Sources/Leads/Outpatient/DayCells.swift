import Claims
import Foundation
import Statistics

/// Persons of one group at one facility on one day, held against the group's own days there and the facility's traffic.
///
/// A group is whatever a settlement can be sorted by: the employer, or the exact amount. A group with n person-days spread
/// as the facility's other traffic is would send λ = n · w of them on a day with the share w of the traffic. Where the
/// group comes regularly on that weekday, its other such days give a larger λ, and the larger of both counts. Colleagues
/// and families come together now and then, so the tail is that of a negative binomial law, whose dispersion is read off
/// all groups of the extract (`PairClustering`).
package struct DayCells {
    package struct Parameters: Sendable {
        /// Persons in a cell below which it is not looked at.
        package var minimumPersons: Int
        /// A group that is this share of the facility's person-days, and comes on this share of its days, is the
        /// facility's own clientele.
        package var ownShare: Double
        package var ownDaysShare: Double
        /// log10 of the largest tail probability of a cell that counts, and its smallest ratio to expectation.
        package var log10Alpha: Double
        package var minimumRatio: Double
        /// The share of the most clustered groups that the dispersion is estimated without.
        package var dispersionTrim: Double
        /// Days between which cells of one group are one campaign, unless this share of the persons comes again.
        package var campaignDays: Int32
        package var repeatShare: Double
        /// Distinct campaigns below which nothing is said.
        package var minimumDays: Int

        package init(
            minimumPersons: Int, ownShare: Double, ownDaysShare: Double, log10Alpha: Double, minimumRatio: Double, dispersionTrim: Double, campaignDays: Int32,
            repeatShare: Double, minimumDays: Int
        ) {
            self.minimumPersons = minimumPersons
            self.ownShare = ownShare
            self.ownDaysShare = ownDaysShare
            self.log10Alpha = log10Alpha
            self.minimumRatio = minimumRatio
            self.dispersionTrim = dispersionTrim
            self.campaignDays = campaignDays
            self.repeatShare = repeatShare
            self.minimumDays = minimumDays
        }
    }

    package struct Cell: Sendable {
        package let facility: Int32
        package let group: Int64
        package let day: Int32
        package let persons: Int
        package let expected: Double
        /// Settlement rows, ascending.
        package let rows: [Int32]
        package fileprivate(set) var log10P = 0.0
    }

    /// What was found at one facility.
    package struct Finding: Sendable {
        package var facility: Int32
        /// Cells beyond chance, by day, then group.
        package var cells: [Cell]
        /// Distinct days, campaigns counted once.
        package var episodes: Int
        package var log10P: Double
    }

    /// By facility number; those with no traffic have no days.
    package private(set) var activeDays: [Int]
    package private(set) var findings: [Finding] = []
    /// (facility, group) pairs set aside as the facility's own clientele.
    package private(set) var ownClientele: [(facility: Int32, group: Int64)] = []
    /// Facilities whose surprising days were a single campaign.
    package private(set) var singleCampaigns: [Int32] = []
    package private(set) var dispersion = 0.0
    private var cells: [Cell] = []
    private let store: ClaimStore
    private let parameters: Parameters

    /// - Parameters:
    ///   - isAdmitted: by settlement row.
    ///   - group: of a row; negative for none.
    /// - Complexity: O(*n* log *n*) for the rows of the largest facility at a time.
    package init(
        _ store: ClaimStore, isAdmitted: [Bool], parameters: Parameters, group: (Int) -> Int64
    ) {
        self.store = store
        self.parameters = parameters
        activeDays = Array(repeating: 0, count: store.facilities.count)
        var clustering = PairClustering()
        var cells: [Cell] = []
        var groupCounts = [Int](repeating: 0, count: store.facilities.count)
        for facility in 0..<store.facilities.count {
            let rows = store.byFacility[facility].filter { isAdmitted[Int($0)] }
            guard !rows.isEmpty else { continue }
            let traffic = DayTraffic(store, rows: rows)
            activeDays[facility] = traffic.days.count
            gather(Int32(facility), rows, traffic, group, &cells, &clustering, &groupCounts[facility])
        }
        dispersion = clustering.dispersion(trim: parameters.dispersionTrim)
        self.cells = cells
        judge(groupCounts)
    }

    private mutating func gather(
        _ facility: Int32, _ rows: [Int32], _ traffic: DayTraffic, _ group: (Int) -> Int64, _ cells: inout [Cell],
        _ clustering: inout PairClustering, _ groupCount: inout Int
    ) {
        let columns = store.settlements
        var entries: [(group: Int64, day: Int32, person: Int32, row: Int32)] = []
        for row in rows {
            let number = group(Int(row))
            if number >= 0 { entries.append((number, columns.day[Int(row)], columns.person[Int(row)], row)) }
        }
        entries.sort { ($0.group, $0.day, $0.person, $0.row) < ($1.group, $1.day, $1.person, $1.row) }
        var start = 0
        while start < entries.count {
            var end = start
            var days: [(range: Range<Int>, day: Int, persons: Int)] = []
            while end < entries.count, entries[end].group == entries[start].group {
                let first = end
                var persons = 0
                while end < entries.count, entries[end].group == entries[first].group, entries[end].day == entries[first].day {
                    if end == first || entries[end].person != entries[end - 1].person { persons += 1 }
                    end += 1
                }
                days.append((first..<end, traffic.index(of: entries[first].day), persons))
            }
            let total = Double(days.reduce(0) { $0 + $1.persons })
            let number = entries[start].group
            start = end
            guard Int(total) >= parameters.minimumPersons else { continue }
            if total >= parameters.ownShare * traffic.total, Double(days.count) >= parameters.ownDaysShare * Double(traffic.days.count) {
                ownClientele.append((facility, number))
                continue
            }
            groupCount += 1
            clustering.add(
                observedPairs: days.reduce(0) { $0 + Double($1.persons * ($1.persons - 1)) },
                expectedPairs: total * (total - 1) * traffic.squares)
            var byWeekday = [Double](repeating: 0, count: 7)
            for day in days { byWeekday[traffic.weekday(day.day)] += Double(day.persons) }
            for day in days where day.persons >= parameters.minimumPersons {
                let expected = traffic.expected(persons: Double(day.persons), of: total, onWeekday: byWeekday[traffic.weekday(day.day)], day: day.day)
                cells.append(Cell(
                    facility: facility, group: number, day: traffic.days[day.day], persons: day.persons, expected: expected,
                    rows: entries[day.range].map(\.row).sorted()))
            }
        }
    }

    /// Adds the tails of all days with as many persons of a group as are looked at.
    package func add(to tails: inout RandomizedTails) {
        for cell in cells { tails.add(count: Double(cell.persons), under: law(cell), atLeast: Double(parameters.minimumPersons)) }
    }

    private func law(_ cell: Cell) -> NegativeBinomial { NegativeBinomial(mean: cell.expected, dispersion: dispersion) }

    private mutating func judge(_ groupCounts: [Int]) {
        var start = 0
        while start < cells.count {
            let facility = cells[start].facility
            var end = start
            var counted: [Cell] = []
            while end < cells.count, cells[end].facility == facility {
                var cell = cells[end]
                cell.log10P = max(-300, law(cell).log10TailProbability(of: Double(cell.persons)))
                if cell.log10P <= parameters.log10Alpha, Double(cell.persons) >= parameters.minimumRatio * cell.expected { counted.append(cell) }
                end += 1
            }
            start = end
            if let finding = finding(facility, counted, groups: groupCounts[Int(facility)]) { findings.append(finding) }
        }
    }

    /// Cells of a facility by group, then day. What repeats within one group, and over the days of all groups, is tested.
    private mutating func finding(_ facility: Int32, _ cells: [Cell], groups: Int) -> Finding? {
        let days = activeDays[Int(facility)]
        var byGroup: [Double] = []
        var bestOfDay: [Int32: Double] = [:]
        var start = 0
        while start < cells.count {
            var end = start + 1
            while end < cells.count, cells[end].group == cells[start].group { end += 1 }
            let episodes = campaigns(cells[start..<end])
            byGroup.append(RepeatedTail.log10Probability(episodes.map(\.log10P), testCount: days, least: parameters.minimumDays))
            // A group that comes once is a customer of the day, however many such groups there are: who sells check-ups has a company a week.
            for episode in episodes where episodes.count > 1 { bestOfDay[episode.day] = min(bestOfDay[episode.day] ?? 0, episode.log10P) }
            start = end
        }
        guard !cells.isEmpty else { return nil }
        guard bestOfDay.count >= parameters.minimumDays else {
            singleCampaigns.append(facility)
            return nil
        }
        let tests = Double(max(1, groups))
        let ofGroups = (byGroup.min() ?? 0) + log10(tests)
        let perDay = bestOfDay.values.map { min(0, $0 + log10(tests)) }
        let ofDays = RepeatedTail.log10Probability(perDay, testCount: days, least: parameters.minimumDays)
        let log10P = CombinedTail.log10Bonferroni([min(0, ofGroups), ofDays]) ?? 0
        return Finding(
            facility: facility, cells: cells.sorted { ($0.day, $0.group) < ($1.day, $1.group) }, episodes: bestOfDay.count, log10P: log10P)
    }

    /// The strongest cell of each campaign: days close together of one group whose persons do not come again, as with a
    /// company's check-up or a vaccination week.
    private func campaigns(_ cells: ArraySlice<Cell>) -> [Cell] {
        var strongest: [Cell] = []
        var previous: (day: Int32, persons: Set<Int32>)?
        for cell in cells {
            let persons = Set(cell.rows.map { store.settlements.person[Int($0)] })
            if let before = previous, cell.day - before.day <= parameters.campaignDays,
               Double(persons.intersection(before.persons).count) < parameters.repeatShare * Double(persons.count) {
                if cell.log10P < strongest[strongest.count - 1].log10P { strongest[strongest.count - 1] = cell }
            } else {
                strongest.append(cell)
            }
            previous = (cell.day, persons)
        }
        return strongest
    }
}
