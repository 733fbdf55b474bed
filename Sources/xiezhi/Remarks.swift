import Claims
import Leads

/// What a person should know beside a result: one line each, the same words in every command.
enum Remarks {
    /// How many settlements were read and used, and why others were not.
    static func settlements(_ quality: DataQuality) -> [String] {
        let account = quality.settlements
        let unused = [
            ("set aside", account.quarantined), ("not valid", account.notValid), ("duplicates", account.duplicates),
            ("refunds netted", account.nettedRefunds), ("refunded", account.nettedOriginals), ("refunds alone", account.unpairedRefunds),
        ].filter { $0.1.rows > 0 }.map { ", \(grouped($0.1.rows)) \($0.0)" }.joined()
        return ["settlements: \(grouped(account.read.rows)) read, \(grouped(account.kept.rows)) used\(unused)"] + quality.tables.flatMap(setAside)
    }

    private static func setAside(_ table: TableQuality) -> [String] {
        table.quarantined.map { entry in
            let column = entry.column.isEmpty ? "" : " \(entry.column)"
            var place = ""
            if let first = entry.examples.first {
                place = ": \(first.file), \(first.position)\(first.found.isEmpty ? "" : ", found \(first.found)")"
            }
            return "set aside: \(grouped(entry.rows)) of \(table.table), \(entry.reason)\(column)\(place); expected \(entry.expected)"
        }
    }

    /// Scenarios that could not run.
    static func skipped(_ quality: DataQuality) -> [String] {
        quality.scenarios.filter { !$0.runs }.map { "skipped: \($0.scenario), the extract has no \($0.missing.joined(separator: ", "))" }
    }

    /// Exemptions that had ended, each once, with those who answer for them.
    static func expired(_ exemptions: [ExpiredExemption]) -> [String] {
        exemptions.map { exemption in
            let place = exemption.line.map { ", line \($0) of the exemptions" } ?? ""
            let scenarios = exemption.scenarios.isEmpty ? "all scenarios" : exemption.scenarios.joined(separator: ", ")
            return "expired: the exemption \(exemption.exemption)\(place) for \(scenarios) ended on \(exemption.expires) and was not applied; ask \(exemption.owner)"
        }
    }

    static func findings(_ quality: DataQuality) -> [String] {
        let failed = quality.identities.count { !$0.holds }
        let parts = [
            quality.findings.isEmpty ? nil : counted(quality.findings.count, "data finding"),
            failed == 0 ? nil : counted(failed, "identity of money", plural: "identities of money") + " that \(failed == 1 ? "fails" : "fail")",
        ].compactMap(\.self)
        return parts.isEmpty ? [] : ["in data-quality.json: \(parts.joined(separator: ", ")); see `xiezhi check`"]
    }

    static func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    /// Digits in groups of three.
    static func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in String(number.magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + String(text.reversed())
    }
}
