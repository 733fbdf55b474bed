/// One family of features of one kind of subject.
///
/// Pure: rows of a slice in, a summary out, named values from the summary. Summaries are multisets and sums of
/// integers, so gathering a slice in parts and merging them, in any order, gives the same bits as gathering it whole:
/// chunked, parallel, incremental and distributed runs are the same computation. A summary is exact and therefore as
/// large as the distinct things it counts, not constant.
public protocol FeatureExtractor: Sendable {
    associatedtype Summary: FeatureSummary

    /// What the values are, in the order in which `values` appends them.
    var definitions: [FeatureDefinition] { get }

    /// Adds some of a subject's rows, in time order, to what is known of it.
    func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary)

    /// Appends one value for each definition. The summary may be put in order, its meaning does not change.
    func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    )
}

/// What an extractor remembers of a subject's rows.
public protocol FeatureSummary: Sendable {
    /// A summary of no rows.
    init()
    mutating func merge(_ other: Self)
    /// Forgets every row but keeps the room, for the next subject.
    mutating func reset()
}

/// The values of one subject, as they are appended: NaN is "missing", and nothing else is.
public struct FeatureValues: Sendable {
    public private(set) var values: [Double] = []
    /// The denominator of a rate; NaN beside a value that is none.
    public private(set) var denominators: [Float] = []

    public init() {}

    /// A value that is not finite is missing.
    public mutating func append(_ value: Double) {
        values.append(value.isFinite ? value : .nan)
        denominators.append(.nan)
    }

    public mutating func append(_ count: Int) { append(Double(count)) }

    /// Missing where there was nothing to count.
    public mutating func append(rate numerator: Int, of denominator: Int) {
        values.append(denominator > 0 ? Double(numerator) / Double(denominator) : .nan)
        denominators.append(Float(denominator))
    }

    /// A quotient, missing where the denominator is not positive.
    public mutating func append(_ numerator: Double, per denominator: Double) {
        append(denominator > 0 ? numerator / denominator : .nan)
    }

    public mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        denominators.removeAll(keepingCapacity: true)
    }
}
