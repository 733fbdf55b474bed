import Claims

/// Where the patients of a facility came from before a day: those of one that closed are an innocent reason to grow.
struct GrowthOrigins {
    let facility: Int
    let firstDay: Int32
    let store: ClaimStore

    /// Of the persons in `rows` who are new to the facility, the share whose last facility of before has had no
    /// settlement since.
    func takenOverShare(_ rows: [Int32]) -> Double {
        let columns = store.settlements
        let persons = Set(rows.map { columns.person[Int($0)] }).sorted()
        var new = 0
        var from = 0
        for person in persons {
            var last: Int32?
            var isKnown = false
            for row in store.byPerson[Int(person)] where columns.day[Int(row)] < firstDay {
                if Int(columns.facility[Int(row)]) == facility { isKnown = true } else { last = columns.facility[Int(row)] }
            }
            guard !isKnown else { continue }
            new += 1
            if let last, let final = store.byFacility[Int(last)].last, columns.day[Int(final)] < firstDay { from += 1 }
        }
        return new > 0 ? Double(from) / Double(new) : 0
    }
}
