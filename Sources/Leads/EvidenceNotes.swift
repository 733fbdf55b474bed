import Claims
import Features

/// Rows of the extract as an investigator reads them: table, key, and what the row says.
struct EvidenceNotes {
    let store: ClaimStore
    let language: Language

    /// What proves a candidate first, then the lines and settlements at risk, each row once.
    static func rows(of candidate: Candidate) -> [EvidenceRow] {
        var seen: Set<EvidenceRow> = []
        let all = candidate.evidence + candidate.lines.map { .feeLine($0.line) } + candidate.rows.map { .settlement($0) }
        return all.filter { seen.insert($0).inserted }
    }

    func evidence(_ row: EvidenceRow) -> Lead.Evidence {
        switch row {
        case .settlement(let row): settlement(Int(row))
        case .feeLine(let line): feeLine(Int(line))
        case .visit(let visit): self.visit(Int(visit))
        case .trace(let trace): self.trace(Int(trace))
        case .inventory(let movement): inventory(Int(movement))
        case .registration(let registration): self.registration(Int(registration))
        case .person(let person): self.person(Int(person))
        }
    }

    private func text(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private func joined(_ parts: [String]) -> String {
        parts.filter { !$0.isEmpty }.joined(separator: text("，", ", "))
    }

    private func moment(_ day: Int32, _ second: Int32) -> String {
        [CalendarDay.text(day), CalendarDay.timeText(second)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func facility(_ number: Int32) -> String { number < 0 ? "" : store.facilities.id[number] }

    /// Where and when it was made and what the fund paid: what a person checks it against.
    private func settlement(_ row: Int) -> Lead.Evidence {
        let columns = store.settlements
        let paid = columns.fundPaid(row)
        let money = paid == Fen.missing ? "" : text("基金支付 \(Fen.yuanText(paid)) 元", "fund paid \(Fen.yuanText(paid)) yuan")
        let place = "\(moment(columns.day[row], columns.second[row])) \(facility(columns.facility[row]))"
        return .init(table: "setl_d", key: columns.id[row], note: joined([place, money]))
    }

    private func feeLine(_ line: Int) -> Lead.Evidence {
        guard let lines = store.feeLines else { return .init(table: "fee_list_d", key: "", note: "") }
        let item = lines.item[line]
        let name = item < 0 ? "" : lines.itemNames[Int(item)].isEmpty ? lines.items[item] : lines.itemNames[Int(item)]
        let quantity = lines.quantity[line]
        let count = quantity.isNaN ? "" : text("数量 \(Self.number(Double(quantity)))", "quantity \(Self.number(Double(quantity)))")
        let money = lines.amount[line] == Fen.missing ? "" : text("金额 \(Fen.yuanText(lines.amount[line])) 元", "\(Fen.yuanText(lines.amount[line])) yuan")
        let place = facility(store.settlements.facility[Int(lines.settlement[line])])
        return .init(
            table: "fee_list_d", key: lines.id.count > line ? lines.id[line] : "",
            note: joined(["\(moment(lines.day[line], lines.second[line])) \(place)", name, count, money]))
    }

    private func visit(_ visit: Int) -> Lead.Evidence {
        guard let visits = store.visits else { return .init(table: "mdtrt_d", key: "", note: "") }
        let span = [moment(visits.beginDay[visit], visits.beginSecond[visit]), moment(visits.endDay[visit], visits.endSecond[visit])]
            .filter { !$0.isEmpty }.joined(separator: text(" 至 ", " to "))
        func code(_ number: Int32, _ table: IdentifierTable, _ zh: String, _ en: String) -> String {
            number < 0 ? "" : text("\(zh) \(table[number])", "\(en) \(table[number])")
        }
        return .init(table: "mdtrt_d", key: visits.id[Int32(visit)], note: joined([
            "\(span) \(facility(visits.facility[visit]))", code(visits.diagnosis[visit], visits.diagnoses, "主诊断", "main diagnosis"),
            code(visits.department[visit], visits.departments, "科室", "department"), code(visits.bed[visit], visits.beds, "床位", "bed"),
        ]))
    }

    private func trace(_ trace: Int) -> Lead.Evidence {
        guard let traces = store.traces else { return .init(table: "drug_trac_d", key: "", note: "") }
        let quantity = traces.quantity[trace]
        let kind = quantity < 0 ? text("退回", "returned") : text("售出", "sold")
        let settlement = traces.settlement[trace]
        return .init(table: "drug_trac_d", key: traces.packs[traces.pack[trace]], note: joined([
            "\(moment(traces.day[trace], traces.second[trace])) \(facility(traces.facility[trace])) \(kind)",
            quantity.isNaN ? "" : text("数量 \(Self.number(Double(abs(quantity))))", "quantity \(Self.number(Double(abs(quantity))))"),
            settlement < 0 ? "" : text("结算 \(store.settlements.id[Int(settlement)])", "settlement \(store.settlements.id[Int(settlement)])"),
        ]))
    }

    private func inventory(_ movement: Int) -> Lead.Evidence {
        guard let inventory = store.inventory else { return .init(table: "drug_inv_d", key: "", note: "") }
        let item = inventory.item[movement] < 0 ? "" : inventory.items[inventory.item[movement]]
        let kind: LocalizedText = switch inventory.kind[movement] {
        case .open: .init(zh: "期初库存", en: "opening stock")
        case .purchase: .init(zh: "购进", en: "purchase")
        case .purchaseReturn: .init(zh: "购进退出", en: "purchase returned")
        case .otherIn: .init(zh: "其他入库", en: "other receipt")
        case .otherOut: .init(zh: "其他出库", en: "other issue")
        case .close: .init(zh: "期末库存", en: "closing stock")
        case .unknown: .init(zh: "未知变动", en: "unknown movement")
        }
        return .init(table: "drug_inv_d", key: facility(inventory.facility[movement]), note: joined([
            moment(inventory.day[movement], inventory.second[movement]), item, "\(kind[language]) \(Self.number(inventory.quantity[movement]))",
        ]))
    }

    private func registration(_ registration: Int) -> Lead.Evidence {
        let registrations = store.registrations
        let disease = registrations.disease[registration] < 0 ? "" : registrations.diseases[registrations.disease[registration]]
        return .init(
            table: "opsp_reg_d", key: store.persons.id[registrations.person[registration]],
            note: joined([disease, moment(registrations.beginDay[registration], CalendarDay.noSecond), facility(registrations.facility[registration])]))
    }

    private func person(_ person: Int) -> Lead.Evidence {
        let death = store.persons.deathDay[person]
        return .init(
            table: "psn_info_b", key: store.persons.id[Int32(person)],
            note: death == CalendarDay.missing ? "" : text("登记死亡日期 \(CalendarDay.text(death))", "registered date of death \(CalendarDay.text(death))"))
    }

    /// Quantities as people write them: whole without a point, else two decimals.
    private static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "" }
        if value == value.rounded() { return String(Int(value)) }
        let hundredths = Int((abs(value) * 100).rounded())
        let fraction = hundredths % 100
        return (value < 0 ? "-" : "") + "\(hundredths / 100)." + (fraction < 10 ? "0\(fraction)" : "\(fraction)")
    }
}
