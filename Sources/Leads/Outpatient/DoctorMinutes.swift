import Claims

/// Patients of one doctor at one facility within one minute, from fee lines.
///
/// A couple and a child in one minute are nothing; here it counts where a doctor has several such minutes on a day, or one with a crowd, as when
/// cards are run in series. Lines that bear no time, or midnight, which is how a date alone is written, take no part.
package struct DoctorMinutes {
    /// By facility: patients of minutes that a doctor shares out among many, in series, and all patients.
    package private(set) var crowded: [Double]
    package private(set) var seen: [Double]
    /// The most patients in one minute.
    package private(set) var most: [Int]
    /// Distinct days with a series.
    package private(set) var days: [Int]
    /// Settlement rows of crowded minutes in series, ascending.
    package private(set) var rows: [[Int32]]

    /// - Parameters:
    ///   - minimumPatients: from how many patients on a minute is crowded.
    ///   - minimumSeries: from how many patients in crowded minutes of a doctor on a day on they are a series.
    /// - Complexity: O(*n* log *n*) for the fee lines of the largest facility at a time.
    package init(_ store: ClaimStore, lines: FeeLineColumns, isAdmitted: [Bool], isDoctor: [Bool], minimumPatients: Int, minimumSeries: Int) {
        let count = store.facilities.count
        crowded = Array(repeating: 0, count: count)
        seen = crowded
        most = Array(repeating: 0, count: count)
        days = most
        rows = Array(repeating: [], count: count)
        for facility in 0..<count {
            var entries: [(doctor: Int32, minute: Int32, person: Int32, row: Int32)] = []
            for row in store.byFacility[facility] where isAdmitted[Int(row)] {
                for line in lines.lines(ofSettlement: Int(row)) where lines.second[line] > 0 && lines.doctor[line] >= 0 {
                    guard isDoctor[Int(lines.doctor[line])], lines.day[line] != CalendarDay.missing else { continue }
                    let entry = (lines.doctor[line], lines.day[line] &* 1440 &+ lines.second[line] / 60, store.settlements.person[Int(row)], row)
                    if let last = entries.last, last == entry { continue }
                    entries.append(entry)
                }
            }
            entries.sort { ($0.doctor, $0.minute, $0.person, $0.row) < ($1.doctor, $1.minute, $1.person, $1.row) }
            tally(facility, entries, minimumPatients, minimumSeries)
        }
    }

    private mutating func tally(
        _ facility: Int, _ entries: [(doctor: Int32, minute: Int32, person: Int32, row: Int32)], _ minimumPatients: Int, _ minimumSeries: Int
    ) {
        var start = 0
        var inSeries: Set<Int32> = []
        var seriesDays: Set<Int32> = []
        while start < entries.count {
            let (doctor, day) = (entries[start].doctor, entries[start].minute / 1440)
            var crowdedPatients = 0
            var behind: [Int32] = []
            while start < entries.count, entries[start].doctor == doctor, entries[start].minute / 1440 == day {
                let first = start
                var patients = 0
                while start < entries.count, entries[start].doctor == doctor, entries[start].minute == entries[first].minute {
                    if start == first || entries[start].person != entries[start - 1].person { patients += 1 }
                    start += 1
                }
                seen[facility] += Double(patients)
                most[facility] = max(most[facility], patients)
                guard patients >= minimumPatients else { continue }
                crowdedPatients += patients
                behind += entries[first..<start].map(\.row)
            }
            guard crowdedPatients >= minimumSeries else { continue }
            crowded[facility] += Double(crowdedPatients)
            seriesDays.insert(day)
            inSeries.formUnion(behind)
        }
        days[facility] = seriesDays.count
        rows[facility] = inSeries.sorted()
    }
}
