public import LinearAlgebra
import RealModule

/// HBOS: a row is unusual by how thin each column's histogram is where it lies.
///
/// M. Goldstein and A. Dengel, "Histogram-based outlier score (HBOS): a fast unsupervised anomaly detection algorithm" (KI 2012),
/// equation 1, with a fixed number of bins of equal width, as PyOD has it: the height of a bin is its density, not divided by
/// the column's largest, so that it depends on the column's unit; `regularizer` is added to it; the logarithm is that of 2; a value
/// on the edge of two bins is counted in the upper and scored in the lower; a value outside the fitted range by at most
/// `tolerance` of a bin's width scores as the outermost bin, one further out as the thinnest bin of the column.
///
/// Where we deviate: a constant column is dropped, where PyOD adds the same number to every row; a missing value scores what
/// the column's values score on average, and that average is what contributions are counted from.
///
/// - Complexity: fit and score O(n p).
public struct ColumnHistograms: Detector, Equatable {
    public let binCount: Int
    /// α: added to a density, so that an empty bin has a finite score.
    public let regularizer: Double
    /// How far outside the fitted range a value still belongs to the outermost bin, in widths of that bin.
    public let tolerance: Double

    public init(binCount: Int = 10, regularizer: Double = 0.1, tolerance: Double = 0.5) {
        precondition(binCount >= 2 && regularizer > 0 && tolerance >= 0, "at least two bins, and a positive regularizer")
        self.binCount = binCount
        self.regularizer = regularizer
        self.tolerance = tolerance
    }

    public func fit(_ rows: Matrix, seed: UInt64 = 0) throws(DetectionError) -> Model {
        let columns = try FrozenColumns(rows)
        var histograms: [ColumnHistogram] = []
        columns.forEachColumn(of: rows) { index, values in
            histograms.append(
                ColumnHistogram(
                    values, from: columns.lowest[index], to: columns.highest[index],
                    binCount: binCount, regularizer: regularizer, tolerance: tolerance))
        }
        return Model(columns: columns, tolerance: tolerance, histograms: histograms)
    }

    public struct Model: DetectorModel {
        let columns: FrozenColumns
        let tolerance: Double
        let histograms: [ColumnHistogram]

        public var columnCount: Int { columns.columnCount }

        public var scale: ScoreScale {
            let lowest = histograms.reduce(0) { $0 + ($1.surprises.min() ?? 0) }
            let highest = histograms.reduce(0) { $0 + $1.highest }
            let slack = 1e-12 * histograms.reduce(1) { $0 + Swift.max(abs($1.surprises.min() ?? 0), abs($1.highest)) }
            return ScoreScale(
                baseline: histograms.reduce(0) { $0 + $1.average }, range: lowest - slack...highest + slack, additivity: .score)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            return columns.sums(over: rows) { histograms[$0].add($1, to: &$2) }
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            return columns.spread(zip(histograms, columns.values(of: row[...])).map { $0.surprise(of: $1) - $0.average })
        }
    }
}

/// The frozen histogram of one column as PyOD reads it.
struct ColumnHistogram: Sendable {
    /// One more than there are bins, ascending.
    let edges: [Double]
    /// `-log₂ (density + regularizer)` of each bin.
    let surprises: [Double]
    /// What the fitted values score on average, and a missing one.
    let average: Double
    private let tolerance: Double
    let highest: Double
    /// Bins per half unit.
    private let rate: Double

    private init(edges: [Double], surprises: [Double], average: Double?, tolerance: Double, tally: [Double] = []) {
        self.edges = edges
        self.surprises = surprises
        self.tolerance = tolerance
        highest = surprises.max() ?? 0
        rate = Self.rate(edges)
        self.average = average ?? zip(surprises, tally).reduce(0) { $0 + $1.0 * $1.1 } / tally.reduce(0, +)
    }

    private static func rate(_ edges: [Double]) -> Double {
        // Halved, because the width of a column may be more than the largest Double.
        let rate = Double(edges.count - 1) / (edges[edges.count - 1] / 2 - edges[0] / 2)
        return rate.isFinite ? rate : 0
    }

    init(
        _ values: Span<Double>, from lowest: Double, to highest: Double, binCount: Int, regularizer: Double, tolerance: Double
    ) {
        // As numpy's linspace does, unless the width overflows.
        let step = (highest - lowest) / Double(binCount)
        var edges = (0...binCount).map { bin in
            step.isFinite
                ? Double(bin) * step + lowest
                : 2 * (lowest / 2 + Double(bin) * ((highest / 2 - lowest / 2) / Double(binCount)))
        }
        edges[binCount] = highest
        let (counted, scored) = Self.tally(values, edges)
        let total = counted.reduce(0, +)
        let surprises = counted.indices.map { bin in
            // A bin narrower than any normal number may have a density above the largest.
            let density = Swift.min(counted[bin] / (edges[bin + 1] - edges[bin]) / total, .greatestFiniteMagnitude)
            return -Double.log2((counted[bin] == 0 ? 0 : density) + regularizer)
        }
        self.init(edges: edges, surprises: surprises, average: nil, tolerance: tolerance, tally: scored)
    }

    /// How many values are in each bin as they are counted, and as they are scored.
    private static func tally(_ values: Span<Double>, _ edges: [Double]) -> (counted: [Double], scored: [Double]) {
        let bins = edges.count - 1
        let (lowest, rate) = (edges[0] / 2, Self.rate(edges))
        // Two tallies in turn, because many values in a row belong to the same bin, and each addition waits for the one before.
        var tallies = [Int](repeating: 0, count: 2 * bins)
        var moved = [Int](repeating: 0, count: bins)
        do {
            let edges = edges.span
            var tallies = tallies.mutableSpan
            for index in 0..<values.count {
                let value = unsafe values[unchecked: index]
                if value.isNaN { continue }
                var bin = Swift.min(Int((value * 0.5 - lowest) * rate), bins - 1)
                // In bounds: a bin is from 0 to bins - 1, its edges are from 0 to bins.
                if unsafe value < edges[unchecked: bin] { bin -= 1 } else if unsafe value >= edges[unchecked: bin + 1] {
                    bin = Swift.min(bin + 1, bins - 1)
                }
                // A value on an edge is scored in the bin below.
                if unsafe value == edges[unchecked: bin], bin > 0 { moved[bin] += 1 }
                unsafe tallies[unchecked: 2 * bin + index & 1] += 1
            }
        }
        let counted = (0..<bins).map { Double(tallies[2 * $0] + tallies[2 * $0 + 1]) }
        let scored = (0..<bins).map { counted[$0] - Double(moved[$0]) + Double($0 + 1 < bins ? moved[$0 + 1] : 0) }
        return (counted, scored)
    }

    /// The surprise of a value that is not infinite.
    func surprise(of value: Double) -> Double { surprise(of: value, edges.span, surprises.span) }

    /// Adds the surprise of each value to the sum beside it.
    func add(_ values: Span<Double>, to sums: inout MutableSpan<Double>) {
        precondition(values.count == sums.count, "a sum a value")
        let (edges, surprises) = (edges.span, surprises.span)
        for index in 0..<values.count {
            unsafe sums[unchecked: index] += surprise(of: values[unchecked: index], edges, surprises)
        }
    }

    @inline(__always)
    private func surprise(of value: Double, _ edges: Span<Double>, _ surprises: Span<Double>) -> Double {
        if value.isNaN { return average }
        let last = surprises.count &- 1
        // In bounds: there is at least one bin, and one edge more than bins.
        let (lowest, highestEdge) = unsafe (edges[unchecked: 0], edges[unchecked: last &+ 1])
        if value <= lowest { return lowest - value <= (edges[1] - lowest) * tolerance ? surprises[0] : highest }
        if value > highestEdge {
            return value - highestEdge <= (highestEdge - edges[last]) * tolerance ? surprises[last] : highest
        }
        var bin = Swift.min(Int((value * 0.5 - lowest * 0.5) * rate), last)
        // The bin with lower edge < value <= upper edge is the one found or, by rounding, one beside it.
        if unsafe value <= edges[unchecked: bin] { bin = Swift.max(bin &- 1, 0) } else if unsafe value > edges[unchecked: bin &+ 1] {
            bin = Swift.min(bin &+ 1, last)
        }
        return unsafe surprises[unchecked: bin]
    }
}

extension ColumnHistograms: CatalogedDetector {
    public static let name = "hbos"
    public static let card = DetectorCard(
        aliases: ["column-histograms"],
        summary: "where the histograms of its columns are thin",
        reference: "M. Goldstein, A. Dengel, Histogram-based outlier score (HBOS) (KI 2012)")
    public static let hyperparameters = [
        Hyperparameter("binCount", 10, in: 2...10_000, isWhole: true),
        Hyperparameter("regularizer", 0.1, in: 1e-9...1),
        Hyperparameter("tolerance", 0.5, in: 0...1),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            binCount: Int(values["binCount"] ?? 10), regularizer: values["regularizer"] ?? 0.1, tolerance: values["tolerance"] ?? 0.5)
    }
}

extension ColumnHistograms.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("tolerance", tolerance)
        weights.set("edges", Matrix(rows: histograms.map(\.edges)))
        weights.set("surprises", Matrix(rows: histograms.map(\.surprises)))
        weights.set("averages", histograms.map(\.average))
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: FrozenColumns.self)
        tolerance = try weights.scalar("tolerance", in: 0...1)
        let count = columns.kept.count
        let surprises = try weights.matrix("surprises", rows: count)
        guard surprises.columnCount >= 1 else { throw .invalid(name: "surprises", requirement: "of at least one bin") }
        let edges = try weights.matrix("edges", rows: count, columns: surprises.columnCount + 1)
        let averages = try weights.vector("averages", count: count)
        var histograms: [ColumnHistogram] = []
        for column in 0..<count {
            let ascending = edges.row(column)
            guard zip(ascending, ascending.dropFirst()).allSatisfy({ $0 <= $1 }) else {
                throw .invalid(name: "edges", requirement: "ascending in every row")
            }
            histograms.append(
                ColumnHistogram(edges: ascending, surprises: surprises.row(column), average: averages[column], tolerance: tolerance))
        }
        self.histograms = histograms
    }
}

extension ColumnHistogram {
    fileprivate init(edges: [Double], surprises: [Double], average: Double, tolerance: Double) {
        self.init(edges: edges, surprises: surprises, average: average, tolerance: tolerance, tally: [])
    }
}
