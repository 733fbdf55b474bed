/// A case at the very value of a threshold, and the same case a notch beyond it, for the thresholds that belong to no scenario.
///
/// It is the threshold that is moved, not the case, so that a threshold that does nothing is found out; those of the scenarios have
/// `Boundary` in the end-to-end tests.
public struct ThresholdBoundary: Sendable, CustomStringConvertible {
    public let threshold: String
    /// The strictest value at which the case still counts.
    public let kept: Double
    /// A notch stricter.
    public let crossed: Double
    private let counts: @Sendable (Double) throws -> Bool

    /// - Parameter counts: whether the case counts with the threshold at a value.
    public init(_ threshold: String, kept: Double, crossed: Double, counts: @escaping @Sendable (Double) throws -> Bool) {
        self.threshold = threshold
        self.kept = kept
        self.crossed = crossed
        self.counts = counts
    }

    public var description: String { "\(threshold) \(kept) | \(crossed)" }

    public func countsWhereKept() throws -> Bool { try counts(kept) }

    public func countsWhereCrossed() throws -> Bool { try counts(crossed) }
}
