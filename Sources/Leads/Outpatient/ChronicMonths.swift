import Claims
import Foundation

/// What every person draws on a chronic or special registration in a calendar month.
package struct ChronicMonths {
    package struct Month: Sendable {
        package let person: Int32
        /// -1 for all of them together.
        package let month: Int32
        /// Number of the disease code most of the settlements bear, -1 without any.
        package let disease: Int32
        package let visits: Int
        package let facilities: Int
        /// Fen.
        package let fund: Int64
        /// Days of supply of the drug lines, NaN where lines do not say.
        package let supplyDays: Double
        /// Settlement rows, ascending.
        package let rows: [Int32]
    }

    /// By person, then month.
    package private(set) var months: [Month] = []
    /// All months of each person together, by person.
    package private(set) var wholes: [Month] = []

    /// - Parameter isCounted: by settlement row: chronic care that is not exempt.
    /// - Complexity: O(*n*) for *n* settlements and their lines.
    package init(_ store: ClaimStore, isCounted: [Bool]) {
        let columns = store.settlements
        for person in 0..<store.persons.count {
            var start = 0
            let rows = store.byPerson[person].filter { isCounted[Int($0)] }
            if !rows.isEmpty { wholes.append(Self.month(store, Int32(person), -1, rows)) }
            while start < rows.count {
                let month = VisitMonths.month(of: columns.day[Int(rows[start])])
                var end = start + 1
                while end < rows.count, VisitMonths.month(of: columns.day[Int(rows[end])]) == month { end += 1 }
                months.append(Self.month(store, Int32(person), month, Array(rows[start..<end])))
                start = end
            }
        }
    }

    private static func month(_ store: ClaimStore, _ person: Int32, _ month: Int32, _ rows: [Int32]) -> Month {
        let columns = store.settlements
        var visits: Set<Int64> = []
        var facilities: Set<Int32> = []
        var diseases: [Int32: Int] = [:]
        var fund: Int64 = 0
        var supply = Double.nan
        for row in rows {
            let row = Int(row)
            visits.insert(Int64(columns.facility[row]) << 32 | Int64(columns.day[row]))
            facilities.insert(columns.facility[row])
            if columns.disease[row] >= 0 { diseases[columns.disease[row], default: 0] += 1 }
            fund &+= Fen.orZero(columns.fundPaid(row))
            guard let lines = store.feeLines else { continue }
            for line in lines.lines(ofSettlement: row) where lines.supplyDays[line] > 0 {
                supply = (supply.isNaN ? 0 : supply) + Double(lines.quantity[line] < 0 ? -lines.supplyDays[line] : lines.supplyDays[line])
            }
        }
        let disease = diseases.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? -1
        return Month(
            person: person, month: month, disease: disease, visits: visits.count, facilities: facilities.count, fund: fund,
            supplyDays: supply, rows: rows)
    }
}
