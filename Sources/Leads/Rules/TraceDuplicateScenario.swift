import Claims
import Features
import Rules

/// 追溯码重复: one pack sold again without having come back.
///
/// A code stands for one pack, so after returns are taken off it is sold once; a pack that is opened and sold in parts
/// may be sold as often as it has units, at the place where it was opened. How grave a repeat is depends on what could
/// explain it: twice in one settlement is a slip of the scanner, twice at different facilities has no innocent reading
/// but a false code or a drug that went back into trade.
struct TraceDuplicateScenario: Scenario {
    static let method = "trace-duplicate"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    /// What could explain a repeat, from the most harmless on.
    private enum Pattern: Int, CaseIterable {
        case sameSettlement, sameDay, sameFacility, acrossFacilities

        var threshold: String {
            switch self {
            case .sameSettlement: "strength_same_settlement"
            case .sameDay: "strength_same_day"
            case .sameFacility: "strength_same_facility"
            case .acrossFacilities: "strength_across_facilities"
            }
        }

        var title: LocalizedText {
            switch self {
            case .sameSettlement: .init(zh: "同一结算内重复", en: "repeated within one settlement")
            case .sameDay: .init(zh: "同一机构同日重复售出", en: "sold again at one facility on one day")
            case .sameFacility: .init(zh: "同一机构不同日重复售出", en: "sold again at one facility on other days")
            case .acrossFacilities: .init(zh: "在不同机构重复售出", en: "sold at different facilities")
            }
        }
    }

    private struct Duplicate {
        let pack: Int32
        /// Rows of sales that no return cancels, in time order.
        let sales: [Int32]
        let pattern: Pattern
    }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        guard let traces = store.traces else { return outcome }
        let thresholds = specification.thresholds
        let units = try thresholds.integer("split_pack_units")
        let listedFrom = try thresholds.value("listed_from_strength")
        let perSale = try thresholds.value("strength_per_further_sale")
        let base = try Pattern.allCases.map { try thresholds.value($0.threshold) }
        let cases = ContradictionCases(specification: specification, store: store)
        let money = PackMoney(store, traces)
        var implausible = [Int](repeating: 0, count: store.facilities.count)
        var scans = implausible
        var rescans = implausible
        var candidates: [Candidate] = []
        for pack in 0..<traces.packs.count {
            let rows = traces.byPack[pack]
            for row in rows where traces.facility[Int(row)] >= 0 { scans[Int(traces.facility[Int(row)])] += 1 }
            guard TraceCode.isPlausible(traces.packs[Int32(pack)]) else {
                for row in rows where traces.facility[Int(row)] >= 0 { implausible[Int(traces.facility[Int(row)])] += 1 }
                continue
            }
            guard rows.count > 1, let duplicate = duplicate(Int32(pack), rows, traces, units: units) else { continue }
            let strength = base[duplicate.pattern.rawValue] + perSale * Double(duplicate.sales.count - 2)
            guard base[duplicate.pattern.rawValue] >= listedFrom else {
                rescans[Int(traces.facility[Int(duplicate.sales[0])])] += 1
                continue
            }
            candidates.append(candidate(duplicate, strength, money, traces, cases))
        }
        for facility in 0..<store.facilities.count {
            if implausible[facility] > 0 {
                outcome.findings.append(.init(
                    kind: "invalid_trace_code", facility: store.facilities.id[Int32(facility)], count: implausible[facility], of: scans[facility],
                    messageChinese: "追溯码不是20位数字或为占位码", messageEnglish: "trace codes that are not twenty digits, or placeholders"))
            }
            if rescans[facility] > 0 {
                outcome.findings.append(.init(
                    kind: "rescanned_pack", facility: store.facilities.id[Int32(facility)], count: rescans[facility], of: scans[facility],
                    messageChinese: "同一结算内同一追溯码重复扫描", messageEnglish: "one trace code scanned twice within one settlement"))
            }
        }
        outcome.counts = ["packs": traces.packs.count, "scans": traces.count, "repeated_packs": candidates.count]
        outcome.candidates = try cases.rolledUp(candidates, in: context)
        return outcome
    }

    /// Sales of a pack that stand after returns, and whether they are too many. A row that is the copy of another, to the
    /// second and the settlement, is one sale.
    private func duplicate(_ pack: Int32, _ rows: ArraySlice<Int32>, _ traces: TraceColumns, units: Int) -> Duplicate? {
        var sales: [Int32] = []
        for (position, row) in zip(rows.indices, rows) where traces.facility[Int(row)] >= 0 {
            if traces.quantity[Int(row)] < 0 {
                if let sold = returned(row, sales, traces) {
                    // With a pack comes back every scan that its settlement made of it.
                    let settlement = traces.settlement[Int(sales[sold])]
                    if settlement >= 0, !traces.isSplit[Int(sales[sold])] {
                        sales.removeAll { traces.settlement[Int($0)] == settlement }
                    } else {
                        sales.remove(at: sold)
                    }
                }
            } else if traces.quantity[Int(row)] > 0 || traces.quantity[Int(row)].isNaN {
                let isCopy = position > rows.startIndex && isSame(rows[position - 1], row, traces)
                if !isCopy { sales.append(row) }
            }
        }
        // Who refunds the settlement takes the pack back, whether that was scanned or not.
        sales.removeAll { traces.isVoid[Int($0)] }
        guard sales.count > 1 else { return nil }
        let facilities = Set(sales.map { traces.facility[Int($0)] })
        if sales.contains(where: { traces.isSplit[Int($0)] }), facilities.count == 1 {
            // Parts of one opened pack: as many as it has units.
            guard sales.count > units else { return nil }
        }
        let days = Set(sales.map { traces.day[Int($0)] })
        let settlements = Set(sales.map { traces.settlement[Int($0)] })
        let pattern: Pattern =
            if facilities.count > 1 { .acrossFacilities }
            else if days.count > 1 { .sameFacility }
            else if settlements.count == 1, settlements.first ?? -1 >= 0 { .sameSettlement }
            else { .sameDay }
        return Duplicate(pack: pack, sales: sales, pattern: pattern)
    }

    /// Which sale a return takes back: the latest of its facility, one to the same person before others.
    private func returned(_ row: Int32, _ sales: [Int32], _ traces: TraceColumns) -> Int? {
        let facility = traces.facility[Int(row)]
        let person = traces.person[Int(row)]
        return sales.lastIndex { traces.facility[Int($0)] == facility && traces.person[Int($0)] == person }
            ?? sales.lastIndex { traces.facility[Int($0)] == facility }
            ?? (person >= 0 ? sales.lastIndex { traces.person[Int($0)] == person } : nil)
    }

    private func isSame(_ left: Int32, _ right: Int32, _ traces: TraceColumns) -> Bool {
        let (left, right) = (Int(left), Int(right))
        return traces.second[left] >= 0 && traces.day[left] == traces.day[right] && traces.second[left] == traces.second[right]
            && traces.facility[left] == traces.facility[right] && traces.settlement[left] == traces.settlement[right]
            && traces.person[left] == traces.person[right] && (traces.quantity[left] > 0 || traces.quantity[left].isNaN)
    }

    private func candidate(
        _ duplicate: Duplicate, _ strength: Double, _ money: PackMoney, _ traces: TraceColumns, _ cases: ContradictionCases
    ) -> Candidate {
        let sales = duplicate.sales
        let facilities = Set(sales.map { traces.facility[Int($0)] })
        // One sale may be the true one; which cannot be told, so the first is left out of the money.
        let excess = Array(sales.dropFirst())
        let (fenOfLine, rows) = money.atRisk(excess)
        let pattern = duplicate.pattern.title
        return cases.candidate(
            .drugPack, traces.packs[duplicate.pack], facilities: Array(facilities), days: sales.map { traces.day[Int($0)] }, strength: strength,
            reasons: [
                ContradictionCases.reason(
                    "pack_sales", ("一个追溯码的售出次数（已扣退货）：" + pattern.zh, "sales of one trace code, returns taken off: " + pattern.en),
                    ("次", "sales"), Double(sales.count), strength),
                ContradictionCases.reason("pack_facilities", ("涉及机构数", "facilities involved"), ("家", "facilities"), Double(facilities.count), 0),
                ContradictionCases.reason(
                    "pack_persons", ("涉及参保人数", "insured persons involved"), ("人", "persons"), Double(Set(sales.map { traces.person[Int($0)] }).count), 0),
            ],
            rows: rows, fenOfLine: fenOfLine, evidence: sales.map { .trace($0) },
            checked: [
                (.init(zh: "售出、退货、再售出", en: "sold, returned and sold again"), .init(zh: "退货已冲抵", en: "returns taken off")),
                (.init(zh: "拆零药品", en: "a pack sold in parts"), .init(zh: "同一机构内未超过可拆数量的已排除", en: "left out at one facility up to its units")),
                (.init(zh: "无效或占位追溯码", en: "invalid or placeholder codes"), .init(zh: "列为数据问题", en: "data findings instead")),
            ])
    }
}

/// The fee lines behind sales of packs, and what one pack of them costs.
struct PackMoney {
    private let store: ClaimStore
    private let traces: TraceColumns
    private let rules: RuleContext?
    /// Fee-line item of each item of the traces.
    private let feeItem: [Int32]

    init(_ store: ClaimStore, _ traces: TraceColumns) {
        self.store = store
        self.traces = traces
        rules = RuleContext(store)
        feeItem = (0..<traces.items.count).map { item in store.feeLines.flatMap { $0.items.number(of: traces.items[Int32(item)]) } ?? -1 }
    }

    /// One pack's share of the line of its drug for each sale; the whole settlement where the extract has no fee lines.
    func atRisk(_ sales: [Int32]) -> (fenOfLine: [Int32: Int64], rows: [Int32]) {
        var fenOfLine: [Int32: Int64] = [:]
        guard let rules else { return ([:], sales.map { traces.settlement[Int($0)] }.filter { $0 >= 0 }) }
        for sale in sales {
            let settlement = traces.settlement[Int(sale)]
            let item = traces.item[Int(sale)]
            guard settlement >= 0, item >= 0, feeItem[Int(item)] >= 0 else { continue }
            for line in rules.lines.lines(ofSettlement: Int(settlement)) where rules.lines.item[line] == feeItem[Int(item)] {
                let fen = rules.fen(Int32(line))
                let quantity = max(1, rules.quantity(Int32(line)))
                guard fen > 0 else { continue }
                let pack = Int64((Double(fen) / quantity).rounded())
                fenOfLine[Int32(line)] = min(fen, (fenOfLine[Int32(line)] ?? 0) + pack)
                break
            }
        }
        return (fenOfLine, [])
    }
}
