import Claims
import Yams

/// Rules that are exchanged together, with version, source document, date and owner: a YAML file.
public struct RulePack: Codable, Sendable, Equatable {
    public static let format = 1

    public var format: Int
    public var pack: String
    public var version: Int
    public var title: RuleText
    public var source: String
    public var owner: String
    public var date: String
    public private(set) var rules: [RuleRow]

    public init(pack: String, version: Int = 0, title: RuleText, source: String, owner: String, date: String, rules: [RuleRow] = []) {
        format = Self.format
        self.pack = pack
        self.version = version
        self.title = title
        self.source = source
        self.owner = owner
        self.date = date
        self.rules = rules
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case format, pack, version, title, source, owner, date, rules }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(knowing: CodingKeys.self)
        format = try container.decode(Int.self, forKey: .format)
        pack = try container.decode(String.self, forKey: .pack)
        version = try container.decode(Int.self, forKey: .version)
        title = try container.decode(RuleText.self, forKey: .title)
        source = try container.decode(String.self, forKey: .source)
        owner = try container.decode(String.self, forKey: .owner)
        date = try container.decode(String.self, forKey: .date)
        rules = try container.decode([RuleRow].self, forKey: .rules)
    }

    /// - Parameter name: what messages call the text: the name of its file.
    /// - Throws: `ClaimsError` for what is not a pack, and for the first rule that cannot be run.
    public init(yaml: String, name: String) throws(ClaimsError) {
        self = try YAMLText.decode(RulePack.self, from: yaml, name: name)
        guard format == Self.format else { throw ClaimsError("\(name): expected the format \(Self.format), found \(format); a newer program wrote it") }
        for (index, rule) in rules.enumerated() {
            if let fault = rule.faults.first { throw ClaimsError("\(name), rule \(rule.id): \(fault)") }
            if let twin = rules[..<index].first(where: { Self.areTwins($0, rule) }) {
                throw ClaimsError("\(name), rule \(rule.id): says the same as the rule \(twin.id)")
            }
        }
    }

    /// The rule of an id. - Throws: `ClaimsError` that names those there are.
    public func rule(_ id: String) throws(ClaimsError) -> RuleRow {
        guard let rule = rules.first(where: { $0.id == id }) else {
            throw ClaimsError("the pack \(pack) has no rule `\(id)`; it has \(rules.isEmpty ? "none" : rules.map(\.id).joined(separator: ", "))")
        }
        return rule
    }

    /// Takes in a rule; the pack's version goes up by one.
    /// - Throws: `ClaimsError` for a rule that cannot be run or that the pack has already, by its id or by what it says.
    public mutating func add(_ rule: RuleRow) throws(ClaimsError) {
        if let fault = rule.faults.first { throw ClaimsError("the rule \(rule.id): \(fault)") }
        if rules.contains(where: { $0.id == rule.id }) {
            throw ClaimsError("the pack \(pack) has a rule `\(rule.id)` already; give another --id")
        }
        if let twin = rules.first(where: { Self.areTwins($0, rule) }) {
            throw ClaimsError("the rule `\(twin.id)` of the pack \(pack) says this already: \(rule.shape.rawValue) of the same items in the same window")
        }
        rules.append(rule)
        version += 1
        date = max(date, rule.date)
    }

    /// Two rows that say the same: one shape, the same window and care, and a common item. Where a number decides, at most one of a
    /// single item and at most five of its whole class are two rules; then only the same items make twins.
    private static func areTwins(_ left: RuleRow, _ right: RuleRow) -> Bool {
        guard left.id != right.id else { return true }
        guard left.shape == right.shape, left.window == right.window, Set(left.care) == Set(right.care) else { return false }
        return switch left.shape {
        case .frequency, .price, .itemAge: left.items == right.items
        case .itemPair: left.items.overlaps(right.items) && left.withItems.overlaps(right.withItems)
        case .itemSex, .overlap: left.items.overlaps(right.items)
        }
    }

    /// The file of the pack.
    public var yaml: String {
        get throws {
            let encoder = YAMLEncoder()
            encoder.options.allowUnicode = true
            encoder.options.width = -1
            encoder.options.sortKeys = false
            return try encoder.encode(Document(self))
        }
    }

    /// The pack in the order in which a person reads it; parameters by name.
    private struct Document: Encodable {
        let pack: RulePack
        init(_ pack: RulePack) { self.pack = pack }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(pack.format, forKey: .format)
            try container.encode(pack.pack, forKey: .pack)
            try container.encode(pack.version, forKey: .version)
            try container.encode(pack.title, forKey: .title)
            try container.encode(pack.source, forKey: .source)
            try container.encode(pack.owner, forKey: .owner)
            try container.encode(pack.date, forKey: .date)
            try container.encode(pack.rules, forKey: .rules)
        }
    }
}

extension RuleRow {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// What is empty is left out, and parameters stand in the order of their names, so that the same pack is the same file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(version, forKey: .version)
        try container.encode(shape, forKey: .shape)
        try container.encode(title, forKey: .title)
        try container.encode(article, forKey: .article)
        try container.encode(result, forKey: .result)
        try container.encode(window, forKey: .window)
        if !care.isEmpty { try container.encode(care, forKey: .care) }
        try container.encode(items, forKey: .items)
        if !withItems.isEmpty { try container.encode(withItems, forKey: .withItems) }
        if !parameters.isEmpty {
            var nested = container.nestedContainer(keyedBy: Name.self, forKey: .parameters)
            for (name, parameter) in parameters.sorted(by: { $0.key < $1.key }) { try nested.encode(parameter, forKey: Name(name)) }
        }
        try container.encode(source, forKey: .source)
        try container.encode(owner, forKey: .owner)
        try container.encode(date, forKey: .date)
    }
}
