import Testing

import LinearAlgebra

@Suite struct RowTransformTests {
    func matrix(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double) -> Matrix {
        var result = Matrix(rowCount: rows, columnCount: columns)
        for row in 0..<rows { for column in 0..<columns { result[row, column] = element(row, column) } }
        return result
    }

    /// Oracle: sums from left to right. They are equal to the last bit, in every lane and beside any other rows.
    @Test(arguments: [(1, 1), (4, 4), (5, 3), (7, 7), (2, 9), (13, 13)])
    func everyOutputIsTheSumFromLeftToRight(_ outputs: Int, _ inputs: Int) {
        let full = matrix(outputs, inputs) { 1 / Double(1 + $0 + 2 * $1) - 0.3 }
        let lower = matrix(outputs, inputs) { $1 <= $0 ? 1 / Double(1 + $0 + 2 * $1) - 0.3 : 0 }
        let rows = matrix(64, inputs) { Double(($0 * 37 + $1 * 11) % 29) / 7 - 2 }
        for weights in [full, lower] {
            let transform = RowTransform(weights)
            for count in [1, 3, 4, 64] {
                var block = LaneBlock(valueCount: inputs)
                var result = LaneBlock(valueCount: outputs)
                block.rowCount = count
                for row in 0..<count { for column in 0..<inputs { block.lanes[column * 64 + row] = rows[row, column] } }
                transform.apply(to: block, into: &result)
                let lengths = result.squaredLengths()
                #expect(lengths.count == count)
                for row in 0..<count {
                    var length = 0.0
                    for output in 0..<outputs {
                        var sum = 0.0
                        for column in 0..<inputs { sum += rows[row, column] * weights[output, column] }
                        #expect(result.lanes[output * 64 + row] == sum)
                        length += sum * sum
                    }
                    #expect(lengths[row] == length)
                    #expect(transform.apply(to: rows.row(row))[0] == result.lanes[row])
                }
            }
        }
    }

    @Test func gramsAddUpOverBlocks() {
        let rows = matrix(50, 4) { Double(($0 * 7 + $1 * 5) % 11) - 4 }
        var accumulator = GramAccumulator(columnCount: 4)
        accumulator.add(30, rowsOf: rows.selectingRows(0..<30).elements)
        accumulator.add(20, rowsOf: rows.selectingRows(30..<50).elements)
        accumulator.add(0, rowsOf: [])
        #expect(accumulator.gram == rows.gram())
    }

    @Test func theInverseFactorWhitens() throws {
        let rows = matrix(20, 5) { Double(($0 * 13 + $1 * $1 * 3 + $0 * $1) % 17) - 8 }
        let cholesky = try Cholesky(rows.gram())
        let identity = cholesky.inverseFactor().multiplied(by: cholesky.factor)
        for row in 0..<5 {
            for column in 0..<5 { #expect(abs(identity[row, column] - (row == column ? 1 : 0)) < 1e-12) }
        }
    }
}
