extension Decoder {
    /// The keys of something that people write: a misspelt one is an error, for passed over it would leave its matter as it was
    /// without a word.
    /// - Parameter others: keys that somebody else reads from the same place.
    /// - Throws: `DecodingError` with the key that there is not and those that there are.
    package func container<Keys: CodingKey & CaseIterable>(
        knowing keys: Keys.Type, and others: [String] = []
    ) throws -> KeyedDecodingContainer<Keys> {
        let written = try container(keyedBy: WrittenKey.self)
        let known = keys.allCases.map(\.stringValue) + others
        for key in written.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) where !known.contains(key.stringValue) {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: written, debugDescription: "there is no such key; the keys are \(known.sorted().joined(separator: ", "))")
        }
        return try container(keyedBy: keys)
    }
}

/// A key as it is written, known or not.
private struct WrittenKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
