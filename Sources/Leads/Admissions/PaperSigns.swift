import Claims

/// What speaks against a person having lain in the bed of each stay, counted in days.
struct PaperSigns {
    /// Days strictly between the day after admission and the day before discharge: what can be contradicted from outside.
    private(set) var innerDays: [Int32]
    /// Of these, days with a settlement elsewhere that the pooled fund paid, and their rows.
    private(set) var outsideDays: [Int32]
    private(set) var outsideRows: [[Int32]]
    /// Of them, days at a medical facility: a relative can fetch medicine at a pharmacy.
    private(set) var outsideMedicalDays: [Int32]
    /// Days of the stay on which lines could be dated, and of them days with nothing but bed, nursing and consultation.
    private(set) var datedDays: [Int32]
    private(set) var idleDays: [Int32]
    /// Nights that somebody else lay in the same bed, and one of these stays.
    private(set) var sharedNights: [Int32]
    private(set) var sharedWith: [Int32]

    /// - Parameter isTrial: stays that are looked at: ended, of known days.
    init(_ store: ClaimStore, isTrial: [Bool]) {
        let count = store.stays.count
        let none = [Int32](repeating: 0, count: count)
        (innerDays, outsideDays, outsideMedicalDays, datedDays, idleDays, sharedNights) = (none, none, none, none, none, none)
        outsideRows = Array(repeating: [], count: count)
        sharedWith = Array(repeating: -1, count: count)
        for stay in 0..<count where isTrial[stay] { countOutside(store, stay) }
        countShared(store.stays, isTrial: isTrial)
    }

    /// - Complexity: O(settlements of the person).
    private mutating func countOutside(_ store: ClaimStore, _ stay: Int) {
        let stays = store.stays
        let columns = store.settlements
        let (first, last) = (stays.beginDay[stay] + 1, stays.endDay[stay] - 1)
        innerDays[stay] = max(0, last - first - 1)
        guard innerDays[stay] > 0 else { return }
        var days: Set<Int32> = []
        var medicalDays: Set<Int32> = []
        for row in store.byPerson[Int(stays.person[stay])] {
            let index = Int(row)
            guard columns.day[index] > first, columns.day[index] < last, columns.facility[index] != stays.facility[stay],
                  columns.careClass[index].isAmbulatory || columns.careClass[index] == .inpatient && columns.beginDay[index] > first,
                  Fen.orZero(columns.pooledFund[index]) > 0,
                  Fen.orZero(columns.mutualAid[index]) == 0, columns.settlementType[index] != 1 else { continue }
            days.insert(columns.day[index])
            if columns.careClass[index] != .pharmacy, store.facilities.kind[Int(columns.facility[index])] != .pharmacy {
                medicalDays.insert(columns.day[index])
            }
            outsideRows[stay].append(row)
        }
        outsideDays[stay] = Int32(days.count)
        outsideMedicalDays[stay] = Int32(medicalDays.count)
    }

    /// Days without care, for stays whose lines are dated day by day: where all charges of a stay carry one date they say when
    /// somebody typed, not when something was done.
    ///
    /// - Parameter datedShare: share of a stay's days that must have some line.
    mutating func countIdle(_ lines: FeeLineColumns, _ stays: StayColumns, isTrial: [Bool], datedShare: Double) {
        var seen: [UInt8] = []
        for stay in 0..<stays.count where isTrial[stay] {
            let days = stays.days(of: stay)
            let (begin, end) = (stays.beginDay[stay], stays.endDay[stay])
            seen = Array(repeating: 0, count: Int(end - begin) + 1)
            var isOperated = false
            for row in stays.rows(of: stay) {
                for line in lines.lines(ofSettlement: Int(row)) where lines.day[line] >= begin && lines.day[line] <= end {
                    guard Fen.orZero(lines.amount[line]) > 0 else { continue }
                    isOperated = isOperated || lines.chargeType[line] == ChargeType.surgery
                    seen[Int(lines.day[line] - begin)] |= ChargeType.isRoom(lines.chargeType[line]) ? 1 : 2
                }
            }
            // Who was operated on lies there to recover.
            guard !isOperated else { continue }
            // The day of discharge is not stayed, and care on it is care of the last day.
            let known = seen.prefix(days)
            let dated = known.count { $0 > 0 }
            guard Double(dated) >= datedShare * Double(days) else { continue }
            datedDays[stay] = Int32(days)
            idleDays[stay] = Int32(known.count { $0 & 2 == 0 })
        }
    }

    /// Stays in one bed that overlap in time.
    ///
    /// - Complexity: O(*n* log *n*) and the overlaps, each stay compared with those that begin before it ends.
    private mutating func countShared(_ stays: StayColumns, isTrial: [Bool]) {
        let known = (0..<stays.count).filter { isTrial[$0] && stays.bed[$0] >= 0 }
        func place(_ stay: Int) -> (Int32, Int32, Int32) { (stays.facility[stay], stays.department[stay], stays.bed[stay]) }
        let ordered = known.sorted { left, right in
            let (first, second) = (place(left), place(right))
            return first == second ? (stays.beginDay[left], stays.endDay[left], left) < (stays.beginDay[right], stays.endDay[right], right) : first < second
        }
        for (position, stay) in ordered.enumerated() {
            var next = position + 1
            while next < ordered.count, place(ordered[next]) == place(stay), stays.beginDay[ordered[next]] < stays.endDay[stay] {
                let other = ordered[next]
                next += 1
                guard stays.person[other] != stays.person[stay] else { continue }
                let nights = min(stays.endDay[stay], stays.endDay[other]) - stays.beginDay[other]
                for (one, two) in [(stay, other), (other, stay)] where nights > sharedNights[one] {
                    sharedNights[one] = nights
                    sharedWith[one] = Int32(two)
                }
            }
        }
    }

    /// Takes back what beds say at facilities whose bed codes do not tell beds apart.
    mutating func forgetShared(at facilities: Set<Int32>, _ stays: StayColumns) {
        for stay in sharedNights.indices where facilities.contains(stays.facility[stay]) { (sharedNights[stay], sharedWith[stay]) = (0, -1) }
    }
}
