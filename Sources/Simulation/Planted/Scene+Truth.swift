import RealModule
import Statistics

/// Four ways of doing the same thing: plainly, plainer, blatantly, and carefully below the usual thresholds. The last is labelled
/// subtle, with a note.
enum Manner: Int, CaseIterable, Sendable {
    case subtle, medium, blatant, careful

    init(turn: Int) { self = Self.allCases[turn % 4] }

    var intensity: Intensity { self == .careful ? .subtle : Intensity.allCases[rawValue] }
}

extension Scene {
    // MARK: How many

    /// Facilities that do one thing: four in a town of 30,000 persons, nine in a city of 400,000.
    var facilityCaseCount: Int { max(1, Int((4 * Double.pow(Double(town.persons.count) / 30_000, 0.32)).rounded())) }

    /// Persons, doctors or packs of one thing: eight in a town of 30,000 persons, thirty in a city of 400,000.
    var personCaseCount: Int { max(1, Int((8 * Double.pow(Double(town.persons.count) / 30_000, 0.5)).rounded())) }

    // MARK: Labels

    mutating func label(
        _ scenario: String, _ kind: String, _ subject: String, at facilities: [Int], _ intensity: Intensity, fund: Int, note: String
    ) {
        label(TruthLabel(
            scenario: scenario, subjectKind: kind, subjectID: subject, facilities: facilityCodes(facilities),
            intensity: intensity.name, fundAmount: fund, note: note
        ))
    }

    mutating func label(_ scenario: String, facility: Int, _ manner: Manner, since mark: Int, note: String) {
        let text = manner == .careful ? note + "; below the usual thresholds" : note
        label(
            scenario, "facility", town.facilities[facility].code, at: [facility], manner.intensity, fund: book.fund(since: mark), note: text
        )
    }

    mutating func label(_ scenario: String, patient: Int, at facilities: [Int], _ manner: Manner, since mark: Int, note: String) {
        let text = manner == .careful ? note + "; below the usual thresholds" : note
        label(
            scenario, "patient", Town.personNumber(patient), at: facilities, manner.intensity, fund: book.fund(of: patient, since: mark),
            note: text
        )
    }

    /// An innocent subject of any kind.
    mutating func lookAlike(
        _ decoyKind: String, like scenario: String, _ kind: String, _ subject: String, at facilities: [Int], since mark: Int, note: String
    ) {
        decoy(TruthLabel(
            scenario: scenario, subjectKind: kind, subjectID: subject, facilities: facilityCodes(facilities),
            fundAmount: book.fund(since: mark), note: note, decoyKind: decoyKind
        ))
    }

    mutating func lookAlike(_ decoyKind: String, like scenario: String, facility: Int, since mark: Int, note: String) {
        lookAlike(decoyKind, like: scenario, "facility", town.facilities[facility].code, at: [facility], since: mark, note: note)
    }

    mutating func lookAlike(_ decoyKind: String, like scenario: String, patient: Int, at facilities: [Int], since mark: Int, note: String) {
        decoy(TruthLabel(
            scenario: scenario, subjectKind: "patient", subjectID: Town.personNumber(patient), facilities: facilityCodes(facilities),
            fundAmount: book.fund(of: patient, since: mark), note: note, decoyKind: decoyKind
        ))
    }

    // MARK: Who and when

    /// `count` living persons, drawn with replacement, who play no part that matters.
    func passersBy(_ count: Int, random: inout RandomStream) -> [Int] {
        var persons: [Int] = []
        while persons.count < count {
            let person = random.uniform(below: town.persons.count)
            if town.persons[person].deathDay < 0 { persons.append(person) }
        }
        return persons
    }

    /// Living employees by employer, the employer with the most first.
    func workforces() -> [(employer: Int, staff: [Int])] {
        var staff = Array(repeating: [Int](), count: town.employerCount)
        for (index, person) in town.persons.enumerated() where person.employer >= 0 && person.deathDay < 0 {
            staff[Int(person.employer)].append(index)
        }
        return staff.enumerated().map { ($0, $1) }.sorted { ($1.1.count, $0.0) < ($0.1.count, $1.0) }
    }

    /// Settlements by facility so far.
    func traffic() -> [Int] {
        var counts = Array(repeating: 0, count: town.facilities.count)
        for settlement in book.settlements { counts[Int(book.visits[Int(settlement.visit)].facility)] += 1 }
        return counts
    }

    /// Persons who were at a facility so far, ascending; the living.
    func patients(of place: Int) -> [Int] {
        Set(book.settlements.lazy.map { book.visits[Int($0.visit)] }.filter { $0.facility == Int32(place) }.map { Int($0.person) })
            .filter { town.persons[$0].deathDay < 0 }.sorted()
    }

    /// Visits under a registered disease so far, by facility.
    func chronicVisits() -> [[Int]] {
        var visits = Array(repeating: [Int](), count: town.facilities.count)
        for (index, visit) in book.visits.enumerated() where visit.care == .chronic { visits[Int(visit.facility)].append(index) }
        return visits
    }

    /// Villages, the nearest to a facility first.
    func villagesByDistance(from facility: Int) -> [Int] {
        let place = town.facilities[facility]
        return town.villages.indices.sorted { left, right in
            func distance(_ index: Int) -> Double {
                let village = town.villages[index]
                return (village.x - place.x) * (village.x - place.x) + (village.y - place.y) * (village.y - place.y)
            }
            return (distance(left), left) < (distance(right), right)
        }
    }

    /// A chronic patient's refill of a pharmacy's or clinic's drugs on a day, settled under the right kind of care.
    mutating func refill(
        _ person: Int, _ condition: ChronicCondition, at place: Int, on day: Int, care: CareType? = nil, besides earlier: [Int] = [],
        random: inout RandomStream
    ) {
        let isPharmacy = town.facilities[place].kind.isPharmacy
        let basket = prescriber.refill(for: person, condition, at: place, besides: earlier, random: &random)
        book.record(
            person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
            care: care ?? (isPharmacy ? .chronicPharmacy : .chronic), diagnosis: .of(condition), basket: basket,
            doctor: town.doctor(at: place, usualOf: person, random: &random)
        )
    }
}
