import Claims
import Foundation

/// Bills copied from one another: one list of items and quantities for many persons, over many days, at one facility.
///
/// What everybody charges for an illness is met elsewhere, too; a narrow practice charges the same few items in any combination; a check-up
/// or a campaign fills a day or two; a course is one person's. So a facility's template is the list of at least some lines with most bills (one
/// of a person and day, its busiest days left out), for many persons, that is met mostly there, and that is far more frequent than the same
/// items would meet by chance:
///
///     N · ∏ qᵢ · ∏ (1 − qⱼ)    for i in the list and j not in it,
///
/// with N bills of the facility and the share q of them with an item (independence as in the lift of R. Agrawal, T. Imieliński and A. Swami,
/// "Mining association rules between sets of items in large databases", 1993).
package struct TemplateBills {
    package struct Parameters: Sendable {
        /// Fee lines of a bill below which it is a price.
        package var items: Int
        /// Persons below which a list is not looked at.
        package var persons: Int
        /// Times the number to be expected.
        package var ratio: Double
        /// Share of all bills with the list that are the facility's.
        package var shareHere: Double
        /// Days with most bills of the list that are left out.
        package var leftOutDays: Int

        package init(items: Int, persons: Int, ratio: Double, shareHere: Double, leftOutDays: Int) {
            self.items = items
            self.persons = persons
            self.ratio = ratio
            self.shareHere = shareHere
            self.leftOutDays = leftOutDays
        }
    }

    package struct Template: Sendable {
        package let persons: Int
        package let days: Int
        package let expected: Double
        /// One of each person and day, on the days that are not left out; ascending.
        package let rows: [Int32]
    }

    /// By facility.
    package private(set) var largest: [Template?]
    /// By facility: bills with its template, and all bills, of the days that are not left out.
    package private(set) var copies: [Double]
    package private(set) var seen: [Double]
    private let store: ClaimStore
    private let lines: FeeLineColumns

    private struct Candidate {
        let list: UInt64
        let bills, days, persons: Int
        let rows: [Int32]
        let leftOut: Set<Int32>
    }

    /// - Parameter isAdmitted: by settlement row; those without fee lines take no part.
    /// - Complexity: O(*n* log *n*) for the settlements of the largest facility at a time, and their lines.
    package init(_ store: ClaimStore, lines: FeeLineColumns, isAdmitted: [Bool], parameters: Parameters) {
        self.store = store
        self.lines = lines
        largest = Array(repeating: nil, count: store.facilities.count)
        copies = Array(repeating: 0, count: store.facilities.count)
        seen = copies
        // 0 without lines, 1 with too few of them.
        var listOfRow = [UInt64](repeating: 0, count: isAdmitted.count)
        var items: [UInt64] = []
        for row in isAdmitted.indices where isAdmitted[row] {
            BillList.gather(row, lines, into: &items)
            if !items.isEmpty { listOfRow[row] = items.count >= parameters.items ? BillList.digest(items) : 1 }
        }
        let candidates = (0..<store.facilities.count).map { repeatedLists(of: $0, listOfRow, parameters) }
        var everywhere: [UInt64: Int] = [:]
        for candidate in candidates.joined() { everywhere[candidate.list] = 0 }
        for list in listOfRow where list > 1 { if let count = everywhere[list] { everywhere[list] = count + 1 } }
        for (facility, own) in candidates.enumerated() { choose(facility, own, listOfRow, everywhere, parameters) }
    }

    /// Lists that enough persons had, those with most bills first.
    private func repeatedLists(of facility: Int, _ listOfRow: [UInt64], _ parameters: Parameters) -> [Candidate] {
        let columns = store.settlements
        var bills: [(list: UInt64, person: Int32, day: Int32, row: Int32)] = []
        for row in store.byFacility[facility] where listOfRow[Int(row)] > 1 {
            bills.append((listOfRow[Int(row)], columns.person[Int(row)], columns.day[Int(row)], row))
        }
        bills.sort { ($0.list, $0.person, $0.day, $0.row) < ($1.list, $1.person, $1.day, $1.row) }
        var found: [Candidate] = []
        var start = 0
        while start < bills.count {
            var end = start
            while end < bills.count, bills[end].list == bills[start].list { end += 1 }
            if end - start >= parameters.persons {
                let first = (start..<end).filter { place in
                    place == start || (bills[place].person, bills[place].day) != (bills[place - 1].person, bills[place - 1].day)
                }.map { bills[$0] }
                let ofDay = Dictionary(grouping: first, by: \.day).mapValues(\.count)
                let leftOut = Set(ofDay.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(parameters.leftOutDays).map(\.key))
                let kept = first.filter { !leftOut.contains($0.day) }
                let persons = Set(kept.map(\.person)).count
                if persons >= parameters.persons {
                    found.append(Candidate(
                        list: bills[start].list, bills: end - start, days: ofDay.count - leftOut.count, persons: persons,
                        rows: kept.map(\.row).sorted(), leftOut: leftOut))
                }
            }
            start = end
        }
        return found.sorted { ($1.rows.count, $0.list) < ($0.rows.count, $1.list) }
    }

    private mutating func choose(
        _ facility: Int, _ candidates: [Candidate], _ listOfRow: [UInt64], _ everywhere: [UInt64: Int], _ parameters: Parameters
    ) {
        let rows = store.byFacility[facility].filter { listOfRow[Int($0)] > 0 }
        seen[facility] = Double(rows.count)
        guard !candidates.isEmpty else { return }
        var items: [UInt64] = []
        var billsOfItem: [UInt64: Int] = [:]
        for row in rows {
            BillList.gather(Int(row), lines, into: &items)
            for place in items.indices where place == 0 || items[place] != items[place - 1] { billsOfItem[items[place], default: 0] += 1 }
        }
        let all = Double(rows.count)
        /// Half a bill with and without every item, so that no share is 0 or 1.
        func share(_ bills: Int) -> Double { (Double(bills) + 0.5) / (all + 1) }
        let noneOfAll = billsOfItem.sorted { $0.key < $1.key }.reduce(0) { $0 + log(1 - share($1.value)) }
        for candidate in candidates {
            guard Double(candidate.bills) >= parameters.shareHere * Double(everywhere[candidate.list] ?? 0) else { continue }
            BillList.gather(Int(candidate.rows[0]), lines, into: &items)
            var logShare = noneOfAll
            for place in items.indices where place == 0 || items[place] != items[place - 1] {
                let own = share(billsOfItem[items[place]] ?? 0)
                logShare += log(own) - log(1 - own)
            }
            let expected = all * exp(min(0, logShare))
            guard Double(candidate.bills) >= parameters.ratio * expected else { continue }
            largest[facility] = Template(
                persons: candidate.persons, days: candidate.days, expected: expected, rows: candidate.rows)
            copies[facility] = Double(candidate.rows.count)
            seen[facility] = Double(rows.count { !candidate.leftOut.contains(store.settlements.day[Int($0)]) })
            return
        }
    }
}
