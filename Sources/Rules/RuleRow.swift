import Claims

/// A rule as a row of a pack: one of the known shapes, with its items and numbers, and whence it comes.
public struct RuleRow: Codable, Sendable, Equatable {
    /// The shapes of rules that are data.
    public enum Shape: String, Codable, Sendable, CaseIterable {
        /// An item that persons of one sex alone can have.
        case itemSex = "item-sex"
        /// An item for ages from `minimum_age` to `maximum_age`.
        case itemAge = "item-age"
        /// Items that contain `with_items`, which must not be charged beside them.
        case itemPair = "item-pair"
        /// At most `limit` of the items in the window.
        case frequency
        /// A unit price of at most `ceiling`.
        case price
        /// An item that nobody can have at one facility while an inpatient at another.
        case overlap

        /// The numbers that a row of this shape must and may give, by name, with their unit.
        public var parameters: [(name: String, unit: String, isRequired: Bool)] {
            switch self {
            case .itemSex: [("allowed_sex", "gend, 1 male, 2 female", true)]
            case .itemAge: [("minimum_age", "years", false), ("maximum_age", "years", false)]
            case .frequency: [("limit", "times in the window", true)]
            case .price: [("ceiling", "yuan a unit", true)]
            case .itemPair, .overlap: []
            }
        }
    }

    /// 规则运行结果类型.
    public enum Result: String, Codable, Sendable, CaseIterable {
        case violation = "违规"
        case question = "可疑"
    }

    /// A number of a rule, where it comes from and who answers for it.
    public struct Parameter: Codable, Sendable, Equatable {
        public var value: Double
        public var unit: String
        public var source: String
        public var owner: String

        public init(value: Double, unit: String, source: String, owner: String) {
            self.value = value
            self.unit = unit
            self.source = source
            self.owner = owner
        }

        enum CodingKeys: String, CodingKey, CaseIterable { case value, unit, source, owner }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(knowing: CodingKeys.self)
            value = try container.decode(Double.self, forKey: .value)
            unit = try container.decode(String.self, forKey: .unit)
            source = try container.decode(String.self, forKey: .source)
            owner = try container.decode(String.self, forKey: .owner)
        }

        /// A whole number as one: packs are read by people, and `1e+0` is no limit that anybody set.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            if let whole = Int(exactly: value) { try container.encode(whole, forKey: .value) } else { try container.encode(value, forKey: .value) }
            try container.encode(unit, forKey: .unit)
            try container.encode(source, forKey: .source)
            try container.encode(owner, forKey: .owner)
        }
    }

    public var id: String
    public var version: Int
    public var shape: Shape
    public var title: RuleText
    public var article: RuleText
    public var result: Result
    public var window: RuleWindow
    /// Classes of care that it applies to (`outpatient`, `inpatient`, …); all when empty.
    public var care: [String]
    public var items: ItemSelection
    /// The second items of a pair; empty for other shapes.
    public var withItems: ItemSelection
    public var parameters: [String: Parameter]
    /// The document that it comes from.
    public var source: String
    public var owner: String
    public var date: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, version, shape, title, article, result, window, care, items
        case withItems = "with_items"
        case parameters, source, owner, date
    }

    public init(
        id: String, version: Int = 1, shape: Shape, title: RuleText, article: RuleText, result: Result = .question,
        window: RuleWindow = .settlement, care: [String] = [], items: ItemSelection, withItems: ItemSelection = .init([]),
        parameters: [String: Parameter] = [:], source: String, owner: String, date: String
    ) {
        self.id = id
        self.version = version
        self.shape = shape
        self.title = title
        self.article = article
        self.result = result
        self.window = window
        self.care = care
        self.items = items
        self.withItems = withItems
        self.parameters = parameters
        self.source = source
        self.owner = owner
        self.date = date
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(knowing: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        version = try container.decode(Int.self, forKey: .version)
        shape = try container.decode(Shape.self, forKey: .shape)
        title = try container.decode(RuleText.self, forKey: .title)
        article = try container.decode(RuleText.self, forKey: .article)
        result = try container.decode(Result.self, forKey: .result)
        window = try container.decode(RuleWindow.self, forKey: .window)
        care = try container.decodeIfPresent([String].self, forKey: .care) ?? []
        items = try container.decode(ItemSelection.self, forKey: .items)
        withItems = try container.decodeIfPresent(ItemSelection.self, forKey: .withItems) ?? .init([])
        parameters = try container.decodeIfPresent([String: Parameter].self, forKey: .parameters) ?? [:]
        source = try container.decode(String.self, forKey: .source)
        owner = try container.decode(String.self, forKey: .owner)
        date = try container.decode(String.self, forKey: .date)
    }

    func value(_ name: String) -> Double? { parameters[name]?.value }

    /// What is wrong with the row, in words; empty when it can be run.
    public var faults: [String] {
        var faults: [String] = []
        func expect(_ condition: Bool, _ fault: String) { if !condition { faults.append(fault) } }
        expect(id.wholeMatch(of: /[a-z0-9][a-z0-9.-]*/) != nil, "the id must be small letters, digits, points and hyphens")
        expect(version >= 1, "the version must be 1 or more")
        expect(!items.isEmpty, "it names no item")
        expect(!title.zh.isEmpty && !article.zh.isEmpty && !source.isEmpty && !owner.isEmpty, "title, article, source and owner must not be empty")
        expect(CalendarDay.parse(date) != nil, "the date must be like 2026-01-31")
        expect((shape == .itemPair) == !withItems.isEmpty, shape == .itemPair ? "a pair needs with_items" : "with_items belongs to item-pair alone")
        for name in care where CareClass(name: name) == nil {
            faults.append("there is no class of care `\(name)`; the classes are \(CareClass.allCases.map(\.name).joined(separator: ", "))")
        }
        let known = shape.parameters
        for (name, _, isRequired) in known where isRequired && parameters[name] == nil { faults.append("\(shape.rawValue) needs the parameter `\(name)`") }
        for (name, parameter) in parameters.sorted(by: { $0.key < $1.key }) {
            expect(known.contains { $0.name == name }, "\(shape.rawValue) has no parameter `\(name)`")
            expect(parameter.value.isFinite && parameter.value >= 0, "the parameter `\(name)` must be a number of zero or more")
            expect(!parameter.source.isEmpty && !parameter.owner.isEmpty, "the parameter `\(name)` needs a source and an owner")
        }
        if let sex = value("allowed_sex") { expect(sex == 1 || sex == 2, "allowed_sex must be 1 or 2") }
        if shape == .itemAge {
            expect(!parameters.isEmpty, "item-age needs minimum_age or maximum_age")
            expect(value("minimum_age") ?? 0 <= value("maximum_age") ?? .infinity, "minimum_age must not be above maximum_age")
        }
        return faults
    }
}
