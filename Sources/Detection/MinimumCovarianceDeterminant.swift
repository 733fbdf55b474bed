public import LinearAlgebra
import Statistics

/// The mean and covariance of the `coverage` rows whose covariance has the least determinant.
///
/// P. Rousseeuw and K. Van Driessen, "A fast algorithm for the minimum covariance determinant estimator" (Technometrics 41,
/// 1999): many small random starts, two concentration steps each, the ten best followed to convergence; above 600 rows the
/// starts run on up to five disjoint subsets of 300, then on those merged, then on all.
///
/// Where we deviate: half of the starts are as large as the subset looked for, which finds the least determinant of clean rows more
/// often. The levels are drawn five times, and what comes of each is followed to convergence, because the best after two steps need
/// not be the best at the end; above half a million values they are drawn once, and only the three best are followed, as the paper
/// suggests. Above 30,000 rows a level of 15,000 comes between, which leaves fewer steps for all the rows. Convergence is reached when
/// the subset stays, or the logarithm of the determinant falls by less than a billionth. What no step improves any more is improved by
/// exchanges (`MinimumCovarianceDeterminant+Exchange`), in twenty rounds at most above half a million.
///
/// `ridge` is added to the diagonal of every covariance. Where a subset of the coverage has a singular covariance, there is no result:
/// its determinant is zero, and none is less.
///
/// `RobustMahalanobis` is the detector that rests on it.
public struct MinimumCovarianceDeterminant {
    public struct Estimate {
        /// By column.
        public internal(set) var mean: [Double]
        /// Columns × columns: of the subset, divided by its number of rows, with the ridge.
        public internal(set) var covariance: Matrix
        /// Natural logarithm.
        public internal(set) var logDeterminant: Double
        /// The rows of the subset, ascending.
        public internal(set) var support: [Int]
        var whitening: RowTransform
    }

    let rows: WorkingRows
    /// The number of rows in the subset.
    public let coverage: Int
    /// By column, in units of the square of the column's.
    public let ridge: [Double]
    private let startCount = 500
    private let bestCount = 10
    private let smallSize = 300
    private let subsetLimit = 5
    private let middleSize = 15_000
    private let drawCount = 5
    /// The values up to which all candidates are followed to convergence, and how many are above it.
    private let manyValues = 500_000
    private let fewestCount = 3
    private let fewestRounds = 20

    /// - Precondition: every value is finite; the coverage lies between one and the number of rows; one ridge a column.
    public init(rows: Matrix, coverage: Int, ridge: [Double]) {
        precondition((1...rows.rowCount).contains(coverage), "the subset has between one and all of the rows")
        precondition(ridge.count == rows.columnCount, "one ridge a column")
        self.init(WorkingRows(rows), coverage: coverage, ridge: ridge)
    }

    init(_ rows: WorkingRows, supportFraction: Double, ridge: [Double]) {
        let coverage = Self.coverage(rowCount: rows.rowCount, columnCount: rows.columnCount, supportFraction: supportFraction)
        self.init(rows, coverage: coverage, ridge: ridge)
    }

    private init(_ rows: WorkingRows, coverage: Int, ridge: [Double]) {
        self.rows = rows
        self.coverage = coverage
        self.ridge = ridge
    }

    /// The size of the subset for a share α of the rows, between half (the highest breakdown) and all of them.
    public static func coverage(rowCount n: Int, columnCount p: Int, supportFraction: Double) -> Int {
        let half = (n + p + 1) / 2
        let size = Int((2 * Double(half) - Double(n) + 2 * Double(n - half) * supportFraction).rounded(.down))
        return Swift.min(Swift.max(size, Swift.min(half, n)), n)
    }

    /// The best subset found; nil for one with a singular covariance.
    ///
    /// - Complexity: O(s (n p² + n)) for s concentration steps on all rows, after 1,000 on at most 300 rows each.
    public func search(seed: UInt64) -> Estimate? {
        var stream = RandomStream(seed: seed, stream: "minimum-covariance-determinant")
        let count = rows.rowCount
        if coverage == count { return estimate(Array(0..<count), of: rows) }
        if count < 2 * smallSize {
            return converge(best(randomStarts(startCount, among: rows, &stream), among: rows))
        }
        let isLarge = count * rows.columnCount > manyValues
        return converge((0..<(isLarge ? 1 : drawCount)).flatMap { _ in candidates(&stream) })
    }

    /// The ten best of a draw of rows, from its parts.
    private func candidates(_ stream: inout RandomStream) -> [Estimate] {
        // Each level is a part of the next, drawn in one order.
        let count = rows.rowCount
        let subsetCount = Swift.min(count / smallSize, subsetLimit)
        let mergedSize = subsetCount * smallSize
        let drawn = stream.sample(count: count >= 2 * middleSize ? middleSize : mergedSize, from: count)
        var candidates: [Estimate] = []
        for subset in 0..<subsetCount {
            let part = rows.selecting(Array(drawn[subset * smallSize..<(subset + 1) * smallSize]))
            candidates += best(randomStarts(startCount / subsetCount, among: part, &stream), among: part)
        }
        // Followed to convergence here already, most of them become one, and fewer are left for all the rows.
        let merged = rows.selecting(Array(drawn[..<mergedSize]))
        candidates = distinct(candidates.map { settle($0, among: merged).estimate })
        guard drawn.count > mergedSize else { return candidates }
        let middle = rows.selecting(drawn)
        let promising = best(candidates.map(Optional.some), among: middle).prefix(fewestCount)
        return distinct(promising.map { settle($0, among: middle).estimate })
    }

    /// Estimates in turn from p + 1 random rows, more where those are degenerate, and from as many as the subset has.
    private func randomStarts(_ count: Int, among members: WorkingRows, _ stream: inout RandomStream) -> [Estimate?] {
        (0..<count).map { start in
            let size = start % 2 == 0 ? Swift.min(rows.columnCount + 1, members.rowCount) : subsetSize(members)
            let largest = Swift.min(Swift.max(size, 4 * (rows.columnCount + 1)), members.rowCount)
            let drawn = stream.sample(count: largest, from: members.rowCount)
            for size in size...largest {
                if let start = estimate(Array(drawn.prefix(size)), of: members) { return start }
            }
            return nil
        }
    }

    /// Two concentration steps for each start, and the best of the results.
    private func best(_ starts: [Estimate?], among members: WorkingRows) -> [Estimate] {
        var found: [Estimate] = []
        for start in starts {
            guard let start, let first = concentrate(start, among: members),
                let second = concentrate(first, among: members)
            else { continue }
            found.append(second)
        }
        return distinct(found)
    }

    /// Those of least determinant, the ten best unless told, equal subsets only once.
    private func distinct(_ found: [Estimate], atMost limit: Int? = nil) -> [Estimate] {
        let limit = limit ?? bestCount
        let order = found.indices.sorted { (found[$0].logDeterminant, $0) < (found[$1].logDeterminant, $1) }
        var kept: [Estimate] = []
        for index in order where kept.count < limit {
            if !kept.contains(where: { $0.support == found[index].support }) { kept.append(found[index]) }
        }
        return kept
    }

    /// Concentration steps until the subset stays the same, or as good as the same.
    private func settle(_ candidate: Estimate, among members: WorkingRows) -> (estimate: Estimate, isSingular: Bool) {
        var current = candidate
        for _ in 0..<200 {
            guard let next = concentrate(current, among: members) else { return (current, true) }
            let settled = next.support == current.support || current.logDeterminant - next.logDeterminant < 1e-9
            if next.logDeterminant <= current.logDeterminant || current.support.count != next.support.count { current = next }
            if settled { break }
        }
        return (current, false)
    }

    /// The best of the candidates after concentration on all rows; nil where one of them ends in a singular covariance.
    private func converge(_ candidates: [Estimate]) -> Estimate? {
        var first: [Estimate] = []
        for candidate in candidates {
            guard let once = concentrate(candidate, among: rows), let twice = concentrate(once, among: rows) else { return nil }
            first.append(twice)
        }
        let isLarge = rows.rowCount * rows.columnCount > manyValues
        var settled: [Estimate] = []
        for candidate in distinct(first, atMost: isLarge ? fewestCount : first.count) {
            let (estimate, isSingular) = settle(candidate, among: rows)
            if isSingular { return nil }
            settled.append(estimate)
        }
        var finished: [Estimate] = []
        for candidate in distinct(settled).prefix(isLarge ? 1 : bestCount) {
            guard let exchanged = exchange(candidate, rounds: isLarge ? fewestRounds : 500) else { return nil }
            finished.append(exchanged)
        }
        return distinct(finished).first
    }

    /// Exchanges, many at once where that helps and else the best one, and concentration steps in turn until neither helps; nil for a
    /// singular covariance.
    private func exchange(_ candidate: Estimate, rounds: Int) -> Estimate? {
        var current = candidate
        for _ in 0..<rounds {
            var next: Estimate?
            for limit in [64, 8, 1] {
                guard let support = exchanged(current, limit: limit) else { return current }
                guard let estimate = estimate(support, of: rows, around: current.mean) else { return nil }
                if estimate.logDeterminant < current.logDeterminant - 1e-12 {
                    next = estimate
                    break
                }
            }
            guard let next else { break }
            let (settled, isSingular) = settle(next, among: rows)
            if isSingular { return nil }
            current = settled
        }
        return current
    }

    /// The same share of `members` as the coverage is of all rows.
    private func subsetSize(_ members: WorkingRows) -> Int {
        Swift.min(Swift.max(coverage * members.rowCount / rows.rowCount, rows.columnCount + 1), members.rowCount)
    }

    /// The estimate from the nearest rows. Its determinant is never larger than the one before (theorem 1 of the paper).
    private func concentrate(_ current: Estimate, among members: WorkingRows) -> Estimate? {
        let distances = members.squaredLengths(current.whitening, from: current.mean)
        return estimate(nearest(subsetSize(members), by: distances), of: members, around: current.mean)
    }

    /// Mean and covariance of some of the rows, divided by their number; nil when the covariance is singular.
    package func estimate(_ support: [Int]) -> Estimate? { estimate(support, of: rows) }

    private func estimate(_ support: [Int], of members: WorkingRows, around place: [Double]? = nil) -> Estimate? {
        guard let (moments, cholesky) = ridged(support, of: members, around: place) else { return nil }
        return Estimate(
            mean: moments.mean, covariance: moments.covariance, logDeterminant: cholesky.logDeterminant, support: support,
            whitening: RowTransform(cholesky.inverseFactor()))
    }

    private func ridged(_ support: [Int], of members: WorkingRows, around place: [Double]?) -> (TrimmedMoments, Cholesky)? {
        var moments = TrimmedMoments(of: members, at: support, around: place)
        for column in ridge.indices { moments.covariance[column, column] += ridge[column] }
        guard let cholesky = try? Cholesky(moments.covariance) else { return nil }
        return (moments, cholesky)
    }
}

extension MinimumCovarianceDeterminant {
    /// The factors by which covariances of few rows are too small: small-sample ones and n / (n - 1).
    package struct Correction {
        package var raw: Double
        package var reweighted: Double
        package var isUnbiased: Bool

        /// No factor, as scikit-learn has it.
        package static let none = Correction(raw: 1, reweighted: 1, isUnbiased: false)

        init(raw: Double, reweighted: Double, isUnbiased: Bool) {
            (self.raw, self.reweighted, self.isUnbiased) = (raw, reweighted, isUnbiased)
        }

        init(_ determinant: MinimumCovarianceDeterminant, _ supportFraction: Double) {
            let (n, p) = (determinant.rows.rowCount, determinant.rows.columnCount)
            raw = smallSampleFactor(rowCount: n, columnCount: p, share: supportFraction, reweighted: false)
            reweighted = smallSampleFactor(rowCount: n, columnCount: p, share: supportFraction, reweighted: true)
            isUnbiased = true
        }
    }

    package struct Reweighted {
        package let location: [Double]
        package let covariance: Matrix
        package let cholesky: Cholesky
    }

    /// The share of normal rows that enter the reweighted estimate.
    package static let reweightingShare = 0.975

    /// The estimate from all rows within the χ² quantile of the raw one, which rests on `support`, and consistent at normal rows;
    /// nil where a covariance is singular.
    package func reweighted(_ support: [Int], correction: Correction) -> Reweighted? {
        let (n, p) = (rows.rowCount, rows.columnCount)
        guard let raw = estimate(support, of: rows) else { return nil }
        let rawFactor = Self.consistencyFactor(columnCount: p, share: Double(support.count) / Double(n)) * correction.raw
        let limit = ChiSquared(degreesOfFreedom: Double(p)).quantile(Self.reweightingShare) * rawFactor
        let distances = rows.squaredLengths(raw.whitening, from: raw.mean)
        let regular = distances.indices.filter { distances[$0] < limit }
        guard regular.count > 1, let (moments, _) = ridged(regular, of: rows, around: nil) else { return nil }
        let unbiased = correction.isUnbiased ? Double(regular.count) / Double(regular.count - 1) : 1
        let factor = unbiased * Self.consistencyFactor(columnCount: p, share: Self.reweightingShare) * correction.reweighted
        var covariance = moments.covariance
        for row in 0..<p { for column in 0..<p { covariance[row, column] *= factor } }
        guard let cholesky = try? Cholesky(covariance) else { return nil }
        return Reweighted(location: moments.mean, covariance: covariance, cholesky: cholesky)
    }
}
