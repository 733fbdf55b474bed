import Features
import Leads

/// `leads.csv`: the scalar fields of the extract contract, a lead a row, for spreadsheets and SQL.
///
/// UTF-8 without byte-order mark, quoting after RFC 4180 (Shafranovich: Common Format and MIME Type for CSV Files, 2005), lines ended by a
/// line feed alone, which every reader takes and which line tools prefer.
public struct CSVLeadWriter: LeadWriter {
    public static let fileName = "leads.csv"
    public static let format = "csv"

    static let header = [
        "rank", "lead_id", "scenario", "subject_kind", "subject_id", "members", "facilities", "period_start", "period_end", "score", "p_value",
        "q_value", "risk_level", "amount_at_risk", "peer_group", "peer_n", "reasons",
    ]

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try TextRows.write(Self.header, to: path) { append in
            for lead in outcome.leads { try append(Self.cells(lead, language: language)) }
        }
    }

    private static func cells(_ lead: Lead, language: Language) -> [String] {
        [
            String(lead.rank), lead.leadID, lead.scenario, lead.subjectKind.rawValue, lead.subjectID,
            lead.members.joined(separator: ";"), lead.facilities.joined(separator: ";"), lead.periodStart, lead.periodEnd,
            number(lead.score), number(lead.pValue), number(lead.qValue), lead.riskLevel.rawValue, NumberText.amount(lead.amountAtRisk),
            freeText(lead.peerGroup), String(lead.peerN), freeText(LeadWording(language).sentence(lead.reasons)),
        ]
    }

    /// The shortest text that reads back as the same number; nothing where there is none.
    private static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return "\(value)"
    }

    /// A cell that a spreadsheet would read as a formula is kept a text by an apostrophe. Only for prose: identifiers and numbers must
    /// stay what they are for the programs that join on them.
    static func freeText(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }
}
