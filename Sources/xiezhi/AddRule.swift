import ArgumentParser
import Claims
import Foundation
import Output
import Rules

/// What an inspection found, as a rule the same evening.
struct AddRule: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a rule of a known shape to a pack; the pack's version goes up by one.",
        discussion: """
            Shapes: item-sex (--sex), item-age (--minimum-age, --maximum-age),
            item-pair (--with-item), frequency (--limit, --window),
            price (--ceiling), overlap. A pack that is not there is begun.

            EXAMPLE
              xiezhi rules add --pack local.yaml --shape item-sex --item 003313010010000 --sex 2 \\
                --title 限女性 --article 第三十八条第（四）项 --owner 检查一组 --source 2026年第3次飞检
            """)

    @Option(help: ArgumentHelp("The rule pack.", valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
    var pack: String

    @Option(help: "The shape of the rule.")
    var shape: RuleRow.Shape

    @Option(help: ArgumentHelp("A national item code, or its beginning and *; several times for several.", valueName: "CODE"))
    var item: [String]

    @Option(help: ArgumentHelp("Of a pair: an item that must not be charged beside.", valueName: "CODE"))
    var withItem: [String] = []

    @Option(help: ArgumentHelp("The sex that alone can have the item: 1 male, 2 female.", valueName: "1|2"))
    var sex: Int?

    @Option(help: ArgumentHelp("Youngest age in years.", valueName: "YEARS"))
    var minimumAge: Double?

    @Option(help: ArgumentHelp("Oldest age in years.", valueName: "YEARS"))
    var maximumAge: Double?

    @Option(help: ArgumentHelp("The most that may be charged in the window.", valueName: "N"))
    var limit: Double?

    @Option(help: ArgumentHelp("The highest price of a unit.", valueName: "YUAN"))
    var ceiling: Double?

    @Option(help: "Within what the rule counts.")
    var window: RuleWindow = .settlement

    @Option(help: ArgumentHelp("A class of care that it applies to, such as inpatient; several times for several. All when absent.", valueName: "CARE"))
    var care: [String] = []

    @Option(help: "violation (违规) or question (可疑).")
    var result: ResultKind = .question

    @Option(help: "The title in Chinese.")
    var title: String

    @Option(help: "The title in English.")
    var titleEn: String?

    @Option(help: "The article of the law or the document that it rests on.")
    var article: String

    @Option(help: "The same in English.")
    var articleEn: String?

    @Option(help: "Who answers for the rule and its numbers.")
    var owner: String

    @Option(help: "The document that it comes from.")
    var source: String

    @Option(help: ArgumentHelp("The id; made of shape, item and window when absent.", valueName: "ID"))
    var id: String?

    @Option(help: ArgumentHelp("The date of the rule; today when absent.", valueName: "YYYY-MM-DD"))
    var date: String?

    enum ResultKind: String, ExpressibleByArgument, CaseIterable {
        case violation, question
        var result: RuleRow.Result { self == .violation ? .violation : .question }
    }

    func run() throws {
        Interruption.cleansUp(after: [pack])
        let added = try orFail {
            let file = WholeFile(pack)
            try file.check()
            var rules = FileManager.default.fileExists(atPath: pack) ? try rulePack(at: pack) : newPack
            let rule = self.rule
            try rules.add(rule)
            let text = try rules.yaml
            // What cannot be read back must not take the place of what can.
            guard try RulePack(yaml: text, name: pack) == rules else {
                throw CommandFailure(description: "the pack cannot be written so that it reads the same; please report this")
            }
            try file.write { try text.write(toFile: $0, atomically: false, encoding: .utf8) }
            return (rule: rule, version: rules.version)
        }
        try orFail { try Terminal.result("added \(added.rule.id); \((pack as NSString).lastPathComponent) is now version \(added.version)") }
    }

    /// On the clock of whoever adds the rule.
    private var today: String { Date().formatted(Date.ISO8601FormatStyle(timeZone: .current).year().month().day()) }

    private var newPack: RulePack {
        let name = ((pack as NSString).lastPathComponent as NSString).deletingPathExtension
        return RulePack(pack: name, title: RuleText(zh: name), source: source, owner: owner, date: date ?? today)
    }

    private var rule: RuleRow {
        let values = ["allowed_sex": sex.map(Double.init), "minimum_age": minimumAge, "maximum_age": maximumAge, "limit": limit, "ceiling": ceiling]
        let units = Dictionary(RuleRow.Shape.allCases.flatMap { $0.parameters.map { ($0.name, $0.unit) } }, uniquingKeysWith: { first, _ in first })
        let parameters = values.compactMapValues(\.self).reduce(into: [String: RuleRow.Parameter]()) { result, entry in
            result[entry.key] = RuleRow.Parameter(value: entry.value, unit: units[entry.key] ?? "", source: source, owner: owner)
        }
        return RuleRow(
            id: id ?? madeID, shape: shape, title: RuleText(zh: title, en: titleEn), article: RuleText(zh: article, en: articleEn),
            result: result.result, window: window, care: care, items: ItemSelection(item), withItems: ItemSelection(withItem),
            parameters: parameters, source: source, owner: owner, date: date ?? today)
    }

    private var madeID: String {
        let code = (item.min() ?? "").lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return "\(shape.rawValue)-\(code.isEmpty ? "any" : code)-\(window.rawValue)"
    }
}

extension RuleRow.Shape: ExpressibleByArgument {}
extension RuleWindow: ExpressibleByArgument {}
