import ArgumentParser
import Claims
import Features
import Foundation
import Leads
import Output
import Reports
import Rules

/// Rule packs: what they say, a new rule from an inspection, and what a pack would hit.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List, add and try rules that hold with no statistics.",
        discussion: """
            A rule pack is a YAML file with version, source, date and owner; a rule
            of a known shape is a row in it.

            EXAMPLE
              xiezhi rules list --lang zh
              xiezhi rules add --help
              xiezhi rules test --pack local.yaml extract
            """,
        subcommands: [ListRules.self, AddRule.self, TestRules.self])
}

/// A pack named on the command line. - Throws: what is wrong with the file, by its name alone.
func rulePack(at path: String) throws -> RulePack {
    let name = (path as NSString).lastPathComponent
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
        throw CommandFailure(description: "the rule pack \(name) cannot be read; give a YAML file in UTF-8, as `xiezhi rules add` writes it")
    }
    return try RulePack(yaml: text, name: name)
}

struct ListRules: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the rules of the packs that come with the models, or of one pack.",
        discussion: """
            EXAMPLE
              xiezhi rules list --pack local.yaml --json
            """)

    @Option(help: ArgumentHelp("A rule pack; those of Models/rules when absent.", valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
    var pack: String?

    @Option(help: "Language of titles.")
    var lang: Language = .en

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        Interruption.cleansUp(after: [])
        try orFail {
            let packs = try pack.map { [try rulePack(at: $0)] } ?? ModelLibrary().knowledge.rulePacks
            try Terminal.result(try RuleListing.text(packs, language: lang, json: json))
        }
    }
}

/// Rules as a table or as JSON.
enum RuleListing {
    private struct Entry: Encodable {
        let pack: String
        let packVersion: Int
        let id: String
        let version: Int
        let shape: String
        let title: String
        let article: String
        let result: String
        let window: String
        let care: [String]
        let items: [String]
        let withItems: [String]
        let parameters: [String: RuleRow.Parameter]
        let source: String
        let owner: String
        let date: String
    }

    static func text(_ packs: [RulePack], language: Language, json: Bool) throws -> String {
        if json {
            return try JSONDocument.text(packs.flatMap { pack in
                pack.rules.map { rule in
                    Entry(
                        pack: pack.pack, packVersion: pack.version, id: rule.id, version: rule.version, shape: rule.shape.rawValue,
                        title: rule.title[language], article: rule.article[language], result: rule.result.rawValue,
                        window: rule.window.title[language], care: rule.care, items: rule.items.codes, withItems: rule.withItems.codes,
                        parameters: rule.parameters, source: rule.source, owner: rule.owner, date: rule.date)
                }
            })
        }
        guard packs.contains(where: { !$0.rules.isEmpty }) else { return "There are no rules." }
        var table = ColumnTable([.text("pack"), .text("rule"), .text("shape"), .text("result"), .text("window"), .number("items"), .text("title")])
        for pack in packs {
            for rule in pack.rules {
                table.add([
                    "\(pack.pack) \(pack.version)", rule.id, rule.shape.rawValue, rule.result.rawValue, rule.window.title[language],
                    String(rule.items.codes.count), rule.title[language],
                ])
            }
        }
        return table.text(width: Terminal.width)
    }
}

extension RuleText {
    subscript(language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
