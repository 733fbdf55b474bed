public import Detection
import LinearAlgebra
import RealModule

/// A probability as a logistic function of a score: `1 / (1 + exp(-(slope · s + offset)))`.
///
/// J. Platt, "Probabilistic outputs for support vector machines and comparisons to regularized likelihood methods" (Advances in
/// Large Margin Classifiers, 1999), whose targets are `(N₊ + 1) / (N₊ + 2)` and `1 / (N₋ + 2)` in place of 1 and 0; fitted by the
/// guarded Newton method that H.-T. Lin, C.-J. Lin and R. Weng, "A note on Platt's probabilistic outputs for support vector
/// machines" (Machine Learning 68, 2007), put in its place, with their stable form of the objective. Where we deviate: scores
/// are brought to mean 0 and deviation 1 while fitting, so that no scale is too large for the iteration.
public struct PlattScaling: Sendable, Equatable {
    public let slope: Double
    public let offset: Double

    /// - Precondition: one label for each score; scores are finite; both labels occur.
    /// - Complexity: O(n) an iteration.
    public init(scores: [Double], labels: [Bool]) {
        precondition(scores.count == labels.count && labels.contains(true) && labels.contains(false), "both labels, one a score")
        let count = Double(scores.count)
        let positives = Double(labels.filter { $0 }.count)
        let (high, low) = ((positives + 1) / (positives + 2), 1 / (count - positives + 2))
        let mean = scores.reduce(0) { $0 + $1 / count }
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
        let deviation = variance > 0 ? variance.squareRoot() : 1
        let points = scores.map { ($0 - mean) / deviation }
        let targets = labels.map { $0 ? high : low }

        func objective(_ a: Double, _ b: Double) -> Double {
            var sum = 0.0
            for (x, t) in zip(points, targets) {
                let z = a * x + b
                sum += LogisticFunction.softplus(z) - t * z
            }
            return sum
        }
        var a = 0.0
        var b = Double.log((positives + 1) / (count - positives + 1))
        var value = objective(a, b)
        // The paper's constants: at most 100 iterations, steps not below 1e-10, a ridge of 1e-12 on the curvature. Where theirs stops
        // at a gradient of 1e-5, this stops with the full step at a squared Newton decrement of 1e-14.
        for _ in 0..<100 {
            var (aa, ab, bb, ga, gb) = (1e-12, 0.0, 1e-12, 0.0, 0.0)
            for (x, t) in zip(points, targets) {
                let z = a * x + b
                let p = LogisticFunction.probability(z)
                let weight = p * LogisticFunction.probability(-z)
                aa += weight * x * x
                ab += weight * x
                bb += weight
                ga += (p - t) * x
                gb += p - t
            }
            let determinant = aa * bb - ab * ab
            let da = (bb * ga - ab * gb) / determinant
            let db = (aa * gb - ab * ga) / determinant
            let decrement = ga * da + gb * db
            var length = 1.0
            var next = objective(a - da, b - db)
            // Near the rounding error of the objective a search is blind, and the full step is right.
            while decrement > 1e-8 * (1 + value), !(next < value - 1e-4 * length * decrement), length >= 1e-10 {
                length /= 2
                next = objective(a - length * da, b - length * db)
            }
            if length < 1e-10 { break }
            (a, b, value) = (a - length * da, b - length * db, next)
            if decrement <= 1e-14 { break }
        }
        slope = a / deviation
        offset = b - a * mean / deviation
    }

    /// The same probability for every score: the mean of the targets.
    init(constantFor labels: [Bool]) {
        let count = Double(labels.count)
        let positives = Double(labels.filter { $0 }.count)
        let sum = positives * (positives + 1) / (positives + 2) + (count - positives) / (count - positives + 2)
        slope = 0
        offset = Double.log(sum / (count - sum))
    }

    public func probability(_ score: Double) -> Double { LogisticFunction.probability(slope * score + offset) }
}

extension PlattScaling: WeightCoding {
    public func write(to weights: inout Weights) {
        weights.set("slope", slope)
        weights.set("offset", offset)
    }

    public init(from weights: Weights) throws(WeightError) {
        slope = try weights.scalar("slope", in: -1e100...1e100)
        offset = try weights.scalar("offset", in: -1e100...1e100)
    }
}
