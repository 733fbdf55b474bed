import RealModule
import Statistics

/// A stay before it happens.
struct StayPlan {
    var person: Int
    var facility: Int
    var day: Int
    var days: Int
    var profile: StayProfile
    var care = CareType.inpatient
    /// `dscg_way`; by default drawn.
    var dischargeWay: Int?
    var department: UInt8?
    var doctor: Int?
    /// -1 lets `BedAssignment` choose.
    var bed = -1
    /// What is charged; by default what the profile asks for at this facility.
    var basket: Basket?
    var operates: Bool?
    var telephone = 0
    /// Second of the day of admission and of discharge; by default drawn.
    var beginSecond: Int?
    var endSecond: Int?
    /// Days from discharge to settlement; the relatives of the dead take their time.
    var settlementDelay: Int?
}

extension OrdinaryLife {
    /// How many days before the period a stay may have begun that is settled within it.
    private static let runIn = 30

    /// All stays of a person: what falls by chance, what comes back, and for half of the dying the last one.
    func liveInWards(_ index: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream) {
        let person = town.persons[index]
        let days = town.calendar.days
        let age = person.age(on: days.lowerBound)
        let monthly = (age < 1 ? 0.04 : age < 15 ? 0.004 : age < 60 ? 0.0048 : age < 75 ? 0.0145 : 0.024)
            * Double(person.frailty) * (person.condition == nil ? 0.75 : 1.6)
        let months = Double(days.count + Self.runIn) / 30.4
        for _ in 0..<random.poisson(mean: monthly * months) {
            let day = admissionDay(random: &random)
            guard day < last, let profile = StayProfile.draw(for: person, on: day, random: &random) else { continue }
            fallIll(index, with: profile, on: day, until: last, into: &book, random: &random)
        }
        if person.deathDay >= 0, random.chance(0.5) {
            let length = random.integer(2...9)
            let profile = StayProfile.named(["I63", "I50", "J18", "C34", "C18"][random.integer(0...4)])
            let plan = StayPlan(
                person: index, facility: ward(for: profile, of: person, random: &random), day: Int(person.deathDay) - length,
                days: length, profile: profile, care: .emergencyStay
            )
            if book.isFree(index, plan.day - 1...plan.day + length) { admit(plan, into: &book, random: &random) }
        }
    }

    /// Fewer are admitted at weekends and hardly anybody at holidays.
    private func admissionDay(random: inout RandomStream) -> Int {
        let days = town.calendar.days
        while true {
            let day = random.integer(days.lowerBound - Self.runIn...days.upperBound - 1)
            let isFree = days.contains(day) ? town.calendar.kind(day) != .workday : CivilCalendar.weekday(day) >= 5
            if !isFree || random.chance(0.62) { return day }
        }
    }

    private func fallIll(
        _ index: Int, with profile: StayProfile, on day: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream
    ) {
        let person = town.persons[index]
        let facility = ward(for: profile, of: person, random: &random)
        let age = person.age(on: day)
        let habit = habits[facility]
        // The old stay longer, the young recover faster.
        let ageing = age > 75 ? 1.15 : age < 15 ? 0.8 : 1
        let isObserved = profile.surgeryShare == 0 && random.chance(habit.observation)
        let mean = isObserved ? 2 : profile.meanDays * habit.days * ageing
        let days = max(1, min(90, Int((random.logNormal(mean: Double.log(mean) - 0.08, standardDeviation: 0.4)).rounded())))
        guard book.isFree(index, day - 1...day + days + 1), day + days < last || last == town.calendar.days.upperBound else { return }
        let isEmergency = random.chance(profile.emergencyShare)
        var plan = StayPlan(person: index, facility: facility, day: day, days: days, profile: profile)
        if isEmergency, random.chance(0.6) { plan.care = .emergencyStay }
        if profile.department == 13, profile.meanDays > 30 { plan.care = .bedDays }
        if profile.surgeryShare > 0.7, days <= 1 { plan.care = .daySurgery }
        comeBefore(plan, isEmergency: isEmergency, into: &book, random: &random)
        admit(plan, into: &book, random: &random)
        // Transferred up, or back again for the same within weeks.
        if random.chance(profile.returnShare) {
            let gap = 2 + Int(random.exponential(rate: 1 / 17))
            let again = day + days + gap
            let length = max(2, Int(Double(days) * random.real(0.6...1.3)))
            guard again < last, book.isFree(index, again - 1...again + length + 1) else { return }
            plan.day = again
            plan.days = length
            plan.care = .inpatient
            plan.operates = nil
            if random.chance(0.2) { plan.facility = ward(for: profile, of: person, random: &random) }
            admit(plan, into: &book, random: &random)
        }
    }

    /// The visit that leads to a stay: the emergency room the same day, or a consultation in the days before.
    private func comeBefore(_ plan: StayPlan, isEmergency: Bool, into book: inout ClaimBook, random: inout RandomStream) {
        guard isEmergency || random.chance(0.5) else { return }
        let day = plan.day - (isEmergency || random.chance(0.4) ? 0 : random.integer(1...8))
        guard town.calendar.days.contains(day), !book.isInHospital(plan.person, on: day) else { return }
        let time = day * CivilCalendar.secondsPerDay + (day == plan.day ? random.integer(20_000...27_000) : random.integer(29_000...57_000))
        hospitalVisit(
            plan.person, plan.facility, at: time, plan.profile.diagnosis,
            doctor: town.doctor(at: plan.facility, usualOf: plan.person, random: &random), isEmergency: isEmergency, into: &book, random: &random
        )
    }

    /// Where a person is admitted: light cases anywhere, heavy ones where there is a department for them.
    func ward(for profile: StayProfile, of person: Person, random: inout RandomStream) -> Int {
        let specialists: [Int] = switch profile.department {
        case 13: town.facilities(of: .psychiatricHospital)
        case 15: town.facilities(of: .rehabilitationHospital)
        case 14: random.chance(0.45) ? town.facilities(of: .cancerCentre) : []
        default: []
        }
        if let place = specialists.first, random.chance(0.75) { return specialists.count == 1 ? place : random.element(of: specialists) }
        switch profile.grade {
        case 3: return town.place(.acuteWard, for: person, random: &random)
        case 2: return town.place(random.chance(0.45) ? .acuteWard : .hospital, for: person, random: &random)
        default: return town.place(.ward, for: person, random: &random)
        }
    }

    // MARK: Admission

    /// One stay, settled at discharge, and every thirty days before where it is that long; a stay that outlasts the period is still
    /// open, and one that ended before the period is not in the extract.
    ///
    /// - Returns: The place of the visit in the book; nil where the stay ended before the period.
    @discardableResult
    func admit(_ plan: StayPlan, into book: inout ClaimBook, random: inout RandomStream) -> Int? {
        let day = CivilCalendar.secondsPerDay
        let profile = plan.profile
        let discharge = plan.day + plan.days
        guard discharge >= town.calendar.days.lowerBound else { return nil }
        let person = town.persons[plan.person]
        let begin = plan.day * day + (plan.beginSecond ?? random.integer(29_000...61_200))
        let end = max(begin + 3_600, discharge * day + (plan.endSecond ?? random.integer(30_000...57_600)))
        let isOpen = discharge >= town.calendar.days.upperBound
        let died = person.deathDay >= 0 && Int(person.deathDay) == discharge
        let way = died ? 5 : plan.dischargeWay ?? (random.chance(0.91) ? 1 : random.element(of: [2, 3, 4, 4, 9]))
        let operates = plan.operates ?? random.chance(profile.surgeryShare * (town.facilities[plan.facility].kind == .communityCentre ? 0.2 : 1))
        let visit = book.open(Visit(
            person: Int32(plan.person), facility: Int32(plan.facility), begin: begin, end: end, care: plan.care,
            diagnosis: profile.diagnosis,
            doctor: Int32(plan.doctor ?? wardDoctor(profile.department, at: plan.facility, random: &random)),
            department: plan.department ?? profile.department, bed: Int16(plan.bed), dischargeWay: UInt8(way), isOpen: isOpen,
            telephone: Int32(plan.telephone)
        ))
        let basket = plan.basket ?? prescriber.stay(
            for: profile, days: plan.days, person: plan.person, at: plan.facility, habits: habits[plan.facility], operates: operates, random: &random
        )
        var from = 0
        // Long stays are settled every thirty days, open ones as far as they have come.
        while from + 30 < plan.days, (plan.day + from + 30) * day < town.calendar.days.upperBound * day {
            let time = (plan.day + from + 30) * day + random.integer(30_000...57_600)
            if plan.day + from + 30 >= town.calendar.days.lowerBound { settle(basket, of: visit, days: from..<from + 30, at: time, in: &book) }
            from += 30
        }
        let delay = (plan.settlementDelay ?? (died ? random.integer(0...12) : 0)) * day
        let settled = min(end + random.integer(600...5_400) + delay, max(end + 600, town.calendar.days.upperBound * day - 60))
        if !isOpen { settle(basket, of: visit, days: from..<Int.max, at: settled, in: &book) }
        return visit
    }

    private func settle(_ basket: Basket, of visit: Int, days: Range<Int>, at time: Int, in book: inout ClaimBook) {
        var part = Basket()
        for line in basket.lines where days.contains(max(0, Int(line.day))) { part.append(line) }
        if !part.lines.isEmpty { book.settle(visit, at: time, part) }
    }

    /// A doctor of the department: each has a handful of the facility's.
    func wardDoctor(_ department: UInt8, at facility: Int, random: inout RandomStream) -> Int {
        let count = town.facilities[facility].doctorCount
        guard count > 0 else { return 0 }
        return 1 + (Int(department) * 5 + random.integer(0...max(0, min(4, count / 6)))) % count
    }
}
