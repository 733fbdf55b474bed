import Statistics

/// A stay with something more in the bed lines than nights.
private struct BedStay {
    let kind: String

    func plant(
        _ count: Int, code: String, note: String, in scene: inout Scene, random: inout RandomStream,
        adding lines: (inout Basket, _ days: Int, _ place: Int, Prescriber) -> Void
    ) {
        for _ in 0..<count {
            let profile = StayProfile.named(code)
            let days = random.integer(5...10)
            let day = scene.admissionDay(days: days, random: &random)
            guard let person = scene.castPatient(free: day - 2...day + days + 2, random: &random, where: { profile.fits($0, on: day) })
            else { return }
            let place = scene.town.place(.hospital, for: scene.town.persons[person], random: &random)
            var basket = scene.prescriber.stay(
                for: profile, days: days, person: person, at: place, habits: scene.life.habits[place], operates: false, random: &random
            )
            lines(&basket, days, place, scene.prescriber)
            var plan = StayPlan(person: person, facility: place, day: day, days: days, profile: profile, dischargeWay: 1, operates: false)
            plan.basket = basket
            let mark = scene.book.settlements.count
            guard let visit = scene.life.admit(plan, into: &scene.book, random: &random) else { continue }
            scene.decoy(stay: visit, kind, like: "bed-days", since: mark, note: note)
        }
    }
}

/// A relative's companion bed, charged every night under the heading of beds and outside the policy's scope.
struct CompanionBeds: PlantedBehaviour {
    let name = "companion-bed"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        BedStay(kind: name).plant(scene.singleCases * 2, code: "J18", note: "a companion bed", in: &scene, random: &random) { basket, days, place, prescriber in
            for day in 0..<days { prescriber.put(.wardBed, number: 1, at: place, on: day, into: &basket) }
        }
    }
}

/// Intensive care with the ward's bed kept meanwhile.
struct IntensiveCareBeds: PlantedBehaviour {
    let name = "intensive-care-bed"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        BedStay(kind: name).plant(scene.singleCases, code: "I63", note: "three days of intensive care", in: &scene, random: &random) { basket, _, place, prescriber in
            for day in 1..<4 { prescriber.put(.wardBed, number: 0, at: place, on: day, into: &basket) }
        }
    }
}

/// Bed-days charged twice by mistake and taken back by a line with a negative count.
struct CorrectedBedLines: PlantedBehaviour {
    let name = "corrected-bed-days"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        BedStay(kind: name).plant(scene.singleCases, code: "K80", note: "two days too many; taken back", in: &scene, random: &random) { basket, days, place, prescriber in
            for _ in 0..<2 { prescriber.wardDays(days - 1..<days, nursing: 1, at: place, into: &basket) }
            let bed = basket.lines.first { prescriber.town.catalogue.range(.bed).contains(Int($0.item)) && Int($0.day) == days - 1 }
            if var line = bed {
                line.count = -2
                basket.append(line)
            }
        }
    }
}

/// One region counts the day of discharge as well (`Town.bothEndsRegion`): all its hospitals charge a day more than the others.
struct BothEndsRegion: PlantedBehaviour {
    let name = "both-ends-region"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let counts = scene.stayCounts()
        let end = scene.book.settlements.count
        for facility in scene.town.facilities where facility.region == scene.town.bothEndsRegion && counts[facility.index] >= 3 {
            scene.decoy(facility: facility.index, name, like: "bed-days", since: end, note: "the region counts both ends of a stay")
        }
    }
}
