import RealModule
import Statistics

/// What every person of the town does without being told: refills, acute illness, stays.
///
/// Each person draws from a stream of their own, so that one more person, or one more planted case, moves nobody else.
struct OrdinaryLife {
    let town: Town
    let prescriber: Prescriber
    let habits: [WardHabits]

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
        habits = WardHabits.all(of: town)
    }

    func live(_ index: Int, into book: inout ClaimBook, seed: UInt64) {
        var random = RandomStream(seed: seed &+ UInt64(index) &* 0x9e37_79b9_7f4a_7c15)
        let person = town.persons[index]
        let first = town.calendar.days.lowerBound
        let last = person.deathDay >= 0 ? min(Int(person.deathDay), town.calendar.days.upperBound) : town.calendar.days.upperBound
        let months = Double(town.configuration.monthCount)
        let age = person.age(on: first)
        liveInWards(index, until: last, into: &book, random: &random)
        if person.condition != nil { refill(index, until: last, into: &book, random: &random) }
        for _ in 0..<random.poisson(mean: Self.acuteRate(age: age) * Double(person.frailty) * months) {
            acuteVisit(index, until: last, into: &book, random: &random)
        }
    }

    // MARK: Kinds of care

    private func refill(_ index: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream) {
        let person = town.persons[index]
        guard let condition = person.condition else { return }
        let second = town.secondCondition(of: index)
        let registered = person.isRegistered ? register(index, condition, second, until: last, into: &book, random: &random) : Int.max
        let atPharmacy = !person.isRegistered || random.chance(0.25)
        let usual = Int(atPharmacy ? person.pharmacy : person.clinic)
        let cycle = Int(person.refillDays)
        var due = town.calendar.days.lowerBound + random.uniform(below: cycle)
        while due < last {
            let day = due + Int((random.normal() * 1.5).rounded())
            due += cycle
            guard (town.calendar.days.lowerBound..<last).contains(day), !random.chance(0.06) else { continue }
            // Who lies in hospital is looked after there; now and then a relative collects all the same.
            if book.isInHospital(index, on: day), !random.chance(0.12) { continue }
            var facility = random.chance(0.9) ? usual : town.nearby(atPharmacy ? .pharmacy : .clinic, village: Int(person.village), random: &random)
            facility = town.openPlace(facility, atPharmacy ? .pharmacy : .clinic, on: day, village: Int(person.village), random: &random)
            let kind = town.facilities[facility].kind
            var time = day * CivilCalendar.secondsPerDay + town.clock(at: facility, random: &random)
            let care: CareType = kind.isPharmacy ? .chronicPharmacy : day >= registered ? .chronic : .outpatient
            let doctor = town.doctor(at: facility, usualOf: index, random: &random)
            var prescribed: [Int] = []
            for illness in [condition, second].compactMap({ $0 }) {
                let basket = prescriber.refill(for: index, illness, at: facility, besides: prescribed, random: &random)
                book.record(person: index, facility: facility, at: time, care: care, diagnosis: .of(illness), basket: basket, doctor: doctor)
                prescribed = basket.items
                time += random.integer(60...240)
            }
        }
    }

    /// Writes the registrations of a chronic patient and, where the first falls into the period, the visits that led to it.
    ///
    /// - Returns: The day of the first registration.
    private func register(
        _ index: Int, _ condition: ChronicCondition, _ second: ChronicCondition?, until last: Int,
        into book: inout ClaimBook, random: inout RandomStream
    ) -> Int {
        let person = town.persons[index]
        let day = town.registrationDay(of: index)
        let first = town.calendar.days.lowerBound
        guard day < last else { return Int.max }
        let hospital = Int(person.hospital)
        book.registers.register(index, .of(condition), at: day >= first ? hospital : Int(person.clinic), on: day)
        if let second { book.registers.register(index, .of(second), at: Int(person.clinic), on: min(day, first) - 40 - index % 300) }
        guard day >= first else { return day }
        for _ in 0..<random.integer(1...3) {
            let visit = max(first, day - random.integer(2...20))
            let time = visit * CivilCalendar.secondsPerDay + town.clock(at: hospital, random: &random)
            let doctor = town.doctor(at: hospital, usualOf: index, random: &random)
            hospitalVisit(index, hospital, at: time, .of(condition), doctor: doctor, isExamined: true, into: &book, random: &random)
        }
        return day
    }

    private func acuteVisit(_ index: Int, until last: Int, into book: inout ClaimBook, random: inout RandomStream) {
        let person = town.persons[index]
        let choice = random.uniform()
        let care: Town.Care = choice < 0.36 ? .pharmacy : choice < 0.68 ? .clinic : .hospital
        var facility = town.place(care, for: person, random: &random)
        let day = town.day(town.facilities[facility].kind, random: &random)
        guard day < last, !book.isInHospital(index, on: day) || random.chance(0.02) else { return }
        facility = town.openPlace(facility, care, on: day, village: Int(person.village), random: &random)
        let time = day * CivilCalendar.secondsPerDay + town.clock(at: facility, random: &random)
        let diagnosis = Diagnosis.acute(season: town.calendar.season(day), sex: person.sex, random: &random)
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
        case .hospital, .ward, .acuteWard:
            hospitalVisit(index, facility, at: time, diagnosis, doctor: doctor, into: &book, random: &random)
        }
    }

    /// Registration, then examinations, then drugs: several settlements of one visit.
    func hospitalVisit(
        _ index: Int, _ facility: Int, at time: Int, _ diagnosis: Diagnosis, doctor: Int, isEmergency: Bool = false, isExamined: Bool? = nil,
        into book: inout ClaimBook, random: inout RandomStream
    ) {
        let hour = time % CivilCalendar.secondsPerDay / 3_600
        let care: CareType = hour < 6 || hour >= 19 || isEmergency ? .emergency : .outpatient
        let examined = isExamined ?? random.chance(0.55)
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
            var basket = prescriber.examinations(at: facility, random: &random)
            prescriber.examineSex(of: index, for: diagnosis, at: facility, into: &basket, random: &random)
            book.settle(visit, at: min(time + wait, endOfDay), basket)
        }
        if prescribed {
            book.settle(visit, at: min(time + result, endOfDay), prescriber.drugs(at: facility, random: &random))
        }
    }
}

extension Town {
    /// The place itself, or another of its kind of care where it is not open yet.
    func openPlace(_ facility: Int, _ care: Care, on day: Int, village: Int, random: inout RandomStream) -> Int {
        var place = facility
        for _ in 0..<8 where !isOpen(place, on: day) { place = nearby(care, village: village, random: &random) }
        return place
    }

    /// A doctor of the facility, from 1: mostly the person's usual one, at times nobody entered; 0 at a pharmacy.
    func doctor(at facility: Int, usualOf person: Int, random: inout RandomStream) -> Int {
        let count = facilities[facility].doctorCount
        guard count > 0, !random.chance(0.01) else { return 0 }
        return random.chance(0.6) ? (person + facility) % count + 1 : random.integer(1...count)
    }
}
