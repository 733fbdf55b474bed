import Claims
import Features
import Foundation
import Statistics

/// 分解住院: one stay billed as several: the same person is admitted to the same facility for the same category of
/// diagnosis within N days of discharge, or goes round several.
/// Where N is known, stays are split so as to lie just beyond it; so returns of the few days after are held against peers, too.
///
/// Some return that soon because they are ill. So a chain of stays is weighed by how often stays of this category elsewhere
/// are followed so soon, and a facility by its share of such returns against facilities of its kind (`PeerRates`), and
/// against discharges of the same categories at all others (`FacilityExcess`), for several of one kind may do it. A
/// facility that stands out is one lead with all its chains; elsewhere a patient is one whose chains together are improbable,
/// far down the list unless they are so among all patients, and several such patients of one facility are one lead again.
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
        let longest = Int32(try thresholds.integer("maximum_gap_days"))
        let latest = longest + Int32(try thresholds.integer("late_days"))
        func following(_ gaps: ClosedRange<Int32>, at place: Returns.Place) -> Returns {
            let ways = specification.list(place == .sameFacility ? "excluded_discharge_ways" : "excluded_move_ways")
            return Returns(
                episodes, at: place, store: store, traits: traits, gaps: gaps, lastDay: period.upperBound,
                excludedWays: Set(ways.compactMap(UInt8.init)))
        }
        /// By stay, those that an episode ends with.
        func discharges(_ returns: Returns) -> (isTrial: [Bool], isCase: [Bool]) {
            var isTrial = [Bool](repeating: false, count: store.stays.count)
            var isCase = isTrial
            for (index, episode) in episodes.episodes.enumerated() where returns.isTrial[index] {
                isTrial[episode.stays[episode.stays.count - 1]] = true
                isCase[episode.stays[episode.stays.count - 1]] = returns.gapAfter[index] >= 0
            }
            return (isTrial, isCase)
        }
        func rates(of returns: Returns, law: String) throws -> FacilityShares {
            let (isTrial, isCase) = discharges(returns)
            return try FacilityShares(isTrial: isTrial, isCase: isCase, law: law, specification, in: context)
        }
        func chained(_ here: Returns, _ elsewhere: Returns, leastMoves: Int) throws -> ReturnChains {
            try ReturnChains(
                episodes, here: here, elsewhere: elsewhere, leastMoves: leastMoves, priorStays: try thresholds.value("prior_stays"), store: store,
                traits: traits)
        }
        let returns = following(0...longest, at: .sameFacility)
        let shares = try rates(of: returns, law: "facility_share")
        outcome.tails = shares.tails
        outcome.counts = [
            "episodes": episodes.episodes.count, "merged_transfers": episodes.merged, "followed": returns.isTrial.count { $0 },
            "returns": returns.gapAfter.count { $0 >= 0 }, "exempt_stays": traits.exemption.count { $0 >= 0 }, "facilities": shares.subjects.count,
        ]
        let chains = try chained(returns, following(0...longest, at: .otherFacility), leastMoves: try thresholds.integer("minimum_moves"))
        func facility(_ chain: ReturnChains.Chain) -> Int32 { store.stays.facility[episodes.episodes[chain.episodes[0]].stays[0]] }
        let minimum = try thresholds.integer("minimum_cases")
        let leastPersons = try thresholds.integer("minimum_persons")
        let largestQ = try thresholds.value("maximum_q")
        var listed: Set<Int32> = []
        func list(
            _ findings: [FacilityShares.Finding], among count: Int, _ chains: ReturnChains, looks: Int, leastDayShare: Double, _ feature: String,
            _ title: LocalizedText
        ) {
            for finding in findings.map({ $0.corrected(forLooks: looks) })
            where finding.qValue <= largestQ && finding.cases >= minimum && !listed.contains(finding.facility) {
                let own = chains.atOnePlace.filter { facility($0) == finding.facility }
                // The chain of one patient is that patient's matter, however much of a small hospital's discharges it makes.
                guard Set(own.map(\.person)).count >= leastPersons else { continue }
                // Persons who are brought back together are a group, which another scenario asks about.
                let seconds = own.flatMap { $0.episodes.dropFirst() }
                guard Double(Set(seconds.map { episodes.episodes[$0].beginDay }).count) >= leastDayShare * Double(seconds.count) else { continue }
                listed.insert(finding.facility)
                outcome.candidates.append(facilityLead(
                    finding, own, of: chains, strength: finding.strength(among: count), feature, title, episodes: episodes.episodes, traits: traits, store: store))
            }
        }
        list(
            shares.findings, among: shares.subjects.count, chains, looks: 1, leastDayShare: 0, "split_rate",
            .init(zh: "出院后短期内同病种再入院的占比", en: "share of discharges followed by a stay for the same category"))
        if latest > longest {
            let late = following(longest + 1...latest, at: .sameFacility)
            let lateShares = try rates(of: late, law: "late_share")
            outcome.tails.add(lateShares.tails)
            list(
                lateShares.findings, among: lateShares.subjects.count,
                try chained(late, following(longest + 1...latest, at: .otherFacility), leastMoves: .max), looks: 2,
                leastDayShare: try thresholds.value("late_day_share"), "late_return_share",
                .init(
                    zh: "出院后第\(longest + 1)至\(latest)天同病种再入院的占比（刚过规则的\(longest)天）",
                    en: "share of discharges followed by a stay for the same category after \(longest + 1) to \(latest) days, just beyond the \(longest) of the rule"))
        }
        let (isTrial, isCase) = discharges(returns)
        let excess = try FacilityExcess(isTrial: isTrial, isCase: isCase, traits: traits, store: store, .init(thresholds))
        excess.add(to: &outcome.tails, of: specification, in: context)
        list(
            excess.findings, among: excess.count, chains, looks: 3, leastDayShare: 0,
            "standardised_split_rate",
            .init(
                zh: "出院后短期内同病种再入院的占比（与其他机构同诊断类别的出院比较）",
                en: "share of discharges followed by a stay for the same category, against discharges of such categories elsewhere"))
        // A person's chains are one lead, as improbable as all its returns together, among all persons whose discharges were followed.
        let others = chains.rounds + chains.atOnePlace.filter { !listed.contains(facility($0)) }
        let byPerson = Dictionary(grouping: others, by: \.person).sorted { $0.key < $1.key }.map(\.value)
        let followed = Set(episodes.episodes.indices.filter { returns.isTrial[$0] }.map { store.stays.person[episodes.episodes[$0].stays[0]] })
        let sums = byPerson.map { own in chains.log10P(of: own.flatMap(\.steps)) }
        let without = max(0, followed.subtracting(others.map(\.person)).count)
        let qValues = BenjaminiHochberg.qValues(sums.map { GroupVisits.probability(log10: $0) } + Array(repeating: 1, count: without))
        let largest = log10(try thresholds.value("maximum_chain_probability"))
        let least = try thresholds.value("least_strength")
        var (atOnePlace, elsewhere): ([Candidate], [Candidate]) = ([], [])
        for (place, own) in byPerson.enumerated() where sums[place] <= largest {
            let strength = -sums[place] - log10(Double(byPerson.count + without))
            // Who comes back once is as a rule ill; who comes back again and again is a question, though chance may explain it too.
            let isSingle = own.reduce(0) { $0 + $1.steps.count } == 1
            guard strength >= least || !isSingle else { continue }
            let lead = patientLead(
                own, of: chains, log10P: sums[place], qValue: qValues[place], strength: max(least, strength),
                episodes: episodes.episodes, traits: traits, store: store)
            if lead.facilities.count == 1 { atOnePlace.append(lead) } else { elsewhere.append(lead) }
        }
        outcome.candidates += elsewhere
        // Many patients of one facility are its matter, even where its peers' returns vary too widely to show it.
        outcome.candidates += FacilityRollUp(specification, minimumCases: try thresholds.integer("roll_up_cases")).rolled(atOnePlace, in: context)
        return outcome
    }

    private func facilityLead(
        _ finding: FacilityShares.Finding, _ own: [ReturnChains.Chain], of chains: ReturnChains, strength: Double, _ feature: String,
        _ title: LocalizedText, episodes: [Episodes.Episode], traits: StayTraits, store: ClaimStore
    ) -> Candidate {
        let gaps = own.flatMap(\.steps).map { Double(chains.gap(of: $0)) }
        var reasons = AdmissionReasons.share(finding, strength: strength, feature: feature, title)
        reasons.append(gapReason(gaps))
        let (firsts, seconds) = (firstStays(own, episodes), secondStays(own, episodes))
        let all = store.stays.byFacility[Int(finding.facility)].map { Int($0) }
        var candidate = AdmissionCandidate.facility(
            finding, cases: seconds, strength: strength, reasons: reasons, specification, traits: traits, own: all, store: store, checked: checks)
        candidate.checked.removeLast()
        candidate.checked.append(amount)
        candidate.caseCount = finding.cases
        candidate.evidence = AdmissionCandidate.visits(of: (seconds + firsts).sorted(), store.stays)
        if candidate.evidence.isEmpty { candidate.evidence = settlements(firsts, store) }
        return candidate
    }

    private func patientLead(
        _ own: [ReturnChains.Chain], of chains: ReturnChains, log10P: Double, qValue: Double, strength: Double,
        episodes: [Episodes.Episode], traits: StayTraits, store: ClaimStore
    ) -> Candidate {
        let stays = store.stays
        let steps = own.flatMap(\.steps)
        let (firsts, seconds) = (firstStays(own, episodes), secondStays(own, episodes))
        let all = (seconds + firsts).sorted()
        let period = AdmissionCandidate.period(of: all, store)
        let person = own[0].person
        let pValue = GroupVisits.probability(log10: log10P)
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person],
            facilities: Set(all.map { stays.facility[$0] }).sorted(), person: person,
            firstDay: period.first, lastDay: period.last, strength: strength,
            pValue: pValue, qValue: max(pValue, qValue),
            peerGroup: .init(zh: "其他机构同诊断类别的出院", en: "discharges of the same category of diagnosis elsewhere"),
            peerCount: chains.count(of: steps[0]),
            reasons: returnReasons(own, of: chains, strength) + [gapReason(steps.map { Double(chains.gap(of: $0)) })],
            rows: AdmissionCandidate.rows(of: seconds, stays), exemptions: [], checked: checks + [amount],
            evidence: AdmissionCandidate.visits(of: all, stays))
        if candidate.evidence.isEmpty { candidate.evidence = settlements(firsts, store) }
        candidate.caseCount = steps.count
        return candidate
    }

    /// How often the person came back, and how often going round; the first carries the strength.
    private func returnReasons(_ own: [ReturnChains.Chain], of chains: ReturnChains, _ strength: Double) -> [CandidateReason] {
        let rounds = own.filter(\.isRound).flatMap(\.steps)
        let others = own.filter { !$0.isRound }.flatMap(\.steps)
        var reasons: [CandidateReason] = []
        func add(_ feature: String, _ title: LocalizedText, _ steps: [ReturnChains.Step]) {
            guard !steps.isEmpty else { return }
            reasons.append(.init(
                feature: feature, title: title, unit: .init(zh: "次", en: "times"), value: Double(steps.count),
                peerMedian: steps.reduce(0) { $0 + chains.rate(of: $1) }, peerP99: nil, contribution: reasons.isEmpty ? strength : 0))
        }
        add(
            "rounds",
            .init(
                zh: "出院后短期内同病种再入院、在数家机构间往返的次数（对照为同类别出院的期望值）",
                en: "stays for the same category going round several facilities, soon after discharge, against what is expected"), rounds)
        add(
            "returns",
            .init(
                zh: "出院后短期内同病种再次入住同一机构的次数（对照为同类别出院的期望值）",
                en: "returns to the same facility for the same category, against what is expected"), others)
        return reasons
    }

    private func gapReason(_ gaps: [Double]) -> CandidateReason {
        .init(
            feature: "gap_days", title: .init(zh: "两次住院间隔天数（中位数）", en: "days between the stays (median)"), unit: .init(zh: "天", en: "days"),
            value: median(gaps), peerMedian: nil, peerP99: nil, contribution: 0)
    }

    /// The stays after the first of each chain: the ones that are in question.
    private func secondStays(_ chains: [ReturnChains.Chain], _ episodes: [Episodes.Episode]) -> [Int] {
        chains.flatMap { $0.episodes.dropFirst().flatMap { episodes[$0].stays } }.sorted()
    }

    private func firstStays(_ chains: [ReturnChains.Chain], _ episodes: [Episodes.Episode]) -> [Int] {
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
        (
            .init(zh: "逐级转诊", en: "referral up and down the levels"),
            .init(
                zh: "在机构间往返须多次转换，并回到曾离开的机构；转院、转社区的出院不计",
                en: "going round takes several moves and a facility taken up again; discharges by transfer are left out")),
        (.init(zh: "病情需要的再入院", en: "returns because of illness"), .init(zh: "与其他机构同诊断类别、同级别机构的再入院比较", en: "compared with returns of the same category elsewhere and with facilities of its kind")),
    ]
}
