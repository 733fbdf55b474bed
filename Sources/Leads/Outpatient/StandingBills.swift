import Claims

/// One bill of several items, the same to the fen for person after person: the commonest such bill of a facility.
///
/// A consultation has one price; several items that add up to the same for most of a facility's patients are written from a template.
/// Persons are counted, not settlements, for a course of treatment repeats by itself, and the days with most of them are left out: a
/// check-up or a campaign has one price, too.
package struct StandingBills {
    /// By facility: persons who had its commonest bill of several items, and all persons, both outside the days left out.
    package private(set) var holders: [Double]
    package private(set) var persons: [Double]
    /// Days with that bill, without those left out.
    package private(set) var days: [Int]
    /// Settlement rows with that bill, ascending.
    package private(set) var rows: [[Int32]]

    /// - Parameters:
    ///   - items: different items of a bill below which it is a price.
    ///   - fewest: persons below which nothing is said.
    ///   - leftOutDays: days with most of the bill that are left out.
    /// - Complexity: O(*n*) for *n* fee lines, expected.
    package init(_ store: ClaimStore, lines: FeeLineColumns, isAdmitted: [Bool], items least: Int, persons fewest: Int, leftOutDays: Int) {
        let columns = store.settlements
        let count = store.facilities.count
        holders = Array(repeating: 0, count: count)
        persons = holders
        days = Array(repeating: 0, count: count)
        rows = Array(repeating: [], count: count)
        for facility in 0..<count {
            let own = store.byFacility[facility].filter { isAdmitted[Int($0)] }
            func distinctPersons(_ rows: [Int32]) -> Int { Set(rows.map { columns.person[Int($0)] }).count }
            var commonest: [Int32] = []
            var most = 0
            // Ascending, so that of two met equally often the smaller stands.
            for (_, rows) in Dictionary(grouping: own, by: { columns.totalFee[Int($0)] }).sorted(by: { $0.key < $1.key })
            where rows.count >= max(fewest, most) && columns.totalFee[Int(rows[0])] > 0 {
                let withItems = Dictionary(grouping: rows) { row in Set(lines.lines(ofSettlement: Int(row)).map { lines.item[$0] }).sorted() }
                for (items, rows) in withItems.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where items.count >= least {
                    let count = distinctPersons(rows)
                    if count > most { (commonest, most) = (rows, count) }
                }
            }
            persons[facility] = Double(distinctPersons(own))
            guard most >= fewest else { continue }
            let ofDay = Dictionary(grouping: commonest) { columns.day[Int($0)] }
            let leftOut = Set(ofDay.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(leftOutDays).map(\.key))
            let kept = commonest.filter { !leftOut.contains(columns.day[Int($0)]) }
            holders[facility] = Double(distinctPersons(kept))
            persons[facility] = Double(distinctPersons(own.filter { !leftOut.contains(columns.day[Int($0)]) }))
            days[facility] = ofDay.count - leftOut.count
            rows[facility] = kept
        }
    }
}
