import Claims
import Detection
import Features

/// 卡聚集: cards settled within a short window of each other at the same facility, on several days, beyond chance.
///
/// The pairs, the null model of chance co-occurrence from each facility's own traffic by hour, the communities and the
/// group test are `CoOccurrenceDetector`'s; here is what is looked at, which innocent groups are set aside, and what
/// an investigator is shown.
struct CardClusteringScenario: Scenario {
    static let method = "co-occurrence"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        let store = context.store
        let admitted = try specification.admittedCareClasses()
        let exempt = specification.exemptionOfRows(store)
        let columns = store.settlements
        var rows: [Int32] = []
        for row in 0..<columns.count
        where columns.second[row] >= 0 && admitted.contains(columns.careClass[row]) && exempt[row] < 0 {
            rows.append(Int32(row))
        }
        let result = try CoOccurrenceDetector(parameters: parameters()).groups(
            entity: rows.map { columns.person[Int($0)] }, place: rows.map { columns.facility[Int($0)] },
            day: rows.map { columns.day[Int($0)] }, second: rows.map { columns.second[Int($0)] },
            isLive: { store.facilities.kind[Int($0)] == .pharmacy })
        var outcome = ScenarioOutcome()
        outcome.counts = [
            "settlements": rows.count, "eligible_cards": result.eligibleEntityCount, "tested_pairs": result.testedPairCount,
            "candidate_groups": result.candidateGroupCount, "groups": result.groups.count,
            "batch_facilities": result.places.count(where: \.isBatch), "crowded_windows": result.bursts.count,
        ]
        let visits = GroupVisits(store: store, rows: rows)
        let innocence = try GroupInnocence(store: store, thresholds: specification.thresholds)
        let employerGroup = try specification.thresholds.integer("employer_group")
        for group in result.groups {
            let candidate = candidate(group, visits: visits, innocence: innocence, context: context)
            if let exemption = innocence.exemption(of: group.members, rows: candidate.rows) ?? employersSeries(candidate, innocence, store, least: employerGroup) {
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .cardGroup, subjectID: candidate.subjectID,
                    exemption: exemption.slug, reason: exemption.reason))
            } else {
                outcome.candidates.append(candidate)
            }
        }
        return outcome
    }

    private func parameters() throws -> CoOccurrenceParameters {
        let thresholds = specification.thresholds
        return CoOccurrenceParameters(
            windowSeconds: try thresholds.integer("window_seconds"),
            seedWindowSeconds: try thresholds.integer("seed_window_seconds"),
            minimumSeedDays: try thresholds.integer("minimum_seed_days"),
            // Of pairs that are significant by themselves, which nothing here asks for.
            minimumDays: try thresholds.integer("minimum_joint_days"),
            minimumMemberDays: try thresholds.integer("minimum_member_days"),
            minimumJointDays: try thresholds.integer("minimum_joint_days"),
            minimumPlaces: try thresholds.integer("minimum_facilities"),
            minimumGroupSize: try thresholds.integer("minimum_group_size"),
            maximumGroupSize: try thresholds.integer("maximum_group_size"),
            seedProbability: try thresholds.value("seed_probability"),
            alpha: try thresholds.value("alpha"),
            resolution: try thresholds.value("resolution"),
            pruneShare: try thresholds.value("prune_share"),
            rateShrinkage: try thresholds.value("rate_shrinkage"),
            minimumBatchEntities: try thresholds.integer("minimum_batch_cards"),
            maximumCloseShare: try thresholds.value("maximum_close_share"),
            maximumWindowEntities: try thresholds.integer("maximum_window_cards"),
            pairBudget: try thresholds.integer("pair_budget"))
    }

    /// A workforce's cards swiped in series at one clinic or hospital: the outpatient anomaly's cells of facility, employer and day.
    private func employersSeries(_ candidate: Candidate, _ innocence: GroupInnocence, _ store: ClaimStore, least: Int) -> GroupInnocence.Exemption? {
        guard candidate.members.count >= least, candidate.facilities.count == 1,
              store.facilities.kind[Int(candidate.facilities[0])] == .medical, innocence.employer(of: candidate.members, rows: candidate.rows) != nil
        else { return nil }
        return .init(slug: "employers-series", reason: .init(
            zh: "成员同属一家单位且集中于一家医疗机构，由门诊异常场景按单位和日期核查",
            en: "the members are of one employer, at one institution: the outpatient anomaly asks about them by employer and day"))
    }

    private func candidate(
        _ group: CoOccurrenceGroup, visits: GroupVisits, innocence: GroupInnocence, context: ScreeningContext
    ) -> Candidate {
        let store = context.store
        let joint = visits.rows(of: group)
        let days = group.jointPlaceDays.map(\.day)
        let strength = max(0, -group.log10AdjustedProbability) * innocence.weight(of: group.members)
        var reasons: [CandidateReason] = []
        func reason(
            _ feature: String, _ zh: String, _ en: String, _ unit: (String, String), _ value: Double,
            median: Double? = nil, p99: Double? = nil, contribution: Double = 0
        ) {
            reasons.append(.init(
                feature: feature, title: .init(zh: zh, en: en), unit: .init(zh: unit.0, en: unit.1), value: value,
                peerMedian: median, peerP99: p99, contribution: contribution))
        }
        let chance = GroupVisits.chance(expected: group.expectedLinks)
        reason("joint_links", "窗口内同时刷卡的次数（与偶然期望相比）", "cards settled together within the window, against chance", ("次", "times"),
               Double(group.observedLinks), median: chance.median, p99: chance.p99, contribution: strength)
        reason("joint_days", "同时刷卡的不同日期", "distinct days on which they were together", ("天", "days"), Double(group.jointDayCount))
        reason("group_size", "同组卡数", "cards in the group", ("张", "cards"), Double(group.members.count))
        reason("median_span_seconds", "每次从第一张到最后一张卡的时间（中位数）", "median time from first card to last", ("秒", "seconds"), group.medianSpanSeconds)
        reason("joint_share", "组内就诊中同时刷卡的占比", "share of the members' visits that are joint", ("占比", "share"), group.jointShare)
        if let share = visits.sameOperatorShare(joint) {
            reason("same_operator_share", "同一操作员经手的占比", "share handled by one operator", ("占比", "share"), share)
        }
        if let share = visits.physicalCardShare(joint) {
            reason("physical_card_share", "实体卡占比", "share of physical cards", ("占比", "share"), share)
        }
        let members = group.members.map { store.persons.id[$0] }
        return Candidate(
            scenario: specification.slug, subjectKind: .cardGroup, subjectID: LeadIdentity.groupID(members: members),
            members: group.members, facilities: group.places, person: nil,
            firstDay: days.min() ?? 0, lastDay: days.max() ?? 0, strength: strength,
            pValue: group.tailProbability, qValue: max(group.tailProbability, GroupVisits.probability(log10: group.log10AdjustedProbability)),
            peerGroup: .init(zh: "同机构同时段客流的偶然共现模型", en: "chance co-occurrence in the same facilities' traffic by hour"),
            peerCount: context.store.persons.count, reasons: reasons, rows: joint,
            checked: [
                (.init(zh: "繁忙机构偶然同时", en: "coincidence at a busy facility"), .init(zh: "已按机构分时段客流排除", en: "ruled out by the facility's traffic by hour")),
                (.init(zh: "家庭成员代购", en: "a family collecting together"), innocence.householdCheck(of: group.members)),
                (.init(zh: "集中补录", en: "batch entry"), .init(zh: "所涉机构无集中补录特征", en: "no batch entry at these facilities on these days")),
                (.init(zh: "透析等固定排班", en: "treatment rosters such as dialysis"), .init(zh: "已剔除相应病种结算", en: "settlements of such diseases were left out")),
            ])
    }
}
