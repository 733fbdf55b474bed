/// Corrections of what is already in the book.
extension ClaimBook {
    /// The settlements from a place in the book on suffer no refund, copy or loss of their date.
    mutating func leaveUndisturbed(since mark: Int) { amend(since: mark) { $0.isUndisturbed = true } }

    /// The drugs of the settlements from a place in the book on never left the shelf.
    mutating func leaveUnstocked(since mark: Int) { amend(since: mark) { $0.isUnstocked = true } }

    /// Bills the drugs of a facility by the tablet, `count` to the box: as many times the pieces at a fraction of the price.
    mutating func billByTablet(at facility: Int, tablets count: Int) {
        for settlement in settlements where Int(visits[Int(settlement.visit)].facility) == facility && !settlement.isUndisturbed {
            for place in settlement.firstLine..<settlement.firstLine + Int(settlement.lineCount) {
                let line = lines[place]
                guard town.catalogue.items[Int(line.item)].listType == 101, Int(line.price) % count == 0 else { continue }
                amendLine(place) { line in
                    line.count *= Int16(count)
                    line.price /= Int32(count)
                }
            }
        }
    }

    /// Lines up the outpatients of each doctor: the next visit begins a minute or more after the last one began.
    ///
    /// Whoever has to wait is settled later by as much, within the day.
    mutating func queueAtDoctors() {
        let places = visits.indices.filter { visits[$0].doctor > 0 && visits[$0].care != .inpatient }
        let sorted = places.sorted { left, right in
            let a = visits[left], b = visits[right]
            return (a.facility, a.doctor, a.begin, left) < (b.facility, b.doctor, b.begin, right)
        }
        var delays = Array(repeating: Int32(0), count: visits.count)
        var free = 0
        var last: (facility: Int32, doctor: Int32) = (-1, -1)
        for place in sorted {
            let visit = visits[place]
            if (visit.facility, visit.doctor) != last { free = 0 }
            last = (visit.facility, visit.doctor)
            let midnight = (visit.begin / CivilCalendar.secondsPerDay + 1) * CivilCalendar.secondsPerDay
            let delay = max(0, free - visit.begin)
            if visit.end + delay + 120 < midnight { delays[place] = Int32(delay) }
            free = visit.begin + Int(delays[place]) + 60 + (place &* 7_919) % 150
        }
        delay(by: delays)
    }
}
