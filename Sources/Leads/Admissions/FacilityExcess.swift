import Claims
import Features
import Statistics

/// Stays of a facility that show something, beyond those of the same categories of diagnosis at all other facilities.
///
/// Where several of a district's few private hospitals do it, a law of their kind alone is theirs (`FacilityShares`). The whole city has more
/// hospitals, and what differs between kinds is for a good part what they treat.
struct FacilityExcess {
    /// What the scenario's file says of it.
    struct Parameters {
        /// How many stays the share of all categories together weighs.
        let priorStays: Double
        /// Share of the facilities that the first estimate leaves out, and expected facilities as improbable as one that is left out.
        let trim: Double
        let rejection: Double
        /// Times the expectation that the share of a facility, by its lower 5 % bound, is at least.
        let leastRatio: Double

        init(_ thresholds: ThresholdTable) throws(ClaimsError) {
            priorStays = try thresholds.value("prior_stays")
            trim = 1 - (try thresholds.value("standard_fit_start_share"))
            rejection = try thresholds.value("standard_rejection_count")
            leastRatio = try thresholds.value("standard_minimum_ratio")
        }
    }

    private let shares: StandardisedShares
    private let qValues: [Double]
    private let leastRatio: Double

    var count: Int { shares.count }

    /// - Parameters:
    ///   - isTrial: stays that are looked at; those without a diagnosis are not.
    ///   - isCase: those of them that show it.
    init(isTrial: [Bool], isCase: [Bool], traits: StayTraits, store: ClaimStore, _ parameters: Parameters) {
        let stays = store.stays
        let subjects = (0..<stays.count).filter { isTrial[$0] && traits.diagnosisClass[$0] >= 0 }.map {
            StandardisedShares.Subject(facility: stays.facility[$0], kind: traits.diagnosisClass[$0], isCase: isCase[$0])
        }
        shares = StandardisedShares(
            subjects, facilities: store.facilities.count, kinds: traits.classNames.count, prior: .init(weight: parameters.priorStays),
            trim: parameters.trim, rejection: parameters.rejection)
        let tails = shares
        let members = tails.trials.indices.filter { tails.trials[$0] > 0 }
        var qValues = [Double](repeating: 1, count: shares.trials.count)
        for (facility, q) in zip(members, SubjectTails(members.map { tails.log10TailProbability(of: $0) ?? 0 }).qValues) { qValues[facility] = q }
        self.qValues = qValues
        leastRatio = parameters.leastRatio
    }

    func add(to tails: inout LawTails, as law: String = "standardised_share", of specification: ScenarioSpecification, in context: ScreeningContext) {
        tails.add(law, of: specification, in: context) { shares.add(to: &$0) }
    }

    /// log10 of the probability of as many; nil where the share is not so many times the expectation.
    func log10P(of facility: Int) -> Double? {
        guard let law = shares.law(of: facility) else { return nil }
        let lower = PeerRates.shrunkenLower(law, successes: shares.cases[facility], trials: shares.trials[facility])
        guard lower >= leastRatio * shares.expected[facility] / shares.trials[facility] else { return nil }
        return shares.log10TailProbability(of: facility)
    }

    /// Of a facility with trials: its share, and that of the facilities together.
    func share(of facility: Int) -> Double { shares.cases[facility] / shares.trials[facility] }

    /// What its share should be, by its stays' categories elsewhere.
    func expectedShare(of facility: Int) -> Double { shares.expected[facility] / shares.trials[facility] }

    /// The facilities' shares: median and 99th percentile.
    var usual: (median: Double, p99: Double) {
        let shares = shares
        let rates = shares.trials.indices.filter { shares.trials[$0] > 0 }.map { shares.cases[$0] / shares.trials[$0] }
        return rates.isEmpty ? (0, 0) : (median(rates), quantile(rates, 0.99))
    }

    /// Facilities whose share is that many times the expectation, in the order of their numbers.
    var findings: [FacilityShares.Finding] {
        let usual = usual
        return shares.trials.indices.compactMap { facility in
            guard let log10P = log10P(of: facility), let law = shares.law(of: facility) else { return nil }
            return FacilityShares.Finding(
                facility: Int32(facility), cases: Int(shares.cases[facility]), stays: Int(shares.trials[facility]), log10P: log10P,
                qValue: qValues[facility], law: .init(shrinkage: law, count: count, median: usual.median, p99: usual.p99),
                shrunkenLower: PeerRates.shrunkenLower(law, successes: shares.cases[facility], trials: shares.trials[facility]),
                peerGroup: Self.peers, department: nil)
        }
    }

    static let peers = LocalizedText(zh: "全部机构，按诊断类别标化", en: "all facilities, standardised by category of diagnosis")
}
