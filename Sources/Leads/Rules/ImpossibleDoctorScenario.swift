import Claims
import Features
import Rules

/// 医师时空冲突: one doctor's code at two facilities within minutes, with more patients in a minute or on a day than anyone can see, with more
/// timed work in a day than it can hold, or through days and nights without a rest.
///
/// Each of these has an innocent form: a doctor who works mornings here and afternoons there, a dialysis shift that is charged in one
/// go under its doctor's name, a village clinic that types its day in one evening, an operation that a team shares, a duty of a day and a
/// night. So each must happen on several days, days of sessions, treatment by roster and times of batch entry are left out, and only what
/// takes the doctor's own time is timed ("impossible days" of public auditors).
struct ImpossibleDoctorScenario: Scenario {
    static let method = "impossible-doctor"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    private struct Limits {
        let codeLength, sharedFacilities, switchSeconds, switchDays, patients, burstDays, dayPatients, crowdedDays, longDays: Int
        let dayMinutes, burstMultiple, dayMultiple: Double
        let strengthSwitch, strengthBurst, strengthCrowded, strengthLong, strengthRestless: Double
        let courseVisits, courseGap: Int
        let halfDays: HalfDays
        let restless: RestlessWork

        init(_ thresholds: ThresholdTable) throws {
            codeLength = try thresholds.integer("minimum_code_length")
            sharedFacilities = try thresholds.integer("shared_code_facilities")
            switchSeconds = try thresholds.integer("switch_minutes") * 60
            switchDays = try thresholds.integer("switch_days")
            patients = try thresholds.integer("patients_per_minute")
            burstDays = try thresholds.integer("burst_days")
            dayPatients = try thresholds.integer("day_patients")
            crowdedDays = try thresholds.integer("crowded_days")
            dayMultiple = try thresholds.value("day_peer_multiple")
            dayMinutes = try thresholds.value("day_minutes")
            burstMultiple = try thresholds.value("burst_peer_multiple")
            longDays = try thresholds.integer("long_days")
            strengthSwitch = try thresholds.value("strength_per_switch_day")
            strengthBurst = try thresholds.value("strength_per_burst_day")
            strengthCrowded = try thresholds.value("strength_per_crowded_day")
            strengthLong = try thresholds.value("strength_per_long_day")
            strengthRestless = try thresholds.value("strength_per_restless_day")
            courseVisits = try thresholds.integer("course_minimum_visits")
            courseGap = try thresholds.integer("course_largest_gap")
            halfDays = HalfDays(
                sessionPatients: try thresholds.integer("session_patients"), strayShare: try thresholds.value("session_stray_share"))
            restless = RestlessWork(
                rest: try thresholds.integer("rest_hours") * 3_600, limit: try thresholds.integer("restless_hours") * 3_600,
                awake: try thresholds.integer("relieved_hours") * 3_600)
        }
    }

    private struct Findings {
        var switches = 0
        var switchDays: Set<Int32> = []
        /// Shortest time between two facilities, in seconds.
        var shortestSwitch: Int32 = .max
        var burstDays: Set<Int32> = []
        var mostPatients = 0
        /// Days with more patients than one doctor sees, and the most of all days.
        var crowdedDays: Set<Int32> = []
        var mostOfDay = 0
        /// Days at two places within minutes that half-days explain.
        var sessionDays = 0
        var longDays: [Int32] = []
        var mostMinutes = 0.0
        /// Longest time without a rest, in seconds, and the days of such times beyond the limit.
        var longestWork = 0
        var restlessDays: Set<Int32> = []
        var restlessSettlements: Set<Int32> = []
        var fenOfLine: [Int32: Int64] = [:]
        var days: Set<Int32> = []
    }

    /// What is usual among doctors: patients of the busiest minute and day, timed minutes of the longest day, hours without a rest.
    private struct Peers {
        let patients, ofDay, minutes, hours: PlainQuantiles
    }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        guard let rules = RuleContext(context.store) else { return outcome }
        let limits = try Limits(specification.thresholds)
        let work = DoctorDays(rules)
        let minutes = ServiceMinutes(context.knowledge.timedServices, rules)
        let cases = ContradictionCases(specification: specification, store: context.store)
        let isSession = treatmentByRoster(context.store, limits)
        var batches = BatchEntry(
            patients: try specification.thresholds.integer("batch_patients"),
            secondsAPatient: try specification.thresholds.value("batch_gap_seconds"),
            dayShare: try specification.thresholds.value("batch_day_share"))
        var placeholderLines = 0
        var typists: [Int] = []
        var sessionDoctors = 0
        var found: [(doctor: Int, findings: Findings)] = []
        func judge(_ doctor: Int, _ encounters: [DoctorDays.Encounter]) {
            var findings = Findings()
            findSwitches(encounters, limits, &findings)
            findBursts(encounters, limits, &findings)
            findCrowdedDays(encounters, limits, &findings)
            findRestlessWork(encounters, limits, rules, &findings)
            findLongDays(work.timedWork(of: doctor, leavingOut: isSession, minutes: minutes.minutes), limits, rules, &findings)
            sessionDoctors += findings.sessionDays >= limits.switchDays ? 1 : 0
            dropChance(&findings, limits)
            found.append((doctor, findings))
        }
        for doctor in 0..<rules.lines.doctors.count {
            let code = rules.lines.doctors[Int32(doctor)]
            let lines = work.lines(of: doctor)
            guard DoctorDays.isPerson(code, minimumLength: limits.codeLength) else {
                placeholderLines += lines.count
                continue
            }
            let facilities = Set(lines.map { rules.facility($0) })
            guard facilities.count < limits.sharedFacilities else {
                outcome.findings.append(.init(
                    kind: "shared_doctor_code", count: lines.count, of: rules.lines.count,
                    messageChinese: "一个医师代码用于\(facilities.count)家机构，疑为公用或默认代码，不作判断",
                    messageEnglish: "one doctor code at \(facilities.count) facilities: probably shared or a default; nothing is concluded", examples: [code]))
                continue
            }
            let encounters = work.encounters(of: doctor, leavingOut: isSession)
            // Who has days typed in one go is judged when the habits of all places are known.
            if batches.note(encounters) { typists.append(doctor) } else { judge(doctor, encounters) }
        }
        for doctor in typists {
            judge(doctor, batches.withoutHabitualBatches(work.encounters(of: doctor, leavingOut: isSession)))
        }
        found.sort { $0.doctor < $1.doctor }
        for (doctor, findings) in found where findings.longestWork >= limits.restless.awake {
            outcome.findings.append(.init(
                kind: "relieved_doctor_code", count: work.lines(of: doctor).count, of: rules.lines.count,
                messageChinese: "一个医师代码连续接诊\(findings.longestWork / 3_600)小时无间歇，疑为数人轮班共用（如急诊），此项不作为线索",
                messageEnglish: "one doctor code works \(findings.longestWork / 3_600) hours without a rest: probably a desk where some relieve each other, such as an emergency ward; no lead for that",
                examples: [rules.lines.doctors[Int32(doctor)]]))
        }
        if placeholderLines > 0 {
            outcome.findings.append(.init(
                kind: "placeholder_doctor", count: placeholderLines, of: rules.lines.count,
                messageChinese: "费用明细的医师代码为占位内容（未知、全零、过短），不计入医师分析",
                messageEnglish: "fee lines whose doctor code is a placeholder (unknown, zeros, too short); left out of what is said of doctors"))
        }
        func quantiles(_ value: (Findings) -> Double) -> PlainQuantiles { PlainQuantiles(found.map { value($0.findings) }.filter { $0 > 0 }) }
        let peers = Peers(
            patients: quantiles { Double($0.mostPatients) }, ofDay: quantiles { Double($0.mostOfDay) }, minutes: quantiles(\.mostMinutes), hours: quantiles { Double($0.longestWork) / 3_600 })
        for (doctor, all) in found where !all.days.isEmpty {
            // Where doctors' patients are often charged together, so that many a minute are usual, such a minute says nothing.
            var findings = all
            if Double(findings.mostPatients) < limits.burstMultiple * peers.patients.p75 { findings.burstDays = [] }
            // Nor does a day where doctors see hundreds.
            if Double(findings.mostOfDay) < limits.dayMultiple * peers.ofDay.p75 { findings.crowdedDays = [] }
            dropChance(&findings, limits)
            guard !findings.days.isEmpty else { continue }
            outcome.candidates.append(candidate(doctor, findings, limits, peers, work, isSession, cases))
        }
        outcome.counts = [
            "doctors": rules.lines.doctors.count, "doctors_with_batch_entry": typists.count,
            "doctors_with_half_days": sessionDoctors, "doctors_listed": outcome.candidates.count,
        ]
        return outcome
    }

    /// Settlements of treatment that runs by a roster: exempt diseases and courses. Nurses and therapists carry it out, and a shift is charged
    /// in one go; its times tell neither where the doctor stood nor how many he saw.
    private func treatmentByRoster(_ store: ClaimStore, _ limits: Limits) -> [Bool] {
        let courses = TreatmentCourses(
            store: store, admitted: Set(CareClass.allCases.filter(\.isAmbulatory)), minimumVisits: limits.courseVisits,
            largestGap: limits.courseGap)
        return zip(specification.exemptionOfRows(store), courses.ofRow).map { $0 >= 0 || $1 >= 0 }
    }

    /// Patients at two facilities nearer in time than anyone can travel, on days that half-days do not explain.
    private func findSwitches(_ encounters: [DoctorDays.Encounter], _ limits: Limits, _ findings: inout Findings) {
        for day in DoctorDays.days(encounters) {
            let near = switches(encounters, in: day, limits)
            guard !near.isEmpty else { continue }
            if limits.halfDays.explain(encounters[day].map(\.facility)) {
                findings.sessionDays += 1
                continue
            }
            findings.switches += near.count
            findings.switchDays.insert(encounters[day.lowerBound].day)
            for place in near {
                findings.shortestSwitch = min(findings.shortestSwitch, encounters[place + 1].second - encounters[place].second)
            }
        }
    }

    /// The places in a day after which the next patient is at another facility within minutes.
    private func switches(_ encounters: [DoctorDays.Encounter], in day: Range<Int>, _ limits: Limits) -> [Int] {
        day.dropLast().filter { place in
            let (before, after) = (encounters[place], encounters[place + 1])
            return before.facility != after.facility && after.second - before.second <= Int32(limits.switchSeconds)
        }
    }

    /// Distinct persons in any sixty seconds of a day.
    private func findBursts(_ encounters: [DoctorDays.Encounter], _ limits: Limits, _ findings: inout Findings) {
        var start = 0
        for end in encounters.indices {
            while encounters[start].day != encounters[end].day || encounters[end].second - encounters[start].second >= 60 { start += 1 }
            guard end - start + 1 > findings.mostPatients || end - start + 1 >= limits.patients else { continue }
            let persons = Set(encounters[start...end].map(\.person)).count
            findings.mostPatients = max(findings.mostPatients, persons)
            if persons >= limits.patients { findings.burstDays.insert(encounters[end].day) }
        }
    }

    /// Distinct persons of a day.
    private func findCrowdedDays(_ encounters: [DoctorDays.Encounter], _ limits: Limits, _ findings: inout Findings) {
        for day in DoctorDays.days(encounters) {
            let persons = Set(encounters[day].map(\.person)).count
            findings.mostOfDay = max(findings.mostOfDay, persons)
            if persons >= limits.dayPatients { findings.crowdedDays.insert(encounters[day.lowerBound].day) }
        }
    }

    /// Stretches without a rest, and what the code charged beyond the limit.
    private func findRestlessWork(_ encounters: [DoctorDays.Encounter], _ limits: Limits, _ rules: RuleContext, _ findings: inout Findings) {
        let (longest, beyond) = limits.restless.stretches(encounters)
        findings.longestWork = longest
        guard longest < limits.restless.awake else { return }
        for stretch in beyond {
            findings.restlessDays.formUnion(encounters[stretch].map(\.day))
            findings.restlessSettlements.formUnion(limits.restless.excess(of: stretch, in: encounters).map { encounters[$0].settlement })
        }
    }

    private func findLongDays(
        _ work: [Int32: (minutes: Double, lines: [Int32])], _ limits: Limits, _ rules: RuleContext, _ findings: inout Findings
    ) {
        findings.mostMinutes = work.values.map(\.minutes).max() ?? 0
        for (day, amount) in work.sorted(by: { $0.key < $1.key }) where amount.minutes > limits.dayMinutes {
            findings.longDays.append(day)
            let fen = amount.lines.reduce(Int64(0)) { $0 + max(0, rules.fen($1)) }
            let excess = Int64((Double(fen) * (amount.minutes - limits.dayMinutes) / amount.minutes).rounded())
            for part in ShapedRule.laid(excess, on: amount.lines.map { ($0, max(0, rules.fen($0))) }, rules) where part.fen > 0 {
                findings.fenOfLine[part.line] = part.fen
            }
        }
    }

    /// What did not happen on enough days is let go.
    private func dropChance(_ findings: inout Findings, _ limits: Limits) {
        if findings.switchDays.count < limits.switchDays { findings.switchDays = [] }
        if findings.burstDays.count < limits.burstDays { findings.burstDays = [] }
        if findings.longDays.count < limits.longDays {
            findings.longDays = []
            findings.fenOfLine = [:]
        }
        if findings.crowdedDays.count < limits.crowdedDays { findings.crowdedDays = [] }
        findings.days = findings.switchDays.union(findings.burstDays).union(findings.crowdedDays).union(findings.longDays).union(findings.restlessDays)
    }

    private func candidate(
        _ doctor: Int, _ found: Findings, _ limits: Limits, _ peers: Peers,
        _ work: DoctorDays, _ isSession: [Bool], _ cases: ContradictionCases
    ) -> Candidate {
        let rules = work.rules
        var fenOfLine = found.fenOfLine
        let conflicting = conflictingSettlements(work.encounters(of: doctor, leavingOut: isSession), found, limits).union(found.restlessSettlements)
        for line in work.lines(of: doctor) where conflicting.contains(rules.lines.settlement[Int(line)]) {
            fenOfLine[line] = max(fenOfLine[line] ?? 0, max(0, rules.fen(line)))
        }
        let parts = (
            Double(found.switchDays.count) * limits.strengthSwitch, Double(found.burstDays.count) * limits.strengthBurst,
            Double(found.longDays.count) * limits.strengthLong, Double(found.restlessDays.count) * limits.strengthRestless,
            Double(found.crowdedDays.count) * limits.strengthCrowded)
        var reasons: [CandidateReason] = []
        if parts.0 > 0 {
            reasons.append(ContradictionCases.reason(
                "two_places_days", ("几分钟内在两家机构开具收费的天数", "days with services at two facilities within minutes"), ("天", "days"),
                Double(found.switchDays.count), parts.0))
            reasons.append(ContradictionCases.reason(
                "two_places_gap", ("两家机构之间的最短间隔", "shortest time between two facilities"), ("分钟", "minutes"),
                Double(found.shortestSwitch) / 60, 0))
        }
        if parts.1 > 0 {
            reasons.append(ContradictionCases.reason(
                "patients_per_minute", ("一分钟内最多接诊人数（\(found.burstDays.count)天）", "most patients within a minute, on \(found.burstDays.count) days"),
                ("人", "patients"), Double(found.mostPatients), parts.1, peerMedian: peers.patients.median, peerP99: peers.patients.p99))
        }
        if parts.2 > 0 {
            reasons.append(ContradictionCases.reason(
                "timed_work", ("一日项目标准用时合计（\(found.longDays.count)天超出）", "timed work of the longest day, beyond a day on \(found.longDays.count) days"),
                ("分钟", "minutes"), found.mostMinutes, parts.2, peerMedian: peers.minutes.median, peerP99: peers.minutes.p99))
        }
        if parts.3 > 0 {
            reasons.append(ContradictionCases.reason(
                "restless_hours",
                ("连续接诊、其间无\(limits.restless.rest / 3_600)小时间歇的最长时段",
                 "longest time of work without \(limits.restless.rest / 3_600) hours between two patients"), ("小时", "hours"),
                Double(found.longestWork) / 3_600, parts.3, peerMedian: peers.hours.median, peerP99: peers.hours.p99))
        }
        if parts.4 > 0 {
            reasons.append(ContradictionCases.reason(
                "patients_of_day", ("一日最多接诊人数（\(found.crowdedDays.count)天超出）", "most patients of a day, beyond what one doctor sees on \(found.crowdedDays.count) days"),
                ("人", "patients"), Double(found.mostOfDay), parts.4, peerMedian: peers.ofDay.median, peerP99: peers.ofDay.p99))
        }
        let settlements = conflicting.isEmpty ? Set(fenOfLine.keys.map { rules.lines.settlement[Int($0)] }) : conflicting
        let evidence = work.lines(of: doctor).filter { settlements.contains(rules.lines.settlement[Int($0)]) }
            .sorted { (rules.day($0), rules.lines.second[Int($0)], $0) < (rules.day($1), rules.lines.second[Int($1)], $1) }
        return cases.candidate(
            .doctor, rules.lines.doctors[Int32(doctor)], facilities: evidence.map { rules.facility($0) }, days: Array(found.days),
            strength: parts.0 + parts.1 + parts.2 + parts.3 + parts.4, reasons: reasons.sorted { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) },
            fenOfLine: fenOfLine, evidence: evidence.map { .feeLine($0) },
            checked: [
                (.init(zh: "多点执业，半天一处", en: "half-days at two facilities"), 
                    .init(
                        zh: "只计间隔几分钟以内者，且须多日发生；可分为上下午（或中途一段）的日子未计\(found.sessionDays > 0 ? "（\(found.sessionDays)天）" : "")",
                        en: "only minutes apart counts, and on several days; days that fall into sessions are left out\(found.sessionDays > 0 ? " (\(found.sessionDays))" : "")")),
                (
                    .init(zh: "透析班次、疗程等按排班的集体治疗", en: "dialysis shifts and courses, treated by roster"),
                    .init(zh: "其收费时刻不计入接诊时刻", en: "the times of their charges are left out")),
                (
                    .init(zh: "村卫生室等集中补录", en: "a clinic that enters its visits in one go"),
                    .init(zh: "有集中补录习惯的机构，其补录日已剔除", en: "such days are left out at facilities where they are the habit")),
                (.init(zh: "住院长期医嘱自动记账", en: "standing orders of inpatients"), .init(zh: "接诊时刻只看门诊", en: "only ambulatory care tells a doctor's place")),
                (
                    .init(zh: "占位或公用代码", en: "placeholder or shared codes"),
                    .init(
                        zh: "跨机构者列为数据问题；一家机构内（如急诊）数人共用一码须现场核对",
                        en: "data findings where many facilities share one; whether several persons of one facility (an emergency ward) do is to be asked there")),
            ])
    }

    /// Settlements of the encounters that contradict each other.
    private func conflictingSettlements(_ encounters: [DoctorDays.Encounter], _ found: Findings, _ limits: Limits) -> Set<Int32> {
        var settlements: Set<Int32> = []
        for day in DoctorDays.days(encounters) where found.switchDays.contains(encounters[day.lowerBound].day) {
            for place in switches(encounters, in: day, limits) {
                settlements.formUnion([encounters[place].settlement, encounters[place + 1].settlement])
            }
        }
        var start = 0
        for end in encounters.indices where found.burstDays.contains(encounters[end].day) {
            start = max(start, encounters.partitioningStart(of: encounters[end].day, before: end))
            while encounters[end].second - encounters[start].second >= 60 { start += 1 }
            guard Set(encounters[start...end].map(\.person)).count >= limits.patients else { continue }
            settlements.formUnion(encounters[start...end].map(\.settlement))
        }
        // Of a day with too many patients those beyond what one doctor sees.
        for day in DoctorDays.days(encounters) where found.crowdedDays.contains(encounters[day.lowerBound].day) {
            settlements.formUnion(encounters[day].dropFirst(limits.dayPatients).map(\.settlement))
        }
        return settlements
    }
}

extension [DoctorDays.Encounter] {
    /// The first place of a day at or before a place that is of that day.
    fileprivate func partitioningStart(of day: Int32, before place: Int) -> Int {
        var start = place
        while start > 0, self[start - 1].day == day { start -= 1 }
        return start
    }
}
