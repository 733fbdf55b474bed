public import LinearAlgebra
import RealModule
import Statistics

/// ECOD: a row is unusual by how far out in the tail of each column it lies.
///
/// Z. Li, Y. Zhao, X. Hu, N. Botta, C. Ionescu and G. Chen, "ECOD: unsupervised outlier detection using empirical cumulative
/// distribution functions" (IEEE TKDE, 2022), algorithm 1, with the largest of the left, right and skewness-selected tails
/// taken column by column, as the authors' own code does, so that contributions sum to the score exactly; the paper takes the
/// largest of the three sums. Column by column the skewness only picks one of the two tails, so the largest of the three is
/// the larger of the two, and no skewness is kept.
///
/// Where we deviate:
/// - the distribution functions are frozen at fit. The authors' code joins new rows to the fitted ones, so a score depends on
///   its batch. A value outside the fitted range has the tail 1 / (n + 1), as if it were the next row;
/// - above `sketchSize` fitted values a column keeps that many order statistics, the outer eighths of them without gaps, and is
///   linear between them; up to `sketchSize` it is exact;
/// - a column of skewness exactly zero takes the larger tail; their code adds both.
///
/// - Complexity: fit O(p n log n), score O(p log s) a row for a sketch of s points.
public struct EmpiricalCumulative: Detector, Equatable {
    /// The most order statistics kept of a column.
    public let sketchSize: Int

    public init(sketchSize: Int = 4096) {
        precondition(sketchSize >= 16, "a sketch has at least 16 points")
        self.sketchSize = sketchSize
    }

    public func fit(_ rows: Matrix, seed: UInt64 = 0) throws(DetectionError) -> Model {
        let columns = try FrozenColumns(rows)
        let values = columns.values(of: rows)
        return Model(
            columns: columns,
            tails: columns.kept.indices.map { ColumnTails(values.column($0), sketchSize: sketchSize) })
    }

    public struct Model: DetectorModel, Equatable {
        let columns: FrozenColumns
        let tails: [ColumnTails]

        public var columnCount: Int { columns.columnCount }

        /// A row without any value scores 0; each column adds at most the logarithm of its number of values and one.
        public var scale: ScoreScale {
            let highest = tails.reduce(0) { $0 + Double.log(Double($1.count + 1)) }
            return ScoreScale(baseline: 0, range: 0...highest * (1 + 1e-12), additivity: .score)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            return (0..<rows.rowCount).map { row in
                zip(tails, columns.values(of: rows.rowSlice(row))).reduce(0) { $0 + $1.0.surprise(of: $1.1) }
            }
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            return columns.spread(zip(tails, columns.values(of: row[...])).map { $0.surprise(of: $1) })
        }
    }
}

/// Both tails of one column, frozen: its distinct values, or order statistics of them, with how many lie below and up to each.
struct ColumnTails: Sendable, Equatable {
    /// Ascending and distinct.
    let points: [Double]
    /// How many fitted values are below each point.
    let below: [Int]
    /// How many are at or below it.
    let upTo: [Int]
    /// How many values were fitted.
    let count: Int

    init(_ values: [Double], sketchSize: Int) {
        let sorted = values.filter { !$0.isNaN }.sorted()
        count = sorted.count
        var points: [Double] = []
        var below: [Int] = []
        var upTo: [Int] = []
        for rank in Self.ranks(count: sorted.count, sketchSize: sketchSize) where sorted[rank] != points.last {
            points.append(sorted[rank])
            below.append(Self.partition(sorted) { $0 < sorted[rank] })
            upTo.append(Self.partition(sorted) { $0 <= sorted[rank] })
        }
        self.points = points
        self.below = below
        self.upTo = upTo
    }

    /// `-log` of the larger tail surprise at x; 0 for a missing value.
    func surprise(of x: Double) -> Double {
        if x.isNaN { return 0 }
        let (left, right) = tailCounts(of: x)
        // A value beyond the fitted ones is the next row: one among n + 1.
        let leftShare = left > 0 ? left / Double(count) : 1 / Double(count + 1)
        let rightShare = right > 0 ? right / Double(count) : 1 / Double(count + 1)
        return -Double.log(Swift.min(leftShare, rightShare))
    }

    /// How many fitted values are at most x, and at least x.
    private func tailCounts(of x: Double) -> (left: Double, right: Double) {
        let index = Self.partition(points) { $0 < x }
        if index == points.count { return (Double(count), 0) }
        if points[index] == x { return (Double(upTo[index]), Double(count - below[index])) }
        if index == 0 { return (0, Double(count)) }
        let (low, high) = (points[index - 1], points[index])
        let between = Double(below[index] - upTo[index - 1])
        // Halved first, because the width of a column may be more than the largest Double.
        let share = (x / 2 - low / 2) / (high / 2 - low / 2)
        let left = Double(upTo[index - 1]) + share * between
        return (left, Double(count) - left)
    }

    /// Ranks to keep: all, or the outer eighths without gaps and the rest evenly spaced.
    private static func ranks(count: Int, sketchSize: Int) -> [Int] {
        guard count > sketchSize else { return Array(0..<count) }
        let outer = sketchSize / 8
        let inner = sketchSize - 2 * outer
        let middle = (0..<inner).map { outer + $0 * (count - 2 * outer - 1) / (inner - 1) }
        return Array(0..<outer) + middle + Array(count - outer..<count)
    }

    /// The number of leading values for which the predicate holds.
    private static func partition(_ values: [Double], _ predicate: (Double) -> Bool) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if predicate(values[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension EmpiricalCumulative: CatalogedDetector {
    public static let name = "ecod"
    public static let card = DetectorCard(
        aliases: ["empirical-cumulative"],
        summary: "far out in the tails of its columns",
        reference: "Z. Li et al., ECOD: unsupervised outlier detection using empirical cumulative distribution functions (IEEE TKDE, 2022)")
    public static let hyperparameters = [
        Hyperparameter("sketchSize", 4096, in: 16...1_048_576, isWhole: true)
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(sketchSize: Int(values["sketchSize"] ?? 4096))
    }
}

extension EmpiricalCumulative.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        for (column, tail) in tails.enumerated() { weights.set("tails.\(column)", nested: tail) }
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: FrozenColumns.self)
        var tails: [ColumnTails] = []
        for column in columns.kept.indices { tails.append(try weights.nested("tails.\(column)", as: ColumnTails.self)) }
        self.tails = tails
    }
}

extension ColumnTails: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("points", points)
        weights.set("below", below.map(Double.init))
        weights.set("upTo", upTo.map(Double.init))
        weights.set("count", Double(count))
    }

    init(from weights: Weights) throws(WeightError) {
        count = try weights.integer("count", in: 1...1 << 52)
        points = try weights.vector("points")
        guard !points.isEmpty, zip(points, points.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "points", requirement: "ascending, at least one")
        }
        let below = try weights.vector("below", count: points.count)
        let upTo = try weights.vector("upTo", count: points.count)
        let highest = Double(count)
        guard (below + upTo).allSatisfy({ $0 == $0.rounded() && $0 >= 0 && $0 <= highest }),
            zip(below, upTo).allSatisfy({ $0 < $1 }), zip(upTo, below.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .invalid(name: "below", requirement: "counts that ascend with the tensor upTo, none above the tensor count") }
        self.below = below.map { Int($0) }
        self.upTo = upTo.map { Int($0) }
    }
}
