import Claims

/// A sum of those amounts that are known, and how many they are.
struct KnownAmount: Sendable {
    private(set) var fen: Int64 = 0
    private(set) var count = 0

    @inline(__always)
    mutating func add(_ amount: Int64) {
        guard amount != Fen.missing else { return }
        // Saturating: an absurd amount must not end the run.
        let (sum, overflows) = fen.addingReportingOverflow(amount)
        fen = overflows ? (amount > 0 ? Int64.max / 2 : Int64.min / 2) : sum
        count += 1
    }

    mutating func merge(_ other: KnownAmount) {
        let (sum, overflows) = fen.addingReportingOverflow(other.fen)
        fen = overflows ? (other.fen > 0 ? Int64.max / 2 : Int64.min / 2) : sum
        count += other.count
    }

    /// Yuan of all `settlements`, the unknown ones at the mean of the known; NaN when none is known, never below 0.
    func total(of settlements: Int) -> Double {
        guard count > 0 else { return .nan }
        return max(0, Fen.yuan(fen)) * (Double(settlements) / Double(count))
    }
}
