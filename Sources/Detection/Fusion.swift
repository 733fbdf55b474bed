public import LinearAlgebra
import RealModule
import Statistics

/// Several detectors' scores of the same rows, made comparable and combined.
///
/// 1. Each score becomes its empirical tail probability among the reference rows of its peer group, never counting the row
///    itself.
/// 2. They are combined by the Cauchy combination of Y. Liu and J. Xie, "Cauchy combination test: a powerful test with
///    analytic p-value calculation under arbitrary dependency structures" (JASA 115, 2020, equation 3), with equal weights:
///    `T = mean of tan((1/2 - p) π)`. Fisher's sum of logarithms would take detectors that see the same oddity for independent
///    witnesses, and ours read the same columns; the Cauchy tail is right under any dependence. Probabilities are taken as at
///    most 0.99 (the truncation of Y. Fang, C. Chang, Y. Park and G. Tseng, "Heavy-tailed distribution for combining dependent
///    p-values with asymptotic robustness", Statistica Sinica 33, 2023), lest one detector that finds a row the most usual of
///    all outweigh another that finds it the least.
/// 3. The statistic is calibrated again by its own empirical tail in the group, so that the fused probability is what it says
///    whatever the detectors share. It is never finer than one over the number of peers.
///
/// A score that is missing (NaN) leaves its detector out for that row; a row without any score has no statistic. Groups with
/// fewer than `minimumGroupSize` reference rows, and rows of groups without reference, give NaN: no peer comparison.
public struct Fusion: Sendable, Equatable {
    /// The fewest reference rows a group is compared by.
    public let minimumGroupSize: Int

    public init(minimumGroupSize: Int = 2) {
        precondition(minimumGroupSize >= 2, "a comparison takes at least two rows")
        self.minimumGroupSize = minimumGroupSize
    }

    /// Combines the scores.
    ///
    /// - Parameters:
    ///   - scores: one array of one score a row for each detector, higher being more anomalous.
    ///   - group: the peer group of each row; nil puts all rows in one.
    ///   - reference: whether a row serves as a peer to others; nil lets all serve.
    /// - Throws: `rowCountMismatch` when the arrays differ in length.
    /// - Complexity: O(k n log n) for k detectors.
    public func combine(
        _ scores: [[Double]], group: [Int]? = nil, reference: [Bool]? = nil
    ) throws(DetectionError) -> FusedScores {
        let rowCount = scores.first?.count ?? group?.count ?? reference?.count ?? 0
        for found in scores.map(\.count) + [group?.count ?? rowCount, reference?.count ?? rowCount]
        where found != rowCount {
            throw .rowCountMismatch(expected: rowCount, found: found)
        }
        var detectorTails = Matrix(rowCount: rowCount, columnCount: scores.count, repeating: .nan)
        var statistic = [Double](repeating: .nan, count: rowCount)
        var tails = [Double](repeating: .nan, count: rowCount)
        var peerCounts = [Int](repeating: 0, count: rowCount)
        for members in Self.groups(group, rowCount: rowCount) {
            let isReference = members.map { reference?[$0] ?? true }
            let size = isReference.filter { $0 }.count
            for (place, row) in members.enumerated() { peerCounts[row] = size - (isReference[place] ? 1 : 0) }
            guard size >= minimumGroupSize else { continue }
            for detector in scores.indices {
                let probabilities = Self.tails(members.map { scores[detector][$0] }, isReference)
                for (place, row) in members.enumerated() { detectorTails[row, detector] = probabilities[place] }
            }
            let combined = members.map { Self.cauchyStatistic(detectorTails.rowSlice($0)) }
            let probabilities = Self.tails(combined, isReference)
            for (place, row) in members.enumerated() {
                statistic[row] = combined[place]
                tails[row] = probabilities[place]
            }
        }
        return FusedScores(
            detectorTailProbabilities: detectorTails, statistic: statistic, tailProbability: tails, peerCount: peerCounts)
    }

    /// The Cauchy combination of the probabilities that are not missing; NaN when all are.
    public static func cauchyStatistic(_ probabilities: some Sequence<Double>) -> Double {
        var sum = 0.0
        var count = 0.0
        for probability in probabilities where !probability.isNaN {
            let p = Swift.min(probability, 0.99)
            // tan((1/2 - p) π) = 1 / tan(p π), which keeps its digits when p is small.
            sum += 1 / Double.tan(Swift.max(p, 1e-300) * Double.pi)
            count += 1
        }
        return count > 0 ? sum / count : .nan
    }

    /// The members of each group, groups in ascending order, members in the order of their rows.
    private static func groups(_ group: [Int]?, rowCount: Int) -> [[Int]] {
        guard let group else { return [Array(0..<rowCount)] }
        var result: [[Int]] = []
        for row in (0..<rowCount).sorted(by: { (group[$0], $0) < (group[$1], $1) }) {
            if let last = result.last?.last, group[last] == group[row] {
                result[result.count - 1].append(row)
            } else {
                result.append([row])
            }
        }
        return result
    }

    private static func tails(_ values: [Double], _ isReference: [Bool]) -> [Double] {
        let empirical = EmpiricalTail(values.indices.filter { isReference[$0] }.map { values[$0] })
        return values.indices.map { index in
            isReference[index] ? empirical.leaveOneOut(of: values[index]) : empirical.tailProbability(of: values[index])
        }
    }
}

/// What the fusion found, in the order of the rows.
public struct FusedScores: Sendable {
    /// The tail probability of each row (a row) by each detector (a column); NaN without peers or score.
    public let detectorTailProbabilities: Matrix
    /// The Cauchy combination; higher is more anomalous. Compared within its group only.
    public let statistic: [Double]
    /// The fused tail probability; NaN means no peer comparison.
    public let tailProbability: [Double]
    /// The peers a row was or would have been compared with, itself not counted.
    public let peerCount: [Int]
}
