/// Settles what the rows of `setl_d` are: invalid, repeated, refunds with their originals, or settlements to keep.
struct SettlementCleaning {
    private(set) var account = SettlementReconciliation()
    /// Rows to keep, in the store's order: day, second, settlement id.
    private(set) var kept: [Int32] = []
    private(set) var findings: [DataFinding] = []
    private let rows: SettlementRows
    private let columns: SettlementColumns
    private let id: TextColumn
    private let isFlagged: [Bool]
    private let thresholds: ThresholdTable

    /// Where every row went, the rows to keep in the store's order, and what was found wrong on the way.
    static func settle(
        _ rows: SettlementRows, thresholds: ThresholdTable
    ) throws(ClaimsError) -> (account: SettlementReconciliation, kept: [Int32], findings: [DataFinding]) {
        let cleaning = try SettlementCleaning(rows, thresholds)
        return (cleaning.account, cleaning.kept, cleaning.findings)
    }

    private init(_ rows: SettlementRows, _ thresholds: ThresholdTable) throws(ClaimsError) {
        self.rows = rows
        columns = rows.columns
        id = rows.id
        isFlagged = rows.isRefund
        self.thresholds = thresholds
        account.read = rows.read
        account.quarantined = rows.quarantined
        var state = rows.isValid.map { $0 ? Fate.kept : .notValid }
        try setStrayDaysAside(&state)
        markDuplicates(&state)
        try netRefunds(&state)
        for row in state.indices {
            let amount = columns.totalFee[row]
            switch state[row] {
            case .kept: account.kept.add(amount)
            case .stray: account.quarantined.add(amount)
            case .notValid: account.notValid.add(amount)
            case .duplicate: account.duplicates.add(amount)
            case .nettedRefund: account.nettedRefunds.add(amount)
            case .nettedOriginal: account.nettedOriginals.add(amount)
            case .unpairedRefund: account.unpairedRefunds.add(amount)
            }
            if state[row] == .nettedOriginal || state[row] == .notValid { rows.voided.append(id.utf8(row).span) }
            if let reason = state[row].reason { rows.skipped?.add(id.utf8(row).span, reason) }
        }
        kept = order(state.indices.filter { state[$0] == .kept })
    }

    private enum Fate: UInt8 {
        case kept, stray, notValid, duplicate, nettedRefund, nettedOriginal, unpairedRefund

        /// Why a review passes the row over; nil for a claim.
        var reason: SkippedSettlements.Reason? {
            switch self {
            case .kept: nil
            case .stray: .quarantined
            case .notValid: .notValid
            case .duplicate: .duplicate
            case .nettedRefund: .nettedRefund
            case .nettedOriginal: .nettedOriginal
            case .unpairedRefund: .unpairedRefund
            }
        }
    }

    private func isNegative(_ row: Int) -> Bool { columns.totalFee[row] < 0 }

    // MARK: Days

    private mutating func setStrayDaysAside(_ state: inout [Fate]) throws(ClaimsError) {
        let gap = try thresholds.integer("stray_date_gap_days")
        var days: [Int32] = []
        for row in state.indices where state[row] == .kept { days.append(columns.day[row]) }
        let stray = StrayDays(days, gap: gap, share: try thresholds.value("stray_date_share"))
        guard !stray.isEmpty else { return }
        var ids: [String] = []
        for row in state.indices where state[row] == .kept && stray.contains(columns.day[row]) {
            state[row] = .stray
            ids.append(id[row])
        }
        findings.append(.init(
            kind: "stray_settlement_date", count: ids.count, of: days.count,
            messageChinese: "结算日期与其余结算相隔至少\(gap)天（疑为年份有误或占位日期），已隔离",
            messageEnglish: "settlements at least \(gap) days from all others, by a wrong year or a placeholder; set aside",
            examples: Array(ids.sorted().prefix(3))))
    }

    // MARK: Repeats

    /// A repeated `setl_id` keeps the row with the last `opt_time`. A refund may carry its original's id with the
    /// opposite sign; those two are not repeats of each other.
    /// - Complexity: O(*n* log *n*) on 64-bit hashes; ids are compared only where hashes repeat.
    private func markDuplicates(_ state: inout [Fate]) {
        let hashes = state.indices.map { id.hash($0) }
        let sorted = hashes.sorted()
        let repeated = Set(zip(sorted, sorted.dropFirst()).lazy.filter(==).map(\.0))
        guard !repeated.isEmpty else { return }
        var candidates = state.indices.filter { state[$0] == .kept && repeated.contains(hashes[$0]) }
        candidates.sort { left, right in
            let (leftID, rightID) = (id.utf8(left), id.utf8(right))
            if leftID != rightID { return leftID.lexicographicallyPrecedes(rightID) }
            if isNegative(left) != isNegative(right) { return isNegative(left) }
            return rows.contentPrecedes(left, right)
        }
        for (earlier, later) in zip(candidates, candidates.dropFirst())
        where id.utf8(earlier) == id.utf8(later) && isNegative(earlier) == isNegative(later) {
            state[earlier] = .duplicate
        }
    }

    // MARK: Refunds

    /// Pairs each refund with an earlier settlement of the same person, facility and absolute amount.
    ///
    /// Facilities write refunds in one of two ways. One refunds by negative rows, and may flag the original as refunded
    /// too. The other refunds by a flagged row with a positive amount, and a negative row among many is a slip.
    private func netRefunds(_ state: inout [Fate]) throws(ClaimsError) {
        let share = try thresholds.value("negative_refund_share")
        var refunds = [(negative: Int, all: Int)](repeating: (0, 0), count: rows.facilities.count)
        var hasRefund = [Bool](repeating: false, count: rows.persons.count)
        for row in state.indices where state[row] == .kept && (isFlagged[row] || isNegative(row)) {
            hasRefund[Int(columns.person[row])] = true
            refunds[Int(columns.facility[row])].all += 1
            if isNegative(row) { refunds[Int(columns.facility[row])].negative += 1 }
        }
        let writesNegatives = refunds.map { Double($0.negative) >= share * Double($0.all) }
        // Only persons with a refund need their rows sorted.
        var candidates = state.indices.filter { state[$0] == .kept && hasRefund[Int(columns.person[$0])] }.map { row in
            Charge(row, columns, isRefund: isNegative(row) || (isFlagged[row] && !writesNegatives[Int(columns.facility[row])]))
        }
        candidates.sort { left, right in
            if left.key != right.key { return left.key < right.key }
            if left.time != right.time { return left.time < right.time }
            return id.utf8(left.row).lexicographicallyPrecedes(id.utf8(right.row))
        }
        var start = 0
        while start < candidates.count {
            var end = start + 1
            while end < candidates.count, candidates[end].key == candidates[start].key { end += 1 }
            net(candidates[start..<end], &state)
            start = end
        }
    }

    private struct Charge {
        let row: Int
        let isRefund: Bool
        /// Person, facility, absolute amount.
        let key: (Int32, Int32, UInt64)
        /// Day, second, original before refund. Where a second is missing, originals come first in the day and refunds last.
        let time: (Int32, Int32, Int)

        init(_ row: Int, _ columns: SettlementColumns, isRefund: Bool) {
            self.row = row
            self.isRefund = isRefund
            key = (columns.person[row], columns.facility[row], columns.totalFee[row].magnitude)
            let second = columns.second[row]
            time = (columns.day[row], isRefund && second < 0 ? CalendarDay.secondsPerDay : second, isRefund ? 1 : 0)
        }
    }

    /// One person's charges of one amount at one facility, in time order. A refund takes the original with its own id,
    /// else the latest that is flagged as refunded, else the latest.
    private func net(_ charges: ArraySlice<Charge>, _ state: inout [Fate]) {
        var open: [Int] = []
        for charge in charges {
            let row = charge.row
            guard charge.isRefund else {
                open.append(row)
                continue
            }
            let match = open.lastIndex { id.utf8($0) == id.utf8(row) } ?? open.lastIndex { isFlagged[$0] } ?? open.indices.last
            if let match {
                state[open.remove(at: match)] = .nettedOriginal
                state[row] = .nettedRefund
            } else {
                state[row] = .unpairedRefund
            }
        }
        // Flagged as refunded, but the refund is not here, perhaps because it lies after the period.
        for row in open where isFlagged[row] { state[row] = .unpairedRefund }
    }

    // MARK: Order

    /// Day by counting, then second and id within the day.
    private func order(_ kept: [Int]) -> [Int32] {
        guard let first = kept.lazy.map({ columns.day[$0] }).min(), let last = kept.lazy.map({ columns.day[$0] }).max() else { return [] }
        let days = SubjectSlices(subjects: kept.map { columns.day[$0] - first }, subjectCount: Int(last - first) + 1)
        var ordered: [Int32] = []
        ordered.reserveCapacity(kept.count)
        for day in 0..<days.subjectCount {
            let sorted = days[day].map { (second: columns.second[kept[Int($0)]], row: kept[Int($0)]) }.sorted { left, right in
                left.second != right.second
                    ? left.second < right.second
                    : id.utf8(left.row).lexicographicallyPrecedes(id.utf8(right.row))
            }
            ordered.append(contentsOf: sorted.lazy.map { Int32($0.row) })
        }
        return ordered
    }
}
