import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct NearestNeighborsTests {
    /// The slow version: every distance, sorted.
    static func oracle(_ neighbors: NearestNeighbors, _ queries: Matrix, isOwn: Bool) -> [[Int32]] {
        var result: [[Int32]] = []
        for row in 0..<queries.rowCount {
            let others = (0..<neighbors.rows.rowCount).filter { !isOwn || $0 != row }
            let distances = others.map { neighbors.squaredDistance(queries, row, to: $0) }
            let order = others.indices.sorted { distances[$0] == distances[$1] ? $0 < $1 : distances[$0] < distances[$1] }
            result.append(order.prefix(40).map { Int32(others[$0]) })
        }
        return result
    }

    static func normal(_ rowCount: Int, _ columnCount: Int, seed: UInt64, _ shape: (Double) -> Double = { $0 }) -> Matrix {
        var stream = RandomStream(seed: seed)
        return Matrix(
            rowCount: rowCount, columnCount: columnCount,
            elements: (0..<rowCount * columnCount).map { _ in shape(stream.normal()) })
    }

    static let tables: [(String, Matrix)] = {
        var far = normal(500, 6, seed: 4)
        for column in 0..<6 { far[17, column] = 1e12 * Double(column + 1) }
        var apart = normal(450, 4, seed: 5)
        for row in 0..<225 { apart[row, 0] += 1e90 }
        return [
            ("normal", normal(700, 50, seed: 1)),
            ("many ties", normal(600, 3, seed: 2) { $0.rounded() }),
            ("equal rows", normal(500, 2, seed: 3) { $0 > 1.5 ? 1 : 0 }),
            ("one far row", far),
            ("two worlds", apart),
            ("far from zero", normal(400, 5, seed: 6) { 1e9 + $0 }),
            ("tiny", normal(400, 5, seed: 7) { 1e-170 * $0 }),
            ("one column", normal(900, 1, seed: 8)),
            ("few rows", normal(7, 3, seed: 9)),
        ]
    }()

    @Test func neighborsAreTheExactOnes() {
        for (name, rows) in Self.tables {
            let weights = (0..<rows.columnCount).map { 1 / Double($0 + 1) }
            let neighbors = NearestNeighbors(rows: rows, weights: weights)
            let queries = rows.selectingRows((0..<60).map { $0 * 5 % rows.rowCount })
            let own = Self.oracle(neighbors, rows, isOwn: true)
            let new = Self.oracle(neighbors, queries, isOwn: false)
            for count in [1, 5, 40] {
                #expect(neighbors.searchAmongRows(count: count).members == own.flatMap { $0.prefix(count) }, "\(name), \(count)")
                let found = neighbors.search(queries, count: count)
                #expect(found.members == new.flatMap { $0.prefix(count) }, "\(name), \(count)")
                let alone = neighbors.search(queries.selectingRows([59]), count: count)
                #expect(Array(found.members.suffix(found.count)) == alone.members, "\(name), \(count)")
            }
        }
    }

    @Test func rowsTooLongForSinglePrecisionAreFoundToo() {
        let rows = Self.normal(300, 4, seed: 10)
        var queries = Self.normal(40, 4, seed: 11)
        for column in 0..<4 { queries[3, column] = 1e60; queries[20, column] = -1e99 }
        let neighbors = NearestNeighbors(rows: rows, weights: [1, 1, 1, 1])
        #expect(neighbors.search(queries, count: 40).members == Self.oracle(neighbors, queries, isOwn: false).flatMap { $0 })
    }

    @Test func blocksMeetWithoutGapOrOverlap() {
        // More rows than a block, by less and by more than are worth a product.
        for extra in [5, 300] {
            let rows = Self.normal(4096 + extra, 2, seed: 12)
            let neighbors = NearestNeighbors(rows: rows, weights: [1, 1])
            let own = neighbors.searchAmongRows(count: 4)
            let all = neighbors.search(rows, count: 5)
            for row in 0..<rows.rowCount {
                let others = (0..<5).map { all[row, $0] }
                #expect(others[0] == row && Array(others.dropFirst()) == (0..<4).map { own[row, $0] })
            }
        }
    }

    @Test func distancesAreWeightedAndEuclidean() {
        let (left, right) = (Self.normal(20, 11, seed: 13), Self.normal(20, 11, seed: 14))
        let weights = (0..<11).map { 0.5 + Double($0) }
        let neighbors = NearestNeighbors(rows: right, weights: weights)
        for row in 0..<20 {
            var sum = 0.0
            for column in 0..<11 {
                let difference = (left[row, column] - right[19 - row, column]) * weights[column]
                sum += difference * difference
            }
            let found = neighbors.squaredDistance(left, row, to: 19 - row)
            #expect(abs(found - sum) < 1e-14 * sum)
        }
    }
}
