import Claims

/// Fee lines after what was given back: a line of negative quantity or money cancels the latest lines before it.
///
/// Lines that only cancel each other prove nothing and carry no money, so a refunded item is no hit, and one returned in
/// part counts for the rest.
public enum NetLines {
    /// - Parameter lines: lines of one person, facility and item, in time order.
    /// - Returns: what is left of the positive lines, in the same order: quantity above zero.
    public static func remaining(_ lines: some Sequence<Int32>, in context: RuleContext) -> [(line: Int32, quantity: Double, fen: Int64)] {
        var kept: [(line: Int32, quantity: Double, fen: Int64)] = []
        for line in lines {
            let quantity = context.quantity(line)
            let fen = context.fen(line)
            if quantity > 0, fen >= 0, Fen.orZero(context.lines.amount[Int(line)]) >= 0 {
                kept.append((line, quantity, fen))
                continue
            }
            // A refund booked as one of negative money takes away as many as it says, whatever its sign.
            var toCancel = abs(quantity)
            while toCancel > 1e-6, let last = kept.last {
                let taken = min(toCancel, last.quantity)
                toCancel -= taken
                let left = last.quantity - taken
                if left <= 1e-6 {
                    kept.removeLast()
                } else {
                    kept[kept.count - 1].fen = Int64((Double(last.fen) * left / last.quantity).rounded())
                    kept[kept.count - 1].quantity = left
                }
            }
        }
        return kept
    }

    /// 0 for what was charged, 1 for what was given back.
    private static func direction(_ line: Int32, in context: RuleContext) -> Int32 {
        !(context.quantity(line) > 0) || Fen.orZero(context.lines.amount[Int(line)]) < 0 ? 1 : 0
    }

    /// Lines in groups of equal keys, each in time order, what was charged before what was given back at the same moment,
    /// groups in the order of their keys.
    public static func groups(_ lines: [Int32], in context: RuleContext, by key: (Int32) -> [Int32]) -> [[Int32]] {
        let keyed = lines.map { line in
            (key: key(line), moment: [context.day(line), context.lines.second[Int(line)], direction(line, in: context), line], line: line)
        }.sorted { left, right in
            left.key == right.key ? left.moment.lexicographicallyPrecedes(right.moment) : left.key.lexicographicallyPrecedes(right.key)
        }
        var groups: [[Int32]] = []
        for (index, entry) in keyed.enumerated() {
            if index > 0, keyed[index - 1].key == entry.key {
                groups[groups.count - 1].append(entry.line)
            } else {
                groups.append([entry.line])
            }
        }
        return groups
    }
}
