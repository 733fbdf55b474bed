import LinearAlgebra
import Statistics
import Testing

@Suite struct LloydClustersTests {
    @Test func threeHeapsAreFound() {
        var random = RandomStream(seed: 3, stream: "heaps")
        let centers: [(Double, Double)] = [(0, 0), (10, 0), (0, 10)]
        let elements = (0..<90).flatMap { row in [centers[row % 3].0 + random.uniform(), centers[row % 3].1 + random.uniform()] }
        let clusters = LloydClusters(Matrix(rowCount: 90, columnCount: 2, elements: elements), count: 3)
        #expect(clusters.centers.rowCount == 3)
        for row in 0..<90 { #expect(clusters.members[row] == clusters.members[row % 3]) }
        #expect(Set(clusters.members).count == 3)
        for row in 0..<3 { #expect(abs(clusters.centers[row, 0] - clusters.centers[row, 0].rounded()) < 0.6) }
    }

    @Test func fewerDifferentRowsThanClusters() {
        let clusters = LloydClusters(Matrix(rowCount: 4, columnCount: 1, elements: [1, 1, 2, 2]), count: 5)
        #expect(clusters.centers.rowCount == 2)
        #expect(clusters.members[0] == clusters.members[1] && clusters.members[1] != clusters.members[2])
    }
}
