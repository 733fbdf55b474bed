public import Detection
import LinearAlgebra
import Statistics

/// A probability as a function of a score that never falls: the least-squares fit of that kind, by pooling adjacent violators.
///
/// M. Ayer, H. Brunk, G. Ewing, W. Reid and E. Silverman, "An empirical distribution function for sampling with incomplete
/// information" (Annals of Mathematical Statistics 26(4), 1955); for calibration, B. Zadrozny and C. Elkan, "Transforming
/// classifier scores into accurate multiclass probability estimates" (KDD 2002). Equal scores are pooled first. Between pools
/// the function is linear and beyond the outer ones it is constant, as in scikit-learn.
public struct IsotonicRegression: Sendable, Equatable {
    /// The ends of the pools, ascending.
    public let points: [Double]
    /// The probability at each point, never falling.
    public let values: [Double]

    /// - Precondition: one label for each score, at least one; scores are finite.
    /// - Complexity: O(n log n).
    public init(scores: [Double], labels: [Bool]) {
        precondition(scores.count == labels.count && !scores.isEmpty, "one label for each score")
        struct Pool {
            var lowest: Double
            var highest: Double
            var positives: Int
            var count: Int
            func isAtLeast(_ other: Pool) -> Bool {
                // Shares compared without division, so that equal shares are seen as equal.
                positives.multipliedFullWidth(by: other.count) >= other.positives.multipliedFullWidth(by: count)
            }
        }
        var pools: [Pool] = []
        var tied: Pool?
        func close(_ pool: Pool) {
            var last = pool
            while let before = pools.last, before.isAtLeast(last) {
                last = Pool(
                    lowest: before.lowest, highest: last.highest, positives: before.positives + last.positives,
                    count: before.count + last.count)
                pools.removeLast()
            }
            pools.append(last)
        }
        for row in scores.indices.sorted(by: { scores[$0] < scores[$1] }) {
            if var pool = tied, pool.highest == scores[row] {
                pool.positives += labels[row] ? 1 : 0
                pool.count += 1
                tied = pool
            } else {
                if let tied { close(tied) }
                tied = Pool(lowest: scores[row], highest: scores[row], positives: labels[row] ? 1 : 0, count: 1)
            }
        }
        if let tied { close(tied) }
        var points: [Double] = []
        var values: [Double] = []
        for pool in pools {
            let value = Double(pool.positives) / Double(pool.count)
            points.append(pool.lowest)
            values.append(value)
            if pool.highest > pool.lowest {
                points.append(pool.highest)
                values.append(value)
            }
        }
        self.points = points
        self.values = values
    }

    public func probability(_ score: Double) -> Double {
        let low = points.countBelow(score)
        if low == points.count { return values[points.count - 1] }
        if low == 0 || points[low] == score { return values[low] }
        // Halved first, because the distance of two numbers may be more than the largest.
        let share = (score / 2 - points[low - 1] / 2) / (points[low] / 2 - points[low - 1] / 2)
        return values[low - 1] + Swift.min(Swift.max(share, 0), 1) * (values[low] - values[low - 1])
    }
}

extension IsotonicRegression: WeightCoding {
    public func write(to weights: inout Weights) {
        weights.set("points", points)
        weights.set("values", values)
    }

    public init(from weights: Weights) throws(WeightError) {
        points = try weights.vector("points")
        values = try weights.vector("values", count: points.count)
        guard !points.isEmpty, zip(points, points.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "points", requirement: "ascending, at least one")
        }
        guard values.allSatisfy({ (0...1).contains($0) }), zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw .invalid(name: "values", requirement: "probabilities that never fall")
        }
    }
}
