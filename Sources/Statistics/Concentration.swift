/// The sum of squared shares: 1 when one holder has all, `1 / n` when n hold the same (A. Hirschman, 1945; O. Herfindahl, 1950).
///
/// Amounts that are missing, infinite or negative are left out; NaN when nothing positive is left.
///
/// - Complexity: O(n).
public func herfindahl(_ amounts: [Double]) -> Double {
    let kept = amounts.filter { $0 > 0 && $0 < .infinity }
    guard let largest = kept.max() else { return .nan }
    // Scaled by the largest, so that neither sum overflows.
    let total = kept.reduce(0) { $0 + $1 / largest }
    return kept.reduce(0) { $0 + ($1 / largest / total) * ($1 / largest / total) }
}

/// The chance that two draws with replacement differ in kind: `1 - herfindahl` (E. Simpson, "Measurement of diversity", 1949).
///
/// - Complexity: O(n).
public func simpsonDiversity(_ amounts: [Double]) -> Double {
    1 - herfindahl(amounts)
}

/// The mean and the variance (divided by n - 1) of the finite values, by B. Welford's recurrence (1962).
private func moments(_ values: [Double]) -> (mean: Double, variance: Double)? {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0
    for value in values where value.isFinite {
        count += 1
        let before = value - mean
        mean += before / count
        squares += before * (value - mean)
    }
    return count > 1 ? (mean, squares / (count - 1)) : nil
}

/// Standard deviation over the mean's magnitude; NaN for fewer than two finite values or a mean of zero.
///
/// Low for amounts of equal size: it is the *low* values that are unusual for genuine demand.
///
/// - Complexity: O(n).
public func coefficientOfVariation(_ values: [Double]) -> Double {
    guard let (mean, variance) = moments(values), mean != 0 else { return .nan }
    return variance.squareRoot() / abs(mean)
}

/// Variance over mean of counts: 1 for a Poisson process, more for bursts (U. Fano, 1947); NaN for fewer than two finite
/// counts or a mean of zero.
///
/// - Complexity: O(n).
public func fanoFactor(_ counts: [Double]) -> Double {
    guard let (mean, variance) = moments(counts), mean != 0 else { return .nan }
    return variance / mean
}
