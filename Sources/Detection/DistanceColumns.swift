import LinearAlgebra

/// The columns among which distances are taken: where each has its mean, and what its unit is.
///
/// Every row is completed before it is compared: a missing value lies at the column's mean, an infinite one at the end of the
/// fitted range, and one more than 10¹⁰⁰ units from the mean is taken as that far, so that every squared distance is finite.
struct DistanceColumns: Sendable, Equatable {
    let columns: FrozenColumns
    /// Of the finite values of each kept column.
    let means: [Double]
    /// What a difference is multiplied by: one over the standard deviation (divisor n), or one.
    let weights: [Double]

    private static let farthest = 1e100

    /// - Complexity: O(n p).
    init(_ rows: Matrix, standardized: Bool) throws(DetectionError) {
        columns = try FrozenColumns(rows)
        let elements = rows.elements
        let values = elements.span
        let (low, high, kept) = (columns.lowest, columns.highest, columns.kept)
        // Shares of the range rather than values, because the sum of huge ones overflows.
        let middles = zip(low, high).map { $0 / 2 + $1 / 2 }
        let ranges = zip(low, high).map { Swift.max($1 / 2 - $0 / 2, .leastNormalMagnitude) }
        var counts = [Double](repeating: 0, count: kept.count)
        var sums = [Double](repeating: 0, count: kept.count)
        var squares = sums
        for pass in 0..<2 {
            for row in 0..<rows.rowCount {
                let start = row * rows.columnCount
                for index in kept.indices {
                    let value = Swift.min(Swift.max(values[start + kept[index]], low[index]), high[index])
                    if value.isNaN { continue }
                    let share = (value / 2 - middles[index] / 2) / ranges[index]
                    if pass == 0 {
                        sums[index] += share
                        counts[index] += 1
                    } else {
                        let difference = share - sums[index] / counts[index]
                        squares[index] += difference * difference
                    }
                }
            }
            if pass == 0, !standardized { break }
        }
        means = kept.indices.map { index in
            let mean = middles[index] + 2 * (sums[index] / counts[index]) * ranges[index]
            let limit = standardized ? 1e307 : Self.farthest
            return Swift.min(Swift.max(mean, -limit), limit)
        }
        weights = kept.indices.map { index in
            guard standardized else { return 1 }
            let deviation = 2 * ranges[index] * (squares[index] / counts[index]).squareRoot()
            return 1 / Swift.max(deviation, .leastNormalMagnitude)
        }
    }

    /// How far from zero the values of a column may lie.
    private func limits(_ index: Int) -> ClosedRange<Double> {
        if weights[index] == 1 { return -Self.farthest...Self.farthest }
        let reach = Self.farthest / weights[index]
        return Swift.max(means[index] - reach, -1e307)...Swift.min(means[index] + reach, 1e307)
    }

    /// The kept values of all rows, complete; the matrix itself, not a copy, where there is nothing to change.
    ///
    /// - Parameter isCompact: whether `rows` has the kept columns only.
    /// - Complexity: O(n p).
    func completed(_ rows: Matrix, isCompact: Bool = false) -> Matrix {
        let values = isCompact ? rows : columns.values(of: rows)
        let limits = means.indices.map(limits)
        let lower = limits.map(\.lowerBound)
        let upper = limits.map(\.upperBound)
        let elements = values.elements
        let source = elements.span
        var isComplete = true
        for row in 0..<values.rowCount {
            let start = row * means.count
            for index in means.indices where !(source[start + index] >= lower[index] && source[start + index] <= upper[index]) {
                isComplete = false
            }
        }
        if isComplete { return values }
        var result = elements
        var target = result.mutableSpan
        for row in 0..<values.rowCount {
            for index in means.indices {
                let value = source[row * means.count + index]
                target[row * means.count + index] =
                    value.isNaN ? means[index] : Swift.min(Swift.max(value, lower[index]), upper[index])
            }
        }
        return Matrix(rowCount: values.rowCount, columnCount: values.columnCount, elements: result)
    }

    /// A row that lies at every mean, as one without any value does.
    var center: Matrix { Matrix(rowCount: 1, columnCount: means.count, elements: means) }

    /// Shares out what a row's score lies above the baseline.
    ///
    /// The columns that have a value share `excess` in proportion to their parts of the distance, which are not negative; evenly
    /// where all parts are zero, as they are where a row lies on its neighbours. What a missing column's part says is shared
    /// among the others, so that the contributions sum to the excess and a missing value contributes 0.
    func shares(of excess: Double, _ row: [Double], parts: [Double]) -> [Double] {
        let present = columns.kept.map { !row[$0].isNaN }
        let largest = zip(parts, present).reduce(0) { $1.1 ? Swift.max($0, $1.0) : $0 }
        var weights = zip(parts, present).map { part, present in present ? (largest > 0 ? part / largest : 1) : 0 }
        let total = weights.reduce(0, +)
        if total > 0 { weights = weights.map { $0 / total * excess } }
        return columns.spread(weights)
    }
}

extension DistanceColumns: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("means", means)
        weights.set("weights", self.weights)
    }

    init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: FrozenColumns.self)
        means = try weights.vector("means", count: columns.kept.count)
        self.weights = try weights.vector("weights", count: columns.kept.count)
        guard means.allSatisfy({ abs($0) <= 1e307 }) else { throw .invalid(name: "means", requirement: "at most 1e307 in size") }
        guard self.weights.allSatisfy({ $0 > 0 }) else { throw .invalid(name: "weights", requirement: "above zero") }
    }

    /// Rows that were completed by these columns.
    func rows(_ name: String, from weights: Weights, count: Int? = nil) throws(WeightError) -> Matrix {
        let rows = try weights.matrix(name, rows: count, columns: means.count)
        guard rows.rowCount > 0, rows.rowCount <= Int(Int32.max) else { throw .invalid(name: name, requirement: "at least one row") }
        guard completed(rows, isCompact: true) == rows else { throw .invalid(name: name, requirement: "within 1e100 units of the means") }
        return rows
    }
}
