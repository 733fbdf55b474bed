import Claims
import Foundation
import Rules
import Testing

@Suite struct RulePackTests {
    private let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func row(
        _ id: String, _ shape: RuleRow.Shape = .frequency, items: [String] = ["A"], with: [String] = [], window: RuleWindow = .day,
        care: [String] = [], numbers: [String: Double] = ["limit": 1]
    ) -> RuleRow {
        RuleRow(
            id: id, shape: shape, title: RuleText(zh: "标题", en: "title"), article: RuleText(zh: "第三十八条"), window: window, care: care,
            items: ItemSelection(items), withItems: ItemSelection(with),
            parameters: numbers.mapValues { .init(value: $0, unit: "u", source: "s", owner: "o") }, source: "s", owner: "o", date: "2026-11-22")
    }

    private func failure(_ work: () throws -> Void) -> String {
        do {
            try work()
            return ""
        } catch {
            return "\(error)"
        }
    }

    private var empty: RulePack { RulePack(pack: "p", title: RuleText(zh: "包"), source: "s", owner: "o", date: "2026-01-01") }

    @Test func packThatComesWithTheProgramReadsAndHasAllThatARuleNeeds() throws {
        let text = try String(contentsOf: package.appending(path: "Models/rules/starter.yaml"), encoding: .utf8)
        let pack = try RulePack(yaml: text, name: "starter.yaml")
        #expect(pack.rules.count >= 4)
        for rule in pack.rules {
            #expect(rule.faults.isEmpty, "\(rule.id)")
            #expect(rule.title.en != rule.title.zh && rule.article.en != rule.article.zh, "\(rule.id)")
        }
    }

    @Test func writtenAndReadBackIsTheSame() throws {
        var pack = empty
        try pack.add(Self.row("a"))
        try pack.add(Self.row("b", .itemAge, items: ["X*", "Y"], numbers: ["minimum_age": 0, "maximum_age": 14.5]))
        try pack.add(Self.row("c", .itemPair, items: ["W"], with: ["V"], care: ["inpatient"], numbers: [:]))
        let again = try RulePack(yaml: try pack.yaml, name: "p")
        #expect(again == pack)
        #expect(try again.yaml == pack.yaml)
        #expect(pack.version == 3)
        #expect(pack.date == "2026-11-22")
        #expect(try pack.yaml.contains("标题"))
    }

    @Test func duplicatesAreRefused() throws {
        var pack = empty
        try pack.add(Self.row("a", items: ["003312*"]))
        #expect(failure { try pack.add(Self.row("a", items: ["Z"])) }.contains("--id"))
        #expect(failure { try pack.add(Self.row("b", items: ["003312*"], numbers: ["limit": 5])) }.contains("`a`"))
        // Another window, care or shape says something else.
        try pack.add(Self.row("c", items: ["003312*"], window: .month))
        try pack.add(Self.row("d", items: ["003312*"], care: ["inpatient"]))
        try pack.add(Self.row("e", .price, items: ["003312*"], numbers: ["ceiling": 5]))
        #expect(pack.rules.count == 4)
        #expect(pack.version == 4)
    }

    /// At most one of a class and at most five of one item of it are two rules; one sex for a class and for an item of it are one.
    @Test func numbersOfAnItemAndOfItsClassAreTwoRules() throws {
        var pack = empty
        try pack.add(Self.row("a", items: ["003312*"], numbers: ["limit": 5]))
        try pack.add(Self.row("b", items: ["003312060000000"], numbers: ["limit": 1]))
        try pack.add(Self.row("c", .price, items: ["003312*"], numbers: ["ceiling": 5]))
        try pack.add(Self.row("d", .price, items: ["003312060000000"], numbers: ["ceiling": 4]))
        try pack.add(Self.row("e", .itemAge, items: ["003312*"], numbers: ["minimum_age": 5]))
        try pack.add(Self.row("f", .itemAge, items: ["003312060000000"], numbers: ["minimum_age": 6]))
        try pack.add(Self.row("g", .itemSex, items: ["003312*"], numbers: ["allowed_sex": 2]))
        #expect(failure { try pack.add(Self.row("h", .itemSex, items: ["003312060000000"], numbers: ["allowed_sex": 2])) }.contains("`g`"))
        #expect(try RulePack(yaml: try pack.yaml, name: "p") == pack)
    }

    @Test(arguments: [
        (RulePackTests.row("A b"), "the id"), (RulePackTests.row("a", numbers: [:]), "limit"), (RulePackTests.row("a", items: []), "no item"),
        (RulePackTests.row("a", numbers: ["limit": 1, "ceiling": 2]), "no parameter `ceiling`"), (RulePackTests.row("a", numbers: ["limit": -1]), "zero or more"),
        (RulePackTests.row("a", .itemSex, numbers: ["allowed_sex": 3]), "1 or 2"), (RulePackTests.row("a", .itemAge, numbers: [:]), "minimum_age or maximum_age"),
        (RulePackTests.row("a", .itemAge, numbers: ["minimum_age": 9, "maximum_age": 8]), "must not be above"),
        (RulePackTests.row("a", .itemPair, numbers: [:]), "with_items"), (RulePackTests.row("a", with: ["B"]), "item-pair alone"),
        (RulePackTests.row("a", care: ["nowhere"]), "nowhere"),
    ] as [(RuleRow, String)])
    func rowsThatCannotBeRunAreRefused(_ row: RuleRow, _ words: String) {
        var pack = empty
        #expect(failure { try pack.add(row) }.contains(words))
        #expect(pack.rules.isEmpty && pack.version == 0)
    }

    @Test func faultsOfAFileNameIt() throws {
        var pack = empty
        try pack.add(Self.row("a"))
        let text = try pack.yaml
        #expect(failure { _ = try RulePack(yaml: text.replacing("format: 1", with: "format: 9"), name: "f.yaml") }.contains("f.yaml"))
        #expect(failure { _ = try RulePack(yaml: text.replacing("window: day", with: "window: never"), name: "f.yaml") }.contains("f.yaml"))
        #expect(failure { _ = try RulePack(yaml: text.replacing("limit:", with: "most:"), name: "f.yaml") }.contains("rule a"))
    }

    /// A misspelt key would otherwise make a rule of inpatients one of all care.
    @Test(arguments: [
        ("care:", "cares:", "at `rules.Index 0.cares`, there is no such key; the keys are article, care,"), ("owner: o\ndate", "owners: o\ndate", "owners"),
        ("unit: u", "units: u", "at `rules.Index 0.parameters.limit.units`, there is no such key; the keys are owner, source, unit, value"),
        ("en: title", "eng: title", "at `rules.Index 0.title.eng`, there is no such key; the keys are en, zh"),
    ])
    func keysThatThereAreNotAreRefused(_ key: String, _ misspelt: String, _ words: String) throws {
        var pack = empty
        try pack.add(Self.row("a", care: ["inpatient"]))
        let text = try pack.yaml.replacing(key, with: misspelt)
        #expect(text.contains(misspelt))
        let message = failure { _ = try RulePack(yaml: text, name: "f.yaml") }
        #expect(message.hasPrefix("f.yaml") && message.contains(words), "\(message)")
    }

    @Test func beginningsAndWholeCodes() {
        let table = IdentifierTable(["003312", "0033120", "0034", "A"])
        #expect(ItemSelection(["003312*"]).selected(in: table) == [true, true, false, false])
        #expect(ItemSelection(["003312", "A", "B"]).selected(in: table) == [true, false, false, true])
        #expect(ItemSelection(["*"]).selected(in: table) == [true, true, true, true])
        #expect(ItemSelection(["00*"]).overlaps(ItemSelection(["003312*"])))
        #expect(!ItemSelection(["0034"]).overlaps(ItemSelection(["0033*"])))
    }

    @Test func wholeCodeOutweighsBeginning() throws {
        let sexes = try ItemSexes(csv: "med_list_codg,allowed_gend\n0033*,2\n003312*,1\n00331299,2\n", name: "t")
        let table = IdentifierTable(["003311", "00331201", "00331299", "9"])
        #expect(sexes.bindings(in: table).map { $0?.sex ?? 0 } == [2, 1, 2, 0])
        #expect(failure { _ = try ItemSexes(csv: "med_list_codg,allowed_gend\nX,3\n", name: "t") }.contains("line 2"))
        #expect(failure { _ = try ItemSexes(csv: "med_list_codg,allowed_gend,name\n,1,\n", name: "t") }.contains("a code or a name"))
    }
}
