import Claims
import Features
import Rules

/// 床位日超: a stay that is billed more bed-days than it has days.
///
/// over = Σ quantity of bed charges, returns taken off, − days stayed. Days are counted from admission to discharge without
/// the day of discharge (计入不计出); where the region counts both days, `count_both_ends` says so, and while nobody knows
/// which, one bed-day more proves nothing. Money = over × Σ amount / Σ quantity.
struct BedDaysScenario: Scenario {
    static let method = "bed-days"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    /// What the lines of a stay charge by the day.
    private struct Bill {
        var beds = 0.0
        var fen: Int64 = 0
        var nursing = 0.0
        var consultations = 0.0
        var lines: [Int32] = []
        var items: Set<Int32> = []
        var byDay: [Int32: Double] = [:]

        /// Days with a bed, and those of them with more than one; nil where lines do not say the day of each bed.
        func dated(nights: Int) -> (days: Int, double: Int)? {
            let days = byDay.values.count { $0 > 1e-6 }
            return nights > 1 && days >= nights ? (days, byDay.values.count { $0 > 1 + 1e-6 }) : nil
        }
    }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        guard let rules = RuleContext(context.store) else { return outcome }
        let store = context.store
        let thresholds = specification.thresholds
        let bothEnds = try thresholds.integer("count_both_ends")
        let isExempt = exemptItems(context.knowledge, rules.lines)
        let exemption = specification.exemptionOfRows(store)
        let cases = ContradictionCases(specification: specification, store: store)
        var candidates: [Candidate] = []
        var counted = 0
        for stay in 0..<store.stays.count {
            let nights = store.stays.days(of: stay)
            guard nights > 0, !store.stays.isOpen[stay] else { continue }
            let bill = bill(of: stay, rules, isExempt)
            guard bill.beds > 0 else { continue }
            counted += 1
            let days = Double(nights + (bothEnds > 0 ? 1 : 0))
            let over = bill.beds - days
            guard try isTooMany(over, bill, nights: nights) else { continue }
            if let row = store.stays.rows(of: stay).first(where: { exemption[Int($0)] >= 0 }) {
                outcome.suppressions.append(specification.suppression(of: .stay, store.stayKey(stay).key, by: exemption[Int(row)]))
                continue
            }
            candidates.append(candidate(stay, bill, days: days, over: over, rules, cases))
        }
        outcome.counts = ["stays": counted, "stays_over": candidates.count]
        outcome.candidates = try cases.rolledUp(candidates, in: context)
        return outcome
    }

    /// Whether so many bed-days over have no innocent reading left.
    ///
    /// Every further kind of bed may mean a day on which two wards charged; while nobody knows how days are counted, one
    /// more may be the day of discharge. Lines that give each bed its day say how much of that really was so.
    private func isTooMany(_ over: Double, _ bill: Bill, nights: Int) throws -> Bool {
        let thresholds = specification.thresholds
        let isKnown = try thresholds.integer("count_both_ends") >= 0
        let least = try thresholds.value("minimum_over") - 1e-6
        let leastUnknown = try thresholds.value("minimum_over_unknown") - 1e-6
        var transfers = Double(bill.items.count - 1)
        guard let dated = bill.dated(nights: nights) else {
            return over - transfers * (try thresholds.value("transfer_days")) >= (isKnown ? least : leastUnknown)
        }
        transfers = min(transfers, Double(dated.double)) * (try thresholds.value("transfer_days"))
        if isKnown { return over - transfers >= least }
        return over >= leastUnknown && over - transfers - Double(min(1, dated.days - nights)) >= least
    }

    private func exemptItems(_ knowledge: KnowledgeTables, _ lines: FeeLineColumns) -> [Bool] {
        (0..<lines.items.count).map { item in
            let code = lines.items[Int32(item)]
            let name = item < lines.itemNames.count ? lines.itemNames[item] : ""
            // What a bed is called says more than its number: a local catalogue may number beds otherwise than the national list.
            return knowledge.bedExemptions.contains { $0.covers(name.isEmpty ? code : "", name) }
        }
    }

    private func bill(of stay: Int, _ rules: RuleContext, _ isExempt: [Bool]) -> Bill {
        var bill = Bill()
        for row in rules.store.stays.rows(of: stay) {
            for line in rules.lines.lines(ofSettlement: Int(row)) {
                let type = rules.lines.chargeType[line]
                guard type == ChargeType.bed || type == ChargeType.nursing || type == ChargeType.consultation else { continue }
                // A return written as negative money takes off as much as it says, whatever the sign of its quantity.
                let isReturn = Fen.orZero(rules.lines.amount[line]) < 0
                let quantity = isReturn ? -abs(rules.quantity(Int32(line))) : rules.quantity(Int32(line))
                switch type {
                case ChargeType.nursing: bill.nursing += quantity
                case ChargeType.consultation: bill.consultations += quantity
                default:
                    let item = rules.lines.item[line]
                    if item >= 0, isExempt[Int(item)] { continue }
                    bill.beds += quantity
                    bill.fen += rules.fen(Int32(line))
                    bill.lines.append(Int32(line))
                    if quantity > 0 { bill.items.insert(item >= 0 ? item : -1) }
                    let day = rules.lines.day[line]
                    if day != CalendarDay.missing { bill.byDay[day, default: 0] += quantity }
                }
            }
        }
        return bill
    }

    private func candidate(
        _ stay: Int, _ bill: Bill, days: Double, over: Double, _ rules: RuleContext, _ cases: ContradictionCases
    ) -> Candidate {
        let store = rules.store
        let fen = Int64((Double(max(0, bill.fen)) * over / bill.beds).rounded())
        let positive = bill.lines.filter { rules.quantity($0) > 0 && rules.fen($0) > 0 }
        let atRisk = ShapedRule.laid(fen, on: positive.map { ($0, rules.fen($0)) }, rules).filter { $0.fen > 0 }
        let visit = store.stays.visit[stay]
        var reasons = [
            ContradictionCases.reason("bed_days_over", ("计费床日超出实际住院天数", "bed-days billed beyond the days stayed"), ("天", "days"), over, over),
            ContradictionCases.reason("bed_days_billed", ("计费床日（已扣退费）", "bed-days billed, returns taken off"), ("天", "days"), bill.beds, 0),
            ContradictionCases.reason("days_stayed", ("实际住院天数", "days stayed"), ("天", "days"), days, 0),
        ]
        if bill.nursing > days + 1 {
            reasons.append(ContradictionCases.reason("nursing_days", ("护理计费数量", "nursing days billed"), ("天", "days"), bill.nursing, 0))
        }
        if bill.consultations > days + 1 {
            reasons.append(ContradictionCases.reason("consultation_days", ("诊察计费数量", "daily consultations billed"), ("次", "times"), bill.consultations, 0))
        }
        return cases.candidate(
            .stay, store.stayKey(stay).key, facilities: [store.stays.facility[stay]], person: store.stays.person[stay],
            days: [store.stays.beginDay[stay], store.stays.endDay[stay]], strength: over, reasons: reasons,
            fenOfLine: Dictionary(atRisk.map { ($0.line, $0.fen) }, uniquingKeysWith: +),
            evidence: (visit >= 0 ? [.visit(visit)] : store.stays.rows(of: stay).map { .settlement($0) }) + bill.lines.map { .feeLine($0) },
            checked: [
                (.init(zh: "入院日、出院日均计的口径", en: "both the day of admission and of discharge counted"),
                 .init(zh: "口径未知时超出 2 天以上才列出", en: "while that is unknown, listed from two days on")),
                (.init(zh: "陪护、监护、婴儿等床位", en: "companion, intensive-care and baby beds"), .init(zh: "不计入", en: "not counted")),
                (.init(zh: "转科当日两个病区各计一天", en: "two wards charging the day of a transfer"), .init(zh: "按床位种类放宽", en: "allowed for by kinds of bed")),
                (.init(zh: "退费", en: "refunds"), .init(zh: "负数量已冲减", en: "negative lines taken off")),
            ])
    }
}
