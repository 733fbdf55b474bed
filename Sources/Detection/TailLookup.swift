import RealModule

/// How the surprises of the two tails of a column, `-log F(x)` and `-log (1 - F(x))`, make one number.
protocol TailRule: Sendable {
    /// - Parameter skewness: the sign of the column's skewness.
    static func surprise(left: Double, right: Double, skewness: Int) -> Double
}

extension TailRule {
    /// The tail that the skewness selects, both together in a column without skewness, as in the authors' code.
    static func selected(left: Double, right: Double, skewness: Int) -> Double {
        skewness > 0 ? right : skewness < 0 ? left : left + right
    }
}

/// The surprise of any value of one column by table.
///
/// At a kept point it is that of the frozen distribution function; between two of them with no fitted value between it is
/// constant; else it is linear from what it is after the one to what it is before the other; a value outside the fitted range
/// is taken as the next row, one among n + 1. A value's place among the points is found through buckets of equal width, in the
/// values or in their ordered bits (which are nearly their logarithms), whichever parts this column better.
///
/// - Complexity: a lookup takes O(log k) for k points in the fullest bucket, mostly two or three.
struct TailLookup: Sendable {
    /// (point, surprise at it, surprise just after it, rise per half unit from there to the next point), then one
    /// that is no point
    private let cells: [SIMD4<Double>]
    /// How many points lie in the buckets before; one more than there are buckets.
    private let starts: [Int32]
    private let buckets: Buckets
    /// Halvings that find a place in the fullest bucket.
    private let steps: Int
    private let outsideLeft: Double
    private let outsideRight: Double
    /// The largest surprise any value can have.
    let highest: Double

    init<Rule: TailRule>(_ tails: ColumnTails, rule: Rule.Type) {
        let total = Double(tails.count)
        func surprise(_ leftCount: Int32, _ rightCount: Double) -> Double {
            rule.surprise(left: -Double.log(Double(leftCount) / total), right: -Double.log(rightCount / total), skewness: tails.skewness)
        }
        let next = Double.log(total + 1)
        outsideLeft = rule.surprise(left: next, right: 0, skewness: tails.skewness)
        outsideRight = rule.surprise(left: 0, right: next, skewness: tails.skewness)
        var highest = Swift.max(outsideLeft, outsideRight)
        let points = tails.points
        var cells: [SIMD4<Double>] = []
        cells.reserveCapacity(points.count)
        for index in points.indices {
            let at = surprise(tails.upTo[index], total - Double(tails.below[index]))
            highest = Swift.max(highest, at)
            guard index + 1 < points.count else {
                cells.append([points[index], at, outsideRight, 0])
                continue
            }
            let after = surprise(tails.upTo[index], total - Double(tails.upTo[index]))
            highest = Swift.max(highest, after)
            var rise = 0.0
            if tails.below[index + 1] > tails.upTo[index] {
                let before = surprise(tails.below[index + 1], total - Double(tails.below[index + 1]))
                highest = Swift.max(highest, before)
                // Halved first, because the width of a cell may be more than the largest Double.
                rise = (before - after) / (points[index + 1] / 2 - points[index] / 2)
                if !rise.isFinite { rise = 0 }
            }
            cells.append([points[index], at, after, rise])
        }
        cells.append([.nan, 0, 0, 0])
        self.cells = cells
        self.highest = highest
        (buckets, starts) = Buckets.best(for: tails)
        let fullest = zip(starts, starts.dropFirst()).reduce(0) { Swift.max($0, $1.1 - $1.0) }
        steps = Int32.bitWidth - fullest.leadingZeroBitCount
    }

    /// The surprise of a value that is not infinite; 0 for a missing one.
    func surprise(of value: Double) -> Double {
        switch buckets.kind {
        case .linear: surprise(of: value, in: cells.span, starts.span) { buckets.linear($0) }
        case .ordered: surprise(of: value, in: cells.span, starts.span) { buckets.ordered($0) }
        }
    }

    /// Adds the surprise of each value to the sum beside it.
    func add(_ values: Span<Double>, to sums: inout MutableSpan<Double>) {
        precondition(values.count == sums.count, "a sum a value")
        let (cells, starts) = (cells.span, starts.span)
        switch buckets.kind {
        case .linear:
            for index in 0..<values.count {
                let value = unsafe values[unchecked: index]
                unsafe sums[unchecked: index] += surprise(of: value, in: cells, starts) { buckets.linear($0) }
            }
        case .ordered:
            for index in 0..<values.count {
                let value = unsafe values[unchecked: index]
                unsafe sums[unchecked: index] += surprise(of: value, in: cells, starts) { buckets.ordered($0) }
            }
        }
    }

    @inline(__always)
    private func surprise(
        of value: Double, in cells: Span<SIMD4<Double>>, _ starts: Span<Int32>, bucket: (Double) -> Int
    ) -> Double {
        if value.isNaN { return 0 }
        let place = bucket(value)
        // In bounds: a bucket is below the number of them, the starts ascend from 0 to the number of points, and a cell that is no
        // point stands after the last. The steps are as many for every value, so that nothing has to be guessed about branches.
        var low = Int(unsafe starts[unchecked: place])
        var length = Int(unsafe starts[unchecked: place + 1]) &- low
        for _ in 0..<steps {
            let half = length >> 1
            let isAbove = (length > 0) && (unsafe cells[unchecked: low &+ half].x <= value)
            low = isAbove ? low &+ half &+ 1 : low
            length = isAbove ? length &- half &- 1 : half
        }
        // `low` points are at or below the value.
        if low == 0 { return outsideLeft }
        let cell = unsafe cells[unchecked: low &- 1]
        let between = cell.z + (value * 0.5 - cell.x * 0.5) * cell.w
        return cell.x == value ? cell.y : between
    }
}
