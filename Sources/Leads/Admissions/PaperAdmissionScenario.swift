import Claims
import Features
import Foundation
import Statistics

/// 挂床住院: a bed on paper: nobody treated on most days, the patient settled elsewhere in the middle of the stay, two
/// patients in one bed.
///
/// Each sign is a number of days out of a number of days, compared with all stays at calm facilities of the same level
/// by a beta-binomial law (`StayRates`). Below the floors of the thresholds a sign is passed over however improbable it is:
/// one settlement elsewhere can be an examination ordered there. Two signs above their floors in one stay come from
/// different records, which agree by chance with the product of their shares (`SignShares`): each may be no rarity alone,
/// together they are. A stay's probability is the least of these times their number (Bonferroni): three signs and three pairs of them,
/// fewer where the records tell fewer.
struct PaperAdmissionScenario: Scenario {
    static let method = "paper-admission"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        let stays = store.stays
        guard stays.count > 0 else { return outcome }
        let thresholds = specification.thresholds
        let traits = StayTraits(specification, store)
        let longest = try thresholds.integer("maximum_days")
        let isTrial = (0..<stays.count).map { stay in
            let days = stays.days(of: stay)
            return !stays.isOpen[stay] && days > 0 && days <= longest && stays.endDay[stay] >= stays.beginDay[stay] && traits.exemption[stay] < 0
        }
        var signs = PaperSigns(store, isTrial: isTrial)
        if let lines = store.feeLines {
            signs.countIdle(lines, stays, isTrial: isTrial, datedShare: try thresholds.value("dated_share"))
        }
        let unclear = try unclearBeds(signs, stays, isTrial: isTrial)
        signs.forgetShared(at: Set(unclear.map(\.facility)), stays)

        let level = LevelGroups(store)
        let group = (0..<stays.count).map { isTrial[$0] ? level.ofFacility[Int(stays.facility[$0])] : -1 }
        let calmShare = try thresholds.value("calm_share")
        let lengthFactor = try thresholds.value("similar_length_factor")
        func rates(_ successes: [Int32], _ trials: [Int32]) -> StayRates {
            StayRates(successes: successes, trials: trials, stays: stays, group: group, groupCount: level.count, calmShare: calmShare)
        }
        let nights = (0..<stays.count).map { stays.bed[$0] >= 0 ? Int32(stays.days(of: $0)) : 0 }
        let tested: [(kind: Sign, rates: StayRates)] = [
            (.outside, rates(signs.outsideDays, signs.innerDays)), (.idle, rates(signs.idleDays, signs.datedDays)),
            (.shared, rates(signs.sharedNights, nights)),
        ]
        let floors = try Floors(thresholds)
        let presentSigns = (0..<stays.count).map { isTrial[$0] ? floors.present(signs, $0) : [] }
        let seen: [(kind: Sign, trials: [Int32])] = [(.outside, signs.innerDays), (.idle, signs.datedDays), (.shared, nights)]
        let shares = seen.map { sign in
            (kind: sign.kind, shares: SignShares(
                isSeen: sign.trials.map { $0 > 0 }, hasSign: presentSigns.map { $0.contains(sign.kind) }, stays: stays, group: group,
                groupCount: level.count, calmShare: calmShare, lengthFactor: lengthFactor))
        }
        var scored: [Scored] = []
        for stay in 0..<stays.count where isTrial[stay] {
            let parts = tested.compactMap { sign in sign.rates.log10TailProbability(of: stay).map { (sign.kind, $0) } }
            guard let least = parts.map(\.1).min() else { continue }
            // How far the signs lie beyond their floors is left to the single laws; here only that they come together counts.
            let together = presentSigns[stay].count < 2 ? 0 : shares.reduce(0) { sum, sign in
                guard presentSigns[stay].contains(sign.kind) else { return sum }
                return sum + (sign.shares.log10Share(of: stay, days: stays.days(of: stay)) ?? 0)
            }
            scored.append(Scored(stay: stay, log10P: min(0, min(least, together) + log10(Double(parts.count + pairs(parts.count)))), parts: parts, together: together))
        }
        let qValues = SubjectTails(scored.map(\.log10P)).qValues
        for sign in tested { outcome.tails.add("\(sign.kind)", of: specification, in: context) { sign.rates.add(to: &$0) } }
        outcome.counts = ["stays": scored.count, "exempt_stays": traits.exemption.count { $0 >= 0 }, "facilities_with_unclear_beds": unclear.count]
        let largestP = log10(try thresholds.value("maximum_p"))
        let withSign = scored.indices.filter { !presentSigns[scored[$0].stay].isEmpty }
        let found = withSign.filter { scored[$0].log10P <= largestP }
        outcome.counts["cases"] = found.count
        let rollUp = try thresholds.integer("roll_up_cases")
        let foundAt = Dictionary(grouping: found) { stays.facility[scored[$0].stay] }
        // Where a facility is the question anyway, its stays with one sign above the floor belong to the same visit.
        let beside = withSign.filter { scored[$0].log10P > largestP && (foundAt[stays.facility[scored[$0].stay]]?.count ?? 0) >= rollUp }
        let candidates = (found + beside).map { place in
            let entry = scored[place]
            return candidate(
                entry, qValue: qValues[place], present: presentSigns[entry.stay], tested: tested, signs: signs,
                group: level.names[group[entry.stay]], store: store)
        }
        outcome.candidates = FacilityRollUp(
            specification, minimumCases: rollUp, among: Dictionary(scored.map { (stays.facility[$0.stay], 1) }, uniquingKeysWith: +)
        ).rolled(candidates, in: context)
        outcome.findings = unclear.map { finding($0, store: store) }
        return outcome
    }

    enum Sign { case outside, idle, shared }

    /// How many pairs so many signs make.
    private func pairs(_ signs: Int) -> Int { signs * (signs - 1) / 2 }

    private struct Scored {
        let stay: Int
        let log10P: Double
        let parts: [(Sign, Double)]
        /// log10 of the probability that the signs present come together by chance; 0 for fewer than two.
        let together: Double
    }

    /// The least of each sign that says anything.
    private struct Floors {
        let outsideDays: Int32
        let outsidePharmacyDays: Int32
        let idleDays: Int32
        let idleShare: Double
        let sharedNights: Int32

        init(_ thresholds: ThresholdTable) throws {
            outsideDays = Int32(try thresholds.integer("minimum_outside_days"))
            outsidePharmacyDays = Int32(try thresholds.integer("minimum_pharmacy_days"))
            idleDays = Int32(try thresholds.integer("minimum_idle_days"))
            idleShare = try thresholds.value("minimum_idle_share")
            sharedNights = Int32(try thresholds.integer("minimum_shared_nights"))
        }

        func present(_ signs: PaperSigns, _ stay: Int) -> [Sign] {
            var present: [Sign] = []
            if signs.outsideMedicalDays[stay] >= outsideDays || signs.outsideDays[stay] >= outsidePharmacyDays { present.append(.outside) }
            if signs.idleDays[stay] >= idleDays, Double(signs.idleDays[stay]) >= idleShare * Double(max(1, signs.datedDays[stay])) { present.append(.idle) }
            if signs.sharedNights[stay] >= sharedNights { present.append(.shared) }
            return present
        }
    }

    private func candidate(
        _ entry: Scored, qValue: Double, present: [Sign], tested: [(kind: Sign, rates: StayRates)], signs: PaperSigns, group: LocalizedText,
        store: ClaimStore
    ) -> Candidate {
        let stays = store.stays
        let stay = entry.stay
        // The signs come from different records, so their surprisals add up.
        let strength = max(-entry.together, entry.parts.reduce(0) { present.contains($1.0) ? $0 - $1.1 : $0 })
        var peerCount = 0
        let reasons: [CandidateReason] = present.map { sign in
            let rates = tested.first { $0.kind == sign }?.rates
            let law = rates?.law(of: stay)
            let trials = Double(rates?.trials(of: stay) ?? 0)
            peerCount = max(peerCount, law?.count ?? 0)
            let surprise = -(entry.parts.first { $0.0 == sign }?.1 ?? 0)
            let (feature, title, value): (String, LocalizedText, Int32) = switch sign {
            case .outside:
                ("outside_days", .init(zh: "住院期间在其他机构由统筹基金结算的天数（住院\(stays.days(of: stay))天）", en: "days of the stay with a settlement elsewhere that the pooled fund paid, of \(stays.days(of: stay))"), signs.outsideDays[stay])
            case .idle:
                ("idle_days", .init(zh: "只有床位、护理、诊查费的天数（住院\(stays.days(of: stay))天）", en: "days with nothing but bed, nursing and consultation charges, of \(stays.days(of: stay))"), signs.idleDays[stay])
            case .shared:
                ("shared_nights", .init(zh: "与他人同住一床的天数（住院\(stays.days(of: stay))天）", en: "nights with somebody else in the same bed, of \(stays.days(of: stay))"), signs.sharedNights[stay])
            }
            return CandidateReason(
                feature: feature, title: title, unit: .init(zh: "天", en: "days"), value: Double(value),
                peerMedian: law.map { $0.median * trials }, peerP99: law.map { $0.p99 * trials },
                contribution: surprise)
        }.sorted { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) }
        var evidence: [EvidenceRow] = stays.visit[stay] >= 0 ? [.visit(stays.visit[stay])] : []
        if present.contains(.shared), signs.sharedWith[stay] >= 0 {
            let other = Int(signs.sharedWith[stay])
            evidence += stays.visit[other] >= 0 ? [.visit(stays.visit[other])] : stays.rows(of: other).map { .settlement($0) }
        }
        if present.contains(.outside) { evidence += signs.outsideRows[stay].map { .settlement($0) } }
        let period = AdmissionCandidate.period(of: [stay], store)
        return Candidate(
            scenario: specification.slug, subjectKind: .stay, subjectID: store.stayKey(stay).key, facilities: [stays.facility[stay]],
            person: stays.person[stay], firstDay: period.first, lastDay: period.last, strength: strength,
            pValue: GroupVisits.probability(log10: entry.log10P), qValue: qValue, peerGroup: group, peerCount: peerCount, reasons: reasons,
            rows: Array(stays.rows(of: stay)),
            checked: [
                (.init(zh: "家人使用个人账户或共济账户购药", en: "relatives who buy with the personal or mutual-aid account"), .init(zh: "只计统筹基金支付的结算", en: "only settlements that the pooled fund paid were counted")),
                (.init(zh: "入院、出院前后的就诊", en: "visits about admission and discharge"), .init(zh: "入院次日和出院前一日及以外的不计", en: "those up to the day after admission, and from the day before discharge, were not counted")),
                (.init(zh: "外院检查、家属代取药", en: "an examination ordered elsewhere, medicine fetched by a relative"), .init(zh: "达到最低天数才计", en: "counted from the least number of days on")),
                (.init(zh: "收费集中录入", en: "charges entered all at once"), .init(zh: "只判断逐日记账的住院", en: "only stays whose charges are dated day by day were judged")),
                AdmissionCandidate.wholeStay,
            ],
            evidence: evidence, isContradiction: present.contains(.outside) || present.contains(.shared))
    }
}

/// Facilities of one level, for the comparison of stays.
private struct LevelGroups {
    let ofFacility: [Int]
    let names: [LocalizedText]
    var count: Int { names.count }

    init(_ store: ClaimStore) {
        let levels = IdentifierTable(store.facilities.level.filter { !$0.isEmpty })
        ofFacility = store.facilities.level.map { levels.number(of: $0).map(Int.init) ?? levels.count }
        names = (0..<levels.count).map { .init(zh: "等级\(levels[Int32($0)])机构的住院", en: "stays at facilities of level \(levels[Int32($0)])") }
            + [.init(zh: "等级未知机构的住院", en: "stays at facilities of unknown level")]
    }
}

extension PaperAdmissionScenario {
    struct UnclearBeds {
        let facility: Int32
        let shared: Int
        let stays: Int
    }

    /// Facilities where so many stays share a bed that the codes do not tell beds apart.
    private func unclearBeds(_ signs: PaperSigns, _ stays: StayColumns, isTrial: [Bool]) throws -> [UnclearBeds] {
        let thresholds = specification.thresholds
        let nights = try thresholds.integer("minimum_shared_nights")
        let (least, share) = try (thresholds.integer("unclear_bed_stays"), thresholds.value("unclear_bed_share"))
        return (0..<stays.byFacility.subjectCount).compactMap { facility in
            let known = stays.byFacility[facility].filter { isTrial[Int($0)] && stays.bed[Int($0)] >= 0 }
            let shared = known.count { signs.sharedNights[Int($0)] >= Int32(nights) }
            guard shared >= least, Double(shared) >= share * Double(known.count) else { return nil }
            return UnclearBeds(facility: Int32(facility), shared: shared, stays: known.count)
        }
    }

    private func finding(_ unclear: UnclearBeds, store: ClaimStore) -> DataFinding {
        let facility = store.facilities.id[unclear.facility]
        return DataFinding(
            kind: "bed_codes_not_distinct", facility: facility, count: unclear.shared, of: unclear.stays,
            messageChinese: "机构\(facility)有\(unclear.shared)次住院（共\(unclear.stays)次）与他人同住一床，床位号可能不能区分床位，未据此产生线索；请核对 adm_bed 的编码",
            messageEnglish: "\(unclear.shared) of \(unclear.stays) stays of facility \(facility) share their bed with another; its bed codes may not tell beds apart, so nothing was made of them; check how adm_bed is coded")
    }
}
