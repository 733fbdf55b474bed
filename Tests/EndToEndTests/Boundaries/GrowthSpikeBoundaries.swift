import Statistics

/// 费用异常增长: forty-one clinics in three steps of 28 days, three settlements a day; what is counted of a step is 27 days of it.
extension BoundaryTables {
    private static let slug = "growth-spike"
    private static let (grower, starter) = (CareExtract.clinic(5), CareExtract.clinic(6))
    private static let (campaigner, heir) = (CareExtract.clinic(7), CareExtract.clinic(8))

    private static func write(_ folder: String) throws {
        var extract = SmallExtract()
        var random = RandomStream(seed: 12, stream: "growth")
        func settle(_ person: String, _ clinic: Int, _ day: Int) {
            let fen = Int(min(200_000, random.logNormal(mean: 9, standardDeviation: 0.6)))
            extract.settle(person, at: CareExtract.clinic(clinic), day: day, second: 36_000, CareExtract.money(fen))
        }
        for day in 0..<84 {
            let isNew = day >= 56
            for clinic in 0..<41 {
                let visits = switch clinic {
                // Two a day, then twelve.
                case 5: isNew ? 12 : 2
                // A first step of one a day, half the mean of its past.
                case 6: isNew ? 12 : day < 28 ? 1 : 3
                case 7: day == 70 ? 200 : 3
                default: 3
                }
                for visit in 0..<visits { settle("B\(clinic)-\((day * visits + visit) % 60)", clinic, day) }
            }
            // Clinic 41 closes, and twenty of its patients go to clinic 8, with twenty who were nowhere before.
            for visit in 0..<6 { settle("T\((day * 6 + visit) % 20)", isNew ? 8 : 41, day) }
            if isNew { for visit in 0..<6 { settle("N\((day * 6 + visit) % 20)", 8, day) } }
        }
        try extract.write(to: folder)
    }

    /// Forty-one clinics as above. One of them has its first settlement on the twelfth day; at others half of what grows is a new department's
    /// with a new doctor, or for influenza, of which all others see twice as much.
    private static func writeOrigins(_ folder: String) throws {
        var extract = SmallExtract()
        var random = RandomStream(seed: 12, stream: "growth")
        var visits: [Settlement] = []
        for day in 0..<84 {
            let isNew = day >= 56
            for clinic in 0..<41 {
                let count = switch clinic {
                case 5, 7: isNew ? 12 : 2
                case 6: day < 11 ? 0 : isNew ? 12 : 3
                default: 3
                }
                for visit in 0..<count {
                    let isWave = clinic == 7 ? visit >= 7 : clinic > 7 && visit == 0 && (isNew || day % 2 == 0)
                    var changes = CareExtract.money(Int(min(200_000, random.logNormal(mean: 9, standardDeviation: 0.6))))
                    changes["dise_no"] = isWave ? "J11.100" : "I10.x00"
                    changes["mdtrt_id"] = "V\(visits.count)"
                    let ward = clinic == 5 && visit >= 7 ? "new" : "old"
                    visits.append(["mdtrt_id": "V\(visits.count)", "adm_dept_codg": ward, "atddr_no": "DR\(clinic)-\(ward)"])
                    extract.settle("B\(clinic)-\((day * 12 + visit) % 60)", at: CareExtract.clinic(clinic), day: day, second: 36_000, changes)
                }
            }
        }
        try extract.write(SmallExtract.csv(visits, columns: ["mdtrt_id", "adm_dept_codg", "atddr_no"]), "mdtrt_d.csv", folder)
        try extract.write(to: folder)
    }

    private static let influenza = BoundaryExtract(slug, thresholds: ["tail_share": 0.25, "wave_share": 0.4], write: writeOrigins)
    private static let origins = BoundaryExtract(slug, thresholds: ["tail_share": 0.25], write: writeOrigins)

    /// A quarter of forty-one results are the ten that tell a tail.
    private static let extract = BoundaryExtract(slug, thresholds: ["tail_share": 0.25], write: write)
    /// Clinic 41 by its patients alone, or by its business alone.
    private static let known = BoundaryExtract(slug, thresholds: ["tail_share": 0.25, "successor_money": 9], write: write)
    private static let successor = BoundaryExtract(slug, thresholds: ["tail_share": 0.25, "taken_over_share": 1], write: write)
    /// Steps that the extract does not hold three of.
    private static let short = BoundaryExtract(slug, thresholds: ["tail_share": 0.25, "step_days": 50], write: write)

    private static func isListed(_ screening: Screening) -> Bool { screening.lists(grower) }

    static let growthSpike: [Boundary] = [
        Boundary(extract, "step_days", kept: 28, crossed: 29) { $0.count("step_days") > 7 },
        Boundary(short, "short_step_days", kept: 28, crossed: 29) { $0.count("steps") == 3 },
        Boundary(extract, "minimum_steps", kept: 3, crossed: 4) { $0.count("step_days") == 28 },
        Boundary(extract, "minimum_past_steps", kept: 2, crossed: 3, holds: isListed),
        Boundary(extract, "minimum_step_settlements", kept: 54, crossed: 55, holds: isListed),
        Boundary(extract, "minimum_step_share", kept: 0.5, crossed: 0.501) { $0.lists(starter) },
        Boundary(extract, "minimum_peers", kept: 41, crossed: 42, holds: isListed),
        Boundary(extract, "minimum_spread", kept: 0.448, crossed: 0.45, holds: isListed),
        Boundary(extract, "tail_share", kept: 0.226, crossed: 0.224, holds: isListed),
        Boundary(extract, "minimum_excesses", kept: 10, crossed: 11, holds: isListed),
        Boundary(extract, "minimum_square_excess", kept: 13, crossed: 13.1, holds: isListed),
        Boundary(extract, "left_out_days", kept: 1, crossed: 0) { !$0.lists(campaigner) },
        Boundary(extract, "minimum_growth", kept: 6.06, crossed: 6.07, holds: isListed),
        Boundary(extract, "minimum_extra_yuan", kept: 15_355, crossed: 15_356, holds: isListed),
        Boundary(known, "taken_over_share", kept: 0.5, crossed: 0.501) { !$0.lists(heir) },
        // All of its patients, and about half of the money.
        Boundary(successor, "successor_share", kept: 1, crossed: 1.001) { !$0.lists(heir) },
        Boundary(successor, "successor_money", kept: 0.5, crossed: 0.6) { !$0.lists(heir) },
        Boundary(successor, "closed_days", kept: 28, crossed: 29) { !$0.lists(heir) },
        Boundary(origins, "opening_days", kept: 10, crossed: 11) { !$0.lists(starter) },
        Boundary(origins, "new_department_share", kept: 0.48, crossed: 0.49) { !$0.lists(grower) },
        Boundary(influenza, "wave_growth", kept: 2, crossed: 2.01) { !$0.lists(campaigner) },
        Boundary(origins, "wave_share", kept: 0.51, crossed: 0.52) { !$0.lists(campaigner) },
        Boundary(extract, "maximum_q", kept: 2.43e-9, crossed: 2.42e-9, holds: isListed),
    ]
}
