import LinearAlgebra
import RealModule
import Statistics

/// Expectation and maximisation for a normal mixture, over blocks of rows: no table of responsibilities is kept.
struct MixtureEstimation {
    let rows: WorkingRows
    let regularization: Double
    private let roundLimit = 100
    private let tolerance = 1e-3
    /// The most rows that seeding and k-means look at, and the rounds of one run.
    private let seedingSize = 20_000
    private let seedingRounds = 20
    /// Of as many runs of k-means the one with the least spread starts the mixture.
    private let seedingCount = 5

    init(_ rows: WorkingRows, regularization: Double) {
        self.rows = rows
        self.regularization = regularization
    }

    /// - Complexity: O(r n k p²) for r rounds.
    func fitted(componentCount: Int, _ stream: inout RandomStream) -> MixtureParts {
        guard componentCount > 1 else {
            // All rows belong to the one component: the first estimate is the last.
            let moments = TrimmedMoments(ofAll: rows)
            return parts(weights: [1], means: [moments.mean], covariances: [moments.covariance])
        }
        let size = Swift.min(rows.rowCount, seedingSize)
        let sample = size < rows.rowCount ? stream.sample(count: size, from: rows.rowCount).sorted() : Array(0..<size)
        var parts = started(rows.selecting(sample), componentCount, &stream)
        var before = -Double.infinity
        for _ in 0..<roundLimit {
            let (next, likelihood) = improved(parts)
            parts = next
            if abs(likelihood - before) < tolerance { break }
            before = likelihood
        }
        return parts
    }

    /// One round over all rows, and the mean log likelihood before it.
    private func improved(_ parts: MixtureParts) -> (MixtureParts, Double) {
        let width = rows.columnCount
        var weights = [Double](repeating: 0, count: parts.count)
        var sums = [[Double]](repeating: [Double](repeating: 0, count: width), count: parts.count)
        var grams = [GramAccumulator](repeating: GramAccumulator(columnCount: width), count: parts.count)
        var likelihood = 0.0
        var weighted = [Double](repeating: 0, count: LaneBlock.capacity * width)
        parts.forEachBlock(of: rows) { block, terms in
            let totals = (0..<terms.rowCount).map { terms.total($0) }
            for total in totals { likelihood += total }
            let lanes = block.lanes.span
            for component in 0..<parts.count {
                let place = parts.means.row(component)
                for (row, total) in totals.enumerated() {
                    let responsibility = Double.exp(terms[component, row] - total)
                    let root = responsibility.squareRoot()
                    weights[component] += responsibility
                    for column in 0..<width {
                        let deviation = lanes[column &* LaneBlock.capacity &+ row] - place[column]
                        sums[component][column] += responsibility * deviation
                        weighted[row * width + column] = root * deviation
                    }
                }
                grams[component].add(totals.count, rowsOf: weighted)
            }
        }
        var means: [[Double]] = []
        var covariances: [Matrix] = []
        for component in 0..<parts.count {
            // A component that no row belongs to any more keeps its place.
            let weight = Swift.max(weights[component], 1e-10)
            let shift = sums[component].map { $0 / weight }
            var covariance = grams[component].gram
            for row in 0..<width {
                for column in 0..<width { covariance[row, column] = covariance[row, column] / weight - shift[row] * shift[column] }
            }
            means.append(zip(parts.means.row(component), shift).map { $0 + $1 })
            covariances.append(covariance)
        }
        let next = self.parts(weights: weights, means: means, covariances: covariances)
        return (next, likelihood / Double(rows.rowCount))
    }

    /// The components with regular covariances: where rounding makes one singular, more is added to its diagonal.
    private func parts(weights: [Double], means: [[Double]], covariances: [Matrix]) -> MixtureParts {
        let total = weights.reduce(0, +)
        let factors = covariances.map { covariance in
            var added = regularization
            while true {
                var result = covariance
                for column in 0..<result.rowCount { result[column, column] = Swift.max(result[column, column], 0) + added }
                if let factor = try? Cholesky(result) { return factor }
                added *= 10
            }
        }
        return MixtureParts(
            weights: weights.map { Swift.max($0, 1e-10) / total }, means: Matrix(rows: means), covariances: factors)
    }

    /// Components from the groups of k-means.
    private func started(_ sample: WorkingRows, _ componentCount: Int, _ stream: inout RandomStream) -> MixtureParts {
        var centers: [[Double]] = []
        var labels: [Int] = []
        var least = Double.infinity
        for _ in 0..<seedingCount {
            let grouped = grouped(sample, componentCount, &stream)
            if grouped.spread < least { (centers, labels, least) = (grouped.centers, grouped.labels, grouped.spread) }
        }
        var covariances: [Matrix] = []
        var weights: [Double] = []
        for component in centers.indices {
            let members = labels.indices.filter { labels[$0] == component }
            weights.append(Double(members.count))
            covariances.append(
                members.isEmpty
                    ? .identity(rows.columnCount)
                    : TrimmedMoments(of: sample, at: members, around: centers[component]).covariance)
        }
        return parts(weights: weights, means: centers, covariances: covariances)
    }

    /// Groups by k-means, and the sum of the squared distances to their centres.
    private func grouped(
        _ sample: WorkingRows, _ componentCount: Int, _ stream: inout RandomStream
    ) -> (centers: [[Double]], labels: [Int], spread: Double) {
        var centers = seeds(sample.rows, componentCount, &stream)
        var nearest = nearestCenters(sample.rows, centers)
        for _ in 0..<seedingRounds {
            for component in centers.indices {
                let members = nearest.labels.indices.filter { nearest.labels[$0] == component }
                if !members.isEmpty { centers[component] = TrimmedMoments.mean(of: sample, at: members) }
            }
            let before = nearest.labels
            nearest = nearestCenters(sample.rows, centers)
            if nearest.labels == before { break }
        }
        return (centers, nearest.labels, nearest.distances.reduce(0, +))
    }

    /// Each seed drawn in proportion to the squared distance to the nearest one before it.
    private func seeds(_ sample: Matrix, _ count: Int, _ stream: inout RandomStream) -> [[Double]] {
        var centers = [sample.row(stream.uniform(below: sample.rowCount))]
        while centers.count < count {
            let distances = nearestCenters(sample, centers).distances
            let total = distances.reduce(0, +)
            var target = stream.uniform() * total
            var chosen = 0
            for (row, distance) in distances.enumerated() where distance > 0 {
                chosen = row
                target -= distance
                if target < 0 { break }
            }
            centers.append(sample.row(chosen))
        }
        return centers
    }

    private func nearestCenters(_ sample: Matrix, _ centers: [[Double]]) -> (labels: [Int], distances: [Double]) {
        var labels = [Int](repeating: 0, count: sample.rowCount)
        var distances = [Double](repeating: .infinity, count: sample.rowCount)
        let identity = RowTransform(.identity(sample.columnCount))
        for (component, center) in centers.enumerated() {
            for (row, distance) in WorkingRows(sample).squaredLengths(identity, from: center).enumerated()
            where distance < distances[row] {
                (labels[row], distances[row]) = (component, distance)
            }
        }
        return (labels, distances)
    }
}
