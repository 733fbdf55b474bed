import Detection
import LinearAlgebra

/// The finite range of each column at fit, by which later infinities become numbers.
///
/// Values beyond ±1e150 are taken as that, so that squares of them can be summed.
struct FiniteColumns: Sendable, Equatable {
    static let limit = 1e150

    /// Both 0 for a column without any finite value.
    let lowest: [Double]
    let highest: [Double]

    var count: Int { lowest.count }

    /// - Complexity: O(n p).
    init(_ rows: Matrix) {
        let count = rows.columnCount
        var low = [Double](repeating: .infinity, count: count)
        var high = [Double](repeating: -.infinity, count: count)
        let elements = rows.elements
        let values = elements.span
        for row in 0..<rows.rowCount {
            for column in 0..<count {
                let value = values[row * count + column]
                guard value.isFinite else { continue }
                let limited = Swift.min(Swift.max(value, -Self.limit), Self.limit)
                low[column] = Swift.min(low[column], limited)
                high[column] = Swift.max(high[column], limited)
            }
        }
        for column in 0..<count where low[column] > high[column] {
            low[column] = 0
            high[column] = 0
        }
        lowest = low
        highest = high
    }

    /// A value as the models see it: finite, or NaN where missing.
    func value(_ x: Double, column: Int) -> Double {
        // The common case in one comparison; NaN and infinities fail it.
        if abs(x) <= Self.limit { return x }
        if x == .infinity { return highest[column] }
        if x == -.infinity { return lowest[column] }
        return x.isNaN ? x : x < 0 ? -Self.limit : Self.limit
    }

    /// - Precondition: as many columns.
    func values(of rows: Matrix) -> Matrix {
        precondition(rows.columnCount == count, "the columns of the fit")
        let elements = rows.elements
        let source = elements.span
        var result = [Double](repeating: 0, count: elements.count)
        var target = result.mutableSpan
        for row in 0..<rows.rowCount {
            for column in 0..<count { target[row * count + column] = value(source[row * count + column], column: column) }
        }
        return Matrix(rowCount: rows.rowCount, columnCount: count, elements: result)
    }
}

extension FiniteColumns: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("lowest", lowest)
        weights.set("highest", highest)
    }

    init(from weights: Weights) throws(WeightError) {
        lowest = try weights.vector("lowest")
        highest = try weights.vector("highest", count: lowest.count)
        guard lowest.allSatisfy({ abs($0) <= Self.limit }), highest.allSatisfy({ abs($0) <= Self.limit }),
            zip(lowest, highest).allSatisfy({ $0 <= $1 })
        else { throw .invalid(name: "highest", requirement: "at least the tensor lowest in every column, and within ±1e150") }
    }
}
