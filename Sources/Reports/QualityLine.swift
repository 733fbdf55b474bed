import Claims
import Features

/// The findings about an extract as lines that a person reads: what, how many, of how many.
struct QualityLine {
    var kind: String
    var item: String
    var count: Int?
    var total: Int?
    var note: String

    static func lines(of quality: DataQuality, wording: LeadWording) -> [QualityLine] {
        reconciliation(quality.settlements, wording) + gate(quality, wording) + tables(quality, wording)
            + identities(quality, wording) + findings(quality, wording) + scenarios(quality, wording)
    }

    private static func reconciliation(_ settlements: SettlementReconciliation, _ wording: LeadWording) -> [QualityLine] {
        let shares: [(String, SettlementReconciliation.Share)] = [
            (wording.text("读入", "read"), settlements.read), (wording.text("隔离", "set aside"), settlements.quarantined),
            (wording.text("无效", "not valid"), settlements.notValid), (wording.text("重复", "duplicates"), settlements.duplicates),
            (wording.text("冲正（退费）", "refunds netted"), settlements.nettedRefunds),
            (wording.text("冲正（原单）", "originals netted"), settlements.nettedOriginals),
            (wording.text("无原单退费", "refunds without original"), settlements.unpairedRefunds),
            (wording.text("参与计算", "kept"), settlements.kept),
        ]
        return shares.map { name, share in
            QualityLine(
                kind: wording.text("结算行去向", "settlement rows"), item: name, count: share.rows, total: settlements.read.rows,
                note: wording.text("金额 \(NumberText.groupedAmount(Fen.yuan(share.amountFen))) 元", "amount \(NumberText.groupedAmount(Fen.yuan(share.amountFen))) yuan"))
        }
    }

    private static func gate(_ quality: DataQuality, _ wording: LeadWording) -> [QualityLine] {
        guard let gate = quality.gate else { return [] }
        let (share, limit, table) = (NumberText.percentage(gate.quarantinedShare), NumberText.percentage(gate.limit), gate.table ?? "setl_d")
        return [QualityLine(
            kind: wording.text("质量门限", "quality gate"), item: gate.passed ? wording.text("通过", "passed") : wording.text("未通过", "not passed"),
            note: wording.text("\(table) 隔离占比 \(share)，上限 \(limit)", "set aside of \(table): \(share), limit \(limit)"))]
    }

    private static func tables(_ quality: DataQuality, _ wording: LeadWording) -> [QualityLine] {
        quality.tables.flatMap { table in
            let missing = table.columnsMissing.isEmpty ? "" : wording.text("缺列：", "missing columns: ") + table.columnsMissing.joined(separator: ", ")
            let read = QualityLine(
                kind: wording.text("数据表", "table"), item: table.table, count: table.rowsRead - table.rowsQuarantined, total: table.rowsRead, note: missing)
            let setAside = table.quarantined.map {
                QualityLine(
                    kind: wording.text("隔离行", "rows set aside"), item: "\(table.table).\($0.column)", count: $0.rows, total: table.rowsRead,
                    note: [$0.reason, $0.expected, $0.advice].filter { !$0.isEmpty }.joined(separator: "; "))
            }
            let dropped = table.droppedValues.map {
                QualityLine(
                    kind: wording.text("未读取的值", "values not read"), item: "\(table.table).\($0.column)", count: $0.rows, total: table.rowsRead,
                    note: [$0.reason, $0.expected, $0.advice].filter { !$0.isEmpty }.joined(separator: "; "))
            }
            return [read] + setAside + dropped
        }
    }

    private static func identities(_ quality: DataQuality, _ wording: LeadWording) -> [QualityLine] {
        quality.identities.map {
            QualityLine(
                kind: wording.text("金额恒等式", "money identity"), item: $0.name, count: $0.failed, total: $0.tested,
                note: $0.holds ? wording.text("成立（数量为不符行数）", "holds (count: rows that differ)") : wording.text("不成立（数量为不符行数）", "does not hold (count: rows that differ)"))
        }
    }

    private static func findings(_ quality: DataQuality, _ wording: LeadWording) -> [QualityLine] {
        quality.findings.map {
            QualityLine(
                kind: wording.text("数据问题", "data finding"), item: [$0.kind, $0.facility].filter { !$0.isEmpty }.joined(separator: " "),
                count: $0.count, total: $0.of, note: wording.text($0.messageChinese, $0.messageEnglish))
        }
    }

    private static func scenarios(_ quality: DataQuality, _ wording: LeadWording) -> [QualityLine] {
        quality.scenarios.map {
            QualityLine(
                kind: wording.text("场景", "scenario"), item: $0.scenario,
                note: $0.runs ? wording.text("已运行", "ran") : wording.text("未运行，缺少：", "skipped for want of: ") + $0.missing.joined(separator: ", "))
        }
    }
}
