import LinearAlgebra

/// The mean and the covariance (divided by the number of rows) of some of the rows.
struct TrimmedMoments: Sendable, Equatable {
    var mean: [Double]
    var covariance: Matrix

    static let blockSize = 256

    /// One pass: sums of the deviations from a place near the mean, and of their products.
    ///
    /// - Parameter place: near the mean, or rounding grows with the square of the distance; nil finds the mean first.
    /// - Complexity: O(k p²) for k rows named.
    init(of rows: WorkingRows, at named: some RandomAccessCollection<Int>, around place: [Double]? = nil) {
        let width = rows.columnCount
        let place = place ?? TrimmedMoments.mean(of: rows, at: named)
        var sums = [Double](repeating: 0, count: width)
        var accumulator = GramAccumulator(columnCount: width)
        var block = [Double](repeating: 0, count: Self.blockSize * width)
        for start in stride(from: 0, to: named.count, by: Self.blockSize) {
            let part = Array(named.dropFirst(start).prefix(Self.blockSize))
            rows.fill(&block, with: part, less: place, addingTo: &sums)
            accumulator.add(part.count, rowsOf: block)
        }
        let count = Double(named.count)
        let shift = sums.map { $0 / count }
        covariance = accumulator.gram
        for row in 0..<width {
            for column in 0..<width { covariance[row, column] = covariance[row, column] / count - shift[row] * shift[column] }
        }
        mean = (0..<width).map { place[$0] + shift[$0] }
    }

    /// Of all rows.
    ///
    /// - Complexity: O(n p²).
    init(ofAll rows: WorkingRows) {
        self.init(of: rows, at: 0..<rows.rowCount, around: [Double](repeating: 0, count: rows.columnCount))
    }

    static func mean(of rows: WorkingRows, at named: some RandomAccessCollection<Int>) -> [Double] {
        let width = rows.columnCount
        var sums = [Double](repeating: 0, count: width)
        var block = [Double](repeating: 0, count: blockSize * width)
        let origin = sums
        for start in stride(from: 0, to: named.count, by: blockSize) {
            rows.fill(&block, with: Array(named.dropFirst(start).prefix(blockSize)), less: origin, addingTo: &sums)
        }
        return sums.map { $0 / Double(named.count) }
    }
}

extension WorkingRows {
    /// Writes the rows named, less a centre, one after the other, and adds them up.
    func fill(_ block: inout [Double], with named: [Int], less place: [Double], addingTo sums: inout [Double]) {
        let elements = rows.elements
        let source = elements.span
        let width = rows.columnCount
        let count = columnCount
        var target = block.mutableSpan
        var totals = sums.mutableSpan
        let origin = place.span
        for (place, row) in named.enumerated() {
            let start = row * width
            for index in 0..<count {
                let value =
                    if let columns { columns.value(source[start + columns.columns.kept[index]], index) - origin[index] } else {
                        source[start + index] - origin[index]
                    }
                target[place * count + index] = value
                totals[index] += value
            }
        }
    }

    /// `‖W (x - centre)‖²` of every row, each by itself in one order of operations.
    ///
    /// - Complexity: O(n p²).
    func squaredLengths(_ transform: RowTransform, from center: [Double]? = nil) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(rowCount)
        var block = LaneBlock(valueCount: columnCount)
        var outputs = LaneBlock(valueCount: transform.outputCount)
        for start in stride(from: 0, to: rowCount, by: LaneBlock.capacity) {
            fill(&block, from: start, less: center)
            transform.apply(to: block, into: &outputs)
            result += outputs.squaredLengths()
        }
        return result
    }
}

/// The `count` rows of least distance, ascending; of rows at the same distance the first.
///
/// - Complexity: O(n) on average.
func nearest(_ count: Int, by distances: [Double]) -> [Int] {
    guard count < distances.count else { return Array(distances.indices) }
    guard count > 0 else { return [] }
    var copy = distances
    let limit = copy.orderStatistic(at: count - 1)
    var inside = 0
    for distance in distances where distance < limit { inside += 1 }
    var result: [Int] = []
    result.reserveCapacity(count)
    var room = count - inside
    for (row, distance) in distances.enumerated() {
        if distance < limit {
            result.append(row)
        } else if distance == limit, room > 0 {
            result.append(row)
            room -= 1
        }
    }
    return result
}
