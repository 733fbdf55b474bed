package import LinearAlgebra
import RealModule
import Statistics

/// The mean and covariance of the `coverage` rows whose covariance has the least determinant.
///
/// P. Rousseeuw and K. Van Driessen, "A fast algorithm for the minimum covariance determinant estimator" (Technometrics 41,
/// 1999): many small random starts, two concentration steps each, the ten best followed to convergence; above 1,500 rows the
/// starts run on five disjoint subsets of 300, then on those merged, then on all.
///
/// `ridge` is added to the diagonal of every covariance. Where a positive-definite covariance cannot be had, there is no result.
package struct MinimumCovarianceDeterminant {
    package struct Estimate {
        package var mean: [Double]
        package var covariance: Matrix
        package var logDeterminant: Double
        /// The rows of the subset, ascending.
        package var support: [Int]
        var cholesky: Cholesky
    }

    package let rows: Matrix
    package let coverage: Int
    package let ridge: [Double]
    private let startCount = 500
    private let bestCount = 10
    private let smallSize = 300
    private let subsetLimit = 5

    package init(rows: Matrix, coverage: Int, ridge: [Double]) {
        self.rows = rows
        self.coverage = coverage
        self.ridge = ridge
    }

    /// The size of the subset for a share α of the rows, between half (the highest breakdown) and all of them.
    package static func coverage(rowCount n: Int, columnCount p: Int, supportFraction: Double) -> Int {
        let half = (n + p + 1) / 2
        let size = Int((2 * Double(half) - Double(n) + 2 * Double(n - half) * supportFraction).rounded(.down))
        return Swift.min(Swift.max(size, Swift.min(half, n)), n)
    }

    /// - Complexity: O(s (n p² + n log n)) for s concentration steps on all rows, after 1,000 on at most 300 rows each.
    package func search(seed: UInt64) -> Estimate? {
        var stream = RandomStream(seed: seed, stream: "minimum-covariance-determinant")
        let all = Array(0..<rows.rowCount)
        if coverage == rows.rowCount { return estimate(all) }
        if rows.rowCount < 2 * smallSize {
            let starts = randomStarts(startCount, among: all, &stream)
            return converge(best(starts, among: all))
        }
        let subsetCount = Swift.min(rows.rowCount / smallSize, subsetLimit)
        let merged = stream.sample(count: subsetCount * smallSize, from: rows.rowCount)
        var candidates: [Estimate] = []
        for subset in 0..<subsetCount {
            let members = Array(merged[subset * smallSize..<(subset + 1) * smallSize])
            candidates += best(randomStarts(startCount / subsetCount, among: members, &stream), among: members)
        }
        // Followed to convergence here already, most of the ten become one, and fewer are left for all the rows.
        let settled = best(candidates.map(Optional.some), among: merged).map { settle($0, among: merged) }
        return converge(distinct(settled))
    }

    /// Estimates from p + 1 random rows, more where those are degenerate.
    private func randomStarts(_ count: Int, among members: [Int], _ stream: inout RandomStream) -> [Estimate?] {
        (0..<count).map { _ in
            let smallest = Swift.min(rows.columnCount + 1, members.count)
            let largest = Swift.min(4 * smallest, members.count)
            let drawn = stream.sample(count: largest, from: members.count).map { members[$0] }
            for size in smallest...largest {
                if let start = estimate(Array(drawn.prefix(size))) { return start }
            }
            return nil
        }
    }

    /// Two concentration steps for each start, and the best of the results.
    private func best(_ starts: [Estimate?], among members: [Int]) -> [Estimate] {
        var found: [Estimate] = []
        for start in starts {
            guard let start, let first = concentrate(start, among: members),
                let second = concentrate(first, among: members)
            else { continue }
            found.append(second)
        }
        return distinct(found)
    }

    /// The ten of least determinant, equal subsets only once.
    private func distinct(_ found: [Estimate]) -> [Estimate] {
        let order = found.indices.sorted { (found[$0].logDeterminant, $0) < (found[$1].logDeterminant, $1) }
        var kept: [Estimate] = []
        for index in order where kept.count < bestCount {
            if !kept.contains(where: { $0.support == found[index].support }) { kept.append(found[index]) }
        }
        return kept
    }

    /// Concentration steps until the subset stays the same.
    private func settle(_ candidate: Estimate, among members: [Int]) -> Estimate {
        var current = candidate
        for _ in 0..<100 {
            guard let next = concentrate(current, among: members) else { break }
            let settled = next.support == current.support
            current = next
            if settled { break }
        }
        return current
    }

    /// The best of the candidates after concentration on all rows.
    private func converge(_ candidates: [Estimate]) -> Estimate? {
        let all = Array(0..<rows.rowCount)
        let settled = candidates.map { settle($0, among: all) }.filter { $0.support.count == coverage }
        return distinct(settled).first
    }

    /// The estimate from the nearest rows, the same share of `members` as the coverage is of all rows. Its determinant is never
    /// larger than the one before (theorem 1 of the paper).
    private func concentrate(_ current: Estimate, among members: [Int]) -> Estimate? {
        let size = Swift.min(
            Swift.max(coverage * members.count / rows.rowCount, rows.columnCount + 1), members.count)
        let distances = current.cholesky.squaredDistances(of: rows, selecting: members, from: current.mean)
        let order = members.indices.sorted { (distances[$0], members[$0]) < (distances[$1], members[$1]) }
        return estimate(order.prefix(size).map { members[$0] }.sorted())
    }

    /// Mean and covariance of some rows, divided by their number; nil when the covariance is singular.
    func estimate(_ support: [Int]) -> Estimate? {
        let count = Double(support.count)
        var mean = [Double](repeating: 0, count: rows.columnCount)
        for row in support {
            for (column, value) in rows.rowSlice(row).enumerated() { mean[column] += value }
        }
        for column in mean.indices { mean[column] /= count }
        var centered: [Double] = []
        centered.reserveCapacity(support.count * mean.count)
        for row in support {
            for (column, value) in rows.rowSlice(row).enumerated() { centered.append(value - mean[column]) }
        }
        var covariance = Matrix(rowCount: support.count, columnCount: mean.count, elements: centered).gram()
        for row in mean.indices {
            for column in mean.indices { covariance[row, column] /= count }
            covariance[row, row] += ridge[row]
        }
        guard let cholesky = try? Cholesky(covariance) else { return nil }
        return Estimate(
            mean: mean, covariance: covariance, logDeterminant: cholesky.logDeterminant, support: support,
            cholesky: cholesky)
    }
}

extension MinimumCovarianceDeterminant {
    /// What the covariance of the central share α of normal rows is multiplied by to estimate that of all of them.
    /// C. Croux and G. Haesbroeck, "Influence function and efficiency of the minimum covariance determinant scatter matrix
    /// estimator" (J. Multivariate Analysis 71, 1999).
    package static func consistencyFactor(columnCount p: Int, share: Double) -> Double {
        guard share < 1 else { return 1 }
        let quantile = ChiSquared(degreesOfFreedom: Double(p)).quantile(share)
        return share / ChiSquared(degreesOfFreedom: Double(p + 2)).cumulative(quantile)
    }

    /// G. Pison, S. Van Aelst and G. Willems, "Small sample corrections for LTS and MCD" (Metrika 55, 2002): the constants of
    /// their fitted curves, linear in the share between its tabulated values. A factor outside 1...50, where rows are too few
    /// for the curves, is taken as 1.
    package static func smallSampleFactor(rowCount: Int, columnCount: Int, share: Double, reweighted: Bool) -> Double {
        let half = shrinkage(reweighted ? Self.reweightedHalf : Self.rawHalf, rowCount, columnCount)
        let most = shrinkage(reweighted ? Self.reweightedMost : Self.rawMost, rowCount, columnCount)
        let inverse = share <= 0.875 ? half + (most - half) * (share - 0.5) / 0.375 : most + (1 - most) * (share - 0.875) / 0.125
        let factor = 1 / inverse
        return factor >= 1 && factor <= 50 ? factor : 1
    }

    /// The curve `1 - exp(a) / nᵇ`: (a, b) for one and for two columns, and (coefficient, exponent) of the curves through which
    /// (a, b) for more columns is found, at n = 2p² and n = 3p².
    private struct Curve {
        var one: (Double, Double)
        var two: (Double, Double)
        var atTwice: (Double, Double)
        var atThrice: (Double, Double)
    }

    private static let rawHalf = Curve(
        one: (0.262024211897096, 0.604756680630497), two: (0.673292623522027, 0.691365864961895),
        atTwice: (1.42764571687802, 1.26263336932151), atThrice: (1.06141115981725, 1.28907991440387))
    private static let rawMost = Curve(
        one: (-0.351584646688712, 1.01646567502486), two: (0.446537815635445, 1.06690782995919),
        atTwice: (0.455179464070565, 1.11192541278794), atThrice: (0.294241208320834, 1.09649329149811))
    private static let reweightedHalf = Curve(
        one: (1.11098143415027, 1.5182890270453), two: (3.11101712909049, 1.91401056721863),
        atTwice: (1.02842572724793, 1.67659883081926), atThrice: (0.26800273450853, 1.35968562893582))
    private static let reweightedMost = Curve(
        one: (-0.66046776772861, 0.88939595831888), two: (0.79473550581058, 1.10081930350091),
        atTwice: (0.544482443573914, 1.25994483222292), atThrice: (0.343791072183285, 1.25159004257133))

    private static func shrinkage(_ curve: Curve, _ rowCount: Int, _ columnCount: Int) -> Double {
        let logCount = Double.log(Double(rowCount))
        if columnCount == 1 { return 1 - Double.exp(curve.one.0 - curve.one.1 * logCount) }
        if columnCount == 2 { return 1 - Double.exp(curve.two.0 - curve.two.1 * logCount) }
        let p = Double(columnCount)
        // Two points on the line a - b log n.
        let first = Double.log(curve.atTwice.0) - curve.atTwice.1 * Double.log(p)
        let second = Double.log(curve.atThrice.0) - curve.atThrice.1 * Double.log(p)
        let slope = (second - first) / (Double.log(3) - Double.log(2))
        return 1 - Double.exp(first + slope * (logCount - Double.log(2 * p * p)))
    }
}
