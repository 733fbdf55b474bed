import Statistics

/// The rank of a score among those of the fitted rows, as a share of them: 0 for one below all, nearly 1 for one above all.
///
/// Tied scores share their middle rank, and between two fitted scores the rank is linear. Beyond the highest it goes on towards
/// 1 by `d / (1 + d)` of what is left, d being the distance in units of the upper half's width, so that the stranger of two
/// strange rows still has the higher rank. Of many scores `capacity` are kept, the highest eighth of them without gaps.
package struct FrozenRanks: Sendable, Equatable {
    /// Ascending and distinct.
    package let points: [Double]
    /// The rank of each point, ascending, within 0...1.
    package let shares: [Double]

    package static let capacity = 8192

    /// - Precondition: at least one score; all are finite.
    /// - Complexity: O(n log n).
    package init(_ scores: [Double]) {
        precondition(!scores.isEmpty, "scores to rank among")
        let sorted = scores.sorted()
        let count = sorted.count
        var points: [Double] = []
        var shares: [Double] = []
        var start = 0
        var nextKept = 0
        while start < count {
            var end = start + 1
            while end < count, sorted[end] == sorted[start] { end += 1 }
            // A tie is kept when any of its places is to be.
            if end > nextKept || end == count {
                points.append(sorted[start])
                shares.append((Double(start) + Double(end)) / 2 / Double(count))
                nextKept = Self.placeAfter(end - 1, count: count)
            }
            start = end
        }
        self.points = points
        self.shares = shares
    }

    /// The next place to keep after one: each of the highest ones, every so many below.
    private static func placeAfter(_ place: Int, count: Int) -> Int {
        let dense = count - Swift.min(count, capacity / 8)
        guard count > capacity, place < dense else { return place + 1 }
        return Swift.min(place + 1 + dense / (capacity - capacity / 8), dense)
    }

    /// - Complexity: O(log s) for s points.
    package func rank(of score: Double) -> Double {
        let low = points.countBelow(score)
        if low == points.count {
            let last = points[low - 1]
            let width = last - points[low / 2]
            let distance = width > 0 ? (score - last) / width : 1
            // An overflow of the distance is as far as it goes.
            return shares[low - 1] + (1 - shares[low - 1]) * (distance.isFinite ? distance / (1 + distance) : 1)
        }
        if points[low] == score { return shares[low] }
        if low == 0 { return 0 }
        // Halved first, because the difference may be more than the largest Double.
        let share = (score / 2 - points[low - 1] / 2) / (points[low] / 2 - points[low - 1] / 2)
        return shares[low - 1] + share * (shares[low] - shares[low - 1])
    }
}

extension FrozenRanks: WeightCoding {
    package func write(to weights: inout Weights) {
        weights.set("points", points)
        weights.set("shares", shares)
    }

    package init(from weights: Weights) throws(WeightError) {
        points = try weights.vector("points")
        shares = try weights.vector("shares", count: points.count)
        guard !points.isEmpty, zip(points, points.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "points", requirement: "ascending, at least one")
        }
        guard shares.allSatisfy({ (0...1).contains($0) }), zip(shares, shares.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid(name: "shares", requirement: "ascending within 0...1")
        }
    }
}
