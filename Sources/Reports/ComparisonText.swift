import Features
import Leads

/// A comparison of two runs for a terminal: who entered, who left, why, and a count of the rest.
public struct ComparisonText {
    private let comparison: LeadComparison
    private let language: Language

    public init(_ comparison: LeadComparison, language: Language) {
        self.comparison = comparison
        self.language = language
    }

    public var text: String {
        let wording = LeadWording(language)
        let extract = comparison.sameExtract ? "" : wording.text("，数据不同", ", of another extract")
        var lines = [wording.text(
            "与 \(comparison.earlierStartedAt) 的运行相比\(extract)：进入 \(comparison.entered)，退出 \(comparison.left)，变动 \(comparison.moved)，不变 \(comparison.unchanged)",
            "against the run of \(comparison.earlierStartedAt)\(extract): \(comparison.entered) entered, \(comparison.left) left, \(comparison.moved) moved, \(comparison.unchanged) unchanged")]
        for group in comparison.thresholds.keys.sorted() {
            for change in comparison.thresholds[group] ?? [] {
                lines.append("  \(group).\(change.name) \(Self.number(change.before)) → \(Self.number(change.after))")
            }
        }
        for entry in comparison.entries where entry.change == .entered || entry.change == .left {
            let sign = entry.change == .entered ? "+" : "-"
            let rank = entry.change == .entered ? entry.rankAfter : entry.rankBefore
            lines.append("\(sign) \(rank.map { "#\($0) " } ?? "")\(entry.scenario) \(entry.subjectID.printable): \(entry.why)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func number(_ value: Double?) -> String { value.map(NumberText.readable) ?? "-" }
}
