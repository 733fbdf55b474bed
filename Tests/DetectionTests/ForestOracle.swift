import Detection
import Foundation
import LinearAlgebra

/// A forest read from its weights as its format is described, and walked one row and one node at a time: what the fast walks must
/// equal bit for bit.
struct ForestOracle {
    let roots: [Int]
    let left: [Int]
    let counts: [Int]
    let depths: [Double]
    let normalDepth: Double
    /// Whether a row goes right at a node; nil where that is not known.
    let goesRight: (Int, [Double]) -> Bool?

    init(_ weights: Weights) throws {
        let counts = try weights.integers("count", in: 0...65_536).map(Int.init)
        let columns = try weights.integers("column", in: -1...1_000_000).map(Int.init)
        let width = columns.count / counts.count
        var left = [Int](repeating: -1, count: counts.count)
        var levels = [Int](repeating: 0, count: counts.count)
        var roots: [Int] = []
        var next = 0
        for node in counts.indices {
            if node == next {
                roots.append(node)
                next += 1
            }
            guard columns[node * width] >= 0 else { continue }
            left[node] = next
            for child in [next, next + 1] { levels[child] = levels[node] + 1 }
            next += 2
        }
        func average(_ count: Int) -> Double {
            guard count > 1 else { return 0 }
            var harmonic = 0.0
            for term in 1..<count { harmonic += 1 / Double(term) }
            return 2 * harmonic - 2 * Double(count - 1) / Double(count)
        }
        self.depths = zip(levels, counts).map { Double($0) + average($1) }
        normalDepth = average(counts[0])
        (self.roots, self.left, self.counts) = (roots, left, counts)
        let kept = try weights.integers("columns.kept", in: 0...1_000_000).map(Int.init)
        let lowest = try weights.vector("columns.lowest")
        let highest = try weights.vector("columns.highest")
        func value(_ row: [Double], _ column: Int) -> Double {
            let value = row[kept[column]]
            return value == .infinity ? highest[column] : value == -.infinity ? lowest[column] : value
        }
        guard weights.names.contains("units.rate") else {
            let thresholds = try weights.vector("threshold")
            goesRight = { node, row in
                let found = value(row, columns[node])
                return found.isNaN ? nil : found >= thresholds[node]
            }
            return
        }
        let centers = try weights.vector("units.center")
        let rates = try weights.vector("units.rate")
        let coefficients = try weights.singles("coefficient")
        let means = try weights.singles("center")
        let thresholds = try weights.singles("threshold")
        goesRight = { node, row in
            var sum: Float = 0
            var known = 0
            for place in node * width..<(node + 1) * width where columns[place] >= 0 {
                let column = columns[place]
                let scaled = (value(row, column) - centers[column]) * rates[column]
                let single = scaled.isNaN ? means[place] : Float(min(max(scaled, -0x1p60), 0x1p60))
                if !scaled.isNaN { known += 1 }
                sum += coefficients[place] * single
            }
            return known == 0 ? nil : sum >= thresholds[node]
        }
    }

    func score(_ row: [Double]) -> Double {
        func depth(_ node: Int) -> Double {
            guard left[node] >= 0 else { return depths[node] }
            if let isUpper = goesRight(node, row) { return depth(isUpper ? left[node] + 1 : left[node]) }
            let share = Double(counts[left[node]]) / Double(counts[node])
            return share * depth(left[node]) + (1 - share) * depth(left[node] + 1)
        }
        var sum = 0.0
        for root in roots { sum += depth(root) }
        return exp2(-(sum / Double(roots.count)) / normalDepth)
    }
}
