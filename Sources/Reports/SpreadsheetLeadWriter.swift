import Claims
import Features
import Leads
import Output

/// `leads.xlsx`: the leads, the rows that bear them out, and what was found in the data, a sheet each, for sorting and filtering by hand.
public struct SpreadsheetLeadWriter: LeadWriter {
    public static let fileName = "leads.xlsx"
    public static let format = "xlsx"

    private let rowLimit: Int

    public init() { self.init(rowLimit: Workbook.Sheet.mostRows) }

    /// - Parameter rowLimit: how many rows a sheet holds, the heading among them.
    package init(rowLimit: Int) { self.rowLimit = rowLimit }

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        let wording = LeadWording(language)
        let created = outcome.quality.period.flatMap { CalendarDay.parse($0.end) } ?? CalendarDay.number(year: 2000, month: 1, day: 1)
        let workbook = try Workbook(path: path, title: wording.text("医保基金监管线索清单", "Leads for medical-security fund supervision"), createdOn: created)
        try addLeads(outcome.leads, to: workbook, wording: wording)
        try addEvidence(outcome.leads, to: workbook, wording: wording)
        try addQuality(outcome.quality, to: workbook, wording: wording)
        try workbook.close()
    }

    private static let reasonsWidth = 64
    private static let pointsALine = 15.0

    private func addLeads(_ leads: [Lead], to workbook: Workbook, wording: LeadWording) throws(OutputError) {
        let sheet = try workbook.addSheet(wording.text("线索", "Leads"), columns: [
            (wording.text("序号", "Rank"), 7), (wording.text("分值", "Score"), 8), (wording.text("风险", "Risk"), 9),
            (wording.text("场景", "Scenario"), 20), (wording.text("对象类型", "Subject kind"), 14), (wording.text("对象编号", "Subject"), 22),
            (wording.text("涉及基金（元）", "Fund at risk (yuan)"), 18), (wording.text("理由", "Reasons"), Double(Self.reasonsWidth)),
            (wording.text("起", "From"), 12), (wording.text("止", "To"), 12), (wording.text("机构", "Facilities"), 18),
            (wording.text("成员", "Members"), 24), (wording.text("比较对象", "Compared with"), 28), (wording.text("比较数", "Peers"), 10),
            ("p", 10), ("q", 10), (wording.text("明细行数", "Rows"), 10), (wording.text("移送", "Recipients"), 40),
            (wording.text("线索编号", "Lead id"), 22), (wording.text("说明", "Notice"), 40),
        ])
        try append(leads, to: sheet, wording: wording) { lead in
            let reasons = lead.reasons.map(wording.clause)
            let recipients = lead.referral.map { "\($0.authority)：\($0.article)" }
            let lines = max(1, reasons.map { Self.lineCount($0, width: Self.reasonsWidth) }.reduce(0, +))
            return ([
                .number(Double(lead.rank), .integer), .number(lead.score, .score),
                .text(wording.riskLevel(lead.riskLevel), Self.style(lead.riskLevel)), .text(lead.title, .wrapped),
                .text(wording.subjectKind(lead.subjectKind)), .text(lead.subjectID), .number(lead.amountAtRisk, .amount),
                .text(reasons.joined(separator: "\n"), .wrapped), .date(lead.periodStart), .date(lead.periodEnd),
                .text(lead.facilities.joined(separator: ";")), .text(lead.members.joined(separator: ";")), .text(lead.peerGroup, .wrapped),
                .number(Double(lead.peerN), .integer), .number(lead.pValue, .probability), .number(lead.qValue, .probability),
                .number(Double(lead.evidenceCount), .integer), .text(recipients.joined(separator: "\n"), .wrapped), .text(lead.leadID),
                .text(lead.notice, .wrapped),
            ], height: Double(max(lines, 2)) * Self.pointsALine + 3)
        }
    }

    private func addEvidence(_ leads: [Lead], to workbook: Workbook, wording: LeadWording) throws(OutputError) {
        let sheet = try workbook.addSheet(wording.text("证据", "Evidence"), columns: [
            (wording.text("线索编号", "Lead id"), 22), (wording.text("表", "Table"), 12), (wording.text("主键", "Key"), 28),
            (wording.text("说明", "Note"), 70),
        ])
        let rows = leads.lazy.flatMap { lead in lead.evidence.lazy.map { (leadID: lead.leadID, row: $0) } }
        try append(rows, to: sheet, wording: wording) { entry in
            ([.text(entry.leadID), .text(entry.row.table), .text(entry.row.key), .text(entry.row.note)], height: nil)
        }
    }

    /// Appends as many rows as the sheet holds. Where that is not all, the last row says so, out of the reach of the filter.
    private func append<Rows: Collection>(
        _ rows: Rows, to sheet: Workbook.Sheet, wording: LeadWording, as cells: (Rows.Element) -> (cells: [Cell], height: Double?)
    ) throws(OutputError) {
        let room = rowLimit - sheet.rowCount
        let count = rows.count
        let written = count <= room ? count : room - 1
        for row in rows.prefix(written) {
            let (cells, height) = cells(row)
            try sheet.append(cells, height: height)
        }
        sheet.addFilter()
        guard written < count else { return }
        try sheet.append([.text(wording.text(
            "另有 \(count - written) 行超出工作表的行数上限，未列入；全部内容见 leads.jsonl",
            "\(count - written) more rows are beyond what a sheet holds; leads.jsonl has them all"))])
    }

    private func addQuality(_ quality: DataQuality, to workbook: Workbook, wording: LeadWording) throws(OutputError) {
        let sheet = try workbook.addSheet(wording.text("数据质量", "Data quality"), columns: [
            (wording.text("类别", "Kind"), 22), (wording.text("项目", "Item"), 34), (wording.text("数量", "Count"), 14),
            (wording.text("总数", "Of"), 14), (wording.text("说明", "Note"), 80),
        ])
        for line in QualityLine.lines(of: quality, wording: wording) {
            try sheet.append([
                .text(line.kind), .text(line.item, .wrapped), .number(line.count.map(Double.init), .integer),
                .number(line.total.map(Double.init), .integer), .text(line.note, .wrapped),
            ], height: Double(Self.lineCount(line.note, width: 80)) * Self.pointsALine + 1)
        }
        sheet.addFilter()
    }

    private static func lineCount(_ text: String, width: Int) -> Int { max(1, (DisplayWidth.of(text) + width - 1) / width) }

    private static func style(_ level: Lead.RiskLevel) -> CellStyle {
        switch level {
        case .high: .high
        case .medium: .medium
        case .low: .low
        }
    }
}
