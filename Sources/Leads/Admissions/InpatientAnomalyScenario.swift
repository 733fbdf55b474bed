import Claims
import Features
import Foundation
import Statistics

/// 住院异常: people brought to a hospital in groups, people who go round hospitals, and hospitals whose wards cannot be what their bills say.
///
/// A group is the people of one employer, one telephone or one village at one facility, or people who are admitted together
/// wherever they go (`Companions`). It is a lead when its admissions
/// and discharges fall together again and again, beyond the facility's own traffic (`Synchrony`); that so many of one
/// village come to the nearest hospital is no sign by itself. Persons who go from one hospital to the next with ever other illnesses are leads,
/// those who go round the same ones a single lead (`Rotations`). A facility is a lead when it has far more patients than beds
/// for long and beyond its peers, when its bills are each other's copies, or when its patients come on holidays (`HospitalSigns`).
struct InpatientAnomalyScenario: Scenario {
    static let method = "inpatient-anomaly"

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
        let isKnown = (0..<stays.count).map { stay in
            !stays.isOpen[stay] && stays.days(of: stay) > 0 && stays.days(of: stay) <= longest && stays.endDay[stay] >= stays.beginDay[stay]
        }
        let isLongTerm = longTermFacilities(store.facilities)
        let isTrial = (0..<stays.count).map { isKnown[$0] && traits.exemption[$0] < 0 && !isLongTerm[Int(stays.facility[$0])] }

        let groups = try AdmissionGroups(context, isTrial: isTrial, thresholds: thresholds)
        let innocence = try GroupInnocence(store: store, thresholds: thresholds)
        let isOperated = StayCharges.hasSurgery(store)
        let operations = Operations(isOperated: isOperated, share: try thresholds.value("operated_share"))
        let repetition = try Repetition(thresholds, stays)
        let outbreak = try Outbreak(specification, groups: groups, repetition: repetition, stays: stays)
        let largestQ = try thresholds.value("maximum_q")
        func explanation(of group: AdmissionGroup) -> (slug: String, reason: LocalizedText)? {
            innocence.exemption(of: group.members(stays), rows: AdmissionCandidate.rows(of: group.cases, stays)).map { ($0.slug, $0.reason) }
                ?? outbreak.exemption(of: group).map { ("outbreak", $0) } ?? operations.exemption(of: group).map { ("operations", $0) }
        }
        // Whose stays a group's lead asks about.
        var isTold = [Bool](repeating: false, count: stays.count)
        for group in Self.distinct(groups.groups.filter { $0.qValue <= largestQ && repetition.holds($0) }, stays) {
            let candidate = candidate(group, tested: groups.tested, innocence: innocence, traits: traits, store: store)
            if let explanation = explanation(of: group) {
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .visitGroup, subjectID: candidate.subjectID, exemption: explanation.slug, reason: explanation.reason))
            } else {
                outcome.candidates.append(candidate)
                for stay in group.cases { isTold[stay] = true }
            }
        }
        let hospitals = try HospitalSigns(
            context, specification, traits: traits, isKnown: isKnown, isTrial: isTrial, isTold: isTold, isLongTerm: isLongTerm,
            isOperated: isOperated)
        outcome.candidates += try hospitals.candidates(specification, traits: traits, store: store)
        outcome.findings = hospitals.findings
        let episodes = Episodes(stays, transferGap: Int32(try thresholds.integer("transfer_gap_days")))
        let rotations = try Rotations(
            episodes, store: store, traits: traits, isTrial: isTrial, isOperated: isOperated,
            excludedWays: Set(specification.list("excluded_move_ways").compactMap(UInt8.init)), thresholds)
        let told = Set(isTold.indices.filter { isTold[$0] }.map { stays.person[$0] })
        try RotationLeads(rotations, episodes.episodes, specification, traits: traits, store: store, innocence: innocence, told: told).add(to: &outcome)
        rotations.add(to: &outcome.tails, of: specification, in: context)
        // What an innocent explanation covers is no chance, and says nothing of how often chance deceives.
        outcome.tails.add("synchronous_pairs", of: specification, in: context) { tails in
            for group in groups.groups {
                if let chance = group.chance, explanation(of: group) == nil { tails.add(count: Double(group.pairs), under: chance, atLeast: 1) }
            }
        }
        outcome.tails.add(hospitals.tails)
        outcome.counts = [
            "stays": isTrial.count { $0 }, "exempt_stays": traits.exemption.count { $0 >= 0 }, "groups": groups.tested,
            "inpatients": rotations.tested,
            "facilities": hospitals.subjects.count, "long_term_facilities": isLongTerm.count { $0 },
        ]
        return outcome
    }

    /// Psychiatric, rehabilitation and nursing houses, by their registered specialty: their patients stay together for
    /// long. Names say nothing, for every other private hospital has rehabilitation in its name, and private houses are
    /// where the groups are brought.
    private func longTermFacilities(_ facilities: FacilityColumns) -> [Bool] {
        let words = specification.list("long_term_specialties")
        let isPrivate = specification.list("private_ownership")
        return (0..<facilities.count).map { place in
            let specialty = facilities.specialty[place].lowercased()
            return words.contains { specialty.contains($0) } && !isPrivate.contains(facilities.ownership[place].lowercased())
        }
    }

    /// One group a set of people: those of one employer often live in one village, too. The least probable is kept.
    private static func distinct(_ groups: [AdmissionGroup], _ stays: StayColumns) -> [AdmissionGroup] {
        let ordered = groups.sorted { ($0.log10P, $0.key.rawValue, $0.facilities[0], $0.value) < ($1.log10P, $1.key.rawValue, $1.facilities[0], $1.value) }
        var kept: [AdmissionGroup] = []
        var members: [Set<Int32>] = []
        for group in ordered {
            let own = Set(group.members(stays))
            let same = members.firstIndex { 2 * $0.intersection(own).count >= $0.union(own).count }
            if let same {
                // The same people elsewhere are the same lead, with the stays of both.
                let known = kept[same].facilities
                let further = group.batches.filter { !known.contains(stays.facility[$0[0]]) }
                guard !further.isEmpty else { continue }
                kept[same].facilities = Set(known + further.map { stays.facility[$0[0]] }).sorted()
                kept[same].stays = (kept[same].stays + further.flatMap(\.self)).sorted()
                kept[same].batches += further
                kept[same].rotation += further.map { stays.facility[$0[0]] }
            } else {
                kept.append(group)
                members.append(own)
            }
        }
        return kept
    }

    private func candidate(_ group: AdmissionGroup, tested: Int, innocence: GroupInnocence, traits: StayTraits, store: ClaimStore) -> Candidate {
        let stays = store.stays
        let members = group.members(stays)
        let cases = group.cases.sorted { (stays.beginDay[$0], $0) < (stays.beginDay[$1], $1) }
        let period = AdmissionCandidate.period(of: cases, store)
        let strength = max(0, -group.log10P - log10(Double(max(1, tested)))) * innocence.weight(of: members)
        let codes = members.map { store.persons.id[$0] }
        let chance = GroupVisits.chance(expected: group.expectedPairs)
        let pairs: [CandidateReason] = [
            .init(
                feature: "synchronous_pairs", title: .init(zh: "入院、出院都在数日之内的人次对数（与该机构偶然相比）", en: "pairs admitted and discharged within days of each other, against the facility's chance"),
                unit: .init(zh: "对", en: "pairs"), value: Double(group.pairs), peerMedian: chance.median, peerP99: chance.p99, contribution: strength),
            .init(
                feature: "batches", title: .init(zh: "集体入出院的批次", en: "times that they came and left together"), unit: .init(zh: "批", en: "times"),
                value: Double(group.batches.count), peerMedian: nil, peerP99: nil, contribution: 0),
        ]
        // Who never came together stands out by the telephone alone.
        let sharing = CandidateReason(
            feature: "telephone_persons", title: .init(zh: "在该机构住院时留同一联系电话的人数（与其他电话相比）", en: "persons who left one telephone when admitted there, against other telephones"),
            unit: .init(zh: "人", en: "persons"), value: Double(group.persons), peerMedian: group.usualUsers?.median, peerP99: group.usualUsers?.p99,
            contribution: strength)
        var reasons = (group.batches.isEmpty ? [sharing] : pairs) + [
            CandidateReason(
                feature: "group_stays", title: .init(zh: "\(group.key.title.zh)在该机构的住院人次（对照为全地区分布下的期望）", en: "stays of \(group.key.title.en) at the facility, against the district's distribution"),
                unit: .init(zh: "人次", en: "stays"), value: Double(group.stays.count), peerMedian: group.expectedStays > 0 && group.key != .telephone ? group.expectedStays : nil,
                peerP99: nil, contribution: 0),
            .init(
                feature: "group_size", title: .init(zh: "组内人数", en: "persons of the group"), unit: .init(zh: "人", en: "persons"),
                value: Double(members.count), peerMedian: nil, peerP99: nil, contribution: 0),
        ]
        let elsewhere = max(Set(group.rotation).count, group.facilities.count - 1)
        if elsewhere > 0 {
            reasons.append(.init(
                feature: "rotation", title: .init(zh: "同一批人轮转的其他机构数", en: "other facilities that the same people came to together"),
                unit: .init(zh: "家", en: "facilities"), value: Double(elsewhere), peerMedian: nil, peerP99: nil, contribution: 0))
        }
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: .visitGroup, subjectID: LeadIdentity.groupID(members: codes), members: members,
            facilities: group.facilities, firstDay: period.first, lastDay: period.last, strength: strength,
            pValue: GroupVisits.probability(log10: group.log10P), qValue: max(GroupVisits.probability(log10: group.log10P), group.qValue),
            peerGroup: .init(zh: "同机构其他住院的偶然同步", en: "chance among the facility's other stays"), peerCount: tested, reasons: reasons,
            rows: AdmissionCandidate.rows(of: cases, stays), exemptions: specification.exemptionTexts(group.stays.lazy.map { traits.exemption[$0] }),
            checked: [
                (.init(zh: "就近住院", en: "the nearest hospital"), .init(zh: "集中本身不作疑点，须反复同入同出", en: "concentration alone is no sign; they came and left together repeatedly")),
                (.init(zh: "机构总机、单位或占位电话", en: "the house's own telephone, an employer's, or none"), .init(
                    zh: "机构大部分患者所留、留者多属同一单位或多家机构共用的电话，本身不作疑点",
                    en: "one that many of its patients left, mostly one employer's staff, or met at many facilities, is no sign by itself")),
                (.init(zh: "家人、养老福利机构", en: "a family or a home"), innocence.householdCheck(of: members)),
                (.init(zh: "养老机构、学校或单位的传染病聚集", en: "an outbreak at a home, a school or a workplace"), .init(zh: "不是个别时段的传染性疾病或伤害", en: "not a wave or two of infectious disease or injury")),
                (.init(zh: "大单位职工分散就医", en: "a large employer's staff at many hospitals"), .init(zh: "与该机构其他住院的同步程度比较", en: "compared with how synchronous the facility's other stays are")),
                AdmissionCandidate.wholeStay,
            ],
            evidence: AdmissionCandidate.visits(of: cases, stays))
        candidate.caseCount = max(1, group.batches.count)
        return candidate
    }
}

/// What makes a group more than a coincidence: together again and again; or once, with the same people together at another facility, or
/// so many that a family or an illness passed on does not explain it; or one telephone left by so many that only an agent has it.
private struct Repetition {
    private let stays: StayColumns
    private let minimumBatches: Int
    private let singleBatch: Int
    private let telephonePersons: Int

    init(_ thresholds: ThresholdTable, _ stays: StayColumns) throws {
        self.stays = stays
        minimumBatches = try thresholds.integer("minimum_batches")
        singleBatch = try thresholds.integer("single_batch_persons")
        telephonePersons = try thresholds.integer("telephone_persons")
    }

    func holds(_ group: AdmissionGroup) -> Bool {
        group.batches.count >= minimumBatches || !group.batches.isEmpty && !group.rotation.isEmpty
            || group.batches.contains { batch in Set(batch.map { stays.person[$0] }).count >= singleBatch } || isAgents(group)
    }

    func isAgents(_ group: AdmissionGroup) -> Bool {
        group.key == .telephone && !group.isHouseTelephone && group.persons >= telephonePersons
    }
}

/// One day's list of operations: a campaign that screens a village for cataract brings those it found together, once.
private struct Operations {
    let isOperated: [Bool]
    let share: Double

    func exemption(of group: AdmissionGroup) -> LocalizedText? {
        let cases = group.cases
        guard group.batches.count == 1, Double(cases.count { isOperated[$0] }) >= share * Double(cases.count) else { return nil }
        return .init(zh: "仅一批，且多数做了手术，可能为筛查后集中手术", en: "one batch, most of whom were operated on: those that a screening found")
    }
}

/// Waves of infectious disease or injury: people of one home, school or workplace fall ill, or are hurt, together.
private struct Outbreak {
    private let groups: AdmissionGroups
    private let repetition: Repetition
    private let stays: StayColumns
    private let isInfectious: [Bool]
    private let longestDays: Int32
    private let mostWaves: Int
    private let repeatShare: Double
    /// What is left of a group is one more test of as many: by Bonferroni.
    private let largestLog10P: Double

    init(_ specification: ScenarioSpecification, groups: AdmissionGroups, repetition: Repetition, stays: StayColumns) throws {
        (self.groups, self.repetition, self.stays) = (groups, repetition, stays)
        let prefixes = specification.list("outbreak_diagnoses")
        isInfectious = (0..<stays.diagnoses.count).map { number in
            let code = stays.diagnoses[Int32(number)].uppercased()
            return prefixes.contains { code.hasPrefix($0) }
        }
        longestDays = Int32(try specification.thresholds.integer("outbreak_days"))
        mostWaves = try specification.thresholds.integer("outbreak_waves")
        repeatShare = try specification.thresholds.value("outbreak_repeat_share")
        largestLog10P = log10(try specification.thresholds.value("maximum_q") / Double(max(1, groups.tested)))
    }

    /// A reason where a few such waves are all that makes it a group.
    func exemption(of group: AdmissionGroup) -> LocalizedText? {
        let infectious = group.cases.filter { stays.diagnosis[$0] >= 0 && isInfectious[Int(stays.diagnosis[$0])] }
        let waves = waves(infectious)
        guard (1...mostWaves).contains(waves.count) else { return nil }
        let ill = infectious.filter { stay in waves.contains { $0.contains(stays.beginDay[stay]) } }
        // Who was ill is seldom ill again; those who are brought come again.
        let times = ill.reduce(into: [Int32: Int]()) { $0[stays.person[$1], default: 0] += 1 }
        guard Double(times.values.count { $0 > 1 }) < repeatShare * Double(times.count) else { return nil }
        let rest = groups.remainder(of: group, without: Set(ill))
        guard !repetition.isAgents(rest), rest.batches.isEmpty || rest.log10P > largestLog10P || !repetition.holds(rest) else { return nil }
        return .init(zh: "集中在个别时段、以传染性疾病或伤害为主，可能为聚集性疫情或事故", en: "a wave or two of infectious disease or injury, which may be an outbreak or an accident")
    }

    /// Days from each batch on that is not of the wave before.
    private func waves(_ infectious: [Int]) -> [ClosedRange<Int32>] {
        var waves: [ClosedRange<Int32>] = []
        for day in groups.batches(infectious).compactMap({ $0.map { stays.beginDay[$0] }.min() }).sorted() where !(waves.last?.contains(day) ?? false) {
            waves.append(day...day + longestDays)
        }
        return waves
    }
}
