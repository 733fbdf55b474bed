/// Settles what the rows of `setl_d` are: invalid, repeated, refunds with their originals, or settlements to keep.
struct SettlementCleaning {
    private(set) var account = SettlementReconciliation()
    /// Rows to keep, in the store's order: day, second, settlement id.
    private(set) var kept: [Int32] = []
    /// Kept rows whose settlement has no original for its refund, by row: none are kept, they are only counted.
    private let rows: SettlementRows

    init(_ rows: SettlementRows) {
        self.rows = rows
        account.read = rows.read
        account.quarantined = rows.quarantined
        var state = [Fate](repeating: .kept, count: rows.count)
        for row in 0..<rows.count where !rows.isValid[row] { state[row] = .notValid }
        markDuplicates(&state)
        netRefunds(&state)
        for row in 0..<rows.count {
            let amount = rows.columns.totalFee[row]
            switch state[row] {
            case .kept: account.kept.add(amount)
            case .notValid: account.notValid.add(amount)
            case .duplicate: account.duplicates.add(amount)
            case .nettedRefund: account.nettedRefunds.add(amount)
            case .nettedOriginal: account.nettedOriginals.add(amount)
            case .unpairedRefund: account.unpairedRefunds.add(amount)
            }
        }
        kept = order(state.indices.filter { state[$0] == .kept })
    }

    private enum Fate { case kept, notValid, duplicate, nettedRefund, nettedOriginal, unpairedRefund }

    /// A repeated `setl_id` keeps the row with the last `opt_time`. A refund may carry its original's id with the
    /// opposite sign; those two are not repeats of each other.
    private func markDuplicates(_ state: inout [Fate]) {
        var order = rows.columns.day.indices.filter { state[$0] == .kept }
        order.sort { left, right in
            let leftID = rows.id.utf8(left)
            let rightID = rows.id.utf8(right)
            if leftID.lexicographicallyPrecedes(rightID) { return true }
            if rightID.lexicographicallyPrecedes(leftID) { return false }
            return precedes(left, right)
        }
        for index in order.indices.dropFirst() {
            let earlier = order[index - 1]
            let later = order[index]
            if rows.id.utf8(earlier) == rows.id.utf8(later), isNegative(earlier) == isNegative(later) { state[earlier] = .duplicate }
        }
    }

    /// Orders rows of one id: sign, then `opt_time`, then content, so that the last does not depend on file order.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let columns = rows.columns
        if isNegative(left) != isNegative(right) { return isNegative(left) }
        if rows.operationTime[left] != rows.operationTime[right] { return rows.operationTime[left] < rows.operationTime[right] }
        if columns.day[left] != columns.day[right] { return columns.day[left] < columns.day[right] }
        if columns.second[left] != columns.second[right] { return columns.second[left] < columns.second[right] }
        for amounts in SettlementColumns.amountColumns {
            let (a, b) = (columns[keyPath: amounts][left], columns[keyPath: amounts][right])
            if a != b { return a < b }
        }
        return false
    }

    private func isNegative(_ row: Int) -> Bool { rows.columns.totalFee[row] < 0 && rows.columns.totalFee[row] != Fen.missing }

    /// Pairs each refund with the latest earlier settlement of the same person, facility and absolute amount.
    /// A refund is a negative amount, or a row flagged as one that has no negative twin to be the original of.
    private func netRefunds(_ state: inout [Fate]) {
        let columns = rows.columns
        guard columns.day.indices.contains(where: { state[$0] == .kept && (rows.isRefund[$0] || isNegative($0)) }) else { return }
        // Only persons with a refund need their rows sorted.
        var hasRefund = [Bool](repeating: false, count: rows.persons.count)
        for row in columns.day.indices where state[row] == .kept && (rows.isRefund[row] || isNegative(row)) {
            hasRefund[Int(columns.person[row])] = true
        }
        var candidates = columns.day.indices.filter { state[$0] == .kept && hasRefund[Int(columns.person[$0])] }
        candidates.sort { left, right in
            let leftKey = (columns.person[left], columns.facility[left], columns.totalFee[left].magnitude)
            let rightKey = (columns.person[right], columns.facility[right], columns.totalFee[right].magnitude)
            if leftKey != rightKey { return leftKey < rightKey }
            let leftTime = (columns.day[left], columns.second[left], isNegative(left) ? 1 : 0)
            let rightTime = (columns.day[right], columns.second[right], isNegative(right) ? 1 : 0)
            if leftTime != rightTime { return leftTime < rightTime }
            return rows.id.utf8(left).lexicographicallyPrecedes(rows.id.utf8(right))
        }
        var start = 0
        while start < candidates.count {
            var end = start + 1
            while end < candidates.count, isSameCharge(candidates[start], candidates[end]) { end += 1 }
            net(candidates[start..<end], &state)
            start = end
        }
    }

    private func isSameCharge(_ left: Int, _ right: Int) -> Bool {
        let columns = rows.columns
        return columns.person[left] == columns.person[right] && columns.facility[left] == columns.facility[right]
            && columns.totalFee[left].magnitude == columns.totalFee[right].magnitude
    }

    /// One person's charges of one amount at one facility, in time order.
    private func net(_ charges: ArraySlice<Int>, _ state: inout [Fate]) {
        let hasNegative = charges.contains(where: isNegative)
        var open: [Int] = []
        for row in charges {
            // With a negative twin about, a flag on a positive row marks the original as refunded.
            let isRefund = isNegative(row) || (rows.isRefund[row] && !hasNegative)
            if !isRefund {
                open.append(row)
            } else if let original = open.popLast() {
                state[original] = .nettedOriginal
                state[row] = .nettedRefund
            } else {
                state[row] = .unpairedRefund
            }
        }
    }

    /// Day by counting, then second and id within the day.
    private func order(_ kept: [Int]) -> [Int32] {
        let columns = rows.columns
        guard let first = kept.map({ columns.day[$0] }).min(), let last = kept.map({ columns.day[$0] }).max() else { return [] }
        let days = SubjectSlices(subjects: kept.map { columns.day[$0] - first }, subjectCount: Int(last - first) + 1)
        var ordered: [Int32] = []
        ordered.reserveCapacity(kept.count)
        for day in 0..<days.subjectCount {
            let sorted = days[day].map { kept[Int($0)] }.sorted { left, right in
                columns.second[left] != columns.second[right]
                    ? columns.second[left] < columns.second[right]
                    : rows.id.utf8(left).lexicographicallyPrecedes(rows.id.utf8(right))
            }
            ordered.append(contentsOf: sorted.map(Int32.init))
        }
        return ordered
    }
}
