/// Whether a day at two facilities is explained by sessions: half a day here and half a day there, or a round elsewhere in between.
///
/// Where a doctor crosses the street at noon, the last patient here and the first one there are minutes apart every day, and rightly so. Such
/// a day falls into two or three stretches, each with several patients of one place and hardly one of the other. Who treats here and there in
/// turn, or is said to treat one patient there in the middle of a session here, leaves no such stretches.
struct HalfDays {
    /// Patients of one place that make a session.
    let sessionPatients: Int
    /// Share of the day's patients that may stand in the wrong stretch, at least one: who pays late or registers early.
    let strayShare: Double

    /// - Parameter facilities: of the day's patients, in time order.
    /// - Complexity: O(*n*²) for n patients of the day.
    func explain(_ facilities: [Int32]) -> Bool {
        let places = Set(facilities).sorted()
        guard places.count == 2 else { return false }
        let allowed = max(1, Int(strayShare * Double(facilities.count)))
        // How many of the first i patients were at the second place.
        var before = [0]
        for facility in facilities { before.append(before[before.count - 1] + (facility == places[1] ? 1 : 0)) }
        /// Patients of a stretch at the second place, or at the first.
        func count(_ stretch: Range<Int>, second: Bool) -> Int {
            let there = before[stretch.upperBound] - before[stretch.lowerBound]
            return second ? there : stretch.count - there
        }
        let end = facilities.count
        for second in [false, true] {
            for leave in 1..<end {
                let first = count(0..<leave, second: second)
                guard first >= sessionPatients, leave - first <= allowed else { continue }
                for comeBack in (leave + 1)...end {
                    let middle = count(leave..<comeBack, second: !second)
                    guard middle >= sessionPatients else { continue }
                    let last = comeBack == end ? 0 : count(comeBack..<end, second: second)
                    guard comeBack == end || last >= sessionPatients else { continue }
                    if end - first - middle - last <= allowed { return true }
                }
            }
        }
        return false
    }
}
