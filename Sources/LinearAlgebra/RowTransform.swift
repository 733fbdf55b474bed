/// `y = W x` for many rows x, each in one fixed order of operations: what a row gives never depends, to the last bit, on the rows
/// beside it, on how many there are, nor on the number of threads, as that of a blocked library routine may.
///
/// The sum `W[i, 0] x[0] + W[i, 1] x[1] + …` runs from left to right up to the last column in which the tile of four outputs
/// around i has a weight, so a lower triangular W costs half. Speed comes from `LaneBlock`: neighbouring rows lie in neighbouring
/// lanes of a vector, four rows and four outputs at once.
public struct RowTransform: Sendable, Equatable {
    public let inputCount: Int
    public let outputCount: Int
    /// Tile after tile: the four weights of column 0, of column 1, …
    private let packed: [Double]
    private let tileStarts: [Int]
    private let tileLengths: [Int]
    private static let tile = 4

    /// - Parameter weights: W, one output a row.
    /// - Complexity: O(k p).
    public init(_ weights: Matrix) {
        (outputCount, inputCount) = (weights.rowCount, weights.columnCount)
        var packed: [Double] = []
        var starts: [Int] = []
        var lengths: [Int] = []
        for first in stride(from: 0, to: weights.rowCount, by: Self.tile) {
            let outputs = first..<Swift.min(first + Self.tile, weights.rowCount)
            var length = 0
            for output in outputs {
                for column in 0..<weights.columnCount where column >= length && weights[output, column] != 0 { length = column + 1 }
            }
            starts.append(packed.count)
            lengths.append(length)
            for column in 0..<length {
                for output in first..<first + Self.tile {
                    packed.append(output < weights.rowCount ? weights[output, column] : 0)
                }
            }
        }
        (self.packed, tileStarts, tileLengths) = (packed, starts, lengths)
    }

    /// Overwrites `result` by the outputs of the rows in `block`.
    ///
    /// - Precondition: `block` has a value for each input and `result` one for each output.
    /// - Complexity: O(b k p) for b rows.
    public func apply(to block: LaneBlock, into result: inout LaneBlock) {
        precondition(block.valueCount >= inputCount && result.valueCount >= outputCount, "a place for every value")
        precondition(block.rowCount <= LaneBlock.capacity, "no more rows than lanes")
        precondition(block.lanes.count >= inputCount * LaneBlock.capacity, "all lanes of every value")
        precondition(result.lanes.count >= tileStarts.count * Self.tile * LaneBlock.capacity, "all lanes of every value")
        result.rowCount = block.rowCount
        let lanes = (block.rowCount + 3) / 4 * 4
        let width = LaneBlock.capacity
        unsafe block.lanes.withUnsafeBufferPointer { input in
            unsafe result.lanes.withUnsafeMutableBufferPointer { output in
                unsafe packed.withUnsafeBufferPointer { packed in
                    guard let x = input.baseAddress, let y = output.baseAddress else { return }
                    for tile in tileStarts.indices {
                        let length = tileLengths[tile]
                        let start = tileStarts[tile]
                        for lane in stride(from: 0, to: lanes, by: 4) {
                            var sum0 = SIMD4<Double>()
                            var sum1 = SIMD4<Double>()
                            var sum2 = SIMD4<Double>()
                            var sum3 = SIMD4<Double>()
                            for column in 0..<length {
                                let value = unsafe UnsafeRawPointer(x + (column &* width &+ lane)).loadUnaligned(as: SIMD4<Double>.self)
                                let weights = unsafe packed.baseAddress.unsafelyUnwrapped + (start &+ column &* 4)
                                unsafe sum0 += value * weights[0]
                                unsafe sum1 += value * weights[1]
                                unsafe sum2 += value * weights[2]
                                unsafe sum3 += value * weights[3]
                            }
                            let place = unsafe UnsafeMutableRawPointer(y + (tile &* 4 &* width &+ lane))
                            unsafe place.storeBytes(of: sum0, as: SIMD4<Double>.self)
                            unsafe (place + width * 8).storeBytes(of: sum1, as: SIMD4<Double>.self)
                            unsafe (place + width * 16).storeBytes(of: sum2, as: SIMD4<Double>.self)
                            unsafe (place + width * 24).storeBytes(of: sum3, as: SIMD4<Double>.self)
                        }
                    }
                }
            }
        }
    }

    /// The outputs of one row, the same as in a block to the last bit.
    ///
    /// - Complexity: O(k p).
    public func apply(to row: [Double]) -> [Double] {
        precondition(row.count == inputCount, "one value for each input")
        var block = LaneBlock(valueCount: inputCount)
        var result = LaneBlock(valueCount: outputCount)
        block.rowCount = 1
        for (index, value) in row.enumerated() { block.lanes[index * LaneBlock.capacity] = value }
        apply(to: block, into: &result)
        return (0..<outputCount).map { result.lanes[$0 * LaneBlock.capacity] }
    }
}

/// A few rows turned on their side: value after value, and within a value row after row, so that neighbouring rows fill a vector.
public struct LaneBlock: Sendable {
    /// The most rows a block holds: with a hundred values a row it still lies in the nearest caches.
    public static let capacity = 64
    public let valueCount: Int
    /// Lanes from here on hold whatever they held before, and nothing that is read depends on them.
    public var rowCount = 0
    /// Value v of row r stands at `64 v + r`. Its length never changes.
    public var lanes: [Double]

    /// All zeros.
    public init(valueCount: Int) {
        self.valueCount = valueCount
        lanes = [Double](repeating: 0, count: (valueCount + 3) / 4 * 4 * Self.capacity)
    }

    /// The sum of the squares of each row's values, from the first value to the last.
    ///
    /// - Complexity: O(b p) for b rows.
    public func squaredLengths() -> [Double] {
        precondition(lanes.count >= valueCount * Self.capacity, "all lanes of every value")
        var sums = [Double](repeating: 0, count: Self.capacity)
        let values = lanes.span
        var totals = sums.mutableSpan
        for value in 0..<valueCount {
            for row in 0..<Self.capacity {
                let element = unsafe values[unchecked: value &* Self.capacity &+ row]
                unsafe totals[unchecked: row] += element * element
            }
        }
        sums.removeLast(Self.capacity - rowCount)
        return sums
    }
}
