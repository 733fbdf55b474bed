import Claims

/// The account of an extract's quality as a person reads it in a terminal of 80 columns.
struct QualitySummary {
    let text: String

    init(_ quality: DataQuality) {
        var sections: [[String]] = []
        if let period = quality.period { sections.append(["Period  \(period.start) to \(period.end)"]) }
        sections.append(["Tables"] + quality.tables.flatMap(Self.lines))
        sections.append(["Settlements"] + Self.lines(quality.settlements))
        sections.append(["Identities of money"] + quality.identities.flatMap {
            Self.wrapped("\($0.holds ? "holds" : "FAILS")  \($0.name): \(Remarks.grouped($0.failed)) of \(Remarks.grouped($0.tested)) differ", indent: 2)
        })
        sections.append(["Data findings"] + quality.findings.flatMap { finding in
            Self.wrapped("\(finding.kind)\(finding.facility.isEmpty ? "" : " at \(finding.facility)"): \(Remarks.grouped(finding.count)) of \(Remarks.grouped(finding.of)); \(finding.messageEnglish)", indent: 2)
        })
        let width = quality.scenarios.map(\.scenario.count).max() ?? 0
        sections.append(["Scenarios"] + quality.scenarios.flatMap { scenario in
            Self.wrapped("\(Self.padded(scenario.scenario, width))  \(scenario.runs ? "can run" : "cannot run: the extract has no \(scenario.missing.joined(separator: ", "))")", indent: 2)
        })
        if let gate = quality.gate {
            let rows = gate.table.map { $0 == "setl_d" ? "the settlements" : $0 } ?? "the settlements"
            sections.append(["Data gate  \(gate.passed ? "passed" : "FAILED"): \(percentage(gate.quarantinedShare)) of \(rows) set aside, the limit is \(percentage(gate.limit))"])
        }
        let empty = ["Identities of money": "none could be tested", "Data findings": "none"]
        text = sections.map { section in
            (section.count == 1 ? empty[section[0]].map { ["\(section[0])  \($0)"] } ?? section : section).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func lines(_ table: TableQuality) -> [String] {
        var lines = ["  \(padded(table.table, 12))\(Remarks.counted(table.rowsRead, "row")) in \(Remarks.counted(table.files.count, "file")), \(Remarks.grouped(table.rowsQuarantined)) set aside"]
        for (title, columns) in [
            ("columns missing", table.columnsMissing), ("columns unknown, ignored", table.columnsUnknown),
            ("identity columns, never read", table.identityColumnsNotRead),
        ] where !columns.isEmpty { lines += wrapped("\(title): \(columns.joined(separator: ", "))", indent: 4) }
        if let account = table.lines {
            let shares = [
                ("not valid", account.notValid), ("of no claim", account.ofNoClaim), ("without a settlement", account.withoutSettlement),
                ("repeated", account.repeated ?? 0), ("used", account.kept),
            ].filter { $0.1 > 0 }.map { "\(Remarks.grouped($0.1)) \($0.0)" }
            if !shares.isEmpty { lines += wrapped(shares.joined(separator: ", "), indent: 4) }
        }
        for (entries, verb) in [(table.quarantined, "set aside"), (table.droppedValues, "without a value")] {
            for entry in entries {
                let places = entry.examples.map { "\($0.file), \($0.position)\($0.found.isEmpty ? "" : ", found \($0.found)")" }.joined(separator: "; ")
                let column = entry.column.isEmpty ? "" : " \(entry.column)"
                lines += wrapped("\(Remarks.counted(entry.rows, "row")) \(verb), \(entry.reason)\(column); expected \(entry.expected): \(places); \(entry.advice)", indent: 4)
            }
        }
        return lines
    }

    private static func lines(_ account: SettlementReconciliation) -> [String] {
        let shares = [
            ("read", account.read), ("set aside", account.quarantined), ("not valid", account.notValid), ("duplicates", account.duplicates),
            ("refunds netted", account.nettedRefunds), ("refunded", account.nettedOriginals), ("refunds alone", account.unpairedRefunds),
            ("used", account.kept),
        ]
        return shares.filter { $0.1.rows > 0 || $0.0 == "used" }.map { name, share in
            "  \(padded(name, 16))\(leftPadded(Remarks.grouped(share.rows), 12)) rows \(leftPadded(Fen.yuanText(share.amountFen), 20)) yuan"
        } + ["  rows and money in = out: \(account.balances ? "yes" : "NO")"]
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

    private static func leftPadded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    /// Words in lines of at most 80 columns; lines after the first are indented by two more.
    private static func wrapped(_ text: String, indent: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, line.count + 1 + word.count > 80 {
                lines.append(line)
                line = String(repeating: " ", count: indent + 2)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }
}
