extension ReviewRecord {
    /// The account for a terminal, a line a fact.
    public var text: String {
        var lines = [
            "records   \(Self.grouped(records))",
            "verdicts  \(Self.grouped(verdicts)), coverage \(NumberText.fixed(coverage * 100, decimals: 2)) %",
            "  pass     \(Self.grouped(pass))",
            "  suspect  \(Self.grouped(suspect))",
        ]
        let reasons = skipped.map { "\(Self.grouped($0.rows)) \($0.reason)" }.joined(separator: ", ")
        lines.append("  skipped  \(Self.grouped(skipped.reduce(0) { $0 + $1.rows }))\(reasons.isEmpty ? "" : ": \(reasons)")")
        lines.append("sample    n = \(Self.grouped(drawn)) of N = \(Self.grouped(pass)) that passed, \(Self.grouped(strata.count)) strata by \(strataBy), rate \(rate)")
        lines.append("derived   \(algorithm): ascending SHA-256 of \(hashedText), seed \(seed), batch \(batch)")
        if let outcome {
            let share = { (value: Double) in NumberText.fixed(value * 100, decimals: 2) + " %" }
            lines.append("outcomes  \(Self.grouped(outcome.reviewed)) of \(Self.grouped(drawn)) looked at, \(Self.grouped(outcome.suspect)) suspect")
            if let rate = outcome.rate {
                lines.append("suspect   \(share(rate)), \(share(confidence)) Wilson interval \(share(outcome.wilsonLower)) to \(share(outcome.wilsonUpper))")
            }
            if let weightedSuspectRate { lines.append("          \(share(weightedSuspectRate)) with strata weighted by size") }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func grouped(_ number: Int) -> String { NumberText.readable(Double(number)) }
}
