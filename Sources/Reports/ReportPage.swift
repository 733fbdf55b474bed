import Claims
import Features
import Leads

/// What the template of `report.html` is filled with. Property names are the template's.
struct ReportPage {
    struct Named {
        let name: String
        let value: String
    }

    struct Line {
        let kind: String
        let item: String
        let count: String
        let total: String
        let note: String
    }

    let t: [String: String]
    let languageTag: String
    let style = ReportStyle.sheet
    let period: String
    let counts: [Named]
    let notice: String
    let hasLeads: Bool
    let leads: [ReportLead]
    let quality: [Line]
    let footer: String

    init(_ outcome: ScreeningRun.Outcome, wording: LeadWording) {
        let leads = outcome.leads
        t = Self.labels(wording)
        languageTag = wording.text("zh-CN", "en")
        period = outcome.quality.period.map { "\($0.start) — \($0.end)" } ?? "—"
        let levels: [Lead.RiskLevel] = [.high, .medium, .low]
        counts = [Named(name: wording.text("线索", "leads"), value: String(leads.count))]
            + levels.map { level in
                Named(name: "\(wording.text("风险", "risk")) \(wording.riskLevel(level))", value: String(leads.count { $0.riskLevel == level }))
            } + [
                Named(
                    name: wording.text("涉及基金合计（元，每笔只计一次）", "fund at risk (yuan, each settlement once)"),
                    value: NumberText.groupedAmount(leads.reduce(0) { $0 + $1.amountAtRisk })),
                Named(
                    name: wording.text("参与计算的结算行", "settlement rows scored"),
                    value: NumberText.readable(Double(outcome.quality.settlements.kept.rows))),
            ]
        notice = leads.first?.notice ?? wording.text(
            "本线索为数据疑点，仅供核查，不作为违法认定。", "This lead is a question raised by data, for verification only; it establishes no violation.")
        hasLeads = !leads.isEmpty
        let rankOfLead = Dictionary(leads.map { ($0.leadID, $0.rank) }) { first, _ in first }
        self.leads = leads.map { ReportLead($0, rankOfLead: rankOfLead, wording: wording) }
        quality = QualityLine.lines(of: outcome.quality, wording: wording).map {
            Line(
                kind: $0.kind, item: $0.item, count: $0.count.map { NumberText.readable(Double($0)) } ?? "",
                total: $0.total.map { NumberText.readable(Double($0)) } ?? "", note: $0.note)
        }
        footer = "xiezhi \(outcome.record.engineVersion) · \(outcome.record.startedAt) · seed \(outcome.record.seed)"
    }

    private static func labels(_ wording: LeadWording) -> [String: String] {
        [
            "title": wording.text("医保基金监管线索报告", "Leads for medical-security fund supervision"),
            "skip": wording.text("跳到线索清单", "Skip to the list"), "period": wording.text("期间", "Period"),
            "list": wording.text("线索清单", "List of leads"), "none": wording.text("没有线索。", "No leads."),
            "score": wording.text("分值", "Score"), "risk": wording.text("风险", "Risk"), "scenario": wording.text("场景", "Scenario"),
            "subject": wording.text("对象", "Subject"), "reason": wording.text("理由", "Reason"),
            "amount": wording.text("涉及基金（元）", "Fund at risk (yuan)"), "gross": wording.text("含与其他线索重复部分", "with what other leads count"),
            "basis": wording.text("风险等级依据", "Basis of the risk level"), "leadID": wording.text("线索编号", "Lead id"),
            "why": wording.text("为何异常", "Why it stands out"), "value": wording.text("本对象", "Value"),
            "median": wording.text("中位数", "Median"), "noPeers": wording.text("无同类对照", "no peers"),
            "checked": wording.text("已核对的正当解释", "Innocent explanations looked at"), "exempted": wording.text("已豁免：", "exempted: "),
            "noChecks": wording.text("无", "none"), "referral": wording.text("移送与调取", "Recipients and what to request"),
            "request": wording.text("建议调取：", "Request: "), "evidence": wording.text("明细", "Evidence rows"),
            "table": wording.text("表", "Table"), "key": wording.text("主键", "Key"), "note": wording.text("说明", "Note"),
            "related": wording.text("相关线索", "Related leads"), "data": wording.text("数据情况", "The data"),
            "kind": wording.text("类别", "Kind"), "item": wording.text("项目", "Item"), "count": wording.text("数量", "Count"),
            "of": wording.text("总数", "Of"),
        ]
    }
}
