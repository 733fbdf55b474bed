import Features
import Leads

/// What the writers say in common, in the language of the run.
struct LeadWording {
    let language: Language

    init(_ language: Language) { self.language = language }

    func text(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    /// All reasons as one readable sentence, each with its value, the peers' median and their 99th percentile.
    func sentence(_ reasons: [Lead.Reason]) -> String {
        guard !reasons.isEmpty else { return "" }
        return reasons.map(clause).joined(separator: text("；", "; ")) + text("。", ".")
    }

    /// One reason without a full stop.
    func clause(_ reason: Lead.Reason) -> String {
        let value = measure(reason.value, unit: reason.unit)
        var peers: [String] = []
        if let median = reason.peerMedian { peers.append(text("同类中位数 ", "peer median ") + bare(median, unit: reason.unit)) }
        if let high = reason.peerP99 { peers.append("P99 " + bare(high, unit: reason.unit)) }
        let comparison = peers.isEmpty ? "" : text("（\(peers.joined(separator: "，"))）", " (\(peers.joined(separator: ", ")))")
        return "\(reason.title)\(text("", ":")) \(value)\(comparison)"
    }

    /// A value with its unit: shares as percentages, money with two decimals, names of scales before the number in Chinese.
    func measure(_ value: Double, unit: String) -> String {
        switch unit {
        case "占比", "share", "": bare(value, unit: unit)
        case "每月": "\(bare(value, unit: unit)) /月"
        case "对数比", "指数": "\(unit) \(bare(value, unit: unit))"
        default: "\(bare(value, unit: unit)) \(unit)"
        }
    }

    /// A value without its unit, but still a percentage where it is a share.
    func bare(_ value: Double, unit: String) -> String {
        switch unit {
        case "占比", "share": NumberText.percentage(value)
        case "元", "yuan": value.isFinite ? NumberText.groupedAmount(value) : "—"
        default: NumberText.readable(value)
        }
    }

    func riskLevel(_ level: Lead.RiskLevel) -> String {
        switch level {
        case .high: text("高", "high")
        case .medium: text("中", "medium")
        case .low: text("低", "low")
        }
    }

    func subjectKind(_ kind: Lead.SubjectKind) -> String {
        switch kind {
        case .facility: text("机构", "facility")
        case .patient: text("参保人", "patient")
        case .doctor: text("医师", "doctor")
        case .stay: text("住院", "stay")
        case .cardGroup: text("卡组", "card group")
        case .visitGroup: text("就诊组", "visit group")
        case .drugPack: text("药品包装", "drug pack")
        }
    }
}
