import RealModule

/// How much more often two events of one class fall into one cell than chance would have it.
///
/// For a class with n events spread over cells with weights w (Σw = 1), Σ k(k − 1) pairs share a cell, and
/// n(n − 1) Σw² would by chance. The ratio less one is the dispersion φ of a negative binomial law with the same
/// means: variance = λ + φ λ². It is Morisita's index of dispersion (M. Morisita, 1959) for unequal cells.
public struct PairClustering: Sendable {
    private var classes: [(observed: Double, expected: Double)] = []

    public init() {}

    public mutating func add(observedPairs: Double, expectedPairs: Double) {
        guard expectedPairs > 0, observedPairs.isFinite, expectedPairs.isFinite else { return }
        classes.append((observedPairs, expectedPairs))
    }

    public var count: Int { classes.count }

    /// The dispersion of all classes together but the share `trim` of them with the most pairs beyond chance: these may be
    /// what is sought, and a few of them would otherwise outweigh all others. Zero without classes, never negative.
    /// - Complexity: O(*n* log *n*).
    public func dispersion(trim: Double) -> Double {
        precondition(trim >= 0 && trim < 1, "a share below one")
        let order = classes.indices.sorted {
            let (left, right) = (classes[$0], classes[$1])
            return (left.observed - left.expected, $0) < (right.observed - right.expected, $1)
        }
        let kept = order.prefix(classes.count - Int((Double(classes.count) * trim).rounded(.down)))
        let observed = kept.reduce(0) { $0 + classes[$1].observed }
        let expected = kept.reduce(0) { $0 + classes[$1].expected }
        return expected > 0 ? Swift.max(0, observed / expected - 1) : 0
    }
}
