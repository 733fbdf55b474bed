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
    /// groups in the order of their keys. Lines without a key are in none.
    public static func groups(_ lines: [Int32], in context: RuleContext, by key: (Int32) -> LineKey?) -> [[Int32]] {
        let keyed = lines.compactMap { line in
            key(line).map { (key: $0, moment: moment(line, in: context, direction: direction(line, in: context)), line: line) }
        }.sorted { ($0.key, $0.moment) < ($1.key, $1.moment) }
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

    /// When a line was charged; lines of one moment in their own order.
    static func moment(_ line: Int32, in context: RuleContext, direction: Int32 = 0) -> LineKey {
        LineKey(context.day(line), context.lines.second[Int(line)], direction, line)
    }
}

/// Up to four numbers that lines are ordered by, one after the other. They are held in place: an array for each of a
/// hundred million lines, and for each comparison, would cost more than all that is counted.
public struct LineKey: Comparable, Sendable, ExpressibleByArrayLiteral {
    private let numbers: (Int32, Int32, Int32, Int32)

    public init(_ first: Int32, _ second: Int32 = 0, _ third: Int32 = 0, _ fourth: Int32 = 0) { numbers = (first, second, third, fourth) }

    /// - Precondition: at most four numbers.
    public init(arrayLiteral elements: Int32...) {
        precondition(elements.count <= 4, "at most four numbers")
        func number(_ place: Int) -> Int32 { place < elements.count ? elements[place] : 0 }
        self.init(number(0), number(1), number(2), number(3))
    }

    public static func == (left: LineKey, right: LineKey) -> Bool { left.numbers == right.numbers }
    public static func < (left: LineKey, right: LineKey) -> Bool { left.numbers < right.numbers }
}
