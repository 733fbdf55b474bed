import Statistics

/// `outpatient-anomaly`: visits that never took place are billed to former patients, every one a copy of the same list, between the
/// real ones and at their hours.
///
/// The careful copies four lists in turn, none of them a fifth of what the place bills.
struct PhantomVisits: PlantedBehaviour {
    let name = "phantom-visits"

    private static let lists = [1, 1, 1, 4]
    /// Copies for each real bill.
    private static let shares = [0.35, 0.6, 1.2, 0.5]

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let traffic = scene.traffic()
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            guard let place = scene.castFacility(.privateClinic, .villageClinic, random: &random, where: { traffic[$0.index] >= 120 })
            else { return }
            let patients = scene.patients(of: place)
            let count = Int(Self.shares[manner.rawValue] * Double(traffic[place]))
            let mark = scene.book.settlements.count
            for number in 0..<count {
                let card = random.element(of: patients)
                let time = random.element(of: town.calendar.workdays) * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random)
                scene.book.record(
                    person: card, facility: place, at: time, care: .outpatient, diagnosis: random.element(of: Diagnosis.respiratory),
                    basket: list(place + number % Self.lists[manner.rawValue], at: place, in: scene),
                    doctor: town.doctor(at: place, usualOf: card, random: &random)
                )
            }
            scene.label("outpatient-anomaly", facility: place, manner, since: mark, note: "\(count) copies of \(Self.lists[manner.rawValue]) bills")
        }
    }

    private func list(_ number: Int, at place: Int, in scene: Scene) -> Basket {
        var basket = Basket()
        scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
        scene.prescriber.put(.treatment, number: number, at: place, into: &basket)
        scene.prescriber.put(.patent, number: number * 3, at: place, into: &basket)
        scene.prescriber.put(.analgesic, number: number, at: place, into: &basket)
        return basket
    }
}
