import Statistics

/// `impossible-doctor`: one doctor's name stands under patients at two facilities within minutes, under dozens of patients a minute,
/// or under more hours of timed treatment than a day has.
struct ImpossibleDoctor: PlantedBehaviour {
    let name = "impossible-doctor"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.personCaseCount {
            // Every third case is of the same way, and each way is met in every manner.
            let manner = Manner(turn: turn + turn / 12)
            guard let home = scene.castFacility(.privateClinic, .villageClinic, random: &random) else { return }
            let doctor = scene.town.facilities[home].doctorCount
            let number = -scene.town.doctorNumber(doctor, at: home)
            let mark = scene.book.settlements.count
            var places = [home]
            let note: String
            switch turn % 3 {
            case 0:
                let clinics = scene.town.facilities(of: .privateClinic, .communityCentre, .villageClinic).filter { $0 != home }
                places.append(random.element(of: clinics))
                note = alternate(number, between: places, manner, in: &scene, random: &random)
            case 1: note = crowd(number, at: home, manner, in: &scene, random: &random)
            default: note = overtime(number, at: home, manner, in: &scene, random: &random)
            }
            // A doctor who signs for patients in series is a matter of the outpatient department too (handbook 1.1).
            if turn % 3 == 1 { scene.label("outpatient-anomaly", facility: home, manner, since: mark, note: "a doctor with \(note)") }
            let text = manner == .careful ? note + "; below the usual thresholds" : note
            scene.label(
                name, "doctor", scene.town.doctorCode(number, at: home), at: places, manner.intensity, fund: scene.book.fund(since: mark),
                note: text
            )
        }
    }

    /// Patients here and there in turn, with less time between them than any way takes.
    private func alternate(
        _ doctor: Int, between places: [Int], _ manner: Manner, in scene: inout Scene, random: inout RandomStream
    ) -> String {
        let days = scene.someDays([5, 9, 16, 8][manner.rawValue], from: scene.town.calendar.workdays, random: &random)
        let minutes = [8...14, 3...6, 0...2, 16...24][manner.rawValue]
        for day in days {
            var time = Scene.moment(day, hour: random.integer(9...14), second: random.integer(0...3_599))
            for turn in 0..<[4, 6, 10, 4][manner.rawValue] {
                treat(places[turn % 2], by: doctor, at: time, in: &scene, random: &random)
                time += random.integer(minutes) * 60 + random.integer(15...59)
            }
        }
        return "two facilities in turn within \(minutes.upperBound) minutes on \(days.count) days"
    }

    private func crowd(_ doctor: Int, at place: Int, _ manner: Manner, in scene: inout Scene, random: inout RandomStream) -> String {
        let days = scene.someDays([5, 7, 10, 8][manner.rawValue], from: scene.town.calendar.workdays, random: &random)
        let perMinute = [6, 13, 30, 4][manner.rawValue]
        for day in days {
            var minute = Scene.moment(day, hour: random.integer(8...16), second: random.integer(0...50) * 60)
            for _ in 0..<(manner == .careful ? 8 : 2) {
                for _ in 0..<perMinute { treat(place, by: doctor, at: minute + random.integer(0...58), in: &scene, random: &random) }
                minute += 60
            }
        }
        return "\(perMinute) patients a minute on \(days.count) days"
    }

    private func overtime(_ doctor: Int, at place: Int, _ manner: Manner, in scene: inout Scene, random: inout RandomStream) -> String {
        let days = scene.someDays([4, 8, 14, 12][manner.rawValue], from: scene.town.calendar.workdays, random: &random)
        let hours = [27, 36, 55, 22][manner.rawValue]
        for day in days {
            let patients = hours * 60 / 90
            for patient in 0..<patients {
                // Two sessions of 45 minutes each, in the opening hours.
                let time = Scene.moment(day, hour: 8, second: patient * 32_000 / patients + random.integer(0...200))
                treat(place, by: doctor, at: time, isTimed: true, in: &scene, random: &random)
            }
        }
        return "\(hours) hours of timed treatment a day on \(days.count) days"
    }

    private func treat(
        _ place: Int, by doctor: Int, at time: Int, isTimed: Bool = false, in scene: inout Scene, random: inout RandomStream
    ) {
        let patient = scene.passersBy(1, random: &random)[0]
        var basket = Basket()
        if isTimed {
            scene.prescriber.put(.physiotherapy, number: 7, at: place, into: &basket)
            scene.prescriber.put(.physiotherapy, number: 8, at: place, into: &basket)
        } else {
            basket = scene.prescriber.clinicVisit(at: place, random: &random)
        }
        scene.book.record(
            person: patient, facility: place, at: time, care: .outpatient, diagnosis: isTimed ? .strokeRehabilitation : .backPain,
            basket: basket, doctor: doctor, begin: time - 10
        )
    }
}
