/// Days on which a doctor's patients were typed in one go, and the facilities where that is the habit: there times of typing say nothing
/// of care. The habit is one of the place, not of the doctor: a doctor whose patients come in bursts among colleagues whose
/// patients do not keeps the bursts.
struct BatchEntry {
    let patients: Int
    let secondsAPatient, dayShare: Double

    /// By facility: doctors' working days, and those that were typed in one go.
    private var tallies: [Int32: (days: Int, batches: Int)] = [:]

    init(patients: Int, secondsAPatient: Double, dayShare: Double) {
        self.patients = patients
        self.secondsAPatient = secondsAPatient
        self.dayShare = dayShare
    }

    /// Counts a doctor's days for the facilities where they began; true where any was typed in one go.
    mutating func note(_ encounters: [DoctorDays.Encounter]) -> Bool {
        var hasBatches = false
        for day in DoctorDays.days(encounters) {
            let isBatch = isBatch(encounters[day])
            tallies[encounters[day.lowerBound].facility, default: (0, 0)].days += 1
            tallies[encounters[day.lowerBound].facility, default: (0, 0)].batches += isBatch ? 1 : 0
            hasBatches = hasBatches || isBatch
        }
        return hasBatches
    }

    /// What is left of a doctor's encounters without such days at places of the habit.
    func withoutHabitualBatches(_ encounters: [DoctorDays.Encounter]) -> [DoctorDays.Encounter] {
        DoctorDays.days(encounters).flatMap { day -> ArraySlice<DoctorDays.Encounter> in
            isBatch(encounters[day]) && isHabit(of: encounters[day.lowerBound].facility) ? [] : encounters[day]
        }
    }

    private func isBatch(_ day: ArraySlice<DoctorDays.Encounter>) -> Bool {
        guard day.count >= patients, let first = day.first, let last = day.last else { return false }
        return Double(last.second - first.second) <= secondsAPatient * Double(day.count)
    }

    private func isHabit(of facility: Int32) -> Bool {
        guard let tally = tallies[facility] else { return false }
        return Double(tally.batches) >= dayShare * Double(tally.days)
    }
}
