import Claims

/// The languages in which the product speaks to its readers.
public enum Language: String, Sendable, Codable, CaseIterable {
    case zh, en
}

/// One text in both languages.
public struct LocalizedText: Sendable, Equatable, Codable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case zh, en }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        zh = try values.decode(String.self, forKey: .zh)
        en = try values.decode(String.self, forKey: .en)
    }

    public subscript(language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
