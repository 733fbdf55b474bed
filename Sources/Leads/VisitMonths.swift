import Claims

/// Ambulatory visits of every person by calendar month. A visit is a distinct (facility, day): one hospital visit
/// often makes several settlements, and counting those is the commonest cause of a false "high frequency".
package struct VisitMonths {
    package struct Tally: Equatable, Sendable {
        /// Distinct (facility, day).
        package var visits: Int
        package var facilities: Int
        package var diseases: Int
    }

    package struct Month: Sendable {
        package let person: Int32
        /// Months since year 0.
        package let month: Int32
        /// Without the visits of exempt treatment.
        package let ordinary: Tally
        /// With them.
        package let all: Tally
        /// Visits any of whose settlements is of exempt treatment: the drugs of a dialysis day are seldom coded as dialysis.
        package let exemptVisits: Int
        /// Where all the person's rows of the month stand in `store.byPerson.rows`.
        let range: Range<Int>

        /// Up to `limit` exempt visits a month are the treatment itself; beyond it they count like any others.
        package func tally(exemptLimit limit: Int) -> Tally { exemptVisits > limit ? all : ordinary }
    }

    /// By person, then month; months without an admitted settlement are left out.
    package private(set) var months: [Month] = []
    private let store: ClaimStore
    private let admitted: Set<CareClass>
    private let exemption: [Int8]

    /// - Parameter exemption: for each row of the store the exemption that covers it, or -1.
    /// - Complexity: O(*n* log *m*) for n settlements, m of them in one month of one person.
    package init(store: ClaimStore, admitted: Set<CareClass>, exemption: [Int8]) {
        self.store = store
        self.admitted = admitted
        self.exemption = exemption
        for person in 0..<store.persons.count {
            let slice = store.byPerson[person]
            var start = slice.startIndex
            while start < slice.endIndex {
                let month = Self.month(of: store.settlements.day[Int(slice[start])])
                var end = start + 1
                while end < slice.endIndex, Self.month(of: store.settlements.day[Int(slice[end])]) == month { end += 1 }
                if let counted = counted(person: Int32(person), month: month, range: start..<end) { months.append(counted) }
                start = end
            }
        }
    }

    /// The settlements behind a month's tally, ascending.
    package func rows(of month: Month, exemptLimit limit: Int) -> [Int32] {
        let rows = admittedRows(month.range)
        guard month.exemptVisits <= limit else { return rows }
        let exempt = exemptVisits(rows)
        return rows.filter { !exempt.contains(visit($0)) }
    }

    private func counted(person: Int32, month: Int32, range: Range<Int>) -> Month? {
        let rows = admittedRows(range)
        guard !rows.isEmpty else { return nil }
        let exempt = exemptVisits(rows)
        return Month(
            person: person, month: month, ordinary: tally(rows.filter { !exempt.contains(visit($0)) }), all: tally(rows),
            exemptVisits: exempt.count, range: range)
    }

    private func tally(_ rows: [Int32]) -> Tally {
        let columns = store.settlements
        return Tally(
            visits: Set(rows.map(visit)).count, facilities: Set(rows.map { columns.facility[Int($0)] }).count,
            diseases: Set(rows.map { columns.disease[Int($0)] }.filter { $0 >= 0 }).count)
    }

    private func admittedRows(_ range: Range<Int>) -> [Int32] {
        store.byPerson.rows[range].filter { admitted.contains(store.settlements.careClass[Int($0)]) }
    }

    private func exemptVisits(_ rows: [Int32]) -> Set<Int64> {
        Set(rows.filter { exemption[Int($0)] >= 0 }.map(visit))
    }

    private func visit(_ row: Int32) -> Int64 {
        Int64(store.settlements.facility[Int(row)]) << 32 | Int64(store.settlements.day[Int(row)])
    }

    package static func month(of day: Int32) -> Int32 {
        let (year, month, _) = CalendarDay.civil(day)
        return Int32(year * 12 + month - 1)
    }
}
