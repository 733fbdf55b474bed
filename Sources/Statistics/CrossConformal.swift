/// P-values where the whole population is both the reference and what is looked at: every row is scored by a model that was not
/// fitted on it, and compared with rows scored by such models too.
///
/// **Rows of the population** (`memberPValues`): the rank of a row's score in its own fold, all of whose scores are by the one
/// model fitted on the other folds. Let a share π of the fold be not ordinary. An ordinary row then has p ≤ α with probability
/// at most `α / (1 - π)`, whatever the other rows do to the model or to the ranks: the ordinary rows of a fold are exchangeable
/// given the model, so each of them is as likely as another to be among the first α n of all. High-scoring rows that are not
/// ordinary take places and only make it rarer. Comparing over all folds is finer (1 / n, not K / n) and satisfies the same
/// over random folds, but is only as good as the models' scales agree.
///
/// These are ranks. No more than a share t of them is ever ≤ t, so **`BenjaminiHochberg` finds nothing among them**, at any level
/// below one and in any population: a population cannot testify against a part of itself. For a list with a false discovery
/// rate take a reference of other rows (`ConformalCalibration`): an earlier period, or rows that an examination cleared.
///
/// **New rows** (`pValue(ofNew:)`): the mean of the K p-values by the K folds, each of which is exact for an ordinary row. A
/// mean of p-values, however dependent, is ≤ α with probability at most 2α (L. Rüschendorf, "Random variables with maximum
/// sums", 1982; V. Vovk and R. Wang, "Combining p-values via averaging", Biometrika 107, 2020), the factor that R. Barber,
/// E. Candès, A. Ramdas and R. Tibshirani, "Predictive inference with the jackknife+" (Annals of Statistics 49, 2021) prove
/// for CV+, the same construction in regression; in their experiments the rate is close to α, not 2α. The
/// construction is the cross-conformal predictor of V. Vovk ("Cross-conformal predictors", 2015).
public struct CrossConformal: Sendable, Equatable {
    /// One for each fold: the scores of its rows by the model fitted on the other folds.
    public let calibrations: [ConformalCalibration]

    public enum Comparison: Sendable, Equatable {
        case withinFold
        case allFolds
    }

    /// - Parameters:
    ///   - scores: one a row, by the model that was not fitted on its fold.
    ///   - folds: the fold of each row, from 0.
    public init(scores: [Double], folds: [Int]) {
        precondition(scores.count == folds.count, "one fold for each score")
        calibrations = Self.members(of: folds).map { rows in ConformalCalibration(rows.map { scores[$0] }) }
    }

    public init(calibrations: [ConformalCalibration]) {
        self.calibrations = calibrations
    }

    /// The p-value of a row outside the population, given its score by the model of each fold; see above for the factor of two.
    ///
    /// Missing scores (NaN) are left out of the mean; NaN when all are missing.
    public func pValue(ofNew scores: [Double]) -> Double {
        precondition(scores.count == calibrations.count, "one score by the model of each fold")
        var sum = 0.0
        var count = 0.0
        for (calibration, score) in zip(calibrations, scores) where !score.isNaN {
            sum += calibration.pValue(of: score)
            count += 1
        }
        return count > 0 ? sum / count : .nan
    }

    /// The p-value of every row of the population; NaN for a missing score. Exact ranks, ties counted against the row.
    ///
    /// - Complexity: O(n log n).
    public static func memberPValues(
        scores: [Double], folds: [Int], comparison: Comparison = .withinFold
    ) -> [Double] {
        precondition(scores.count == folds.count, "one fold for each score")
        var result = [Double](repeating: .nan, count: scores.count)
        let sets = comparison == .withinFold ? members(of: folds) : [Array(scores.indices)]
        for rows in sets {
            let tail = EmpiricalTail(rows.map { scores[$0] })
            for row in rows { result[row] = tail.leaveOneOut(of: scores[row]) }
        }
        return result
    }

    /// A fold from 0 to `foldCount - 1` for each row, at random, of sizes that differ by one at most.
    ///
    /// - Complexity: O(n).
    public static func folds(rowCount: Int, foldCount: Int = 5, seed: UInt64) -> [Int] {
        precondition(foldCount >= 2, "at least two folds")
        var stream = RandomStream(seed: seed, stream: "folds")
        var order = Array(0..<rowCount)
        stream.shuffle(&order)
        var result = [Int](repeating: 0, count: rowCount)
        for (place, row) in order.enumerated() { result[row] = place % foldCount }
        return result
    }

    /// The same with all rows of a group in one fold, as for rows that are not independent: the groups are shuffled and each
    /// goes to the fold that has the fewest rows by then.
    ///
    /// - Complexity: O(n log n).
    public static func folds(groups: [Int], foldCount: Int = 5, seed: UInt64) -> [Int] {
        precondition(foldCount >= 2, "at least two folds")
        var sizes: [Int: Int] = [:]
        for group in groups { sizes[group, default: 0] += 1 }
        var order = sizes.keys.sorted()
        var stream = RandomStream(seed: seed, stream: "folds")
        stream.shuffle(&order)
        var rows = [Int](repeating: 0, count: foldCount)
        var foldOfGroup: [Int: Int] = [:]
        for group in order {
            var smallest = 0
            for fold in 1..<foldCount where rows[fold] < rows[smallest] { smallest = fold }
            foldOfGroup[group] = smallest
            rows[smallest] += sizes[group] ?? 0
        }
        return groups.map { foldOfGroup[$0] ?? 0 }
    }

    /// The rows of each fold, ascending.
    private static func members(of folds: [Int]) -> [[Int]] {
        var result = [[Int]](repeating: [], count: (folds.max() ?? -1) + 1)
        for (row, fold) in folds.enumerated() { result[fold].append(row) }
        return result
    }
}
