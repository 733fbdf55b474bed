/// Both tails of one column, frozen: its distinct values, or order statistics of them, with how many lie below and up to each.
///
/// A column of at most `sketchSize` distinct values keeps them all, whatever the number of rows, and is exact. Of another the
/// order statistics kept grow further apart from either end inwards: between two of them lies at most the share `tailError`
/// of the values beyond them, so that both tail probabilities are within that share of the exact ones everywhere, and exact
/// for the outermost 1 / `tailError` values and for every value kept. (G. Cormode, Z. Karnin, E. Liberty, J. Thaler and
/// P. Veselý, "Relative error streaming quantiles", PODS 2021, say why a tail needs its error relative.)
struct ColumnTails: Sendable, Equatable {
    /// Ascending and distinct.
    let points: [Double]
    /// How many fitted values are below each point.
    let below: [Int32]
    /// How many are at or below it.
    let upTo: [Int32]
    /// How many values were fitted.
    let count: Int
    /// The sign of the sample skewness.
    let skewness: Int

    /// - Parameter values: those of a column that varies, within `range`; NaN where missing.
    /// - Complexity: O(n) time and memory.
    init(_ values: Span<Double>, sketchSize: Int, tailError: Double, ranks: inout ColumnRanks, range: ClosedRange<Double>) {
        var chosen: [Int] = []
        ranks.find(values, range: range, distinctLimit: sketchSize) { count in
            chosen = Self.ranks(count: count, sketchSize: sketchSize, tailError: tailError)
            return chosen
        }
        skewness = ranks.skewness
        count = ranks.count
        var points: [Double] = []
        var below: [Int32] = []
        var upTo: [Int32] = []
        let sorted = ranks.sorted.span
        var next = 0
        var place = 0
        for part in ranks.parts {
            let values = sorted.extracting(part.start..<part.end)
            while next < part.below + values.count {
                // The next rank to keep that is no copy of the value before; the next of all where all are kept.
                var rank = next
                if !ranks.isWhole {
                    while place < chosen.count, chosen[place] < next { place += 1 }
                    guard place < chosen.count, chosen[place] < part.below + values.count else { break }
                    rank = chosen[place]
                }
                // Copies of a value are in the same part.
                let value = values[rank - part.below]
                var first = rank - part.below
                while first > 0, values[first - 1] == value { first -= 1 }
                next = part.below + Self.end(of: rank - part.below, in: values)
                points.append(value)
                below.append(Int32(part.below + first))
                upTo.append(Int32(next))
            }
        }
        self.points = points
        self.below = below
        self.upTo = upTo
    }

    /// Ranks to keep, ascending: from either end to the middle in steps that grow with the rank.
    private static func ranks(count: Int, sketchSize: Int, tailError: Double) -> [Int] {
        var error = tailError
        while true {
            var half: [Int] = []
            var rank = 0
            while rank < (count + 1) / 2 {
                half.append(rank)
                rank += Swift.max(1, Int(Double(rank + 1) * error))
            }
            if 2 * half.count <= sketchSize { return half + half.reversed().map { count - 1 - $0 } }
            error *= 1.25
        }
    }

    /// The place after the last copy of the value at `rank`: steps that double, then halve.
    private static func end(of rank: Int, in sorted: Span<Double>) -> Int {
        let key = sorted[rank]
        var step = 1
        var low = rank
        while low + step < sorted.count, sorted[low + step] == key {
            low += step
            step *= 2
        }
        var high = Swift.min(low + step, sorted.count)
        // sorted[low] is a copy, sorted[high] is not.
        while high - low > 1 {
            let middle = (low + high) / 2
            if sorted[middle] == key { low = middle } else { high = middle }
        }
        return high
    }
}

extension ColumnTails: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("points", points)
        weights.set("below", below)
        weights.set("upTo", upTo)
        weights.set("count", Double(count))
        weights.set("skewness", Double(skewness))
    }

    init(from weights: Weights) throws(WeightError) {
        count = try weights.integer("count", in: 1...Int(Int32.max))
        skewness = try weights.integer("skewness", in: -1...1)
        points = try weights.vector("points")
        guard !points.isEmpty, zip(points, points.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "points", requirement: "ascending, at least one")
        }
        below = try weights.integers("below", count: points.count, in: 0...count - 1)
        upTo = try weights.integers("upTo", count: points.count, in: 1...count)
        guard below.first == 0, upTo.last == Int32(count), zip(below, upTo).allSatisfy({ $0 < $1 }),
            zip(upTo, below.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .invalid(name: "below", requirement: "counts that ascend with the tensor upTo, from 0 to the tensor count") }
    }
}
