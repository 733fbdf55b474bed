import Claims

/// Series of one exact bill: many persons who pay the same to the fen within a stretch of time, on day after day.
///
/// A bill that stands at the facility on most of its days is its tariff, and the days with most of them are a check-up, a vaccination or a
/// campaign; neither counts. Nor does a bill of few items, which is a price and no copy. The time is that of the first fee line, where lines
/// tell it: a clinic that enters its day in one evening settles everybody together, but did not see them together.
package struct EqualBills {
    package struct Parameters: Sendable {
        package var persons: Int
        package var seconds: Int32
        /// Different items of a bill below which it is a price; bills without lines are not asked.
        package var items: Int
        /// Share of the facility's days from which a bill is its tariff.
        package var tariffDays: Double
        /// Days with most such bills that are left out.
        package var leftOutDays: Int

        package init(persons: Int, seconds: Int32, items: Int, tariffDays: Double, leftOutDays: Int) {
            self.persons = persons
            self.seconds = seconds
            self.items = items
            self.tariffDays = tariffDays
            self.leftOutDays = leftOutDays
        }
    }

    /// By facility: settlements in a series, and all of the days that are not left out.
    package private(set) var inSeries: [Double]
    package private(set) var seen: [Double]
    /// Days with a series, without those left out.
    package private(set) var days: [Int]
    /// Settlement rows in a series, ascending.
    package private(set) var rows: [[Int32]]

    private struct Bill {
        let fen: Int64
        let day, second, person, row: Int32
    }

    /// - Complexity: O(*n* log *n*) for the rows of the largest facility at a time.
    package init(_ store: ClaimStore, isAdmitted: [Bool], parameters: Parameters) {
        let count = store.facilities.count
        inSeries = Array(repeating: 0, count: count)
        seen = inSeries
        days = Array(repeating: 0, count: count)
        rows = Array(repeating: [], count: count)
        for facility in 0..<count { tally(facility, store, isAdmitted, parameters) }
    }

    private mutating func tally(_ facility: Int, _ store: ClaimStore, _ isAdmitted: [Bool], _ parameters: Parameters) {
        let columns = store.settlements
        var bills: [Bill] = []
        var settlementsOfDay: [Int32: Int] = [:]
        for row in store.byFacility[facility] where isAdmitted[Int(row)] {
            let (day, second) = Self.time(of: Int(row), store)
            settlementsOfDay[day, default: 0] += 1
            guard second >= 0, columns.totalFee[Int(row)] != Fen.missing, columns.totalFee[Int(row)] > 0,
                  Self.hasItems(Int(row), store, atLeast: parameters.items) else { continue }
            bills.append(Bill(fen: columns.totalFee[Int(row)], day: day, second: second, person: columns.person[Int(row)], row: row))
        }
        bills.sort { ($0.fen, $0.day, $0.second, $0.row) < ($1.fen, $1.day, $1.second, $1.row) }
        let tariff = parameters.tariffDays * Double(settlementsOfDay.count)
        var found: [Bill] = []
        var start = 0
        while start < bills.count {
            var end = start + 1
            var daysOfBill = 1
            while end < bills.count, bills[end].fen == bills[start].fen {
                if bills[end].day != bills[end - 1].day { daysOfBill += 1 }
                end += 1
            }
            if end - start >= parameters.persons, Double(daysOfBill) < tariff { found += Self.series(bills[start..<end], parameters) }
            start = end
        }
        let ofDay = Dictionary(grouping: found, by: \.day)
        let leftOut = Set(ofDay.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(parameters.leftOutDays).map(\.key))
        let kept = found.filter { !leftOut.contains($0.day) }
        inSeries[facility] = Double(kept.count)
        seen[facility] = Double(settlementsOfDay.reduce(0) { leftOut.contains($1.key) ? $0 : $0 + $1.value })
        days[facility] = ofDay.count - leftOut.count
        rows[facility] = kept.map(\.row).sorted()
    }

    /// Those of one bill that lie in a stretch with enough persons.
    private static func series(_ bills: ArraySlice<Bill>, _ parameters: Parameters) -> [Bill] {
        var isIn = [Bool](repeating: false, count: bills.count)
        var last = bills.startIndex
        var persons: [Int32: Int] = [:]
        for first in bills.indices {
            while last < bills.endIndex, bills[last].day == bills[first].day, bills[last].second <= bills[first].second + parameters.seconds {
                persons[bills[last].person, default: 0] += 1
                last += 1
            }
            if persons.count >= parameters.persons { for place in first..<last { isIn[place - bills.startIndex] = true } }
            persons[bills[first].person, default: 1] -= 1
            if persons[bills[first].person] == 0 { persons[bills[first].person] = nil }
        }
        return zip(bills, isIn).filter(\.1).map(\.0)
    }

    private static func hasItems(_ row: Int, _ store: ClaimStore, atLeast least: Int) -> Bool {
        guard let lines = store.feeLines, !lines.lines(ofSettlement: row).isEmpty else { return true }
        return Set(lines.lines(ofSettlement: row).map { lines.item[$0] }).count >= least
    }

    /// Day and second of the first fee line with a time, else of the settlement.
    private static func time(of row: Int, _ store: ClaimStore) -> (day: Int32, second: Int32) {
        let settled = (store.settlements.day[row], store.settlements.second[row])
        guard let lines = store.feeLines else { return settled }
        var first: (day: Int32, second: Int32)?
        for line in lines.lines(ofSettlement: row) where lines.second[line] > 0 && lines.day[line] != CalendarDay.missing {
            if first.map({ (lines.day[line], lines.second[line]) < $0 }) ?? true { first = (lines.day[line], lines.second[line]) }
        }
        return first ?? settled
    }
}
