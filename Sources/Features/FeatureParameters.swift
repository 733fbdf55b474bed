import Claims

/// The numbers features are defined with. None is a threshold for a lead; those belong to the scenarios.
public struct FeatureParameters: Codable, Sendable, Equatable {
    /// Night is [0, `nightEndHour`).
    public var nightEndHour = 6
    /// Working hours are [`workingStartHour`, `workingEndHour`); what lies outside is off-hours.
    public var workingStartHour = 7
    public var workingEndHour = 20
    /// A gap between two settlements below this many seconds is short.
    public var shortGapSeconds = 60
    /// The length of the window in which distinct cards are counted, and of the bins of the Fano factor, in seconds.
    public var burstWindowSeconds = 300
    /// A person with this many visit-days at the facility in one calendar month is a frequent patient of it.
    public var frequentVisitDays = 8
    /// An amount that is a whole multiple of this is round, in fen.
    public var roundAmountUnit: Int64 = 1_000
    /// An amount up to this quantile of all amounts at facilities of the type is small.
    public var smallAmountQuantile = 0.1
    /// The small amount of each facility kind (`medical`, `pharmacy`, `unknown`) in fen, where it is not to be taken
    /// from the extract itself.
    public var smallAmounts: [String: Int64] = [:]
    /// The person's own part is near zero up to this share of the fee.
    public var nearZeroShare = 0.01
    /// Card sets of active days at most this many active days apart are compared.
    public var cardSetLag = 7
    /// Days with fewer cards do not take part in that comparison.
    public var cardSetMinimum = 3
    /// A stay up to this many days is short.
    public var shortStayDays = 2
    /// A stay that begins at most this many days after the last one ended is a readmission.
    public var readmissionDays = 15
    /// Regions whose codes agree in this many leading characters pool their funds; 4 is the prefecture.
    public var poolingPrefixLength = 4
    /// The leading characters of a disease code that name its class; 3 is the category of ICD-10.
    public var diseasePrefixLength = 3

    enum CodingKeys: String, CodingKey, CaseIterable {
        case nightEndHour, workingStartHour, workingEndHour, shortGapSeconds, burstWindowSeconds, frequentVisitDays, roundAmountUnit
        case smallAmountQuantile, smallAmounts, nearZeroShare, cardSetLag, cardSetMinimum, shortStayDays, readmissionDays
        case poolingPrefixLength, diseasePrefixLength
    }

    public init() {}

    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(knowing: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ target: inout Value) throws {
            if let value = try values.decodeIfPresent(Value.self, forKey: key) { target = value }
        }
        try read(.nightEndHour, &nightEndHour)
        try read(.workingStartHour, &workingStartHour)
        try read(.workingEndHour, &workingEndHour)
        try read(.shortGapSeconds, &shortGapSeconds)
        try read(.burstWindowSeconds, &burstWindowSeconds)
        try read(.frequentVisitDays, &frequentVisitDays)
        try read(.roundAmountUnit, &roundAmountUnit)
        try read(.smallAmountQuantile, &smallAmountQuantile)
        try read(.smallAmounts, &smallAmounts)
        try read(.nearZeroShare, &nearZeroShare)
        try read(.cardSetLag, &cardSetLag)
        try read(.cardSetMinimum, &cardSetMinimum)
        try read(.shortStayDays, &shortStayDays)
        try read(.readmissionDays, &readmissionDays)
        try read(.poolingPrefixLength, &poolingPrefixLength)
        try read(.diseasePrefixLength, &diseasePrefixLength)
        if let invalidReason {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: invalidReason))
        }
    }

    /// What is wrong with the parameters, or nil. Decoding refuses such parameters; in code they are a mistake.
    public var invalidReason: String? {
        let hours = [nightEndHour, workingStartHour, workingEndHour]
        if !hours.allSatisfy((0...24).contains) { return "hours must lie in 0...24" }
        if shortGapSeconds < 1 || burstWindowSeconds < 1 { return "gaps and windows must be a second or longer" }
        if roundAmountUnit < 1 { return "roundAmountUnit must be a fen or more" }
        if !(0...1).contains(smallAmountQuantile) { return "smallAmountQuantile must lie in 0...1" }
        if !(0...1).contains(nearZeroShare) { return "nearZeroShare must lie in 0...1" }
        if frequentVisitDays < 1 || cardSetMinimum < 1 { return "frequentVisitDays and cardSetMinimum must be 1 or more" }
        if !(0...1000).contains(cardSetLag) { return "cardSetLag must lie in 0...1000" }
        if shortStayDays < 0 || readmissionDays < 0 { return "days must not be negative" }
        if poolingPrefixLength < 1 || diseasePrefixLength < 1 { return "prefix lengths must be 1 or more" }
        return nil
    }
}
