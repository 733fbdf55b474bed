/// How rare a score is among reference scores: `(1 + #{reference >= x}) / (1 + n)`.
///
/// The one added above and below is the score itself (B. Phipson and G. Smyth, "Permutation p-values should never be zero",
/// 2010). The result is never below `1 / (1 + n)`: with n peers nothing finer can be known. Reference scores that are NaN are
/// left out; infinities are kept in order.
public struct EmpiricalTail: Sendable, Equatable, Codable {
    /// Ascending.
    public let reference: [Double]

    /// - Complexity: O(n log n).
    public init(_ reference: [Double]) {
        self.reference = reference.filter { !$0.isNaN }.sorted()
    }

    public var count: Int { reference.count }

    /// The tail probability of a score that is not one of the reference. NaN for NaN; 1 without a reference.
    ///
    /// - Complexity: O(log n).
    public func tailProbability(of x: Double) -> Double {
        if x.isNaN { return .nan }
        return Double(1 + count - reference.countBelow(x)) / Double(1 + count)
    }

    /// The tail probability of a member of the reference among the *other* members: nobody is their own peer.
    ///
    /// With n members that is `#{reference >= x} / n`, the member's own place being the one that is added. A value that is not
    /// in the reference gives the same as if it had taken a member's place.
    ///
    /// - Complexity: O(log n).
    public func leaveOneOut(of member: Double) -> Double {
        if member.isNaN { return .nan }
        guard count > 0 else { return 1 }
        let index = reference.countBelow(member)
        let isMember = index < count && reference[index] == member
        let others = count - 1
        let above = Swift.min(count - index - (isMember ? 1 : 0), others)
        return Double(1 + above) / Double(1 + others)
    }
}
