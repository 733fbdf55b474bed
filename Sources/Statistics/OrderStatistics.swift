/// The finite values among `values`, ascending. Missing (NaN) and infinite ones are left out.
func sortedFinite(_ values: [Double]) -> [Double] {
    values.filter(\.isFinite).sorted()
}

/// The middle of the finite values; NaN when there are none.
///
/// - Complexity: O(n) on average.
public func median(_ values: [Double]) -> Double {
    quantile(values, 0.5)
}

/// The sample quantile of type 7 in R. Hyndman and Y. Fan, "Sample quantiles in statistical packages" (1996): linear
/// between order statistics at `(n - 1) p`. Values that are not finite are left out; NaN when none is left.
///
/// - Precondition: `0 <= probability <= 1`.
/// - Complexity: O(n) on average.
public func quantile(_ values: [Double], _ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "the probability must lie in [0, 1]")
    var finite = values.filter(\.isFinite)
    guard !finite.isEmpty else { return .nan }
    return quantile(rearranging: &finite, probability)
}

/// The same quantile of finite values in any order, at least one, which it rearranges.
func quantile(rearranging values: inout [Double], _ probability: Double) -> Double {
    let position = Double(values.count - 1) * probability
    let below = Int(position)
    let lower = values.orderStatistic(at: below)
    let weight = position - Double(below)
    guard weight > 0, let upper = values[(below + 1)...].min() else { return lower }
    return (1 - weight) * lower + weight * upper
}

/// The same quantile of values that are finite and ascending already.
///
/// - Complexity: O(1).
public func quantile(sorted values: [Double], _ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "the probability must lie in [0, 1]")
    guard let last = values.last else { return .nan }
    let position = Double(values.count - 1) * probability
    let below = Int(position)
    guard below + 1 < values.count else { return last }
    let weight = position - Double(below)
    if weight == 0 { return values[below] }
    // Written as a weighted mean, because the difference of two huge values of opposite sign overflows.
    return (1 - weight) * values[below] + weight * values[below + 1]
}

/// The median distance from the median, not scaled; NaN when no value is finite.
///
/// - Complexity: O(n) on average.
public func medianAbsoluteDeviation(_ values: [Double]) -> Double {
    let center = median(values)
    return median(values.map { abs($0 - center) })
}
