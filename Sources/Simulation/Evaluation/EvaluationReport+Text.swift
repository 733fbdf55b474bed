import Foundation

extension EvaluationReport {
    /// A plain-text table, at most 80 columns wide.
    public var text: String {
        var lines = [Self.header]
        lines.append(Self.row("all scenarios", overall, lookAlikes: lookAlikes.count))
        for scenario in scenarios { lines.append(Self.row("  " + scenario.scenario, scenario.quality, lookAlikes: scenario.lookAlikeCount)) }
        for baseline in baselines {
            lines.append(Self.row(baseline.name, baseline.overall))
            for scenario in baseline.scenarios { lines.append(Self.row("  " + scenario.scenario, scenario.quality)) }
        }
        let byIntensity = scenarios.filter { !$0.recallByIntensity.isEmpty }
        if !byIntensity.isEmpty {
            lines += ["", "Found of planted, by intensity"]
            lines.append(Self.left("all scenarios", 28) + Self.parts(recallByIntensity))
            lines += byIntensity.map { Self.left("  " + $0.scenario, 28) + Self.parts($0.recallByIntensity) }
        }
        if !liftOverMoney.isEmpty { lines.append("") }
        lines += liftOverMoney.map { lift in
            "Precision at \(lift.rank): \(Self.share(lift.precision)); by money \(Self.share(lift.precisionByMoney))"
                + (lift.value.map { "; lift \(Self.share($0))" } ?? "; nothing to divide by")
        }
        lines += ["", "Look-alikes in the first 100 leads: \(lookAlikesInFirst100)"]
        lines += ["Look-alikes that became leads: \(lookAlikes.count) of \(lookAlikeCount)"]
        lines += lookAlikes.prefix(20).map { Self.clipped("  rank \($0.rank)  \($0.scenario)  \($0.decoyKind)  \($0.subjectID)") }
        if lookAlikes.count > 20 { lines.append("  and \(lookAlikes.count - 20) more") }
        lines += ["", "Planted, found under another scenario: \(foundElsewhere.count)"]
        lines += foundElsewhere.prefix(20).map {
            Self.clipped("  rank \($0.rank)  \($0.plantedScenario) as \($0.foundScenario)  \($0.subjectID)")
        }
        if foundElsewhere.count > 20 { lines.append("  and \(foundElsewhere.count - 20) more") }
        lines += ["", "Planted, not found at all: \(missed.count)"]
        lines += missed.prefix(20).map { Self.clipped("  \($0.scenario)  \($0.intensity)  \($0.subjectID)  \($0.note)") }
        if missed.count > 20 { lines.append("  and \(missed.count - 20) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as JSON, keys sorted.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    // 24 + 7 + 9 + 3 × 7 + 6 + 6 + 7 = 80.
    private static let header = left("ranking", 24) + right("leads", 7) + right("planted", 9)
        + printedRanks.map { right("P@\($0)", 7) }.joined() + right("AP", 6) + right("rec.", 6) + right("alike", 7)

    private static let printedRanks = [20, 50, 100]

    private static func row(_ name: String, _ quality: RankingQuality, lookAlikes: Int? = nil) -> String {
        left(name, 24) + right("\(quality.leadCount)", 7) + right("\(quality.truthCount)", 9)
            + quality.precision.filter { printedRanks.contains($0.rank) }.map { right(share($0.value), 7) }.joined()
            + right(share(quality.averagePrecision), 6) + right(share(quality.recall), 6) + right(lookAlikes.map(String.init) ?? "", 7)
    }

    private static func parts(_ recall: [IntensityRecall]) -> String {
        recall.map { "\($0.intensity) \($0.foundCount)/\($0.truthCount)" }.joined(separator: "  ")
    }

    private static func share(_ value: Double?) -> String {
        guard let value else { return "-" }
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100)." + String(100 + hundredths % 100).dropFirst()
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text.count >= width ? text.prefix(width - 1) + " " : text + String(repeating: " ", count: width - text.count)
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func clipped(_ text: String) -> String { text.count > 80 ? text.prefix(79) + "…" : text }
}
