import Claims

/// The account of an extract's quality as a person reads it in a terminal.
struct QualitySummary {
    let text: String

    init(_ quality: DataQuality) {
        var lines: [String] = []
        if let period = quality.period { lines.append("Period      \(period.start) to \(period.end)") }
        lines += ["", "Tables"]
        for table in quality.tables {
            lines.append("  \(Self.padded(table.table, 12)) \(table.rowsRead) rows in \(table.files.count) file\(table.files.count == 1 ? "" : "s"), \(table.rowsQuarantined) set aside")
            if !table.columnsMissing.isEmpty { lines += Self.wrapped("columns missing: " + table.columnsMissing.joined(separator: ", ")) }
            if !table.columnsUnknown.isEmpty { lines += Self.wrapped("columns unknown: " + table.columnsUnknown.joined(separator: ", ")) }
            if !table.identityColumnsNotRead.isEmpty { lines += Self.wrapped("identity columns, not read: " + table.identityColumnsNotRead.joined(separator: ", ")) }
            for (entries, verb) in [(table.quarantined, "rows set aside"), (table.droppedValues, "values dropped")] {
                for entry in entries {
                    let places = entry.examples.map { "\($0.file) \($0.position)\($0.found.isEmpty ? "" : " “\($0.found)”")" }.joined(separator: "; ")
                    lines += Self.wrapped("\(entry.rows) \(verb): \(entry.reason) \(entry.column), expected \(entry.expected); \(places); \(entry.advice)")
                }
            }
        }
        lines += ["", "Settlements"]
        let account = quality.settlements
        for (name, share) in [
            ("read", account.read), ("set aside", account.quarantined), ("not valid", account.notValid),
            ("duplicates", account.duplicates), ("refunds netted", account.nettedRefunds), ("refunded", account.nettedOriginals),
            ("refunds alone", account.unpairedRefunds), ("kept", account.kept),
        ] where share.rows > 0 || name == "kept" {
            lines.append("  \(Self.padded(name, 14)) \(Self.leftPadded(String(share.rows), 10)) rows \(Self.leftPadded(Fen.yuanText(share.amountFen), 18)) yuan")
        }
        lines.append("  rows and money in = out: \(account.balances ? "yes" : "NO")")
        if !quality.identities.isEmpty {
            lines += ["", "Identities of money"]
            for identity in quality.identities {
                lines.append("  \(identity.holds ? "holds" : "FAILS") \(identity.name): \(identity.failed) of \(identity.tested) differ")
            }
        }
        if !quality.findings.isEmpty {
            lines += ["", "Data findings"]
            for finding in quality.findings {
                let place = finding.facility.isEmpty ? "" : " at \(finding.facility)"
                lines += Self.wrapped("\(finding.kind)\(place): \(finding.count) of \(finding.of); \(finding.messageEnglish)")
            }
        }
        lines += ["", "Scenarios"]
        for scenario in quality.scenarios {
            lines.append("  \(Self.padded(scenario.scenario, 18)) \(scenario.runs ? "can run" : "cannot run: no " + scenario.missing.joined(separator: ", "))")
        }
        if let gate = quality.gate {
            lines += ["", "Data gate   \(gate.passed ? "passed" : "FAILED"): \((gate.quarantinedShare * 10000).rounded() / 100) % set aside, limit \(gate.limit * 100) %"]
        }
        text = lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

    private static func leftPadded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    /// Words in lines of at most 78 columns, indented below their table.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = "    "
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > 78, line.count > 6 {
                lines.append(line)
                line = "      "
            }
            line += (line.last == " " ? "" : " ") + word
        }
        return lines + [line]
    }
}
