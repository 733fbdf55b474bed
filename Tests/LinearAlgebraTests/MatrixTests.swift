import Foundation
import Testing

import LinearAlgebra

/// A small generator of its own, so that this room is tested without the next.
func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
    }
}

func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    Matrix(rowCount: rows, columnCount: columns, elements: numbers(rows * columns, seed: seed))
}

/// The slow product that the fast one is held against.
func plainProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(rowCount: a.rowCount, columnCount: b.columnCount)
    for i in 0..<a.rowCount {
        for j in 0..<b.columnCount {
            for k in 0..<a.columnCount { result[i, j] += a[i, k] * b[k, j] }
        }
    }
    return result
}

func distance(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.elements, b.elements).map { abs($0 - $1) }.max() ?? 0
}

@Suite struct MatrixTests {
    @Test(arguments: [(1, 1, 1), (3, 4, 5), (17, 9, 23), (130, 70, 33), (0, 3, 2), (3, 0, 2), (2, 3, 0)])
    func productsAgreeWithTheDefinition(_ m: Int, _ k: Int, _ n: Int) {
        let a = random(m, k, seed: 1)
        let b = random(k, n, seed: 2)
        let expected = plainProduct(a, b)
        #expect(a.multiplied(by: b).rowCount == m && a.multiplied(by: b).columnCount == n)
        #expect(distance(a.multiplied(by: b), expected) < 1e-13)
        #expect(distance(a.multiplied(byTransposeOf: b.transposed()), expected) < 1e-13)
        #expect(distance(a.transposed().transposeMultiplied(by: b), expected) < 1e-13)
        let x = numbers(k, seed: 3)
        let column = Matrix(rowCount: k, columnCount: 1, elements: x)
        let y = plainProduct(a, column).elements
        #expect(zip(a.multiplied(by: x), y).allSatisfy { abs($0 - $1) < 1e-13 })
        #expect(zip(a.transposed().transposeMultiplied(by: x), y).allSatisfy { abs($0 - $1) < 1e-13 })
    }

    @Test func gramIsExactlySymmetricAndTheSameForAnyThreadCount() {
        let a = random(5000, 37, seed: 4)
        let before = BLASRuntime.threadCount
        defer { BLASRuntime.threadCount = before }
        BLASRuntime.threadCount = 1
        let single = a.gram()
        BLASRuntime.threadCount = 2
        let double = a.gram()
        #expect(single == double)
        #expect(single == single.transposed())
        #expect(distance(single, plainProduct(a.transposed(), a)) < 1e-9)
    }

    @Test func selectionsAndAccess() {
        let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
        #expect(a.row(1) == [4, 5, 6] && a.column(2) == [3, 6])
        #expect(a.selectingRows([1, 0, 1]) == Matrix(rows: [[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
        #expect(a.selectingColumns([2, 0]) == Matrix(rows: [[3, 1], [6, 4]]))
        #expect(a.selectingRows([]).columnCount == 3)
        #expect(a.transposed().transposed() == a)
        #expect(Matrix(rows: []).rowCount == 0)
    }

    @Test func codingKeepsMissingValuesAndRefusesWrongSizes() throws {
        let a = Matrix(rows: [[1.1, .nan], [-3e-300, 4]])
        let decoded = try JSONDecoder().decode(Matrix.self, from: JSONEncoder().encode(a))
        #expect(decoded[0, 1].isNaN && decoded[0, 0] == 1.1 && decoded[1, 0] == -3e-300)
        #expect(a != decoded, "a missing value equals nothing")
        for wrong in [
            #"{"rowCount":2,"columnCount":2,"elements":[1,2,3]}"#, #"{"rowCount":-1,"columnCount":-1,"elements":[1]}"#,
            #"{"rowCount":4611686018427387904,"columnCount":4,"elements":[]}"#,
        ] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix.self, from: Data(wrong.utf8)) }
        }
    }

    @Test func runtimeNamesItself() {
        #expect(!BLASRuntime.coreName.isEmpty)
        #expect(BLASRuntime.configuration.contains("OpenBLAS"))
        #expect(BLASRuntime.threadCount >= 1)
    }
}
