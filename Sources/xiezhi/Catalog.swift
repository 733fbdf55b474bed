import ArgumentParser
import Features
import Leads
import Modeling
import Reports

/// What there is to choose from.
struct Catalog: ParsableCommand {
    enum Subject: String, ExpressibleByArgument, CaseIterable { case detectors, features, scenarios, rules }

    static let configuration = CommandConfiguration(
        abstract: "List the detectors, features, scenarios or rules that there are.",
        discussion: """
            EXAMPLE
              xiezhi catalog detectors
              xiezhi catalog features --lang en --json
            """)

    @Argument(help: "detectors, features, scenarios or rules.")
    var subject: Subject

    @Option(help: "Language of features and scenarios.")
    var lang: Language = .en

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        Interruption.cleansUp(after: [])
        try orFail {
            let text =
                switch subject {
                case .detectors: try json ? JSONDocument.text(DetectorListing.all) : Self.text(DetectorListing.all)
                case .features: try json ? JSONDocument.text(features) : featureTable
                case .scenarios: try json ? JSONDocument.text(scenarios) : scenarioTable
                case .rules: try RuleListing.text(ModelLibrary().knowledge.rulePacks, language: lang, json: json)
                }
            try Terminal.result(text)
        }
    }

    // MARK: Detectors

    private static func text(_ detectors: [DetectorListing]) -> String {
        detectors.map { detector in
            let names = detector.aliases.isEmpty ? "" : " (also \(detector.aliases.joined(separator: ", ")))"
            let isDefault = detector.name == DetectorChoice.defaultName ? ", the default" : ""
            let settings = detector.hyperparameters.map {
                "\($0.name) \(NumberText.readable($0.defaultValue)) [\(NumberText.readable($0.lowest)) … \(NumberText.readable($0.highest))]"
            }
            let keeps = detector.keeps == "none" ? "nothing of single rows" : detector.keeps
            let lines = [detector.summary, "settings: \(settings.isEmpty ? "none" : settings.joined(separator: ", "))", "keeps: \(keeps)", detector.reference]
            return ([detector.name + names + isDefault] + lines.flatMap { wrapped($0, "  ", Terminal.width) }).map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }

    /// Lines of whole words, each after the indentation.
    private static func wrapped(_ text: String, _ indentation: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = indentation
        for word in text.split(separator: " ") {
            if line.count > indentation.count, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
                lines.append(line)
                line = indentation + "  "
            }
            line += (line.allSatisfy { $0 == " " } ? "" : " ") + word
        }
        return lines + [line]
    }

    // MARK: Features

    private struct Feature: Encodable {
        let subject: String
        let name: String
        let title: String
        let unit: String
        let meaning: String
        let unusual: String
        let requires: [String]
        let source: String?
    }

    private var features: [Feature] {
        SubjectKind.allCases.flatMap { kind in
            FeatureCatalog.definitions(for: kind).map { definition in
                Feature(
                    subject: kind.rawValue, name: definition.name, title: definition.title[lang], unit: definition.unit.title[lang],
                    meaning: definition.meaning[lang], unusual: definition.direction.rawValue, requires: definition.requires.map(\.description),
                    source: definition.source)
            }
        }
    }

    private var featureTable: String {
        var table = ColumnTable([.text("subject"), .text("feature"), .text("title"), .text("unit")])
        for feature in features { table.add([feature.subject, feature.name, feature.title, feature.unit]) }
        return table.text(width: Terminal.width)
    }

    // MARK: Scenarios

    private struct Scenario: Encodable {
        let slug: String
        let version: Int
        let title: String
        let purpose: String
        let method: String
        let subject: String
        let features: [String]
        let detectors: [String]
        let owner: String
        let date: String
    }

    private var scenarios: [Scenario] {
        get throws {
            try ModelLibrary().scenarios.map { scenario in
                Scenario(
                    slug: scenario.slug, version: scenario.version, title: scenario.title[lang], purpose: scenario.purpose[lang],
                    method: scenario.method, subject: scenario.subject.rawValue, features: scenario.features ?? [],
                    detectors: (scenario.detectors ?? []).map(\.name), owner: scenario.owner, date: scenario.date)
            }
        }
    }

    private var scenarioTable: String {
        get throws {
            var table = ColumnTable([.text("scenario"), .text("subject"), .text("title"), .text("purpose")])
            for scenario in try scenarios { table.add([scenario.slug, scenario.subject, scenario.title, scenario.purpose]) }
            return table.text(width: Terminal.width)
        }
    }
}
