import Features
import Foundation
import Leads

/// `leads.jsonl`: everything that is known of a lead, one object a line, in rank order, keys sorted.
///
/// Every field is in every line: what there is not is `null`, and so is a number that is not finite.
public struct JSONLinesLeadWriter: LeadWriter {
    public static let fileName = "leads.jsonl"
    public static let format = "jsonl"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for lead in outcome.leads {
            data += try encoder.encode(Line(lead: lead))
            data.append(UInt8(ascii: "\n"))
        }
        try data.write(to: URL(filePath: path))
    }
}

/// A lead whose absent fields are written as `null`: `Codable` as synthesised would leave them out.
private struct Line: Encodable {
    let lead: Lead

    private enum Keys: String, CodingKey {
        case score, reasons
        case pValue = "p_value"
        case qValue = "q_value"
        case amountAtRisk = "amount_at_risk"
        case amountGross = "amount_gross"
    }

    func encode(to encoder: any Encoder) throws {
        // The lead itself first, without the fields that need care, then these over it in the same object.
        var plain = lead
        (plain.pValue, plain.qValue) = (nil, nil)
        (plain.score, plain.amountAtRisk, plain.amountGross) = (0, 0, 0)
        plain.reasons = []
        try plain.encode(to: encoder)
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode(lead.score.finite, forKey: .score)
        try fields.encode(lead.pValue?.finite, forKey: .pValue)
        try fields.encode(lead.qValue?.finite, forKey: .qValue)
        try fields.encode(lead.amountAtRisk.finite, forKey: .amountAtRisk)
        try fields.encode(lead.amountGross.finite, forKey: .amountGross)
        try fields.encode(lead.reasons.map(ReasonFields.init), forKey: .reasons)
    }
}

private struct ReasonFields: Encodable {
    let reason: Lead.Reason

    private enum Keys: String, CodingKey {
        case feature, title, value, unit, contribution
        case peerMedian = "peer_median"
        case peerP99 = "peer_p99"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode(reason.feature, forKey: .feature)
        try fields.encode(reason.title, forKey: .title)
        try fields.encode(reason.value.finite, forKey: .value)
        try fields.encode(reason.unit, forKey: .unit)
        try fields.encode(reason.peerMedian?.finite, forKey: .peerMedian)
        try fields.encode(reason.peerP99?.finite, forKey: .peerP99)
        try fields.encode(reason.contribution.finite, forKey: .contribution)
    }
}

extension Double {
    fileprivate var finite: Double? { isFinite ? self : nil }
}
