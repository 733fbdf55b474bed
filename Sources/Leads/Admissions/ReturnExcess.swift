import Claims
import Statistics

/// Returns of a facility beyond those that discharges of the same categories of diagnosis have at all other facilities.
///
/// Where several of a district's few private hospitals split stays, a law of their kind alone is theirs. The whole city has more hospitals, and
/// what differs between kinds is for a good part what they treat.
struct ReturnExcess {
    private let shares: StandardisedShares

    var count: Int { shares.count }

    /// - Parameters:
    ///   - priorStays: how many discharges the share of all categories together weighs.
    ///   - trim, rejection: see `StandardisedShares`.
    init(
        _ episodes: Episodes, _ returns: Returns, store: ClaimStore, traits: StayTraits, priorStays: Double, trim: Double, rejection: Double
    ) {
        let none = [Double](repeating: 0, count: traits.classNames.count)
        var trials = [[Double]](repeating: none, count: store.facilities.count)
        var cases = trials
        for (index, episode) in episodes.episodes.enumerated() where returns.isTrial[index] {
            let stay = episode.stays[episode.stays.count - 1]
            let (facility, category) = (Int(store.stays.facility[stay]), Int(traits.diagnosisClass[stay]))
            trials[facility][category] += 1
            if returns.gapAfter[index] >= 0 { cases[facility][category] += 1 }
        }
        shares = StandardisedShares(trials: trials, cases: cases, prior: (weight: priorStays, share: nil), trim: trim, rejection: rejection)
    }

    func add(to tails: inout LawTails, of specification: ScenarioSpecification, in context: ScreeningContext) {
        tails.add("standardised_share", of: specification, in: context) { shares.add(to: &$0) }
    }

    /// Facilities whose share, by its lower 5 % bound, is at least so many times the expectation, in the order of their numbers.
    func findings(leastRatio: Double) -> [FacilityShares.Finding] {
        let facilities = shares.trials.indices.filter { shares.trials[$0] > 0 }
        let rates = facilities.map { shares.cases[$0] / shares.trials[$0] }
        let tails = facilities.map { shares.log10TailProbability(of: $0) ?? 0 }
        return zip(zip(facilities, tails), SubjectTails(tails).qValues).compactMap { entry, qValue in
            let (facility, log10P) = entry
            guard let law = shares.law(of: facility) else { return nil }
            let lower = PeerRates.shrunkenLower(law, successes: shares.cases[facility], trials: shares.trials[facility])
            guard lower >= leastRatio * shares.expected[facility] / shares.trials[facility] else { return nil }
            return FacilityShares.Finding(
                facility: Int32(facility), cases: Int(shares.cases[facility]), stays: Int(shares.trials[facility]), log10P: log10P, qValue: qValue,
                law: .init(shrinkage: law, count: shares.count, median: median(rates), p99: quantile(rates, 0.99)), shrunkenLower: lower,
                peerGroup: .init(zh: "全部机构，按诊断类别标化", en: "all facilities, standardised by category of diagnosis"), department: nil)
        }
    }
}
