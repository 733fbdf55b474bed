/// How one set of features differs from another.
public struct FeatureDifference: Sendable, Equatable {
    /// Names that only the first set has.
    public let missing: [String]
    /// Names that only the second set has.
    public let new: [String]
    /// Names that both have, with different definitions.
    public let redefined: [String]

    /// - Parameters:
    ///   - expected: what a model was fitted on.
    ///   - found: what it is to score, or another model's.
    public init(expected: [FeatureIdentity], found: [FeatureIdentity]) {
        let (before, after) = (Self.digests(expected), Self.digests(found))
        missing = expected.map(\.name).filter { after[$0] == nil }
        new = found.map(\.name).filter { before[$0] == nil }
        redefined = expected.map(\.name).filter { after[$0] != nil && after[$0] != before[$0] }
    }

    private static func digests(_ features: [FeatureIdentity]) -> [String: String] {
        Dictionary(features.map { ($0.name, $0.sha256) }) { first, _ in first }
    }

    public var isEmpty: Bool { missing.isEmpty && new.isEmpty && redefined.isEmpty }

    /// The difference in words; empty where there is none. A long list of names is cut, its length is not.
    public var sentence: String {
        [("missing", missing), ("new", new), ("redefined", redefined)].filter { !$0.1.isEmpty }
            .map { "\($0.0): \(Self.list($0.1))" }.joined(separator: "; ")
    }

    static func list(_ names: [String], limit: Int = 8) -> String {
        let shown = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}
