package import LinearAlgebra
import RealModule
import Statistics

/// k-means by Lloyd's iteration from a k-means++ start, the same on every machine.
///
/// S. Lloyd, "Least squares quantization in PCM" (IEEE Transactions on Information Theory 28(2), 1982); D. Arthur and
/// S. Vassilvitskii, "k-means++: the advantages of careful seeding" (SODA 2007), of several candidates for each centre the one
/// that lowers the sum of squared distances the most. Rows go to the nearest centre by `NearestNeighbors`, so ties go to the
/// first; sums run over the rows in order; a cluster that runs empty takes the row farthest from its centre.
package struct KMeans: Sendable, Equatable {
    /// The mean of each cluster, in weighted columns' own units.
    package let centers: Matrix
    /// The number of each row's nearest centre.
    package let members: [Int32]
    /// Rows in each cluster.
    package let sizes: [Int]

    /// - Parameters:
    ///   - rows: finite values; at least one row.
    ///   - weights: what the difference in each column is multiplied by.
    ///   - count: clusters wanted; where there are fewer different rows, there are as many clusters.
    ///   - trials: candidates for each centre at the start.
    ///   - tolerance: the iteration ends when the centres moved, in sum of squares, by no more than this share of the mean
    ///     variance of the weighted columns.
    /// - Complexity: O(n p k) for each iteration and each trial.
    package init(
        _ rows: Matrix, weights: [Double], count: Int, trials: Int, iterations: Int, tolerance: Double, seed: UInt64
    ) {
        precondition(rows.rowCount > 0 && count >= 1 && trials >= 1 && iterations >= 1, "rows and clusters")
        var stream = RandomStream(seed: seed, stream: "k-means")
        let start = Self.start(rows, weights, count, trials, &stream)
        var centers = rows.selectingRows(start)
        let limit = tolerance * Self.meanVariance(rows, weights)
        var members = Self.assign(rows, to: centers, weights)
        for _ in 0..<iterations {
            Self.fillEmpty(&members, rows, centers, weights)
            let moved = Self.means(rows, members, count: centers.rowCount)
            var shift = 0.0
            let old = NearestNeighbors(rows: centers, weights: weights)
            for center in 0..<centers.rowCount { shift += old.squaredDistance(moved, center, to: center) }
            centers = moved
            let before = members
            members = Self.assign(rows, to: centers, weights)
            if members == before || shift <= limit { break }
        }
        self.centers = centers
        self.members = members
        sizes = Self.sizes(members, count: centers.rowCount)
    }

    /// The number of each row's nearest centre: few centres are compared the plain way, many by products, with the same result.
    static func assign(_ rows: Matrix, to centers: Matrix, _ weights: [Double]) -> [Int32] {
        let neighbors = NearestNeighbors(rows: centers, weights: weights)
        if centers.rowCount >= 32 { return neighbors.search(rows, count: 1).members }
        return neighbors.nearest(rows, among: 0..<centers.rowCount).map { Int32($0.member) }
    }

    static func sizes(_ members: [Int32], count: Int) -> [Int] {
        var sizes = [Int](repeating: 0, count: count)
        for member in members { sizes[Int(member)] += 1 }
        return sizes
    }

    /// The rows the centres start at.
    private static func start(
        _ rows: Matrix, _ weights: [Double], _ count: Int, _ trials: Int, _ stream: inout RandomStream
    ) -> [Int] {
        let elements = rows.elements
        let (values, factors) = (elements.span, weights.span)
        let size = rows.rowCount
        var chosen = [stream.uniform(below: size)]
        var nearest = (0..<size).map { NearestNeighbors.squaredDistance(values, $0, values, chosen[0], factors) }
        var cumulative = [Double](repeating: 0, count: size)
        while chosen.count < count {
            var total = 0.0
            for row in 0..<size {
                total += nearest[row]
                cumulative[row] = total
            }
            // Every row lies on a centre.
            if total <= 0 { break }
            var best: (row: Int, total: Double, nearest: [Double])?
            for _ in 0..<trials {
                let candidate = stream.weightedIndex(cumulative: cumulative)
                var closer = nearest
                var sum = 0.0
                for row in 0..<size {
                    let distance = NearestNeighbors.squaredDistance(values, row, values, candidate, factors)
                    if distance < closer[row] { closer[row] = distance }
                    sum += closer[row]
                }
                if best.map({ sum < $0.total }) ?? true { best = (candidate, sum, closer) }
            }
            guard let best else { break }
            chosen.append(best.row)
            nearest = best.nearest
        }
        return chosen
    }

    /// Gives each empty cluster the row farthest from its centre, of those not alone in theirs.
    private static func fillEmpty(_ members: inout [Int32], _ rows: Matrix, _ centers: Matrix, _ weights: [Double]) {
        var sizes = sizes(members, count: centers.rowCount)
        guard sizes.contains(0) else { return }
        let neighbors = NearestNeighbors(rows: centers, weights: weights)
        var distances = members.indices.map { neighbors.squaredDistance(rows, $0, to: Int(members[$0])) }
        for cluster in sizes.indices where sizes[cluster] == 0 {
            var farthest: Int?
            for row in members.indices where sizes[Int(members[row])] > 1 && distances[row] > farthest.map({ distances[$0] }) ?? 0 {
                farthest = row
            }
            guard let row = farthest else { return }
            sizes[Int(members[row])] -= 1
            members[row] = Int32(cluster)
            sizes[cluster] = 1
            distances[row] = 0
        }
    }

    /// The mean of each cluster; an empty one's is the first row. Differences from the cluster's first row are averaged, so that
    /// equal rows have themselves as their mean and huge values do not overflow.
    static func means(_ rows: Matrix, _ members: [Int32], count: Int) -> Matrix {
        let width = rows.columnCount
        let elements = rows.elements
        let values = elements.span
        let shares = sizes(members, count: count).map { 1 / Double(Swift.max($0, 1)) }
        var first = [Int](repeating: -1, count: count)
        var sums = [Double](repeating: 0, count: count * width)
        var target = sums.mutableSpan
        for row in members.indices {
            let cluster = Int(members[row])
            if first[cluster] < 0 { first[cluster] = row }
            let base = first[cluster] * width
            for column in 0..<width {
                target[cluster * width + column] += (values[row * width + column] - values[base + column]) * shares[cluster]
            }
        }
        for cluster in 0..<count {
            let base = Swift.max(first[cluster], 0) * width
            for column in 0..<width { target[cluster * width + column] += values[base + column] }
        }
        return Matrix(rowCount: count, columnCount: width, elements: sums)
    }

    /// Of the weighted columns.
    private static func meanVariance(_ rows: Matrix, _ weights: [Double]) -> Double {
        let mean = means(rows, [Int32](repeating: 0, count: rows.rowCount), count: 1)
        let neighbors = NearestNeighbors(rows: mean, weights: weights)
        var sum = 0.0
        for row in 0..<rows.rowCount { sum += neighbors.squaredDistance(rows, row, to: 0) / Double(rows.rowCount) }
        return sum / Double(weights.count)
    }
}
