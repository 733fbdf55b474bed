import ArgumentParser
import Claims
import Features
import Foundation
import Leads
import Reports
import Rules

/// What a pack would hit: nothing is written.
struct TestRules: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try a pack on an extract: hits, persons, money, first rows of evidence. Nothing is written.",
        discussion: """
            EXAMPLE
              xiezhi rules test --pack local.yaml extract --rule frequency-001216000010100-day
            """)

    @Option(help: ArgumentHelp("The rule pack.", valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
    var pack: String

    @Option(help: ArgumentHelp("One rule of the pack.", valueName: "ID"))
    var rule: String?

    @Option(help: ArgumentHelp("Rows of evidence to show for each rule.", valueName: "N"))
    var rows = 5

    @Option(help: "Language of titles.")
    var lang: Language = .en

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var extract: ExtractOptions

    func validate() throws {
        try extract.requireExtract()
        if rows < 0 { throw ValidationError("--rows must not be negative.") }
    }

    struct Trial: Encodable {
        struct Row: Encodable {
            let line: String
            let settlement: String
            let facility: String
            let day: String
            let item: String
            let quantity: Double
            let amount: Double
        }

        let rule: String
        let title: String
        let result: String
        let hits: Int
        let persons: Int
        let facilities: Int
        let amount: Double
        let evidence: [Row]
    }

    func run() throws {
        Interruption.cleansUp(after: [])
        let outcome = try orFail {
            let rules = try rulePack(at: pack)
            let chosen = try rule.map { [try rules.rule($0)] } ?? rules.rules
            let library = try extract.library()
            let stages = StageReport(extract.reporting, isMachineRead: json, stageCount: 11)
            defer { stages.finish() }
            let (store, quality) = try extract.reader(library, tables: ["fee_list_d", "mdtrt_d"], stages: stages).read()
            guard let context = RuleContext(store) else {
                throw CommandFailure(description: "the extract has no fee lines (fee_list_d), and rules look at fee lines")
            }
            let hits = RuleScan.hits(of: chosen.map { ShapedRule($0) }, in: context)
            let trials = chosen.map { row in trial(row, hits.filter { $0.rule == row.id }, context) }
            return (text: json ? try JSONDocument.text(trials) : text(trials), quality: quality)
        }
        try orFail { try Terminal.result(outcome.text) }
        try conclude(outcome.quality)
    }

    private func trial(_ row: RuleRow, _ hits: [RuleHit], _ context: RuleContext) -> Trial {
        let lines = hits.flatMap(\.lines)
        return Trial(
            rule: row.id, title: row.title[lang], result: row.result.rawValue, hits: hits.count, persons: Set(hits.map(\.person)).count,
            facilities: Set(hits.map(\.facility)).count, amount: Fen.yuan(hits.reduce(0) { $0 + $1.fen }),
            evidence: lines.prefix(rows).map { evidence in
                let line = Int(evidence.line)
                let settlement = context.settlement(evidence.line)
                let item = context.lines.item[line]
                return Trial.Row(
                    line: context.lines.id.count > line ? context.lines.id[line] : "", settlement: context.store.settlements.id[settlement],
                    facility: context.store.facilities.id[context.facility(evidence.line)], day: CalendarDay.text(context.day(evidence.line)),
                    item: item < 0 ? "" : context.lines.items[item], quantity: context.quantity(evidence.line), amount: Fen.yuan(evidence.fen))
            })
    }

    private func text(_ trials: [Trial]) -> String {
        guard !trials.isEmpty else { return "The pack has no rules." }
        var table = ColumnTable([.text("rule"), .number("hits"), .number("persons"), .number("facilities"), .number("yuan"), .text("title")])
        for trial in trials {
            table.add([trial.rule, String(trial.hits), String(trial.persons), String(trial.facilities), money(trial.amount), trial.title])
        }
        var sections = [table.text(width: Terminal.width)]
        for trial in trials where !trial.evidence.isEmpty {
            var rows = ColumnTable([.text("line"), .text("settlement"), .text("facility"), .text("day"), .text("item"), .number("quantity"), .number("yuan")])
            for row in trial.evidence {
                rows.add([row.line, row.settlement, row.facility, row.day, row.item, "\(row.quantity)", money(row.amount)])
            }
            sections.append(trial.rule + "\n" + rows.text(width: Terminal.width))
        }
        return sections.joined(separator: "\n")
    }

    private func money(_ yuan: Double) -> String { Fen.yuanText(Int64((yuan * 100).rounded())) }
}
