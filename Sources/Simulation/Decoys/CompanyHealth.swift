import Statistics

/// A company sends its staff to be examined on one or two days; and the clinic across the road from a factory, where staff come one
/// by one through the year.
struct CompanyHealth: PlantedBehaviour {
    let name = "company-health"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let workforces = scene.workforces().filter { $0.staff.count >= 30 }
        guard !workforces.isEmpty else { return }
        for turn in 0..<scene.count(per30000: 4) {
            let staff = workforces[min(2 + turn, workforces.count - 1)].staff
            if turn.isMultiple(of: 2) {
                checkups(of: staff, in: &scene, random: &random)
            } else {
                factoryNeighbour(staff, in: &scene, random: &random)
            }
        }
    }

    private func checkups(of staff: [Int], in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.communityCentre, random: &random) else { return }
        let mark = scene.book.settlements.count
        let first = random.element(of: scene.town.calendar.workdays)
        let days = scene.town.calendar.workdays.filter { $0 == first || $0 == first + 1 }
        let invited = random.elements(150, of: staff)
        for (number, person) in invited.enumerated() {
            var basket = Basket()
            scene.prescriber.put(.generalConsultation, number: 0, at: place, into: &basket)
            scene.prescriber.put(.checkup, number: 1, at: place, into: &basket)
            scene.prescriber.put(.laboratory, number: 0, at: place, into: &basket)
            let time = Scene.moment(days[number % days.count], hour: 8, second: number / days.count * 100 + random.integer(0...60))
            scene.book.record(
                person: person, facility: place, at: time, care: .outpatient, diagnosis: .vaccination, basket: basket,
                doctor: 1 + number % 2
            )
        }
        scene.lookAlike(
            "company-checkup", like: "outpatient-anomaly", facility: place, since: mark,
            note: "\(invited.count) employees on \(days.count) days"
        )
    }

    private func factoryNeighbour(_ staff: [Int], in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.privateClinic, random: &random) else { return }
        let mark = scene.book.settlements.count
        for day in scene.town.calendar.workdays {
            for person in random.elements(random.poisson(mean: min(10, Double(staff.count) / 12)), of: staff) {
                scene.book.record(
                    person: person, facility: place, at: day * CivilCalendar.secondsPerDay + scene.town.clock(at: place, random: &random),
                    care: .outpatient, diagnosis: Diagnosis.acute(season: 1, random: &random),
                    basket: scene.prescriber.clinicVisit(at: place, random: &random), doctor: random.integer(1...2)
                )
            }
        }
        scene.lookAlike(
            "factory-neighbour", like: "outpatient-anomaly", facility: place, since: mark, note: "one employer; all through the period"
        )
    }
}
