import Features
import Leads

/// A list of leads as text for a terminal: a line of columns a lead, and under it the first reason.
public enum TerminalTable {
    public static let standardWidth = 80
    /// Below this the columns no longer fit; a narrower width asked for is taken as this.
    public static let minimumWidth = 60

    /// - Parameter width: columns of the terminal; no line is wider, counting a CJK character as two.
    /// - Returns: the table, each line ended by a line feed; for no leads one sentence that says so.
    public static func text(_ leads: [Lead], language: Language, width: Int = standardWidth) -> String {
        let wording = LeadWording(language)
        guard !leads.isEmpty else { return wording.text("没有线索。", "No leads.") + "\n" }
        let layout = Layout(leads, wording: wording, width: max(width, minimumWidth))
        let heading = layout.line([
            "#", wording.text("分值", "score"), wording.text("风险", "risk"), wording.text("场景", "scenario"),
            wording.text("对象", "subject"), wording.text("涉及基金/元", "fund, yuan"),
        ])
        var lines = [heading, String(repeating: "─", count: layout.width)]
        for lead in leads {
            lines.append(layout.line([
                String(lead.rank), NumberText.fixed(lead.score, decimals: 2), wording.riskLevel(lead.riskLevel), lead.title,
                "\(wording.subjectKind(lead.subjectKind)) \(lead.subjectID)", NumberText.groupedAmount(lead.amountAtRisk),
            ]))
            if let reason = lead.reasons.first { lines.append(layout.note(wording.clause(reason))) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private struct Layout {
        let width: Int
        private let columns: [(width: Int, alignedRight: Bool)]
        private let gap = "  "

        /// Columns of numbers as wide as their content; the rest is shared by scenario and subject.
        init(_ leads: [Lead], wording: LeadWording, width: Int) {
            self.width = width
            let rank = max(2, String(leads.map(\.rank).max() ?? 0).count)
            let risk = wording.text("风险", "medium")
            let amounts = leads.map { DisplayWidth.of(NumberText.groupedAmount($0.amountAtRisk)) }.max() ?? 0
            let amount = min(18, max(DisplayWidth.of(wording.text("涉及基金/元", "fund, yuan")), amounts))
            let titles = leads.map { DisplayWidth.of($0.title) }.max() ?? 0
            let flexible = width - rank - 6 - DisplayWidth.of(risk) - amount - 5 * gap.count
            let title = min(max(8, titles), flexible / 2)
            columns = [
                (rank, true), (6, true), (DisplayWidth.of(risk), false), (title, false), (flexible - title, false), (amount, true),
            ]
        }

        func line(_ cells: [String]) -> String {
            zip(cells, columns).map { DisplayWidth.padded($0.printable, to: $1.width, alignedRight: $1.alignedRight) }.joined(separator: gap)
        }

        func note(_ text: String) -> String {
            let indent = columns[0].width + gap.count
            return String(repeating: " ", count: indent) + DisplayWidth.truncated(text.printable, to: width - indent)
        }
    }
}
