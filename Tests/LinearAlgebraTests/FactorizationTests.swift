import Foundation
import Testing

import LinearAlgebra

@Suite struct FactorizationTests {
    func positiveDefinite(_ size: Int) -> Matrix {
        var matrix = random(size + 5, size, seed: 9).gram()
        for index in 0..<size { matrix[index, index] += 0.1 }
        return matrix
    }

    @Test(arguments: [1, 2, 7, 40, 150])
    func choleskyReproducesSolvesAndSubstitutes(_ size: Int) throws {
        let matrix = positiveDefinite(size)
        let cholesky = try Cholesky(matrix)
        #expect(distance(cholesky.factor.multiplied(byTransposeOf: cholesky.factor), matrix) < 1e-12)
        for row in 0..<size {
            for column in row + 1..<max(size, row + 1) { #expect(cholesky.factor[row, column] == 0) }
        }
        let rows = random(13, size, seed: 10)
        let solved = cholesky.solve(rows: rows)
        #expect(distance(solved.multiplied(by: matrix), rows) < 1e-11)
        #expect(distance(Matrix(rows: [cholesky.solve(rows.row(4))]), Matrix(rows: [solved.row(4)])) < 1e-12)
        let substituted = cholesky.forwardSubstitution(rows: rows)
        #expect(distance(substituted.multiplied(byTransposeOf: cholesky.factor), rows) < 1e-12)
        let center = numbers(size, seed: 11)
        let distances = cholesky.squaredDistances(of: rows, selecting: [4, 0, 12], from: center)
        for (row, distance) in zip([4, 0, 12], distances) {
            let difference = zip(rows.row(row), center).map { $0 - $1 }
            let expected = zip(difference, cholesky.solve(difference)).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(distance - expected) < 1e-9 * expected)
        }
        let inverse = cholesky.inverse()
        #expect(inverse == inverse.transposed())
        #expect(distance(inverse.multiplied(by: matrix), .identity(size)) < 1e-10)
    }

    @Test func logDeterminantAgreesWithTheEigenvalues() throws {
        let matrix = positiveDefinite(20)
        let logarithms = try SymmetricEigen(matrix).values.map { log($0) }.reduce(0, +)
        #expect(abs(try Cholesky(matrix).logDeterminant - logarithms) < 1e-10)
        // [[4, 2], [2, 3]] has determinant 8.
        #expect(abs(try Cholesky(Matrix(rows: [[4, 2], [2, 3]])).logDeterminant - log(8)) < 1e-15)
        #expect(try Cholesky(Matrix(rows: [])).logDeterminant == 0)
    }

    @Test func matricesThatHaveNoFactorAreNamedErrors() {
        func failure(_ rows: [[Double]]) -> LinearAlgebraError? {
            do { _ = try Cholesky(Matrix(rows: rows)); return nil } catch { return error }
        }
        #expect(failure([[1, 2], [2, 1]]) == .notPositiveDefinite(leadingMinor: 2))
        #expect(failure([[0]]) == .notPositiveDefinite(leadingMinor: 1))
        #expect(failure([[1, 1, 0], [1, 1, 0], [0, 0, 1]]) == .notPositiveDefinite(leadingMinor: 2))
        #expect(failure([[1, 0.1], [0.1, 0.010000000000000002]]) == .notPositiveDefinite(leadingMinor: 2))
        #expect(failure([[1, 0], [.nan, 1]]) == .notFinite(row: 1, column: 0))
        #expect(failure([[1e-200]]) == nil)
    }

    @Test(arguments: [1, 2, 30])
    func eigenvectorsReproduceTheMatrix(_ size: Int) throws {
        let matrix = positiveDefinite(size)
        let eigen = try SymmetricEigen(matrix)
        #expect(eigen.values == eigen.values.sorted())
        #expect(distance(eigen.vectors.multiplied(byTransposeOf: eigen.vectors), .identity(size)) < 1e-12)
        var scaled = eigen.vectors
        for row in 0..<size { for column in 0..<size { scaled[row, column] *= eigen.values[row] } }
        #expect(distance(eigen.vectors.transposeMultiplied(by: scaled), matrix) < 1e-11)
    }

    @Test func eigenvaluesOfAKnownMatrix() throws {
        // The second difference matrix of size n has the eigenvalues 2 - 2 cos(kπ / (n + 1)).
        let size = 12
        var matrix = Matrix(rowCount: size, columnCount: size)
        for index in 0..<size {
            matrix[index, index] = 2
            if index > 0 { matrix[index, index - 1] = -1 }
        }
        let values = try SymmetricEigen(matrix).values
        for (index, value) in values.enumerated() {
            #expect(abs(value - (2 - 2 * cos(Double(index + 1) * .pi / Double(size + 1)))) < 1e-13)
        }
    }
}
