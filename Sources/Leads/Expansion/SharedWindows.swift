import Claims

/// Who settled within a few minutes of a known card at the same facility, on how many facility-days, and how often others there did.
struct SharedWindows {
    struct Tally {
        /// Facility-days within a known card's window.
        var joint = 0
        /// Rows within the window, ascending.
        var rows: [Int32] = []
    }

    /// By person, for those with at least one joint facility-day.
    private(set) var tallies: [Int32: Tally] = [:]
    /// By person: the joint facility-days expected of anybody with as many facility-days at the facilities of known cards.
    private(set) var expected: [Double]

    init(_ known: [Int32], store: ClaimStore, windowSeconds: Int) {
        expected = [Double](repeating: 0, count: store.persons.count)
        var isKnown = [Bool](repeating: false, count: store.persons.count)
        for person in known { isKnown[Int(person)] = true }
        let places = Set(known.flatMap { store.byPerson[Int($0)].map { store.settlements.facility[Int($0)] } }).sorted()
        for place in places { add(store.byFacility[Int(place)], isKnown, store.settlements, Int32(windowSeconds)) }
        for person in tallies.keys { tallies[person]?.rows.sort() }
    }

    /// One facility's rows, in time order. A facility-day of a person counts once, however many settlements it has.
    private mutating func add(_ rows: ArraySlice<Int32>, _ isKnown: [Bool], _ columns: SettlementColumns, _ window: Int32) {
        var isJoint = [Bool](repeating: false, count: rows.count)
        func mark(_ order: some Sequence<(offset: Int, element: Int32)>) {
            var last: (day: Int32, second: Int32)?
            for (place, row) in order {
                let (day, second) = (columns.day[Int(row)], columns.second[Int(row)])
                guard second >= 0 else { continue }
                if isKnown[Int(columns.person[Int(row)])] {
                    last = (day, second)
                } else if let last, last.day == day, abs(last.second - second) <= window {
                    isJoint[place] = true
                }
            }
        }
        mark(rows.enumerated().map { $0 })
        mark(rows.enumerated().reversed().map { $0 })
        var ofPerson: [Int32: (units: Int, joint: Int, lastDay: Int32, lastJoint: Int32, rows: [Int32])] = [:]
        var (units, joint) = (0, 0)
        for (place, row) in rows.enumerated() where columns.second[Int(row)] >= 0 {
            let person = columns.person[Int(row)]
            guard !isKnown[Int(person)] else { continue }
            let day = columns.day[Int(row)]
            var entry = ofPerson[person] ?? (0, 0, CalendarDay.missing, CalendarDay.missing, [])
            if entry.lastDay != day {
                entry.units += 1
                entry.lastDay = day
                units += 1
            }
            if isJoint[place] {
                entry.rows.append(row)
                if entry.lastJoint != day {
                    entry.joint += 1
                    entry.lastJoint = day
                    joint += 1
                }
            }
            ofPerson[person] = entry
        }
        for (person, entry) in ofPerson {
            // The others alone, so that somebody who is always there does not hide behind it; one more hit than seen keeps a quiet place careful.
            let share = Double(joint - entry.joint + 1) / Double(units - entry.units + 1)
            expected[Int(person)] += min(1, share) * Double(entry.units)
            guard entry.joint > 0 else { continue }
            tallies[person, default: Tally()].joint += entry.joint
            tallies[person, default: Tally()].rows += entry.rows
        }
    }
}
