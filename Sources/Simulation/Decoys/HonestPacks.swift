import Statistics

/// Codes that rightly come twice: returned and sold again, packs split among patients, codes typed for want of a scanner, one pack
/// scanned for two.
struct HonestPacks: PlantedBehaviour {
    let name = "honest-pack"

    func plant(in scene: inout Scene, random: inout RandomStream) {
        for turn in 0..<scene.personCaseCount {
            let good = PackSales.resold[turn % PackSales.resold.count]
            soldReturnedSold(good, in: &scene, random: &random)
        }
        for _ in 0..<scene.count(per30000: 2) { splitPacks(in: &scene, random: &random) }
        for _ in 0..<scene.count(per30000: 1) { typedCodes(in: &scene, random: &random) }
    }

    private func soldReturnedSold(_ good: PackSales.Good, in scene: inout Scene, random: inout RandomStream) {
        let place = random.element(of: scene.town.facilities(of: .pharmacy, .allNightPharmacy))
        let mark = scene.book.settlements.count
        let days = scene.someDays(2, random: &random)
        let line = scene.sellPack(good, at: place, on: days[0], random: &random)
        let endOfDay = (days[0] + 1) * CivilCalendar.secondsPerDay - 1
        scene.book.refund(mark, at: min(endOfDay, scene.book.settlements[mark].time + random.integer(300...3_600)))
        _ = scene.sellPack(good, at: place, on: days[1], again: line, random: &random)
        scene.book.leaveUndisturbed(since: mark)
        let item = scene.town.catalogue.range(good.group).lowerBound + good.number
        scene.lookAlike(
            "sold-returned-sold", like: "trace-duplicate", "drug_pack", PackNumbering.code(item: item, line: line), at: [place],
            since: mark,
            note: "returned in between"
        )
    }

    /// A village clinic that hands out tablets: one pack for three to eight patients.
    private func splitPacks(in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.villageClinic, .communityCentre, random: &random) else { return }
        let villagers = scene.neighbours(400, of: place, random: &random)
        guard !villagers.isEmpty else { return }
        let mark = scene.book.settlements.count
        for number in 0..<20 {
            let good = PackSales.Good(group: .cold, number: number % 10)
            var first: Int?
            let item = scene.town.catalogue.range(.cold).lowerBound + number % 10
            for day in scene.someDays(random.integer(3...8), random: &random) {
                let line = scene.sellPack(
                    good, at: place, on: day, again: first, isSplit: true, buyer: random.element(of: villagers), random: &random
                )
                first = first ?? line
            }
            if number < 5, let first {
                scene.lookAlike(
                    "split-pack", like: "trace-duplicate", "drug_pack", PackNumbering.code(item: item, line: first), at: [place],
                    since: mark,
                    note: "handed out by the tablet"
                )
            }
        }
        scene.book.leaveUndisturbed(since: mark)
        scene.lookAlike("split-packs", like: "trace-duplicate", facility: place, since: mark, note: "hands out by the tablet")
    }

    /// A counter whose scanner is broken: every sixth sale has a code of zeros.
    private func typedCodes(in scene: inout Scene, random: inout RandomStream) {
        guard let place = scene.castFacility(.pharmacy, random: &random) else { return }
        let mark = scene.book.settlements.count
        for settlement in scene.book.settlements
        where Int(scene.book.visits[Int(settlement.visit)].facility) == place && !settlement.isUndisturbed {
            let lines = settlement.firstLine..<settlement.firstLine + Int(settlement.lineCount)
            if random.chance(0.15) {
                for line in lines { scene.book.registers.packs[line] = .typed(PackNumbering.typedCodes[0]) }
            } else if random.chance(0.02) {
                for line in lines { scene.book.registers.packs[line] = .scannedTwice }
            }
        }
        scene.lookAlike(
            "typed-codes", like: "trace-duplicate", facility: place, since: mark, note: "codes of zeros; and one scan for two packs"
        )
        scene.lookAlike(
            "typed-codes", like: "trace-duplicate", "drug_pack", PackNumbering.typedCodes[0], at: [place], since: mark, note: "not a code"
        )
    }
}
