import Claims
import Features

/// 死亡后结算: service to a person after the registered date of death.
///
/// What counts is the day of service, not of settling: a last stay is settled weeks after its end, and a bill for care
/// given in life is no question. A stay that began in life may end some days after the date of death on paper.
///
/// The register may be wrong by a year, and the person alive. The card of a dead person is used for one thing at a place or two; a living
/// person's whole life goes on: several kinds of care at several facilities. Such a person is a data finding, not a lead.
struct PostDeathScenario: Scenario {
    static let method = "post-death"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        let columns = store.settlements
        let thresholds = specification.thresholds
        let grace = Int32(try thresholds.integer("grace_days"))
        let stayTail = Int32(try thresholds.integer("stay_tail_days"))
        let settlingTail = Int32(try thresholds.integer("settling_tail_days"))
        let lateEntry = Int32(try thresholds.integer("late_entry_days"))
        let defaults = try defaultDates(store, &outcome)
        let exemption = specification.exemptionOfRows(store)
        let cases = ContradictionCases(specification: specification, store: store)
        var dead = 0
        var impossible = 0
        var living: [Int32] = []
        var found: [(death: Int32, candidate: Candidate)] = []
        for person in 0..<store.persons.count {
            let death = store.persons.deathDay[person]
            guard death != CalendarDay.missing, !defaults.contains(death) else { continue }
            let birth = store.persons.birthDay[person]
            guard birth == CalendarDay.missing || birth <= death else {
                impossible += 1
                continue
            }
            dead += 1
            let rows = store.byPerson[person].filter { row in
                isAfter(death, Int(row), columns, grace: grace, stayTail: stayTail, settlingTail: settlingTail)
            }
            let counted = rows.filter { exemption[Int($0)] < 0 }
            if counted.isEmpty, let row = rows.first {
                outcome.suppressions.append(specification.suppression(of: .patient, store.persons.id[Int32(person)], by: exemption[Int(row)]))
            }
            guard !counted.isEmpty else { continue }
            if isLateEntry(Array(counted), columns, upTo: death + lateEntry) {
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[Int32(person)], exemption: "late-entry",
                    reason: .init(
                        zh: "死亡后数日内仅有一次就诊，可能为生前就诊的补录", en: "a single visit within days of the death: probably one in life that was entered late")))
                continue
            }
            if try isLiving(Array(counted), columns) {
                living.append(death)
                outcome.suppressions.append(.init(
                    scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[Int32(person)], exemption: "probably-living",
                    reason: .init(
                        zh: "登记死亡后仍在多家机构接受多类诊疗，疑为死亡日期登记错误，请核对民政、公安登记",
                        en: "care of several kinds at several facilities after the registered death: the date may be wrong; ask the civil and police registers")))
                continue
            }
            found.append((death, candidate(Int32(person), death, Array(counted), cases)))
        }
        if impossible > 0 {
            outcome.findings.append(.init(
                kind: "death_before_birth", count: impossible, of: dead + impossible, messageChinese: "登记的死亡日期早于出生日期，不作判断",
                messageEnglish: "the registered date of death is before that of birth; nothing is concluded"))
        }
        if !living.isEmpty {
            outcome.findings.append(.init(
                kind: "death_of_the_living", count: living.count, of: dead, messageChinese: "登记死亡后仍在多家机构接受多类诊疗，疑为死亡日期登记错误，不作为线索",
                messageEnglish: "several kinds of care at several facilities after the registered date of death: probably alive with a wrong date; no leads"))
        }
        outcome.candidates = FacilityRollUp(
            specification, minimumCases: try thresholds.integer("roll_up_cases"), concentration: try .init(thresholds)
        ).rolled(try withoutBatches(found, living: living, in: context.store, &outcome), in: context)
        outcome.counts = ["dead_persons": dead, "persons_after_death": found.count + living.count]
        return outcome
    }

    /// Whether all there is after death is one visit, entered within some days of it. A pharmacy sells when it scans the card.
    private func isLateEntry(_ rows: [Int32], _ columns: SettlementColumns, upTo last: Int32) -> Bool {
        let first = Int(rows[0])
        return rows.map { Int($0) }.allSatisfy { row in
            columns.careClass[row].isAmbulatory && columns.careClass[row] != .pharmacy && columns.facility[row] == columns.facility[first]
                && columns.day[row] == columns.day[first] && columns.day[row] <= last
        }
    }

    /// Whether the care after death is a whole life's: several kinds of care at several facilities, or any at more of them.
    private func isLiving(_ rows: [Int32], _ columns: SettlementColumns) throws -> Bool {
        let facilities = Set(rows.map { columns.facility[Int($0)] })
        let kinds = Set(rows.map { columns.medicalType[Int($0)] }.filter { $0 >= 0 })
        let thresholds = specification.thresholds
        return try facilities.count >= thresholds.integer("living_facilities_alone")
            || facilities.count >= thresholds.integer("living_facilities") && kinds.count >= thresholds.integer("living_kinds")
    }

    /// Persons who go on being treated after one and the same date of death are a batch that was entered wrongly: those
    /// who abuse the cards of the dead do not find theirs on one day.
    private func withoutBatches(
        _ found: [(death: Int32, candidate: Candidate)], living: [Int32], in store: ClaimStore, _ outcome: inout ScenarioOutcome
    ) throws -> [Candidate] {
        let least = try specification.thresholds.integer("same_date_persons")
        let share = try specification.thresholds.value("same_date_share")
        var dead: [Int32: Int] = [:]
        for death in store.persons.deathDay where death != CalendarDay.missing { dead[death, default: 0] += 1 }
        var persons: [Int32: Int] = [:]
        // Those who are probably alive show most plainly that the date is a batch's.
        for death in found.map(\.death) + living { persons[death, default: 0] += 1 }
        let batches = persons.filter { $0.value >= least && Double($0.value) >= share * Double(dead[$0.key] ?? 0) }
        for (day, count) in batches.sorted(by: { $0.key < $1.key }) {
            outcome.findings.append(.init(
                kind: "death_date_batch", count: count, of: found.count + living.count,
                messageChinese: "登记为同一天死亡的多人此后均有就诊，疑为批量登记错误，不作为线索",
                messageEnglish: "several persons with one date of death are all treated afterwards: probably a batch entered wrongly; no leads",
                examples: [CalendarDay.text(day)]))
        }
        return found.filter { batches[$0.death] == nil }.map(\.candidate)
    }

    /// Service after death. Where the first day of service is unknown, settling may be late by the tail.
    private func isAfter(
        _ death: Int32, _ row: Int, _ columns: SettlementColumns, grace: Int32, stayTail: Int32, settlingTail: Int32
    ) -> Bool {
        let begin = columns.beginDay[row]
        let end = columns.endDay[row]
        guard begin != CalendarDay.missing else { return columns.day[row] > death + settlingTail }
        if begin > death + grace { return true }
        // Begun in life: a bed kept on long after death is a question, a late discharge on paper is not.
        return columns.careClass[row] == .inpatient && begin <= death + grace && end != CalendarDay.missing && end > death + stayTail
    }

    /// Dates of death that far more persons share than any other: what a register writes when it does not know.
    private func defaultDates(_ store: ClaimStore, _ outcome: inout ScenarioOutcome) throws -> Set<Int32> {
        let least = try specification.thresholds.integer("default_date_persons")
        let factor = try specification.thresholds.value("default_date_factor")
        var persons: [Int32: Int] = [:]
        for death in store.persons.deathDay where death != CalendarDay.missing { persons[death, default: 0] += 1 }
        let counts = persons.values.sorted()
        let median = counts.isEmpty ? 0 : Double(counts[counts.count / 2])
        let shared = persons.filter { $0.value >= least && Double($0.value) >= factor * median }
        for (day, count) in shared.sorted(by: { $0.key < $1.key }) {
            outcome.findings.append(.init(
                kind: "default_death_date", count: count, of: counts.reduce(0, +),
                messageChinese: "大量人员的死亡日期同为一天，疑为默认值，不作判断",
                messageEnglish: "one date of death for a great many persons: probably a default of the register; nothing is concluded",
                examples: [CalendarDay.text(day)]))
        }
        return Set(shared.keys)
    }

    private func candidate(_ person: Int32, _ death: Int32, _ rows: [Int32], _ cases: ContradictionCases) -> Candidate {
        let columns = cases.store.settlements
        struct Visit: Hashable { let facility, day: Int32 }
        func day(_ row: Int32) -> Int32 { columns.beginDay[Int(row)] != CalendarDay.missing ? columns.beginDay[Int(row)] : columns.day[Int(row)] }
        let visits = Set(rows.map { Visit(facility: columns.facility[Int($0)], day: day($0)) })
        let latest = rows.map { max(day($0), columns.endDay[Int($0)]) }.max() ?? death
        let strength = Double(visits.count)
        return cases.candidate(
            .patient, cases.store.persons.id[person], facilities: rows.map { columns.facility[Int($0)] }, person: person,
            days: rows.map(day), strength: strength,
            reasons: [
                ContradictionCases.reason(
                    "visits_after_death", ("登记死亡日期之后的就诊次数", "visits after the registered date of death"), ("次", "visits"), strength, strength),
                ContradictionCases.reason(
                    "days_after_death", ("最后一次服务距死亡的天数", "days from death to the last service"), ("天", "days"), Double(latest - death), 0),
            ],
            rows: rows, evidence: [.person(person)],
            checked: [
                (.init(zh: "生前的费用在死亡后结算", en: "care in life, settled after death"), .init(zh: "按服务日期判断，已排除", en: "judged by the day of service; left out")),
                (.init(zh: "死亡日期登记有误", en: "a wrong date in the register"),
                 .init(
                    zh: "早于出生、成批相同的日期，以及多机构多类诊疗仍在继续者已排除，其余需核对民政或公安登记",
                    en: "dates before birth or shared by a great many, and persons whose care of many kinds goes on, are left out; else ask the civil register")),
            ])
    }
}
