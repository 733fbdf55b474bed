import Claims

/// Ambulatory visits of every person by calendar month. A visit is a distinct (facility, day): one hospital visit
/// often makes several settlements, and counting those is the commonest cause of a false "high frequency".
struct VisitMonths {
    struct Month {
        let person: Int32
        /// Months since year 0.
        let month: Int32
        /// Distinct (facility, day) outside exempt treatment, and inside it.
        var visits: Int
        var exemptVisits: Int
        /// Settlements of exempt treatment: sessions, several of which may fall on one day.
        var exemptSessions: Int
        var facilities: Int
        var diseases: Int
        /// Place of the month's rows among the person's.
        var rows: Range<Int>
    }

    /// By person, then month.
    private(set) var months: [Month] = []

    init(store: ClaimStore, admitted: Set<CareClass>, exemption: [Int8]) {
        let columns = store.settlements
        for person in 0..<store.persons.count {
            let slice = store.byPerson[person]
            var start = slice.startIndex
            while start < slice.endIndex {
                let month = Self.month(of: columns.day[Int(slice[start])])
                var end = start + 1
                while end < slice.endIndex, Self.month(of: columns.day[Int(slice[end])]) == month { end += 1 }
                let rows = slice[start..<end].filter { admitted.contains(columns.careClass[Int($0)]) }
                if !rows.isEmpty {
                    months.append(Self.counted(rows, columns, exemption, person: Int32(person), month: month, range: start..<end))
                }
                start = end
            }
        }
    }

    private static func counted(
        _ rows: [Int32], _ columns: SettlementColumns, _ exemption: [Int8], person: Int32, month: Int32, range: Range<Int>
    ) -> Month {
        func visits(_ rows: [Int32]) -> Int {
            Set(rows.map { Int64(columns.facility[Int($0)]) << 32 | Int64(columns.day[Int($0)]) }).count
        }
        let ordinary = rows.filter { exemption[Int($0)] < 0 }
        let exempt = rows.filter { exemption[Int($0)] >= 0 }
        return Month(
            person: person, month: month, visits: visits(ordinary), exemptVisits: visits(exempt), exemptSessions: exempt.count,
            facilities: Set(rows.map { columns.facility[Int($0)] }).count,
            diseases: Set(rows.map { columns.disease[Int($0)] }.filter { $0 >= 0 }).count, rows: range)
    }

    static func month(of day: Int32) -> Int32 {
        let (year, month, _) = CalendarDay.civil(day)
        return Int32(year * 12 + month - 1)
    }
}
