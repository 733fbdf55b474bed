import LinearAlgebra
import Statistics

/// What every model keeps of the columns it was fitted on: which vary, and their finite range.
struct FrozenColumns: Sendable, Equatable {
    let columnCount: Int
    /// The columns with at least two different finite values, ascending.
    let kept: [Int]
    /// The finite range of each kept column.
    let lowest: [Double]
    let highest: [Double]

    /// - Complexity: O(n p).
    init(_ rows: Matrix) throws(DetectionError) {
        guard rows.rowCount >= 2 else { throw .tooFewRows(required: 2, found: rows.rowCount) }
        let count = rows.columnCount
        var low = [Double](repeating: .infinity, count: count)
        var high = [Double](repeating: -.infinity, count: count)
        let elements = rows.elements
        let values = elements.span
        for start in stride(from: 0, to: count > 0 ? values.count : 0, by: Swift.max(count, 1)) {
            for column in 0..<count {
                let value = values[start + column]
                // Comparisons with NaN are false, and infinities are left out by their size.
                if value < low[column], value >= -.greatestFiniteMagnitude { low[column] = value }
                if value > high[column], value <= .greatestFiniteMagnitude { high[column] = value }
            }
        }
        let kept = (0..<count).filter { low[$0] < high[$0] }
        guard !kept.isEmpty else { throw .noVaryingColumns }
        columnCount = count
        self.kept = kept
        lowest = kept.map { low[$0] }
        highest = kept.map { high[$0] }
    }

    /// The median of each kept column among rows drawn at random, all when there are no more: a stand-in for missing values that
    /// does not cost a sort of every column. Where the rows drawn have none, the middle of the range.
    func sampledMedians(_ rows: Matrix, count: Int, seed: UInt64) -> [Double] {
        var stream = RandomStream(seed: seed, stream: "sampled-medians")
        let sample = values(of: rows.selectingRows(stream.sample(count: count, from: rows.rowCount)))
        return kept.indices.map { column in
            let center = median(sample.column(column))
            return center.isNaN ? lowest[column] / 2 + highest[column] / 2 : center
        }
    }

    /// Whether no column was dropped.
    var isWhole: Bool { kept.count == columnCount }

    /// An infinite value becomes the end of the range; a missing one stays missing.
    ///
    /// - Parameter column: its place among the kept columns.
    @inline(__always)
    func clamped(_ column: Int, _ value: Double) -> Double {
        value.isInfinite ? (value > 0 ? highest[column] : lowest[column]) : value
    }

    /// The kept values of one row: missing ones stay missing, infinite ones become the end of the column's range.
    func values(of row: ArraySlice<Double>) -> [Double] {
        kept.indices.map { index in
            let value = row[row.startIndex + kept[index]]
            if value == .infinity { return highest[index] }
            return value == -.infinity ? lowest[index] : value
        }
    }

    /// The kept values of all rows; the matrix itself, not a copy, where there is nothing to drop or to replace.
    func values(of rows: Matrix) -> Matrix {
        let elements = rows.elements
        let source = elements.span
        if isWhole {
            var hasInfinity = false
            for index in source.indices { hasInfinity = hasInfinity || source[index].isInfinite }
            if !hasInfinity { return rows }
        }
        var result = [Double](repeating: 0, count: rows.rowCount * kept.count)
        var target = result.mutableSpan
        for row in 0..<rows.rowCount {
            for (index, column) in kept.enumerated() {
                let value = source[row * rows.columnCount + column]
                target[row * kept.count + index] =
                    value == .infinity ? highest[index] : value == -.infinity ? lowest[index] : value
            }
        }
        return Matrix(rowCount: rows.rowCount, columnCount: kept.count, elements: result)
    }

    /// Values of the kept columns back in their places, zeros elsewhere.
    func spread(_ kept: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: columnCount)
        for (index, column) in self.kept.enumerated() { result[column] = kept[index] }
        return result
    }
}

extension FrozenColumns: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("count", Double(columnCount))
        weights.set("kept", kept.map { Int32($0) })
        weights.set("lowest", lowest)
        weights.set("highest", highest)
    }

    init(from weights: Weights) throws(WeightError) {
        columnCount = try weights.integer("count", in: 1...Int(Int32.max))
        kept = try weights.integers("kept", in: 0...columnCount - 1).map(Int.init)
        guard !kept.isEmpty, zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "kept", requirement: "ascending column numbers, at least one")
        }
        lowest = try weights.vector("lowest", count: kept.count)
        highest = try weights.vector("highest", count: kept.count)
        guard zip(lowest, highest).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "highest", requirement: "above the tensor lowest in every column")
        }
    }
}
