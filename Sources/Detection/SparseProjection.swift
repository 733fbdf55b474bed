import LinearAlgebra
import RealModule

/// A weighted sum of a few standardised columns.
struct SparseProjection: Sendable, Equatable {
    /// Places among the kept columns, ascending.
    let columns: [Int32]
    let factors: [Double]

    /// Missing when one of its columns is.
    @inline(__always)
    func value(of values: Span<Double>) -> Double {
        let (columns, factors) = (columns.span, factors.span)
        var sum = 0.0
        for index in 0..<columns.count { sum += factors[index] * values[Int(columns[index])] }
        return sum
    }
}

/// The histogram of one projection, frozen: what a value in each bin adds to the score.
struct ProjectionHistogram: Sendable, Equatable {
    let lowest: Double
    let highest: Double
    /// `-log p̂` of each bin of equal width from `lowest` to `highest`.
    let surprises: [Double]
    /// Of a value in no bin.
    let outside: Double
    /// What the fitted rows have on average, and a row that misses a value of the projection.
    let average: Double
    /// Bins per unit.
    private let rate: Double

    init(lowest: Double, highest: Double, surprises: [Double], outside: Double, average: Double) {
        self.lowest = lowest
        self.highest = highest
        self.surprises = surprises
        self.outside = outside
        self.average = average
        let rate = Double(surprises.count) / (highest - lowest)
        self.rate = rate.isFinite ? rate : 0
    }

    /// - Parameter values: of all fitted rows, NaN where missing. When they do not vary, the projection adds nothing.
    init(_ values: ArraySlice<Double>, binLimit: Int) {
        var (lowest, highest, total) = (Double.infinity, -Double.infinity, 0)
        for value in values where !value.isNaN {
            lowest = Swift.min(lowest, value)
            highest = Swift.max(highest, value)
            total += 1
        }
        guard lowest < highest else {
            // One bin without bounds.
            let bound = Double.greatestFiniteMagnitude
            self.init(lowest: -bound, highest: bound, surprises: [0], outside: 0, average: 0)
            return
        }
        let bins = Self.binCount(values, from: lowest, to: highest, total: total, limit: binLimit)
        let counts = Self.tally(values, from: lowest, to: highest, bins: bins)
        let divisor = Double(total + bins)
        let surprises = counts.map { -Double.log(Double($0 + 1) / divisor) }
        let average = zip(surprises, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(total)
        self.init(
            lowest: lowest, highest: highest, surprises: surprises, outside: Double.log(divisor), average: average)
    }

    /// `-log p̂`; the average for a missing value.
    @inline(__always)
    func surprise(of value: Double) -> Double {
        if value.isNaN { return average }
        guard value >= lowest, value <= highest else { return outside }
        let place = (value - lowest) * rate
        let last = surprises.count - 1
        return surprises[place < Double(last) ? Int(place) : last]
    }

    private static func tally(_ values: ArraySlice<Double>, from lowest: Double, to highest: Double, bins: Int) -> [Int] {
        let rate = Double(bins) / (highest - lowest)
        var counts = [Int](repeating: 0, count: bins)
        for value in values where !value.isNaN {
            let place = (value - lowest) * rate
            counts[place < Double(bins - 1) ? Int(place) : bins - 1] += 1
        }
        return counts
    }

    /// The number b of bins with the largest penalised likelihood `Σ N log (b N / n) - (b - 1 + (log b)^2.5)`, up to n / log n
    /// and the limit. The counts N for every b are read from one histogram of many small cells, to whose borders those of the
    /// bins are rounded.
    private static func binCount(
        _ values: ArraySlice<Double>, from lowest: Double, to highest: Double, total: Int, limit: Int
    ) -> Int {
        let most = Swift.max(2, Swift.min(limit, Int(Double(total) / Double.log(Double(total)))))
        let cells = Swift.max(1 << 14, 16 * most)
        var upTo = tally(values, from: lowest, to: highest, bins: cells)
        for cell in 1..<cells { upTo[cell] += upTo[cell - 1] }
        var best = (bins: 2, likelihood: -Double.infinity)
        for bins in 2...most {
            var likelihood = 0.0
            var before = 0
            for bin in 1...bins {
                let count = upTo[bin * cells / bins - 1] - before
                before += count
                if count > 0 { likelihood += Double(count) * Double.log(Double(bins) * Double(count) / Double(total)) }
            }
            likelihood -= Double(bins - 1) + Double.pow(Double.log(Double(bins)), 2.5)
            if likelihood > best.likelihood { best = (bins, likelihood) }
        }
        return best.bins
    }
}

/// How the kept columns are centred and scaled: to mean 0 and variance 1 over the fitted rows.
///
/// A column is first taken relative to its fitted range, so that no square overflows; what lies further out than `limit` standard
/// deviations is taken to lie there.
struct ColumnStandard: Sendable, Equatable {
    /// Of the columns' places in their range.
    let means: [Double]
    let deviations: [Double]
    private let rates: [Double]
    private static let limit = 1e9

    init(_ rows: Matrix, _ columns: FrozenColumns) {
        var means: [Double] = []
        var deviations: [Double] = []
        let widths = columns.widthRates
        columns.forEachColumn(of: rows) { index, values in
            let (half, width) = (columns.lowest[index] * 0.5, widths[index])
            var (sum, count) = (0.0, 0.0)
            for row in 0..<values.count where !values[row].isNaN {
                sum += (values[row] * 0.5 - half) * width
                count += 1
            }
            let mean = sum / count
            var squares = 0.0
            for row in 0..<values.count where !values[row].isNaN {
                let difference = (values[row] * 0.5 - half) * width - mean
                squares += difference * difference
            }
            means.append(mean)
            // A column narrower than any normal number has no place in its range.
            deviations.append(squares > 0 ? (squares / count).squareRoot() : 1)
        }
        self.init(means: means, deviations: deviations)
    }

    private init(means: [Double], deviations: [Double]) {
        self.means = means
        self.deviations = deviations
        rates = deviations.map { Swift.min(1 / $0, .greatestFiniteMagnitude) }
    }

    /// Goes over the rows with their kept columns standardised, missing ones NaN.
    func forEachRow(of rows: Matrix, _ columns: FrozenColumns, _ body: (_ row: Int, _ values: Span<Double>) -> Void) {
        precondition(rows.columnCount == columns.columnCount && means.count == columns.kept.count, "rows as wide as those fitted")
        let elements = rows.elements
        let (source, kept, means, rates) = (elements.span, columns.kept.span, means.span, rates.span)
        let (lowest, highest, widths) = (columns.lowest.span, columns.highest.span, columns.widthRates)
        var values = [Double](repeating: 0, count: means.count)
        for row in 0..<rows.rowCount {
            let start = row * rows.columnCount
            for index in 0..<means.count {
                let value = source[start + kept[index]]
                let finite = value.magnitude == .infinity ? (value > 0 ? highest[index] : lowest[index]) : value
                let place = (finite * 0.5 - lowest[index] * 0.5) * widths[index]
                let standard = (place - means[index]) * rates[index]
                values[index] = standard > Self.limit ? Self.limit : standard < -Self.limit ? -Self.limit : standard
            }
            body(row, values.span)
        }
    }
}

extension FrozenColumns {
    /// What takes half the distance from the lowest value of a kept column to a place in its range, 0 to 1 inside.
    fileprivate var widthRates: [Double] {
        kept.indices.map { index in
            // Halved, because the width may be more than the largest Double; a column without a width in halves is one place.
            let rate = 1 / (highest[index] / 2 - lowest[index] / 2)
            return rate.isFinite ? rate : 0
        }
    }
}

extension ColumnStandard: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("means", means)
        weights.set("deviations", deviations)
    }

    init(from weights: Weights) throws(WeightError) {
        let means = try weights.vector("means")
        let deviations = try weights.vector("deviations", count: means.count)
        guard deviations.allSatisfy({ $0 > 0 }) else { throw .invalid(name: "deviations", requirement: "positive") }
        self.init(means: means, deviations: deviations)
    }
}
