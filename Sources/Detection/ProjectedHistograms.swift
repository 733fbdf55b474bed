public import LinearAlgebra
import RealModule
import Statistics

/// LODA: a row is unusual by how thin the histograms of random sparse projections are where it lies, on average over them.
///
/// T. Pevný, "LODA: lightweight on-line detector of anomalies" (Machine Learning 102, 2016), algorithms 1 and 2: each projection
/// weights ⌊√p⌋ columns drawn at random by standard normal numbers, and the score is the mean of `-log p̂` over the projections.
/// The number of bins is that of L. Birgé and Y. Rozenholc, "How many bins should be put in a regular histogram" (ESAIM
/// Probability and Statistics, 2006), equation 1.6, as the paper advises, from 2 to `binLimit`.
///
/// Where we deviate:
/// - columns are standardised first, so that no unit decides;
/// - p̂ is the share of a bin with one row added to each, so that an empty bin and all that lies outside the fitted range have a
///   finite score; the widths of the bins, constant in a projection, are left out;
/// - a projection that needs a missing value counts as it does for the fitted rows on average; the paper leaves it out of the
///   mean, so that one odd projection weighs more in a row with much missing;
/// - the paper's test statistics for the columns of a row do not sum to anything. Here what a projection adds to the score
///   beyond its average is shared among its columns in proportion to the squares of their terms, so that contributions sum to
///   `score - baseline` exactly.
///
/// - Complexity: fit O(n k √p + k b²) for k projections and at most b bins, score O(p + k √p) a row.
public struct ProjectedHistograms: Detector, Equatable {
    public let projectionCount: Int
    public let binLimit: Int

    public init(projectionCount: Int = 100, binLimit: Int = 256) {
        precondition(projectionCount >= 1 && binLimit >= 2, "at least one projection and two bins")
        self.projectionCount = projectionCount
        self.binLimit = binLimit
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let columns = try FrozenColumns(rows)
        let standard = ColumnStandard(rows, columns)
        let width = Swift.max(1, Int(Double(columns.kept.count).squareRoot()))
        var projections: [SparseProjection] = []
        for number in 0..<projectionCount {
            // A stream a projection: adding projections changes none of those before.
            var stream = RandomStream(seed: seed, stream: "loda/\(number)")
            let chosen = stream.sample(count: width, from: columns.kept.count).sorted()
            projections.append(SparseProjection(columns: chosen.map { Int32($0) }, factors: chosen.map { _ in stream.normal() }))
        }
        // A few at a time: all of them would be a matrix of their own.
        var histograms: [ProjectionHistogram] = []
        let together = 16
        for first in stride(from: 0, to: projectionCount, by: together) {
            let group = Array(projections[first..<Swift.min(first + together, projectionCount)])
            let count = rows.rowCount
            var projected = [Double](repeating: 0, count: group.count * count)
            standard.forEachRow(of: rows, columns) { row, values in
                for (place, projection) in group.enumerated() { projected[place * count + row] = projection.value(of: values) }
            }
            for place in group.indices {
                histograms.append(ProjectionHistogram(projected[place * count..<(place + 1) * count], binLimit: binLimit))
            }
        }
        return Model(columns: columns, standard: standard, projections: projections, histograms: histograms)
    }

    public struct Model: DetectorModel {
        let columns: FrozenColumns
        let standard: ColumnStandard
        let projections: [SparseProjection]
        let histograms: [ProjectionHistogram]

        public var columnCount: Int { columns.columnCount }

        public var scale: ScoreScale {
            let count = Double(projections.count)
            let lowest = histograms.reduce(0) { $0 + Swift.min($1.surprises.min() ?? 0, $1.average, $1.outside) } / count
            let highest = histograms.reduce(0) { $0 + Swift.max($1.surprises.max() ?? 0, $1.average, $1.outside) } / count
            let slack = 1e-12 * (1 + abs(lowest) + abs(highest))
            return ScoreScale(
                baseline: histograms.reduce(0) { $0 + $1.average } / count, range: lowest - slack...highest + slack,
                additivity: .score)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            var scores = [Double](repeating: 0, count: rows.rowCount)
            standard.forEachRow(of: rows, columns) { row, values in
                var sum = 0.0
                for index in projections.indices { sum += histograms[index].surprise(of: projections[index].value(of: values)) }
                scores[row] = sum / Double(projections.count)
            }
            return scores
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let rows = Matrix(rowCount: 1, columnCount: row.count, elements: row)
            var result = [Double](repeating: 0, count: columns.kept.count)
            standard.forEachRow(of: rows, columns) { _, values in
                for (projection, histogram) in zip(projections, histograms) {
                    let value = projection.value(of: values)
                    let surplus = (histogram.surprise(of: value) - histogram.average) / Double(projections.count)
                    if value.isNaN || surplus == 0 { continue }
                    let terms = zip(projection.columns, projection.factors).map { $1 * values[Int($0)] }
                    let squares = terms.map { $0 * $0 }
                    let total = squares.reduce(0, +)
                    for (column, square) in zip(projection.columns, squares) {
                        // A row at the centre of all its columns owes its score to none more than to another.
                        result[Int(column)] += surplus * (total > 0 ? square / total : 1 / Double(squares.count))
                    }
                }
            }
            return columns.spread(result)
        }
    }
}

extension ProjectedHistograms: CatalogedDetector {
    public static let name = "loda"
    public static let card = DetectorCard(
        aliases: ["projected-histograms"],
        summary: "where the histograms of random projections of its columns are thin",
        reference: "T. Pevný, LODA: lightweight on-line detector of anomalies (Machine Learning 102, 2016)")
    public static let hyperparameters = [
        Hyperparameter("projectionCount", 100, in: 1...10_000, isWhole: true),
        Hyperparameter("binLimit", 256, in: 2...10_000, isWhole: true),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(projectionCount: Int(values["projectionCount"] ?? 100), binLimit: Int(values["binLimit"] ?? 256))
    }
}

extension ProjectedHistograms.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("standard", nested: standard)
        weights.set("width", Double(projections[0].columns.count))
        weights.set("projected", projections.flatMap(\.columns))
        weights.set("factors", projections.flatMap(\.factors))
        weights.set("binCounts", histograms.map { Int32($0.surprises.count) })
        weights.set("surprises", histograms.flatMap(\.surprises))
        weights.set("outside", histograms.map(\.outside))
        weights.set("averages", histograms.map(\.average))
        weights.set("lowest", histograms.map(\.lowest))
        weights.set("highest", histograms.map(\.highest))
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: FrozenColumns.self)
        standard = try weights.nested("standard", as: ColumnStandard.self)
        guard standard.means.count == columns.kept.count else {
            throw .invalid(name: "standard.means", requirement: "a number for each column kept")
        }
        let width = try weights.integer("width", in: 1...columns.kept.count)
        let averages = try weights.vector("averages")
        let count = averages.count
        guard count >= 1 else { throw .invalid(name: "averages", requirement: "at least one") }
        let projected = try weights.integers("projected", count: count * width, in: 0...columns.kept.count - 1)
        let factors = try weights.vector("factors", count: count * width)
        // Far beyond any normal deviate, and small enough that no square of a term overflows.
        guard factors.allSatisfy({ $0.magnitude <= 1e3 }) else { throw .invalid(name: "factors", requirement: "at most 1000") }
        let binCounts = try weights.integers("binCounts", count: count, in: 1...1 << 24).map(Int.init)
        let surprises = try weights.vector("surprises", count: binCounts.reduce(0, +))
        let outside = try weights.vector("outside", count: count)
        let lowest = try weights.vector("lowest", count: count)
        let highest = try weights.vector("highest", count: count)
        guard zip(lowest, highest).allSatisfy({ $0 <= $1 }) else {
            throw .invalid(name: "highest", requirement: "nowhere below the tensor lowest")
        }
        var projections: [SparseProjection] = []
        var histograms: [ProjectionHistogram] = []
        var start = 0
        for number in 0..<count {
            let part = number * width..<(number + 1) * width
            projections.append(SparseProjection(columns: Array(projected[part]), factors: Array(factors[part])))
            histograms.append(
                ProjectionHistogram(
                    lowest: lowest[number], highest: highest[number], surprises: Array(surprises[start..<start + binCounts[number]]),
                    outside: outside[number], average: averages[number]))
            start += binCounts[number]
        }
        self.projections = projections
        self.histograms = histograms
    }
}
