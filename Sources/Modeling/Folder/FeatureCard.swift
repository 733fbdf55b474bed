/// What a feature is: a name, and all that decides its value in words, whose digest tells a feature from another of the same name.
public struct FeatureIdentity: Sendable, Hashable, Codable {
    public let name: String
    public let definition: String

    public init(name: String, definition: String) {
        self.name = name
        self.definition = definition
    }

    /// A column of a table: nothing is known of it but its name.
    public static func column(_ name: String) -> FeatureIdentity {
        FeatureIdentity(name: name, definition: "the numbers of the column \(name)")
    }

    /// SHA-256 of name and definition.
    public var sha256: String { Digest.of(name + "\u{0}" + definition) }
}

/// A feature of a fitted model: what it is, and how the training values lay.
public struct FeatureCard: Sendable, Equatable, Codable {
    public var name: String
    public var definition: String
    /// Of name and definition.
    public var sha256: String
    public var distribution: Distribution

    public init(_ identity: FeatureIdentity, distribution: Distribution) {
        name = identity.name
        definition = identity.definition
        sha256 = identity.sha256
        self.distribution = distribution
    }

    public var identity: FeatureIdentity { FeatureIdentity(name: name, definition: definition) }
}
