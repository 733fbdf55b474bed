import Testing

import Detection
import LinearAlgebra
import Statistics

@Suite struct KMeansTests {
    static func blobs(_ sizes: [Int], seed: UInt64) -> Matrix {
        var stream = RandomStream(seed: seed)
        var rows: [[Double]] = []
        for (blob, size) in sizes.enumerated() {
            for _ in 0..<size { rows.append([20 * Double(blob) + stream.normal(), 7 * Double(blob % 2) + stream.normal()]) }
        }
        return Matrix(rows: rows)
    }

    func cluster(_ rows: Matrix, _ count: Int, weights: [Double] = [1, 1], seed: UInt64 = 1) -> KMeans {
        KMeans(rows, weights: weights, count: count, trials: 4, iterations: 300, tolerance: 1e-4, seed: seed)
    }

    @Test func clustersFarApartAreFound() {
        let sizes = [200, 30, 90, 4]
        let rows = Self.blobs(sizes, seed: 1)
        for seed in 1...5 {
            let found = cluster(rows, 4, seed: UInt64(seed))
            #expect(found.sizes.sorted() == sizes.sorted())
            var start = 0
            for size in sizes {
                let members = Set(found.members[start..<start + size])
                #expect(members.count == 1)
                let center = Int(members.first ?? 0)
                for column in 0..<2 {
                    var mean = 0.0
                    for row in start..<start + size { mean += rows[row, column] / Double(size) }
                    #expect(abs(found.centers[center, column] - mean) < 1e-12 * 60)
                }
                start += size
            }
        }
    }

    @Test func everyRowIsInTheClusterOfItsNearestCenterAndThreadsChangeNothing() {
        let before = BLASRuntime.threadCount
        defer { BLASRuntime.threadCount = before }
        let rows = NearestNeighborsTests.normal(3000, 6, seed: 2)
        let weights = [1.0, 2, 1, 1, 0.5, 1]
        BLASRuntime.threadCount = 2
        let found = cluster(rows, 64, weights: weights)
        BLASRuntime.threadCount = 1
        #expect(cluster(rows, 64, weights: weights) == found)
        let centers = NearestNeighbors(rows: found.centers, weights: weights)
        for row in 0..<rows.rowCount {
            let distances = (0..<64).map { centers.squaredDistance(rows, row, to: $0) }
            #expect(distances.firstIndex(of: distances.min() ?? 0) == Int(found.members[row]))
        }
        #expect(found.sizes.reduce(0, +) == 3000 && !found.sizes.contains(0))
    }

    @Test func fewerDifferentRowsThanClustersMakeAClusterOfEach() {
        let rows = Matrix(rows: (0..<60).map { (row: Int) -> [Double] in [Double(row % 3), 0.1 * Double(row % 3)] })
        let found = cluster(rows, 8)
        #expect(found.sizes == [20, 20, 20])
        for row in 0..<60 { #expect(found.centers.row(Int(found.members[row])) == rows.row(row)) }
        #expect(cluster(Matrix(rows: [[5, 5]]), 8).sizes == [1])
    }
}
