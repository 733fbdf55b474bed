import Statistics

/// `inpatient-anomaly`: persons who live in hospitals: sent round a few of them, each time with another complaint, none of which treats them
/// for long; alone, or some of them round the same houses.
///
/// The careful ones move twice.
struct HospitalRounds: PlantedBehaviour {
    let name = "hospital-rounds"

    private static let complaints = ["M47", "R42", "K29", "I10", "M51", "J20"]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: (6 - turn % 4) % 4)
            let houses = houses(in: scene, random: &random)
            guard houses.count >= 3 else { return }
            let mark = scene.book.settlements.count
            let wanted = [1, 4, 7, 1][manner.rawValue]
            let persons = (0..<wanted).compactMap { number in
                send([4, 3, 4, 2][manner.rawValue] + number % 2, round: houses, from: number, in: &scene, random: &random)
            }
            guard persons.count == wanted else { continue }
            let note = "sent round \(houses.count) hospitals"
            guard persons.count > 1 else {
                scene.label("inpatient-anomaly", patient: persons[0], at: houses, manner, since: mark, note: note)
                continue
            }
            scene.label(TruthLabel(
                scenario: "inpatient-anomaly", subjectKind: "visit_group", subjectID: scene.personNumbers(persons)[0],
                members: scene.personNumbers(persons), facilities: scene.facilityCodes(houses), intensity: manner.intensity.name,
                fundAmount: scene.book.fund(since: mark), note: "\(persons.count) persons " + note))
        }
    }

    /// Three small hospitals, others each time.
    private func houses(in scene: Scene, random: inout RandomStream) -> [Int] {
        let all = scene.town.facilities.filter {
            [.privateHospital, .communityCentre].contains($0.kind) && $0.bedCount > 0 && $0.region != scene.town.bothEndsRegion
                && scene.town.openings[$0.index] == nil
        }.map(\.index)
        return random.elements(min(3, all.count), of: all)
    }

    /// A person's stays, one more than moves, the last at a house that was left before; nil where nobody has the time.
    private func send(_ moves: Int, round houses: [Int], from first: Int, in scene: inout Scene, random: inout RandomStream) -> Int? {
        let period = scene.town.calendar.days
        let lengths = (0...moves).map { _ in random.integer(6...9) }
        let gaps = (0..<moves).map { _ in random.integer(1...5) }
        let span = lengths.reduce(0, +) + gaps.reduce(0, +) + 2
        guard span < period.count else { return nil }
        let start = period.lowerBound + random.uniform(below: period.count - span)
        guard let person = scene.castPatient(free: start - 2...start + span, random: &random, where: { (55...85).contains($0.age(on: start)) })
        else { return nil }
        var day = start
        for stay in 0...moves {
            // The careful go to one other house and back.
            let house = moves == 2 ? houses[stay % 2] : houses[(first + stay) % houses.count]
            let profile = StayProfile.named(Self.complaints[(first + stay) % Self.complaints.count])
            scene.life.admit(
                StayPlan(person: person, facility: house, day: day, days: lengths[stay], profile: profile, dischargeWay: 1, operates: false),
                into: &scene.book, random: &random)
            day += lengths[stay] + (stay < moves ? gaps[stay] : 0)
        }
        return person
    }
}
