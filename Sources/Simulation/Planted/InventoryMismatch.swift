import Statistics

/// `inventory-mismatch`: a facility bills more of some drugs than it ever had on the shelf.
struct InventoryMismatch: PlantedBehaviour {
    let name = "inventory-mismatch"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        let traffic = scene.traffic()
        let busy = 150 * scene.town.configuration.monthCount
        for turn in 0..<scene.facilityCaseCount {
            let manner = Manner(turn: turn)
            guard let place = scene.castFacility(.pharmacy, .communityCentre, .privateClinic, random: &random, where: { facility in
                traffic[facility.index] >= busy
            }) ?? scene.castFacility(.pharmacy, random: &random) else { return }
            overbill(place, manner, in: &scene, random: &random)
        }
    }

    private func overbill(_ place: Int, _ manner: Manner, in scene: inout Scene, random: inout RandomStream) {
        let town = scene.town
        let sold = scene.packsSold(at: place)
        // Drugs that are hardly ever paid in cash, the most sold ones first.
        let drugs = town.catalogue.items.indices
            .filter { town.catalogue.items[$0].supplyDays >= 10 && town.catalogue.items[$0].chargeType == "09" && sold[$0] > 0 }
            .sorted { (sold[$1], $0) < (sold[$0], $1) }
            .prefix([4, 6, 10, 5][manner.rawValue])
        guard !drugs.isEmpty else { return }
        let ratio = [1.35, 1.9, 3.2, 1.45][manner.rawValue]
        let mark = scene.book.settlements.count
        for drug in drugs {
            var left = max(4, Int(Double(sold[drug]) * (ratio - 1)) + 2)
            while left > 0 {
                let packs = min(left, random.integer(1...3))
                left -= packs
                var basket = Basket()
                basket.add(drug, count: packs, price: scene.prescriber.price(drug, at: place))
                let person = scene.passersBy(1, random: &random)[0]
                let day = random.element(of: town.calendar.workdays)
                scene.book.record(
                    person: person, facility: place, at: day * CivilCalendar.secondsPerDay + town.clock(at: place, random: &random),
                    care: town.facilities[place].kind.isPharmacy ? .chronicPharmacy : .outpatient, diagnosis: .of(.hypertension),
                    basket: basket, doctor: town.doctor(at: place, usualOf: person, random: &random)
                )
            }
        }
        scene.book.leaveUnstocked(since: mark)
        scene.label(name, facility: place, manner, since: mark, note: "\(drugs.count) drugs billed \(ratio) times what was there")
    }
}

extension Scene {
    /// Packs billed so far at a facility, by item.
    func packsSold(at place: Int) -> [Int] {
        var sold = Array(repeating: 0, count: town.catalogue.items.count)
        for settlement in book.settlements where Int(book.visits[Int(settlement.visit)].facility) == place {
            let lines = settlement.firstLine..<settlement.firstLine + Int(settlement.lineCount)
            for line in book.lines[lines] { sold[Int(line.item)] += Int(line.count) }
        }
        return sold
    }
}
