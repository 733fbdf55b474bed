import Claims
import Features
import Foundation
import Statistics

/// 分解住院: one stay billed as several: the same person is admitted to the same facility for the same category of
/// diagnosis within N days of discharge.
///
/// Some return that soon because they are ill. So a chain of stays is weighed by how often stays of this category elsewhere
/// are followed so soon, and a facility by its share of such returns against facilities of its kind (`PeerRates`). A
/// facility that stands out is one lead with all its chains; elsewhere a patient is one whose chains together are improbable,
/// far down the list unless they are so among all patients.
struct SplitAdmissionScenario: Scenario {
    static let method = "split-admission"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        guard store.stays.count > 0, let period = store.period else { return outcome }
        let thresholds = specification.thresholds
        let traits = StayTraits(specification, store)
        let episodes = Episodes(store.stays, transferGap: Int32(try thresholds.integer("transfer_gap_days")))
        let returns = Returns(
            episodes.episodes, store: store, traits: traits, longestGap: Int32(try thresholds.integer("maximum_gap_days")),
            lastDay: period.upperBound, excludedWays: Set(specification.list("excluded_discharge_ways").compactMap(UInt8.init)))
        var isTrial = [Bool](repeating: false, count: store.stays.count)
        var isCase = isTrial
        for (index, episode) in episodes.episodes.enumerated() where returns.isTrial[index] {
            isTrial[episode.stays[0]] = true
            isCase[episode.stays[0]] = returns.gapAfter[index] >= 0
        }
        let shares = try FacilityShares(isTrial: isTrial, isCase: isCase, specification, in: context)
        outcome.tails = shares.tails
        outcome.counts = [
            "episodes": episodes.episodes.count, "merged_transfers": episodes.merged, "followed": returns.isTrial.count { $0 },
            "returns": returns.gapAfter.count { $0 >= 0 }, "exempt_stays": traits.exemption.count { $0 >= 0 }, "facilities": shares.subjects.count,
        ]
        let chains = returns.chains(episodes.episodes, store: store)
        let rarity = try ReturnRates(returns, episodes.episodes, store: store, traits: traits, priorStays: try thresholds.value("prior_stays"))
        let minimum = try thresholds.integer("minimum_cases")
        let leastPersons = try thresholds.integer("minimum_persons")
        let largestQ = try thresholds.value("maximum_q")
        var listed: Set<Int32> = []
        for finding in shares.findings where finding.qValue <= largestQ && finding.cases >= minimum {
            let own = chains.filter { $0.facility == finding.facility }
            // The chain of one patient is that patient's matter, however much of a small hospital's discharges it makes.
            guard Set(own.map(\.person)).count >= leastPersons else { continue }
            listed.insert(finding.facility)
            outcome.candidates.append(facilityLead(finding, chains: own, shares: shares, episodes: episodes.episodes, returns: returns, traits: traits, store: store))
        }
        // A person's chains are one lead, as improbable as all its returns together, among all persons whose discharges were followed.
        let others = chains.filter { !listed.contains($0.facility) }
        let byPerson = Dictionary(grouping: others, by: \.person).sorted { $0.key < $1.key }.map(\.value)
        let followed = Set(episodes.episodes.indices.filter { returns.isTrial[$0] }.map { store.stays.person[episodes.episodes[$0].stays[0]] })
        let sums = byPerson.map { own in Self.log10P(of: own.flatMap(\.steps), rarity) }
        let without = max(0, followed.subtracting(others.map(\.person)).count)
        let qValues = BenjaminiHochberg.qValues(sums.map { GroupVisits.probability(log10: $0) } + Array(repeating: 1, count: without))
        let largest = log10(try thresholds.value("maximum_chain_probability"))
        let least = try thresholds.value("least_strength")
        for (place, own) in byPerson.enumerated() where sums[place] <= largest {
            let strength = -sums[place] - log10(Double(byPerson.count + without))
            // Who comes back once is as a rule ill; who comes back again and again is a question, though chance may explain it too.
            let isSingle = own.reduce(0) { $0 + $1.steps.count } == 1
            guard strength >= least || !isSingle else { continue }
            outcome.candidates.append(patientLead(
                own, log10P: sums[place], qValue: qValues[place], strength: max(least, strength), rarity: rarity,
                episodes: episodes.episodes, returns: returns, traits: traits, store: store))
        }
        return outcome
    }

    /// log10 of the probability that these discharges were each followed by a return, times that of gaps which are together as short
    /// (`CombinedTail.log10Fisher`). Discharges of the person without a return are not counted against it.
    private static func log10P(of steps: [Int], _ rarity: ReturnRates) -> Double {
        let rates = steps.reduce(0) { $0 + log10(rarity.rate(of: $1)) }
        let gaps = steps.reduce(0) { $0 + log10(rarity.chance(of: $1) / rarity.rate(of: $1)) }
        return min(0, rates + CombinedTail.log10Fisher(log10Product: gaps, count: steps.count))
    }

    private func facilityLead(
        _ finding: FacilityShares.Finding, chains: [Returns.Chain], shares: FacilityShares, episodes: [Episodes.Episode], returns: Returns,
        traits: StayTraits, store: ClaimStore
    ) -> Candidate {
        let strength = shares.strength(of: finding)
        let gaps = chains.flatMap(\.steps).map { Double(returns.gapAfter[$0]) }
        var reasons = AdmissionReasons.share(
            finding, strength: strength, feature: "split_rate", .init(zh: "出院后短期内同病种再入院的占比", en: "share of discharges followed by a stay for the same category"))
        reasons.append(gapReason(gaps))
        let seconds = secondStays(chains, episodes)
        let own = store.stays.byFacility[Int(finding.facility)].map { Int($0) }
        var candidate = AdmissionCandidate.facility(
            finding, cases: seconds, strength: strength, reasons: reasons, specification, traits: traits, own: own, store: store, checked: checks)
        candidate.checked.removeLast()
        candidate.checked.append(amount)
        candidate.caseCount = finding.cases
        candidate.evidence = AdmissionCandidate.visits(of: (seconds + firstStays(chains, episodes)).sorted(), store.stays)
        if candidate.evidence.isEmpty { candidate.evidence = settlements(firstStays(chains, episodes), store) }
        return candidate
    }

    private func patientLead(
        _ chains: [Returns.Chain], log10P: Double, qValue: Double, strength: Double, rarity: ReturnRates, episodes: [Episodes.Episode],
        returns: Returns, traits: StayTraits, store: ClaimStore
    ) -> Candidate {
        let stays = store.stays
        let steps = chains.flatMap(\.steps)
        let seconds = secondStays(chains, episodes)
        let all = (seconds + firstStays(chains, episodes)).sorted()
        let period = AdmissionCandidate.period(of: all, store)
        let facilities = Set(chains.map(\.facility)).sorted()
        let person = chains[0].person
        let pValue = GroupVisits.probability(log10: log10P)
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person], facilities: facilities, person: person,
            firstDay: period.first, lastDay: period.last, strength: strength,
            pValue: pValue, qValue: max(pValue, qValue),
            peerGroup: .init(zh: "其他机构同诊断类别的出院", en: "discharges of the same category of diagnosis elsewhere"),
            peerCount: rarity.count(of: steps[0]),
            reasons: [
                .init(
                    feature: "returns", title: .init(zh: "出院后短期内同病种再次入住同一机构的次数（对照为同类别出院的期望值）", en: "returns to the same facility for the same category, against what is expected"),
                    unit: .init(zh: "次", en: "times"), value: Double(steps.count),
                    peerMedian: steps.reduce(0) { $0 + rarity.rate(of: $1) }, peerP99: nil, contribution: strength),
                gapReason(steps.map { Double(returns.gapAfter[$0]) }),
            ],
            rows: AdmissionCandidate.rows(of: seconds, stays), exemptions: [], checked: checks + [amount],
            evidence: AdmissionCandidate.visits(of: all, stays))
        if candidate.evidence.isEmpty { candidate.evidence = settlements(firstStays(chains, episodes), store) }
        candidate.caseCount = steps.count
        return candidate
    }

    private func gapReason(_ gaps: [Double]) -> CandidateReason {
        .init(
            feature: "gap_days", title: .init(zh: "两次住院间隔天数（中位数）", en: "days between the stays (median)"), unit: .init(zh: "天", en: "days"),
            value: median(gaps), peerMedian: nil, peerP99: nil, contribution: 0)
    }

    /// The stays after the first of each chain: the ones that are in question.
    private func secondStays(_ chains: [Returns.Chain], _ episodes: [Episodes.Episode]) -> [Int] {
        chains.flatMap { $0.episodes.dropFirst().flatMap { episodes[$0].stays } }.sorted()
    }

    private func firstStays(_ chains: [Returns.Chain], _ episodes: [Episodes.Episode]) -> [Int] {
        chains.flatMap { episodes[$0.episodes[0]].stays }.sorted()
    }

    private func settlements(_ stays: [Int], _ store: ClaimStore) -> [EvidenceRow] {
        stays.flatMap { store.stays.rows(of: $0).map { .settlement($0) } }
    }

    private let amount: (explanation: LocalizedText, result: LocalizedText) = (
        .init(zh: "涉及金额的口径", en: "what the amount at risk is"),
        .init(zh: "按第二次及以后住院的全部基金支付计算", en: "all that the funds paid for the second and later stays"))

    private let checks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (.init(zh: "放化疗、透析等周期性住院", en: "cycles such as chemotherapy or dialysis"), .init(zh: "相应诊断和类别未计入", en: "such diagnoses and kinds of care were left out")),
        (.init(zh: "转院、自动出院、死亡", en: "transfer, leaving against advice, death"), .init(zh: "按出院方式排除", en: "left out by the way of discharge")),
        (.init(zh: "转科产生的分段结算", en: "a change of department settled in parts"), .init(zh: "间隔一天以内且科室不同的合并为一次住院", en: "stays in different departments at most a day apart are one")),
        (.init(zh: "分期手术", en: "staged surgery"), .init(zh: "有收费明细时，再次住院有手术费的不计；无明细时无法核对", en: "a return with surgery charges is none, where fee lines tell")),
        (.init(zh: "病情需要的再入院", en: "returns because of illness"), .init(zh: "与其他机构同诊断类别、同级别机构的再入院比较", en: "compared with returns of the same category elsewhere and with facilities of its kind")),
    ]
}
