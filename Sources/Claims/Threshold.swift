/// A number that decides something: data in `Models/`, never in code.
public struct Threshold: Codable, Sendable, Equatable {
    public var value: Double
    public var unit: String
    public var reason: String
    public var owner: String
    /// Where the method ends; no bound where there is none.
    public var minimum: Double?
    public var maximum: Double?

    public init(value: Double, unit: String, reason: String, owner: String, minimum: Double? = nil, maximum: Double? = nil) {
        self.value = value
        self.unit = unit
        self.reason = reason
        self.owner = owner
        self.minimum = minimum
        self.maximum = maximum
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case value, unit, reason, owner, minimum, maximum }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        value = try values.decode(Double.self, forKey: .value)
        unit = try values.decode(String.self, forKey: .unit)
        reason = try values.decode(String.self, forKey: .reason)
        owner = try values.decode(String.self, forKey: .owner)
        minimum = try values.decodeIfPresent(Double.self, forKey: .minimum)
        maximum = try values.decodeIfPresent(Double.self, forKey: .maximum)
    }

    /// What a value must be for the method to be defined, in words; nil where it is.
    func requirement(unmetBy value: Double) -> String? {
        guard value.isFinite else { return "a finite number" }
        guard value < minimum ?? -.infinity || value > maximum ?? .infinity else { return nil }
        return [minimum.map { "at least \($0)" }, maximum.map { "at most \($0)" }].compactMap(\.self).joined(separator: " and ")
    }
}

/// Named thresholds, as a YAML file of `Models/` gives them.
public struct ThresholdTable: Codable, Sendable, Equatable {
    public private(set) var thresholds: [String: Threshold]

    public init(_ thresholds: [String: Threshold]) { self.thresholds = thresholds }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        thresholds = try container.decode([String: Threshold].self)
        for (name, threshold) in thresholds.sorted(by: { $0.key < $1.key }) {
            guard let requirement = threshold.requirement(unmetBy: threshold.value) else { continue }
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "the threshold `\(name)` must be \(requirement), not \(threshold.value)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(thresholds)
    }

    /// The value of a threshold. - Throws: `ClaimsError` that names what the file lacks.
    public func value(_ name: String) throws(ClaimsError) -> Double {
        guard let threshold = thresholds[name] else {
            throw ClaimsError("the configuration has no threshold `\(name)`; it has \(thresholds.keys.sorted().joined(separator: ", "))")
        }
        return threshold.value
    }

    /// The value of a threshold that counts something. - Throws: `ClaimsError` where it is not a whole number.
    public func integer(_ name: String) throws(ClaimsError) -> Int {
        let value = try value(name)
        guard let integer = Int32(exactly: value) else {
            throw ClaimsError("the threshold `\(name)` must be a whole number of at most ten digits, not \(value)")
        }
        return Int(integer)
    }

    /// Every value by name.
    public var values: [String: Double] { thresholds.mapValues(\.value) }

    /// The same table with one value replaced.
    /// - Throws: `ClaimsError` for a name that is not in the table, or a value that is not finite or beyond its bounds.
    public mutating func set(_ name: String, to value: Double) throws(ClaimsError) {
        _ = try self.value(name)
        if let requirement = thresholds[name]?.requirement(unmetBy: value) {
            throw ClaimsError("the threshold `\(name)` must be \(requirement), not \(value)")
        }
        thresholds[name]?.value = value
    }
}
