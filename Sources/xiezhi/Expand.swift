import ArgumentParser
import Claims
import Features
import Foundation
import Leads
import Reports

/// From known cards or facilities to the next ones.
struct Expand: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "From known cards or facilities to the next ones, by how rare what they share is.",
        discussion: """
            FILE is a CSV file with a column psn_no, fixmedins_code, subject_id or
            id; which an id is, is looked up in the extract. Popular facilities
            count for next to nothing: what is shared is held against what chance
            gives. What is found is where to look next, not a finding.

            EXAMPLE
              xiezhi expand extract --seed known-cards.csv --top 30
              xiezhi expand extract --seed known.csv --out next --lang en
            """)

    @OptionGroup var extract: ExtractOptions

    @Option(help: ArgumentHelp("The known cards and facilities.", valueName: "FILE"), completion: .file(extensions: ["csv"]))
    var seed: String

    @Option(help: ArgumentHelp("How many of each kind, persons and facilities.", valueName: "N"))
    var top = 50

    @Option(help: ArgumentHelp("A folder for expansion.csv and expansion.jsonl.", valueName: "DIR"), completion: .directory)
    var out: String?

    @Option(help: "Language of what investigators read.")
    var lang: Language = .zh

    @Flag(help: "Print one JSON array.")
    var json = false

    func validate() throws {
        try extract.requireExtract()
        guard top >= 1 else { throw ValidationError("--top must be at least 1, not \(top).") }
    }

    func run() throws {
        Interruption.cleansUp(after: [out].compactMap(\.self))
        let (expansion, quality) = try orFail {
            let ids = try SeedExpansion.Seeds.ids(path: seed)
            let library = try extract.library()
            if let out { try OutputFolder.check(out) }
            let stages = StageReport(extract.reporting, isMachineRead: json, stageCount: 7)
            defer { stages.finish() }
            let (store, quality) = try extract.reader(library, stages: stages).read()
            stages.begin("expanding")
            let expansion = try SeedExpansion(ids: ids, in: store, library: library, seed: 1, threads: extract.threadCount, language: lang)
            stages.count("expanded", ["persons": expansion.persons.count, "facilities": expansion.facilities.count])
            if let out { try ExpansionFiles(listed(expansion), language: lang).write(to: out) }
            return (expansion, quality)
        }
        try orFail { try Terminal.result(json ? try JSONDocument.text(listed(expansion)) : table(expansion)) }
        if !json, !extract.reporting.quiet { remarks(expansion, quality).forEach(Terminal.remark) }
        try conclude(quality)
    }

    private func listed(_ expansion: SeedExpansion) -> [SeedExpansion.Found] {
        Array(expansion.persons.prefix(top)) + Array(expansion.facilities.prefix(top))
    }

    private func table(_ expansion: SeedExpansion) -> String {
        let found = listed(expansion)
        guard !found.isEmpty else { return lang == .zh ? "没有超出偶然的共有行为。\n" : "Nothing shared beyond chance.\n" }
        var table = ColumnTable(
            lang == .zh
                ? [.number("#"), .number("强度"), .text("对象"), .text("依据")]
                : [.number("#"), .number("strength"), .text("subject"), .text("why")])
        for (index, entry) in found.enumerated() {
            let kind = switch (entry.kind, lang) {
            case (.patient, .zh): "参保人"
            case (.facility, .zh): "机构"
            case (.patient, .en): "patient"
            case (.facility, .en): "facility"
            }
            table.add([
                String(index + 1), NumberText.fixed(entry.strength, decimals: 1), "\(kind) \(entry.id)", ExpansionFiles.sentence(entry, lang),
            ])
        }
        return table.text(width: Terminal.width)
    }

    private func remarks(_ expansion: SeedExpansion, _ quality: DataQuality) -> [String] {
        let seeds = expansion.seeds
        let unknown = seeds.unknown == 0 ? "" : ", \(Remarks.grouped(seeds.unknown)) not in the extract"
        let implied = expansion.impliedPersons == 0 ? "" : ", \(Remarks.counted(expansion.impliedPersons, "person")) taken for known through the facilities"
        return Remarks.settlements(quality)
            + ["seeds: \(Remarks.counted(seeds.persons.count, "person")), \(Remarks.counted(seeds.facilities.count, "facility", plural: "facilities"))\(unknown)\(implied)"]
            + ["found: \(Remarks.counted(expansion.persons.count, "person")), \(Remarks.counted(expansion.facilities.count, "facility", plural: "facilities"))"]
            + (out.map { ["written: \($0)"] } ?? [])
    }
}
