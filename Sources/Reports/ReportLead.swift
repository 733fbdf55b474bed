import Features
import Leads

/// One lead as the template of `report.html` shows it.
struct ReportLead {
    struct Related {
        let leadID: String
        let text: String
        let listed: Bool
    }

    struct Row {
        let table: String
        let key: String
        let note: String
    }

    struct Recipient {
        let authority: String
        let article: String
        let request: String
    }

    let leadID: String
    let rank: String
    let score: String
    let risk: String
    let riskText: String
    let title: String
    let kind: String
    let subject: String
    let firstReason: String
    let amount: String
    /// Only where it differs from the amount.
    let gross: String?
    let period: String
    let basis: String
    let facilities: ReportPage.Named?
    let members: ReportPage.Named?
    let comparison: String
    let reasons: [ReportReason]
    let hasChecks: Bool
    let checked: [ReportPage.Named]
    let exemptions: [String]
    let referral: [Recipient]
    let evidenceCount: String
    let hasEvidence: Bool
    let evidence: [Row]
    let hasRelated: Bool
    let related: [Related]
    let notice: String

    /// Evidence rows on the page; all that a lead carries are in `leads.jsonl` and `leads.xlsx`.
    static let evidenceLimit = 20

    init(_ lead: Lead, rankOfLead: [String: Int], wording: LeadWording) {
        leadID = lead.leadID
        rank = String(lead.rank)
        score = lead.score.isFinite ? NumberText.fixed(lead.score, decimals: 2) : "—"
        risk = lead.riskLevel.rawValue
        riskText = wording.riskLevel(lead.riskLevel)
        title = lead.title
        kind = wording.subjectKind(lead.subjectKind)
        subject = lead.subjectID
        firstReason = lead.reasons.first.map(wording.clause) ?? ""
        amount = NumberText.groupedAmount(lead.amountAtRisk)
        gross = lead.amountGross == lead.amountAtRisk ? nil : NumberText.groupedAmount(lead.amountGross)
        period = "\(lead.periodStart) — \(lead.periodEnd)"
        basis = lead.riskBasis
        facilities = Self.list(lead.facilities, wording.text("机构", "Facilities"))
        members = Self.list(lead.members, wording.text("成员", "Members"))
        comparison = wording.text("比较对象：\(lead.peerGroup)（\(NumberText.readable(Double(lead.peerN)))）", "Compared with: \(lead.peerGroup) (\(NumberText.readable(Double(lead.peerN))))")
            + wording.text("；", "; ") + "p = \(NumberText.probability(lead.pValue)), q = \(NumberText.probability(lead.qValue))"
        reasons = lead.reasons.map { ReportReason($0, wording: wording) }
        hasChecks = !(lead.checked.isEmpty && lead.exemptions.isEmpty)
        checked = lead.checked.map { .init(name: $0.explanation, value: $0.result) }
        exemptions = lead.exemptions
        referral = lead.referral.map { .init(authority: $0.authority, article: $0.article, request: $0.request) }
        let shown = lead.evidence.prefix(Self.evidenceLimit)
        evidenceCount = lead.evidenceCount > shown.count
            ? wording.text("共 \(lead.evidenceCount) 行，此处列前 \(shown.count) 行。", "\(lead.evidenceCount) rows; the first \(shown.count) are here.")
            : wording.text("共 \(lead.evidenceCount) 行。", "\(lead.evidenceCount) rows.")
        hasEvidence = !shown.isEmpty
        evidence = shown.map { .init(table: $0.table, key: $0.key, note: $0.note) }
        hasRelated = !lead.relatedLeads.isEmpty
        related = lead.relatedLeads.map { id in
            guard let rank = rankOfLead[id] else { return .init(leadID: id, text: wording.text("\(id)（已并入）", "\(id) (folded in)"), listed: false) }
            return .init(leadID: id, text: "#\(rank)", listed: true)
        }
        notice = lead.notice
    }

    private static func list(_ ids: [String], _ name: String) -> ReportPage.Named? {
        ids.isEmpty ? nil : .init(name: "\(name) (\(ids.count))", value: ids.joined(separator: ", "))
    }
}

/// A reason with its place among the peers, drawn to scale.
struct ReportReason {
    struct Plot {
        let label: String
        let valueX: String
        let medianX: String?
        let highX: String?
    }

    let title: String
    let value: String
    let median: String
    let high: String
    /// None where there is nothing to compare with.
    let plot: Plot?

    init(_ reason: Lead.Reason, wording: LeadWording) {
        title = reason.title
        value = wording.measure(reason.value, unit: reason.unit)
        median = reason.peerMedian.map { wording.bare($0, unit: reason.unit) } ?? "—"
        high = reason.peerP99.map { wording.bare($0, unit: reason.unit) } ?? "—"
        plot = Self.plot(reason, label: wording.clause(reason))
    }

    /// All three on one linear axis that holds zero, 6 to 234 of 240 units wide.
    private static func plot(_ reason: Lead.Reason, label: String) -> Plot? {
        let peers = [reason.peerMedian, reason.peerP99].compactMap(\.self)
        let points = peers + [reason.value]
        guard !peers.isEmpty, points.allSatisfy(\.isFinite) else { return nil }
        let low = min(0, points.min() ?? 0)
        let range = max(0, points.max() ?? 0) - low
        guard range > 0, range.isFinite else { return nil }
        func place(_ value: Double) -> String { NumberText.fixed(6 + 228 * (value - low) / range, decimals: 1) }
        return Plot(label: label, valueX: place(reason.value), medianX: reason.peerMedian.map(place), highX: reason.peerP99.map(place))
    }
}
