/// Rows of `setl_d` that are no claims, each with the reason: kept on request, for a review that owes every row a verdict.
public struct SkippedSettlements: Sendable {
    public enum Reason: UInt8, Sendable, CaseIterable {
        case quarantined, notValid, duplicate, nettedRefund, nettedOriginal, unpairedRefund

        /// As it stands in a verdict.
        public var slug: String {
            switch self {
            case .quarantined: "unreadable"
            case .notValid: "not-valid"
            case .duplicate: "duplicate"
            case .nettedRefund: "refund"
            case .nettedOriginal: "refunded"
            case .unpairedRefund: "refund-alone"
            }
        }
    }

    /// `setl_id` of each, in the order of reading; empty where the row has none that can be read.
    public internal(set) var id = TextColumn()
    public internal(set) var reason: [Reason] = []

    public init() {}

    public var count: Int { reason.count }

    mutating func add(_ id: Span<UInt8>, _ reason: Reason) {
        self.id.append(id)
        self.reason.append(reason)
    }

    mutating func addWithoutID(_ reason: Reason) {
        id.append("")
        self.reason.append(reason)
    }

    mutating func truncate(to count: Int) {
        id.truncate(to: count)
        reason.removeLast(reason.count - count)
    }

    /// How many rows each reason covers, in the order of reasons.
    public var counts: [(reason: Reason, rows: Int)] {
        var rows = [Int](repeating: 0, count: Reason.allCases.count)
        for reason in reason { rows[Int(reason.rawValue)] += 1 }
        return Reason.allCases.map { ($0, rows[Int($0.rawValue)]) }.filter { $0.rows > 0 }
    }
}
