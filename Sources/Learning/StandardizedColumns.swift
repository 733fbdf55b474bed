import Detection
import LinearAlgebra

/// Columns brought to mean 0 and standard deviation 1 (of the population, divisor n) over their values that are not missing.
struct StandardizedColumns: Sendable, Equatable {
    let columns: FiniteColumns
    let mean: [Double]
    /// One over the standard deviation; 0 for a column that does not vary.
    let inverseDeviation: [Double]
    /// The columns that vary, ascending.
    let varying: [Int]

    var count: Int { mean.count }

    /// - Complexity: O(n p), two passes.
    init(_ rows: Matrix) {
        columns = FiniteColumns(rows)
        let width = rows.columnCount
        let elements = rows.elements
        let values = elements.span
        var sum = [Double](repeating: 0, count: width)
        var known = [Double](repeating: 0, count: width)
        for row in 0..<rows.rowCount {
            for column in 0..<width {
                let value = columns.value(values[row * width + column], column: column)
                if !value.isNaN {
                    sum[column] += value
                    known[column] += 1
                }
            }
        }
        let mean = (0..<width).map { known[$0] > 0 ? sum[$0] / known[$0] : 0 }
        var squares = [Double](repeating: 0, count: width)
        for row in 0..<rows.rowCount {
            for column in 0..<width {
                let difference = columns.value(values[row * width + column], column: column) - mean[column]
                if !difference.isNaN { squares[column] += difference * difference }
            }
        }
        self.mean = mean
        let (lowest, highest) = (columns.lowest, columns.highest)
        let inverses = (0..<width).map { column in
            let deviation = known[column] > 0 ? (squares[column] / known[column]).squareRoot() : 0
            // A deviation below a rounding error of the values, or lost to underflow, is that of a constant.
            let size = Swift.max(abs(lowest[column]), abs(highest[column]))
            return lowest[column] < highest[column] && deviation > 1e-14 * size && deviation > 1e-150
                ? 1 / deviation : 0.0
        }
        inverseDeviation = inverses
        varying = inverses.indices.filter { inverses[$0] > 0 }
    }

    /// The standardised value; 0 where it is missing.
    func standardized(_ x: Double, column: Int) -> Double {
        let value = (columns.value(x, column: column) - mean[column]) * inverseDeviation[column]
        return value.isNaN ? 0 : Swift.min(Swift.max(value, -1e6), 1e6)
    }
}

extension StandardizedColumns: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("range", nested: columns)
        weights.set("mean", mean)
        weights.set("inverseDeviation", inverseDeviation)
    }

    init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("range", as: FiniteColumns.self)
        mean = try weights.vector("mean", count: columns.count)
        inverseDeviation = try weights.vector("inverseDeviation", count: columns.count)
        guard mean.allSatisfy({ abs($0) <= FiniteColumns.limit }) else { throw .invalid(name: "mean", requirement: "within ±1e150") }
        // So bounded, the product with a difference of at most 2e150 is finite.
        guard inverseDeviation.allSatisfy({ (0...1e150).contains($0) }) else {
            throw .invalid(name: "inverseDeviation", requirement: "from 0 to 1e150")
        }
        let inverses = inverseDeviation
        varying = inverses.indices.filter { inverses[$0] > 0 }
    }
}
