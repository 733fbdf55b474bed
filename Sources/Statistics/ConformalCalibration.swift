import RealModule

/// How often an ordinary row scores as high: p-values by comparison with the scores of reference rows that had no part in the
/// fit, frozen.
///
/// S. Bates, E. Candès, L. Lei, Y. Romano and M. Sesia, "Testing for outliers with conformal p-values" (Annals of Statistics
/// 51, 2023), their marginal p-value: `p = (1 + #{reference >= score}) / (n + 1)`. Ties count against the row; they are not broken at
/// random, so the same score always gets the same p-value.
///
/// What holds, for an ordinary row, that is one exchangeable with the reference rows:
/// - P(p ≤ α) ≤ α over draws of the reference and the row together, whatever the detector;
/// - the p-values of independent ordinary rows by the same reference are positively dependent, as they prove, so
///   `BenjaminiHochberg` keeps its rate, and `FalseDiscoveryBound` its level, without a correction for dependence;
/// - for one given reference the rate of p ≤ α varies about α, by about √(α (1 - α) / n). `SimesAdjustment` enlarges the
///   p-values so that it is at most α for all α at once in all but a share δ of references.
///
/// Rows in the reference that are not ordinary but score high make every p-value larger: fewer findings, not more false ones.
/// No p-value is below 1 / (n + 1), so of m rows tested `BenjaminiHochberg` finds none at the level α, or at least
/// `m / (α (n + 1))`: for lists of a few rows the reference must be some times larger than what is tested.
///
/// What is kept are scores, no rows: the `precision` highest without gaps, and below them order statistics ever further apart,
/// so that a p-value is exact among the highest, and elsewhere too large by at most a share `1 / precision`, never too small.
/// That is about `precision (1 + log(n / precision))` numbers.
public struct ConformalCalibration: Sendable, Equatable {
    public let sketch: RankSketch

    /// How many reference scores there were.
    public var count: Int { sketch.count }

    /// - Parameters:
    ///   - reference: scores of rows that were not fitted on; missing ones (NaN) are left out.
    ///   - precision: see above.
    /// - Complexity: O(n log n).
    public init(_ reference: [Double], precision: Int = 1024) {
        precondition(precision >= 1, "the highest score at least is kept")
        sketch = RankSketch(reference) { count in
            var ranks: [Int] = []
            // From the top, where rank 1 is the highest. The bound for a score in a gap is the rank of the gap's lower end.
            var fromTop = 1
            while fromTop <= count {
                ranks.append(count - fromTop)
                fromTop += Swift.max(1, fromTop / precision)
            }
            return ranks.reversed()
        }
    }

    /// A calibration made before.
    public init(sketch: RankSketch) {
        self.sketch = sketch
    }

    /// The place the score would take among the reference and itself, from the top, after all its ties: from 1 to `count + 1`.
    ///
    /// - Complexity: O(log s) for s scores kept.
    public func rank(of score: Double) -> Int {
        1 + sketch.mostAtLeast(score)
    }

    /// `rank / (count + 1)`; NaN for NaN, 1 without a reference.
    ///
    /// - Complexity: O(log s) for s scores kept.
    public func pValue(of score: Double) -> Double {
        score.isNaN ? .nan : Double(rank(of: score)) / Double(count + 1)
    }

    public func pValues(of scores: [Double]) -> [Double] {
        scores.map(pValue(of:))
    }

    /// P-values that hold for this very reference, with the confidence of the adjustment.
    ///
    /// - Precondition: the adjustment was made for this `count`.
    public func pValues(of scores: [Double], adjustedBy adjustment: SimesAdjustment) -> [Double] {
        precondition(adjustment.count == count, "an adjustment for as many reference scores")
        return scores.map { $0.isNaN ? .nan : adjustment.pValue(rank: rank(of: $0)) }
    }
}

/// Conformal p-values made valid for the reference at hand, not only on average over references.
///
/// Bates et al. (see `ConformalCalibration`), their calibration-conditional p-values: the rank r gets `b_r` in place of
/// `r / (n + 1)`, where by the generalized Simes inequality (S. Sarkar, "On the Simes inequality and its generalization", 2008)
/// all the order statistics of n uniform values lie below theirs at once with probability `1 - δ`:
/// `b_{n+1-i} = 1 - δ^{1/k} (i (i-1) ⋯ (i-k+1) / (n (n-1) ⋯ (n-k+1)))^{1/k}`, with k = n / 2 as they advise, and `b_{n+1} = 1`.
/// The smallest possible p-value grows from 1 / (n + 1) to about 2 log(1 / δ) / n.
public struct SimesAdjustment: Sendable, Equatable {
    /// How many reference scores it is made for.
    public let count: Int
    /// δ: the share of references for which it may fail.
    public let failureProbability: Double
    private let order: Int
    /// The first bounds, summed up term by term; later ones, by differences of log-gammas, have digits to spare.
    private let first: [Double]

    /// - Parameters:
    ///   - count: n, the number of reference scores.
    ///   - failureProbability: δ, above 0 and below 1.
    public init(count: Int, failureProbability: Double) {
        precondition(count >= 1, "a reference")
        precondition(failureProbability > 0 && failureProbability < 1, "a probability above 0 and below 1")
        self.count = count
        self.failureProbability = failureProbability
        order = Swift.max(1, count / 2)
        let (n, k) = (Double(count), Double(order))
        var sum = Double.log(failureProbability)
        first = (0...Swift.min(count - order, 4096)).map { place in
            // The product over k factors of i / n is, i being n - place, one over `place` factors.
            if place > 0 { sum += Double.log(onePlus: -k / (n - Double(place - 1))) }
            return -Double.expMinusOne(sum / k)
        }
    }

    /// The adjusted p-value of a rank from 1 to `count + 1`.
    ///
    /// - Complexity: O(1).
    public func pValue(rank: Int) -> Double {
        let place = rank - 1
        if place < first.count { return first[place] }
        if place > count - order { return 1 }
        let (n, k, i) = (Double(count), Double(order), Double(count - place))
        let ratio = Double.logGamma(i + 1) - Double.logGamma(i - k + 1) - Double.logGamma(n + 1) + Double.logGamma(n - k + 1)
        return -Double.expMinusOne((Double.log(failureProbability) + ratio) / k)
    }
}
