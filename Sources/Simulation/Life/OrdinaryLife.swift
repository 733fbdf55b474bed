import RealModule
import Statistics

/// What every person of the town does without being told: refills, acute illness, stays.
///
/// Each person draws from a stream of their own, so that one more person, or one more planted case, moves nobody else.
struct OrdinaryLife {
    let town: Town
    let prescriber: Prescriber

    /// Acute visits a month at frailty 1, by age.
    private static func acuteRate(age: Int) -> Double {
        switch age {
        case ..<7: 1.7
        case 7..<18: 0.85
        case 18..<41: 0.85
        case 41..<60: 1.2
        default: 1.6
        }
    }

    init(town: Town) {
        self.town = town
        prescriber = Prescriber(town: town)
    }

    func live(_ index: Int, into book: inout ClaimBook, seed: UInt64) {
        var random = RandomStream(seed: seed &+ UInt64(index) &* 0x9e37_79b9_7f4a_7c15)
        let person = town.persons[index]
        let first = town.calendar.days.lowerBound
        let last = person.deathDay >= 0 ? min(Int(person.deathDay), town.calendar.days.upperBound) : town.calendar.days.upperBound
        if person.condition != nil { refill(index, until: last, into: &book, random: &random) }
        let months = Double(town.configuration.monthCount)
        let age = person.age(on: first)
        for _ in 0..<random.poisson(mean: Self.acuteRate(age: age) * Double(person.frailty) * months) {
            acuteVisit(index, until: last, into: &book, random: &random)
        }
        let stayRate = (age < 60 ? 0.008 : 0.03) * Double(person.frailty) * (person.condition == nil ? 0.7 : 1.6)
        for _ in 0..<random.poisson(mean: stayRate * months) { stay(index, until: last, into: &book, random: &random) }
    }

    // MARK: Kinds of care

    private func refill(_ index: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream) {
        let person = town.persons[index]
        guard let condition = person.condition else { return }
        let atPharmacy = !person.isRegistered || random.chance(0.25)
        let usual = Int(atPharmacy ? person.pharmacy : person.clinic)
        let cycle = Int(person.refillDays)
        var due = town.calendar.days.lowerBound + random.uniform(below: cycle)
        while due < last {
            let day = due + Int((random.normal() * 1.5).rounded())
            due += cycle
            guard (town.calendar.days.lowerBound..<last).contains(day), !random.chance(0.06) else { continue }
            let facility = random.chance(0.9) ? usual : town.nearby(atPharmacy ? .pharmacy : .clinic, village: Int(person.village), random: &random)
            let kind = town.facilities[facility].kind
            let time = day * CivilCalendar.secondsPerDay + town.clock(kind, random: &random)
            let care: CareType = kind.isPharmacy ? .chronicPharmacy : person.isRegistered ? .chronic : .outpatient
            book.record(
                person: index, facility: facility, at: time, care: care, diagnosis: .of(condition),
                basket: prescriber.refill(for: index, at: facility, random: &random),
                doctor: town.doctor(at: facility, usualOf: index, random: &random)
            )
        }
    }

    private func acuteVisit(_ index: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream) {
        let person = town.persons[index]
        let choice = random.uniform()
        let care: Town.Care = choice < 0.36 ? .pharmacy : choice < 0.68 ? .clinic : .hospital
        let facility = town.place(care, for: person, random: &random)
        let kind = town.facilities[facility].kind
        let day = town.day(kind, random: &random)
        guard day < last else { return }
        let time = day * CivilCalendar.secondsPerDay + town.clock(kind, random: &random)
        let diagnosis = Diagnosis.acute(season: town.calendar.season(day), random: &random)
        let doctor = town.doctor(at: facility, usualOf: index, random: &random)
        switch care {
        case .pharmacy:
            book.record(
                person: index, facility: facility, at: time, care: random.chance(0.3) ? .chronicPharmacy : .pharmacy,
                diagnosis: diagnosis, basket: prescriber.purchase(at: facility, random: &random)
            )
        case .clinic:
            book.record(
                person: index, facility: facility, at: time, care: .outpatient, diagnosis: diagnosis,
                basket: prescriber.clinicVisit(at: facility, random: &random), doctor: doctor
            )
        case .hospital:
            hospitalVisit(index, facility, at: time, diagnosis, doctor: doctor, into: &book, random: &random)
        }
    }

    /// Registration, then examinations, then drugs: several settlements of one visit.
    private func hospitalVisit(
        _ index: Int, _ facility: Int, at time: Int, _ diagnosis: Diagnosis, doctor: Int,
        into book: inout ClaimBook, random: inout RandomStream
    ) {
        let hour = time % CivilCalendar.secondsPerDay / 3_600
        let care: CareType = hour < 6 || hour >= 19 ? .emergency : .outpatient
        let examined = random.chance(0.55)
        let prescribed = !examined || random.chance(0.75)
        let wait = random.integer(900...4_500)
        let result = wait + (examined ? random.integer(1_500...7_200) : 0)
        let endOfDay = (time / CivilCalendar.secondsPerDay + 1) * CivilCalendar.secondsPerDay - 1
        let visit = book.open(Visit(
            person: Int32(index), facility: Int32(facility), begin: time, end: min(time + result, endOfDay), care: care,
            diagnosis: diagnosis, doctor: Int32(doctor), department: diagnosis.department
        ))
        book.settle(visit, at: time, prescriber.registration(at: facility, random: &random), care: .registration)
        if examined {
            book.settle(visit, at: min(time + wait, endOfDay), prescriber.examinations(at: facility, random: &random))
        }
        if prescribed {
            book.settle(visit, at: min(time + result, endOfDay), prescriber.drugs(at: facility, random: &random))
        }
    }

    private func stay(_ index: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream) {
        let person = town.persons[index]
        let day = random.element(of: town.calendar.days)
        let length = max(1, min(60, Int(random.logNormal(mean: 1.9, standardDeviation: 0.55))))
        guard day < last else { return }
        let facility = town.place(.hospital, for: person, random: &random)
        admit(
            index, to: facility, on: day, days: length, diagnosis: random.element(of: Diagnosis.stays), into: &book, random: &random
        )
    }

    /// One stay, settled at discharge; a stay that outlasts the period is still open and has no settlement.
    func admit(
        _ index: Int, to facility: Int, on day: Int, days: Int, diagnosis: Diagnosis,
        into book: inout ClaimBook, random: inout RandomStream
    ) {
        let person = town.persons[index]
        let place = town.facilities[facility]
        let begin = day * CivilCalendar.secondsPerDay + random.integer(30_000...61_200)
        let discharge = day + days
        let isOpen = discharge >= town.calendar.days.upperBound
        let end = discharge * CivilCalendar.secondsPerDay + random.integer(30_000...57_600)
        let died = person.deathDay >= 0 && Int(person.deathDay) == discharge
        let way = died ? 5 : random.chance(0.9) ? 1 : random.element(of: [2, 3, 4, 9])
        let visit = book.open(Visit(
            person: Int32(index), facility: Int32(facility), begin: begin, end: end, care: .inpatient, diagnosis: diagnosis,
            doctor: Int32(town.doctor(at: facility, usualOf: index, random: &random)), department: diagnosis.department,
            bed: Int16(random.integer(1...max(2, place.bedCount))), dischargeWay: UInt8(way), isOpen: isOpen
        ))
        guard !isOpen else { return }
        let surgery = diagnosis.department == 4 && random.chance(0.6)
        book.settle(
            visit, at: end + random.integer(600...5_400),
            prescriber.stay(days: days, surgery: surgery, at: facility, random: &random)
        )
    }
}

extension Town {
    /// A doctor of the facility, from 1: mostly the person's usual one, at times nobody entered; 0 at a pharmacy.
    func doctor(at facility: Int, usualOf person: Int, random: inout RandomStream) -> Int {
        let count = facilities[facility].doctorCount
        guard count > 0, !random.chance(0.01) else { return 0 }
        return random.chance(0.6) ? (person + facility) % count + 1 : random.integer(1...count)
    }
}
