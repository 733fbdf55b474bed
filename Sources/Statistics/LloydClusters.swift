public import LinearAlgebra

/// Clusters of a few thousand short rows, the same on every machine and without a seed: Lloyd's iteration (S. Lloyd, "Least squares quantization
/// in PCM", IEEE Transactions on Information Theory 28(2), 1982) from a greedy start. Each further centre is the row, of at most
/// `candidateLimit` spread evenly over them, that lowers the sum of squared distances most, as in the greedy form of k-means++ (D. Arthur and
/// S. Vassilvitskii, SODA 2007) with all candidates instead of drawn ones; so a single far row founds no cluster where many rows can be
/// brought nearer. For large tables, and for weighted columns, `Detection` has its own.
public struct LloydClusters: Sendable {
    public let centers: Matrix
    /// The nearest centre of each row; ties go to the first.
    public let members: [Int32]

    private static let candidateLimit = 256
    private static let iterationLimit = 100

    /// - Parameters:
    ///   - rows: finite values, at least one row.
    ///   - count: clusters wanted, at least one; where there are fewer different rows, there are as many clusters.
    /// - Complexity: O(n p k) for each iteration, and O(256 n p k) for the start.
    public init(_ rows: Matrix, count: Int) {
        precondition(rows.rowCount > 0 && count >= 1, "rows and clusters")
        var centers = Self.start(rows, count)
        var members = Self.assign(rows, centers)
        for _ in 0..<Self.iterationLimit {
            centers = Self.means(rows, members, of: centers)
            let next = Self.assign(rows, centers)
            if next == members { break }
            members = next
        }
        self.centers = Matrix(rowCount: centers.count, columnCount: rows.columnCount, elements: centers.flatMap { $0 })
        self.members = members
    }

    private static func squaredDistance(_ rows: Matrix, _ row: Int, _ center: [Double]) -> Double {
        var sum = 0.0
        for column in center.indices {
            let difference = rows[row, column] - center[column]
            sum += difference * difference
        }
        return sum
    }

    private static func values(_ rows: Matrix, _ row: Int) -> [Double] { (0..<rows.columnCount).map { rows[row, $0] } }

    private static func start(_ rows: Matrix, _ count: Int) -> [[Double]] {
        let step = max(1, (rows.rowCount + candidateLimit - 1) / candidateLimit)
        let candidates = stride(from: 0, to: rows.rowCount, by: step).map { values(rows, $0) }
        var nearest = [Double](repeating: .infinity, count: rows.rowCount)
        var chosen: [[Double]] = []
        while chosen.count < count {
            var best: (center: [Double], total: Double)?
            for candidate in candidates {
                var total = 0.0
                for row in nearest.indices { total += min(nearest[row], squaredDistance(rows, row, candidate)) }
                if total < best?.total ?? .infinity { best = (candidate, total) }
            }
            guard let best, chosen.isEmpty || best.total < nearest.reduce(0, +) else { break }
            chosen.append(best.center)
            for row in nearest.indices { nearest[row] = min(nearest[row], squaredDistance(rows, row, best.center)) }
        }
        return chosen
    }

    private static func assign(_ rows: Matrix, _ centers: [[Double]]) -> [Int32] {
        (0..<rows.rowCount).map { row in
            var (nearest, least) = (0, Double.infinity)
            for (number, center) in centers.enumerated() {
                let distance = squaredDistance(rows, row, center)
                if distance < least { (nearest, least) = (number, distance) }
            }
            return Int32(nearest)
        }
    }

    /// A cluster that ran empty keeps its centre.
    private static func means(_ rows: Matrix, _ members: [Int32], of centers: [[Double]]) -> [[Double]] {
        var sums = centers.map { $0.map { _ in 0.0 } }
        var sizes = [Double](repeating: 0, count: centers.count)
        for (row, member) in members.enumerated() {
            sizes[Int(member)] += 1
            for column in 0..<rows.columnCount { sums[Int(member)][column] += rows[row, column] }
        }
        return centers.indices.map { number in sizes[number] == 0 ? centers[number] : sums[number].map { $0 / sizes[number] } }
    }
}
