import Claims
import Detection
import Features
import Foundation
import Statistics

/// 高频就诊: a person with far more visits in a month than peers of the same age, sex, scheme and chronic status,
/// borne out by many facilities, crossing diseases, or intervals and amounts too regular to be illness.
///
/// Visits beyond the first of a month, and facilities beyond the first, each follow a negative binomial law among peers
/// (the gamma-Poisson mixture of M. Greenwood and G. U. Yule, 1920), because peers differ more than Poisson allows. The
/// two tail probabilities of a month depend on each other, so they are joined by the Cauchy combination (Y. Liu and
/// J. Xie, 2020); the person's is that of the least probable month, times the number of months looked at.
struct FrequentVisitsScenario: Scenario {
    static let method = "visit-frequency"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        let thresholds = specification.thresholds
        let store = context.store
        let admitted = try specification.admittedCareClasses()
        let courses = TreatmentCourses(
            store: store, admitted: admitted, minimumVisits: try thresholds.integer("course_minimum_visits"),
            largestGap: try thresholds.integer("course_largest_gap"))
        let visitMonths = VisitMonths(
            store: store, admitted: admitted, exemption: specification.exemptionOfRows(store),
            ownLimits: (specification.exemptions ?? []).map { $0.visitsPerMonth ?? 0 }, courses: courses,
            shifts: [0, try thresholds.integer("month_shift")])
        let months = visitMonths.months
        let table = context.table(of: .patient)
        let peers = specification.peers ?? PeerParameters()
        let grouping = PeerGrouping(table, in: context.features, parameters: peers)
        let comparison = PeerComparison(table, grouping: grouping, parameters: peers, threads: context.threads)
        var rowOfPerson = [Int](repeating: -1, count: store.persons.count)
        for (row, person) in table.subjects.enumerated() { rowOfPerson[Int(person)] = row }

        // Beyond the course of an exempt treatment, or of any, its visits count like any others.
        let exemptLimit = VisitMonths.ExemptLimit(
            visits: try thresholds.integer("exempt_visits_per_month"), facilities: try thresholds.integer("exempt_facilities_per_month"))
        let courseLimit = try thresholds.integer("course_visits")
        let tallies = months.map { $0.tally(exemptLimit: exemptLimit, courseLimit: courseLimit) }
        let counts = tallies.map { Double($0.visits) }
        let groups = months.map { Int(grouping.groupOfRow[rowOfPerson[Int($0.person)]]) }
        var firstMonth = [Int](repeating: 0, count: store.persons.count + 1)
        for month in months { firstMonth[Int(month.person) + 1] += 1 }
        for person in 0..<store.persons.count { firstMonth[person + 1] += firstMonth[person] }
        /// Months stand by person.
        func monthsOfPerson(_ person: Int32) -> Range<Int> { firstMonth[Int(person)]..<firstMonth[Int(person) + 1] }

        let members = grouping.groups.map { group in group.members.flatMap { monthsOfPerson(table.subjects[Int($0)]) } }
        let rejection = try thresholds.value("rejection_count")
        let startShare = try thresholds.value("fit_start_share")
        let laws = PeerCounts(counts, group: groups, members: members, rejection: rejection, startShare: startShare)
        let facilityCounts = tallies.map { Double($0.facilities) }
        let facilityLaws = PeerCounts(facilityCounts, group: groups, members: members, rejection: rejection, startShare: startShare)

        var best: [Int32: (month: Int, log10P: Double)] = [:]
        var tested: [Int32: Int] = [:]
        for (index, month) in months.enumerated() {
            guard let visits = laws.log10TailProbability(of: index),
                  let facilities = facilityLaws.log10TailProbability(of: index) else { continue }
            let log10P = Self.combined(visits, facilities)
            tested[month.person, default: 0] += 1
            if log10P < best[month.person]?.log10P ?? .infinity { best[month.person] = (index, log10P) }
        }
        let persons = best.keys.sorted()
        let pValues = persons.map { person in
            min(1, pow(10, max(-307, best[person]?.log10P ?? 0)) * Double(tested[person] ?? 1))
        }
        let qValues = BenjaminiHochberg.qValues(pValues)
        var outcome = ScenarioOutcome()
        outcome.counts = ["persons": persons.count, "person_months": months.count]
        outcome.tails.add("visits", of: specification, in: context) { laws.add(to: &$0) }
        outcome.tails.add("facilities", of: specification, in: context) { facilityLaws.add(to: &$0) }

        let floor = try thresholds.value("minimum_visits")
        let course = try thresholds.value("course_visits")
        let largestQ = try thresholds.value("maximum_q")
        let largestP = zip(pValues, qValues).reduce(largestQ / Double(max(1, persons.count))) { $1.1 <= largestQ ? max($0, $1.0) : $0 }
        for (place, person) in persons.enumerated() {
            guard qValues[place] <= largestQ else {
                // What would have been a lead had its courses not been taken for what they are.
                let isCourse = monthsOfPerson(person).contains { index in
                    let visits = Double(months[index].ordinary.visits)
                    guard counts[index] < visits, visits >= floor, let law = laws.law(of: index) else { return false }
                    return pow(10, law.log10TailProbability(of: visits)) * Double(tested[person] ?? 1) <= largestP
                }
                if isCourse { outcome.suppressions.append(Self.oneCourse(specification.slug, store.persons.id[person])) }
                continue
            }
            guard let found = best[person], counts[found.month] >= floor, let law = laws.law(of: found.month) else { continue }
            let tally = tallies[found.month]
            let subject = store.persons.id[person]
            if tally.facilities < 2, tally.diseases < 2, counts[found.month] <= course {
                outcome.suppressions.append(Self.oneCourse(specification.slug, subject))
                continue
            }
            let flagged = monthsOfPerson(person).filter { $0 == found.month || counts[$0] >= max(floor, law.p99) }
            let rows = Set(flagged.flatMap { visitMonths.rows(of: months[$0], exemptLimit: exemptLimit, courseLimit: courseLimit) }).sorted()
            let hasCourse = flagged.contains { tallies[$0] == months[$0].coursesOnce && months[$0].courseVisits > 0 }
            let leftOut = flagged.contains { months[$0].exemptVisits > 0 && !months[$0].isBeyond(exemptLimit) }
            let beyondLimit = flagged.contains { months[$0].isBeyond(exemptLimit) }
            let row = rowOfPerson[Int(person)]
            let corroboration = try corroboration(comparison, row: row)
            let strength = max(0, -found.log10P - log10(Double(persons.count)))
            let visitPart = laws.log10TailProbability(of: found.month) ?? 0
            let facilityPart = facilityLaws.log10TailProbability(of: found.month) ?? 0
            let visitShare = visitPart + facilityPart == 0 ? 1 : visitPart / (visitPart + facilityPart)
            outcome.candidates.append(Candidate(
                scenario: specification.slug, subjectKind: .patient, subjectID: subject,
                facilities: Array(Set(rows.map { store.settlements.facility[Int($0)] })).sorted(), person: person,
                firstDay: rows.map { store.settlements.day[Int($0)] }.min() ?? 0,
                lastDay: rows.map { store.settlements.day[Int($0)] }.max() ?? 0,
                strength: strength + corroboration.reduce(0) { $0 + $1.contribution },
                pValue: pValues[place], qValue: qValues[place],
                peerGroup: grouping.group(ofRow: row)?.key ?? .init(zh: "无同类可比", en: "no peers"), peerCount: law.count,
                reasons: [
                    reason("visits_in_busiest_month", "最多一个月的就诊次数（机构×日）", "visits in the busiest month (facility-days)", ("次", "visits"),
                           counts[found.month], law, strength * visitShare),
                    reason("facilities_in_busiest_month", "该月就诊机构数", "facilities visited in that month", ("家", "facilities"),
                           Double(tally.facilities), facilityLaws.law(of: found.month), strength * (1 - visitShare)),
                ] + corroboration.sorted { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) },
                rows: rows,
                exemptions: leftOut
                    ? [.init(zh: "特定疗程（透析、放化疗等）的就诊未计入频次", en: "visits of exempt treatment (dialysis, chemotherapy and the like) were not counted")] : [],
                checked: [
                    (.init(zh: "一次就诊多次结算", en: "several settlements of one visit"), .init(zh: "按机构和日期合并计数", en: "counted as facility-days")),
                    (.init(zh: "透析、放化疗等规律治疗", en: "regular treatment such as dialysis"), beyondLimit
                        ? .init(zh: "次数超过该类治疗的常规上限，已计入", en: "more often than such treatment takes, so they were counted")
                        : .init(zh: "相应结算不计入频次", en: "such settlements do not count")),
                    (.init(zh: "康复、针灸、注射等连续疗程", en: "a course of rehabilitation, acupuncture or injections"), hasCourse
                        ? .init(zh: "同一机构同一病种的连续就诊按一次计", en: "nearly consecutive visits to one facility for one disease counted as one")
                        : .init(zh: "无连续疗程，或超出疗程次数", en: "no course of nearly consecutive visits, or beyond what a course takes")),
                ]))
        }
        return outcome
    }

    private static func oneCourse(_ slug: String, _ subject: String) -> Suppression {
        .init(
            scenario: slug, subjectKind: .patient, subjectID: subject, exemption: "one-course",
            reason: .init(zh: "同一机构同一病种的连续治疗疗程", en: "one course of treatment, for one disease at one facility"))
    }

    /// log10 of the Cauchy combination of two tail probabilities given as log10. Deep in the tail, where a tangent would
    /// lose its digits, it is the mean of the reciprocals: tan((1/2 − p) π) is 1/(p π) there.
    private static func combined(_ first: Double, _ second: Double) -> Double {
        let least = min(first, second)
        guard least > -6 else { return least + log10(2 / (1 + pow(10, least - max(first, second)))) }
        let statistic = Fusion.cauchyStatistic([pow(10, first), pow(10, second)])
        return log10(max(.leastNormalMagnitude, 0.5 - atan(statistic) / .pi))
    }

    private func reason(
        _ feature: String, _ zh: String, _ en: String, _ unit: (String, String), _ value: Double, _ law: PeerCounts.Law?, _ contribution: Double
    ) -> CandidateReason {
        CandidateReason(
            feature: feature, title: .init(zh: zh, en: en), unit: .init(zh: unit.0, en: unit.1), value: value,
            peerMedian: law?.median, peerP99: law?.p99, contribution: contribution)
    }

    /// Other features far out on the unusual side; each adds some strength, none makes a lead alone.
    private func corroboration(_ comparison: PeerComparison, row: Int) throws -> [CandidateReason] {
        let weight = try specification.thresholds.value("corroboration_weight")
        let cap = try specification.thresholds.value("corroboration_cap_z")
        let least = try specification.thresholds.value("corroboration_minimum_z")
        return (specification.features ?? []).compactMap { name in
            guard let column = comparison.table.index(of: name) else { return nil }
            let cell = comparison.cell(row: row, column: column)
            guard cell.z >= least else { return nil }
            let definition = comparison.table.definitions[column]
            return CandidateReason(
                feature: name, title: definition.title, unit: definition.unit.title, value: cell.value,
                peerMedian: cell.peerMedian, peerP99: cell.peerP99, contribution: weight * min(cap, cell.z))
        }
    }
}
