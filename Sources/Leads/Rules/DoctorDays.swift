import Claims
import Rules

/// What fee lines say of where and when each doctor worked, one doctor at a time.
struct DoctorDays {
    /// A doctor's first line for a person at a facility on a day: a patient seen.
    struct Encounter {
        let day, second, facility, person, settlement: Int32
    }

    let rules: RuleContext
    private let linesOfDoctor: SubjectSlices

    init(_ rules: RuleContext) {
        self.rules = rules
        linesOfDoctor = SubjectSlices(subjects: rules.lines.doctor, subjectCount: rules.lines.doctors.count)
    }

    func lines(of doctor: Int) -> ArraySlice<Int32> { linesOfDoctor[doctor] }

    /// Whether a code stands for a person: long enough, no word for "unknown", not one character over and over.
    ///
    /// Real codes are a letter or two and 11 or 12 digits; what systems write where they know nobody is short, blank or zeros.
    static func isPerson(_ code: String, minimumLength: Int) -> Bool {
        let text = Array(code.utf8.filter { $0 != 0x20 })
        guard text.count >= minimumLength, text.allSatisfy({ $0 < 0x80 }) else { return false }
        let digits = text.filter { (0x30...0x39).contains($0) }
        guard digits.count * 2 >= text.count else { return false }
        // 000000, D9999999, 123123… are typed, not assigned.
        return Set(digits).count > 1 && !digits.dropLast().allSatisfy { $0 == 0x30 }
    }

    /// Ambulatory encounters with a time, in time order: each person once a day and facility, as one visit makes several settlements and
    /// examinations and drugs are paid for when the doctor may long be elsewhere. Lines of a stay are written by standing orders at any hour
    /// and say nothing of where a doctor stands; neither does midnight, which is a date without a time.
    ///
    /// - Parameter isSession: Settlements of treatment by roster, which others carry out and charge together; by row.
    func encounters(of doctor: Int, leavingOut isSession: [Bool]) -> [Encounter] {
        let store = rules.store
        var encounters: [Encounter] = []
        for line in lines(of: doctor) {
            let row = Int(rules.lines.settlement[Int(line)])
            guard store.settlements.careClass[row].isAmbulatory, !isSession[row], rules.lines.day[Int(line)] != CalendarDay.missing,
                  rules.lines.second[Int(line)] > 0 else { continue }
            encounters.append(Encounter(
                day: rules.lines.day[Int(line)], second: rules.lines.second[Int(line)], facility: store.settlements.facility[row],
                person: store.settlements.person[row], settlement: Int32(row)))
        }
        encounters.sort {
            ($0.day, $0.facility, $0.person, $0.second, $0.settlement) < ($1.day, $1.facility, $1.person, $1.second, $1.settlement)
        }
        var firsts: [Encounter] = []
        for encounter in encounters {
            if let last = firsts.last, (last.day, last.facility, last.person) == (encounter.day, encounter.facility, encounter.person) { continue }
            firsts.append(encounter)
        }
        return firsts.sorted { ($0.day, $0.second, $0.settlement) < ($1.day, $1.second, $1.settlement) }
    }

    /// Runs of encounters of one day.
    static func days(_ encounters: [Encounter]) -> [Range<Int>] {
        var days: [Range<Int>] = []
        var start = 0
        while start < encounters.count {
            var stop = start + 1
            while stop < encounters.count, encounters[stop].day == encounters[start].day { stop += 1 }
            days.append(start..<stop)
            start = stop
        }
        return days
    }

    /// Minutes of the doctor's own time that the lines of each day stand for, and those lines.
    ///
    /// - Parameters:
    ///   - isSession: Settlements of treatment by roster, which others carry out; by row.
    ///   - minutes: of each line, 0 where it takes none.
    func timedWork(of doctor: Int, leavingOut isSession: [Bool], minutes: (Int32) -> Double) -> [Int32: (minutes: Double, lines: [Int32])] {
        var work: [Int32: (minutes: Double, lines: [Int32])] = [:]
        for line in lines(of: doctor) where !isSession[rules.settlement(line)] && rules.lines.day[Int(line)] != CalendarDay.missing {
            let each = minutes(line)
            guard each > 0 else { continue }
            work[rules.day(line), default: (0, [])].minutes += each * rules.quantity(line)
            work[rules.day(line), default: (0, [])].lines.append(line)
        }
        return work
    }
}

/// How long services take, by item: of several that fit, the whole code, then the longest beginning, then the charge type. Where one pair
/// of hands works at one patient, minutes that the item's own name states ("45 minutes", "30分钟") count, if they are more.
struct ServiceMinutes {
    private let ofItem: [(minutes: Double, ambulatoryOnly: Bool)]
    private let ofChargeType: [UInt8: (minutes: Double, ambulatoryOnly: Bool)]
    private let rules: RuleContext

    init(_ services: [KnowledgeTables.TimedService], _ rules: RuleContext) {
        self.rules = rules
        let byItem = services.filter { $0.chargeType == 0 }.sorted { $0.items.code.utf8.count > $1.items.code.utf8.count }
        ofItem = (0..<rules.lines.items.count).map { item in
            let code = rules.lines.items[Int32(item)]
            let name = item < rules.lines.itemNames.count ? rules.lines.itemNames[item] : ""
            guard let service = byItem.first(where: { $0.items.covers(code, name) }) else { return (-1, false) }
            return (max(service.minutes, service.countsStated ? Self.stated(name) : 0), service.ambulatoryOnly)
        }
        ofChargeType = Dictionary(
            services.filter { $0.chargeType != 0 }.map { ($0.chargeType, ($0.minutes, $0.ambulatoryOnly)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number before the word for minutes in a name; 0 without one.
    static func stated(_ name: String) -> Double {
        guard let match = name.firstMatch(of: /([0-9]{1,3}) ?(?:分钟|minutes)/) else { return 0 }
        return Double(match.1) ?? 0
    }

    func minutes(_ line: Int32) -> Double {
        let item = rules.lines.item[Int(line)]
        var service: (minutes: Double, ambulatoryOnly: Bool) = item >= 0 ? ofItem[Int(item)] : (-1, false)
        if service.minutes < 0 { service = ofChargeType[rules.lines.chargeType[Int(line)]] ?? (0, false) }
        guard service.minutes > 0 else { return 0 }
        if service.ambulatoryOnly, !rules.store.settlements.careClass[rules.settlement(line)].isAmbulatory { return 0 }
        return service.minutes
    }
}
