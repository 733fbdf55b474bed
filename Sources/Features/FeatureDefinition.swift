/// What a feature is, for the people who read it and for the code that compares it with peers.
public struct FeatureDefinition: Sendable, Equatable {
    /// English snake_case; the name of the column.
    public let name: String
    public let title: LocalizedText
    /// What an unusual value would mean, in one sentence.
    public let meaning: LocalizedText
    public let unit: FeatureUnit
    /// Every value lies in it or is NaN.
    public let range: ClosedRange<Double>
    /// Which side is unusual.
    public let direction: FeatureDirection
    /// The columns of `setl_d` (`table.column` for another table) without which there is no such feature.
    public let requires: [ColumnRequirement]
    /// A share of counted things: the numerator and the denominator are known, so that it can be shrunken.
    public let isRate: Bool
    /// What makes peers' values roughly symmetric before they are compared.
    public let transform: FeatureTransform
    /// A subject with fewer settlements has no value.
    public let minimumRows: Int
    /// Authors, title and year of the method, where it has one.
    public let source: String?

    public init(
        _ name: String, _ title: LocalizedText, unit: FeatureUnit, range: ClosedRange<Double> = 0...(.infinity),
        meaning: LocalizedText, direction: FeatureDirection = .high, requires: [ColumnRequirement] = [],
        isRate: Bool = false, transform: FeatureTransform = .identity, minimumRows: Int = 1, source: String? = nil
    ) {
        self.name = name
        self.title = title
        self.meaning = meaning
        self.unit = unit
        self.range = range
        self.direction = direction
        self.requires = requires
        self.isRate = isRate
        self.transform = transform
        self.minimumRows = minimumRows
        self.source = source
    }

    /// A share of counted things in 0...1, compared on the scale of log odds after shrinking.
    public static func rate(
        _ name: String, _ title: LocalizedText, meaning: LocalizedText, direction: FeatureDirection = .high,
        requires: [ColumnRequirement] = [], minimumRows: Int = 1
    ) -> FeatureDefinition {
        FeatureDefinition(
            name, title, unit: .share, range: 0...1, meaning: meaning, direction: direction, requires: requires,
            isRate: true, transform: .logit, minimumRows: minimumRows
        )
    }

    /// The first requirement that none of the extract's columns meets.
    public func missingColumn(among filledColumns: Set<String>) -> ColumnRequirement? {
        requires.first { !$0.isMet(by: filledColumns) }
    }
}

/// One column, or one of several that can stand for each other.
public struct ColumnRequirement: Sendable, Equatable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let anyOf: [String]

    public init(stringLiteral column: String) { anyOf = [column] }

    public init(anyOf columns: [String]) { anyOf = columns }

    public func isMet(by columns: Set<String>) -> Bool { anyOf.contains(where: columns.contains) }

    public var description: String { anyOf.joined(separator: " | ") }

    /// What `SettlementColumns.fundPaid` needs.
    public static let fund = ColumnRequirement(anyOf: ["fund_pay_sumamt", "hifp_pay"])
}

public enum FeatureDirection: String, Sendable, Codable {
    case high, low, both
}

public enum FeatureUnit: String, Sendable, Codable {
    case count, yuan, share, ratio, days, perMonth, logRatio, index

    public var title: LocalizedText {
        switch self {
        case .count: LocalizedText(zh: "个", en: "count")
        case .yuan: LocalizedText(zh: "元", en: "yuan")
        case .share: LocalizedText(zh: "占比", en: "share")
        case .ratio: LocalizedText(zh: "倍", en: "ratio")
        case .days: LocalizedText(zh: "天", en: "days")
        case .perMonth: LocalizedText(zh: "每月", en: "per month")
        case .logRatio: LocalizedText(zh: "对数比", en: "log ratio")
        case .index: LocalizedText(zh: "指数", en: "index")
        }
    }
}
