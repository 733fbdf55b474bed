import LinearAlgebra
import Statistics

/// Means that stand for many rows, for models that may keep no row of what they were fitted on.
enum Prototypes {
    /// A cluster of fewer rows leaves no prototype.
    static let leastRows = 5
    /// Rows a cluster that the clusters are sought in; all rows then go to the nearest.
    private static let sampledRows = 32
    private static let iterations = 10

    /// The rows themselves for a count of 0; else at most so many means, each of at least five rows (of all where there are fewer
    /// than ten), of the clusters of `KMeans`. Rows far from all others, in clusters too small, leave nothing.
    ///
    /// - Complexity: O(n p k), and O(p k²) thirty-two times for each of ten iterations.
    static func kept(_ rows: Matrix, _ columns: DistanceColumns, count: Int, seed: UInt64) -> Matrix {
        if count == 0 { return rows }
        let wanted = Swift.max(1, Swift.min(count, rows.rowCount / leastRows))
        var stream = RandomStream(seed: seed, stream: "prototypes")
        var sample = stream.sample(count: wanted * sampledRows, from: rows.rowCount)
        sample.sort()
        let clusters = KMeans(
            sample.count == rows.rowCount ? rows : rows.selectingRows(sample), weights: columns.weights, count: wanted, trials: 1,
            iterations: iterations, tolerance: 0, seed: seed)
        let members = KMeans.assign(rows, to: clusters.centers, columns.weights)
        let sizes = KMeans.sizes(members, count: clusters.centers.rowCount)
        let means = KMeans.means(rows, members, count: sizes.count)
        let large = sizes.indices.filter { sizes[$0] >= leastRows }
        if large.isEmpty {
            return columns.completed(KMeans.means(rows, [Int32](repeating: 0, count: rows.rowCount), count: 1), isCompact: true)
        }
        return columns.completed(means.selectingRows(large), isCompact: true)
    }
}
