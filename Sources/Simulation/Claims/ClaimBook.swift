/// One visit or stay (`mdtrt_d`).
struct Visit: Sendable {
    var person: Int32
    var facility: Int32
    /// Seconds, see `CivilCalendar`.
    var begin: Int
    var end: Int
    var care: CareType
    var diagnosis: Diagnosis
    /// One of the facility's doctors, from 1; 0 for nobody: pharmacies, and desks that enter no doctor. Somebody else's doctor is
    /// the negative of `Town.doctorNumber(_:at:)`.
    var doctor: Int32 = 0
    var department: UInt8 = 0
    /// 0 without one, -1 for one that is found when all stays are known (`BedAssignment`).
    var bed: Int16 = 0
    /// `dscg_way`.
    var dischargeWay: UInt8 = 1
    var isOpen = false
    /// Telephone left at admission when it is not the household's: 0 for the household's.
    var telephone: Int32 = 0
}

/// One settlement (`setl_d`) with the place of its fee lines.
struct Settlement: Sendable {
    var visit: Int32
    /// Counter that settled it, from 1.
    var counter: Int16
    var lineCount: Int16
    var firstLine: Int
    var time: Int
    var payment: Payment
    var care: CareType
    /// `mdtrt_cert_type`: 1 electronic certificate, 2 identity card, 3 social-security card.
    var certificate: UInt8
    var isRefund = false
    var isInvalid = false
    /// Written twice, the earlier copy with an earlier entry time.
    var isDuplicated = false
    /// `setl_time` without its date.
    var losesDate = false
    /// Where the lines stand whose packs were handed out: those of the original for a refund or a second charge.
    var packLine: Int
    /// Billed, but never handed out: no stock left the shelf.
    var isUnstocked = false
    /// Small cases that a chance refund would undo are left as they are.
    var isUndisturbed = false
}

/// Everything that happened, in the order in which it was thought of; the writer sorts it by time.
struct ClaimBook {
    let town: Town
    let benefits: Benefits
    private(set) var visits: [Visit] = []
    private(set) var settlements: [Settlement] = []
    private(set) var lines: [FeeLine] = []
    /// Persons who live at an institution, not with their household.
    private(set) var institutions: [Int32: String] = [:]
    /// Registrations, deaths, packs and stock books: what is not a claim.
    var registers = Registers()
    /// Days in hospital by person, admission to discharge.
    private(set) var stayDays: [Int32: [ClosedRange<Int>]] = [:]
    /// Persons whose sex the registers do not know.
    private(set) var unknownSex: Set<Int32> = []

    init(town: Town) {
        self.town = town
        benefits = Benefits(town: town)
    }

    mutating func open(_ visit: Visit) -> Int {
        if visit.care.isStay {
            let days = visit.begin / CivilCalendar.secondsPerDay...max(visit.begin, visit.end) / CivilCalendar.secondsPerDay
            stayDays[visit.person, default: []].append(days)
        }
        visits.append(visit)
        return visits.count - 1
    }

    /// Settles a basket under a visit.
    ///
    /// - Parameters:
    ///   - counter: The counter; by default one of the facility's, by the hour.
    ///   - certificate: By default the habit of the person.
    mutating func settle(_ visit: Int, at time: Int, _ basket: Basket, care: CareType? = nil, counter: Int? = nil, certificate: Int? = nil) {
        let record = visits[visit]
        let type = care ?? record.care
        let payment = benefits.pay(basket, person: Int(record.person), facility: Int(record.facility), care: type)
        let staff = town.facilities[Int(record.facility)].operatorCount
        let habit = Int(record.person) % 10
        settlements.append(Settlement(
            visit: Int32(visit),
            counter: Int16(counter ?? (time / 60 * 7 + time / 21_600) % staff + 1),
            lineCount: Int16(basket.lines.count),
            firstLine: lines.count,
            time: time,
            payment: payment,
            care: type,
            certificate: UInt8(certificate ?? (habit < 5 ? 1 : habit < 9 ? 3 : 2)),
            packLine: lines.count
        ))
        lines.append(contentsOf: basket.lines)
    }

    /// A visit of one settlement that begins shortly before it.
    mutating func record(
        person: Int, facility: Int, at time: Int, care: CareType, diagnosis: Diagnosis, basket: Basket,
        doctor: Int = 0, department: UInt8? = nil, begin: Int? = nil, counter: Int? = nil, certificate: Int? = nil
    ) {
        let start = begin ?? time - 60 - (person &* 37 + time) % 900
        let visit = open(Visit(
            person: Int32(person), facility: Int32(facility), begin: start, end: max(start, time), care: care,
            diagnosis: diagnosis, doctor: Int32(doctor), department: department ?? diagnosis.department
        ))
        settle(visit, at: time, basket, counter: counter, certificate: certificate)
    }

    /// Fund money of the settlements from a place in the book on, in fen.
    func fund(since mark: Int) -> Int { settlements[mark...].reduce(0) { $0 + $1.payment.fund } }

    /// The same for one person.
    func fund(of person: Int, since mark: Int) -> Int {
        settlements[mark...].reduce(0) { $0 + (Int(visits[Int($1.visit)].person) == person ? $1.payment.fund : 0) }
    }

    mutating func moveTogether(_ persons: [Int], to institution: String) {
        for person in persons { institutions[Int32(person)] = institution }
    }

    // MARK: Amendments

    mutating func amend(since mark: Int, _ change: (inout Settlement) -> Void) {
        for place in mark..<settlements.count { change(&settlements[place]) }
    }

    mutating func amendLine(_ place: Int, _ change: (inout FeeLine) -> Void) { change(&lines[place]) }

    /// Moves each visit and its settlements by a number of seconds.
    mutating func delay(by seconds: [Int32]) {
        for visit in visits.indices {
            visits[visit].begin += Int(seconds[visit])
            visits[visit].end += Int(seconds[visit])
        }
        for place in settlements.indices { settlements[place].time += Int(seconds[Int(settlements[place].visit)]) }
    }

    /// Whether a person lies in hospital on a day, the days of admission and discharge left out.
    func isInHospital(_ person: Int, on day: Int) -> Bool {
        stayDays[Int32(person)]?.contains { $0.lowerBound < day && day < $0.upperBound } ?? false
    }

    /// Whether a person has no stay that shares a day with these.
    func isFree(_ person: Int, _ days: ClosedRange<Int>) -> Bool {
        !(stayDays[Int32(person)]?.contains { $0.overlaps(days) } ?? false)
    }

    mutating func assignBeds(_ assignment: BedAssignment) { assignment.assign(&visits, in: town) }

    mutating func forgetSex(of person: Int) { unknownSex.insert(Int32(person)) }

    // MARK: Noise

    mutating func refund(_ index: Int, at time: Int) {
        var copy = settlements[index]
        copy.time = time
        copy.payment = copy.payment.reversed
        copy.isRefund = true
        copyLines(of: &copy, sign: -1)
        settlements.append(copy)
    }

    mutating func recharge(_ index: Int, at time: Int) {
        var copy = settlements[index]
        copy.time = time
        copyLines(of: &copy, sign: 1)
        settlements.append(copy)
    }

    mutating func addInvalidCopy(of index: Int, at time: Int) {
        var copy = settlements[index]
        copy.time = time
        copy.isInvalid = true
        copyLines(of: &copy, sign: 1)
        settlements.append(copy)
    }

    mutating func duplicate(_ index: Int) { settlements[index].isDuplicated = true }

    mutating func dropDate(_ index: Int) { settlements[index].losesDate = true }

    private mutating func copyLines(of settlement: inout Settlement, sign: Int16) {
        let start = lines.count
        for place in settlement.firstLine..<settlement.firstLine + Int(settlement.lineCount) {
            var line = lines[place]
            line.count *= sign
            lines.append(line)
        }
        settlement.firstLine = start
    }
}
