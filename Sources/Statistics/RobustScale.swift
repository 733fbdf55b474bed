/// A centre and a scale that a minority of wild values cannot move: the median and the scaled median absolute deviation.
///
/// When more than half of the values are equal, as with counts of rare events, the median absolute deviation is zero.
/// The scale then falls back, and `basis` says to what:
///
/// 1. `medianAbsoluteDeviation`: MAD · 1.4826, which estimates the standard deviation of normal values;
/// 2. `meanAbsoluteDeviation`: mean |x - median| · 1.2533, which does too, though without the robustness;
/// 3. `none`: all values are equal, or there are none. Every `robustZ` is zero: such a column compares nobody.
public struct RobustScale: Sendable, Equatable, Codable {
    public enum Basis: String, Sendable, Codable {
        case medianAbsoluteDeviation
        case meanAbsoluteDeviation
        case none
    }

    public let center: Double
    /// Zero when `basis` is `none`.
    public let scale: Double
    public let basis: Basis

    /// Values that are not finite are left out. Without any finite value the centre is 0.
    ///
    /// - Complexity: O(n) on average, O(n log n) where it falls back.
    public init(_ values: [Double]) {
        var finite = values.filter(\.isFinite)
        guard let first = finite.min(), let last = finite.max(), first < last else {
            (center, scale, basis) = (finite.first ?? 0, 0, .none)
            return
        }
        center = quantile(rearranging: &finite, 0.5)
        let middle = center
        var deviations = finite.map { abs($0 - middle) }.filter(\.isFinite)
        // Deviations of rounding error only are no spread.
        let floor = 1e-12 * Swift.max(abs(first), abs(last))
        let deviation = deviations.isEmpty ? .nan : quantile(rearranging: &deviations, 0.5) * Self.normalConsistency
        if deviation > floor, deviation.isFinite {
            (scale, basis) = (deviation, .medianAbsoluteDeviation)
            return
        }
        deviations.sort()
        let count = Double(deviations.count)
        let mean = deviations.reduce(0) { $0 + $1 / count } * Self.meanDeviationConsistency
        (scale, basis) = mean > 0 && mean.isFinite ? (mean, .meanAbsoluteDeviation) : (0, .none)
    }

    /// A scale that was estimated before; `basis` is not known any more and stands for its largest class.
    ///
    /// - Precondition: `scale` is not negative.
    public init(center: Double, scale: Double) {
        precondition(scale >= 0, "a scale is not negative")
        (self.center, self.scale, basis) = (center, scale, scale > 0 ? .medianAbsoluteDeviation : .none)
    }

    /// 1 / Φ⁻¹(3/4).
    public static let normalConsistency = 1.482_602_218_505_602
    /// √(π / 2).
    public static let meanDeviationConsistency = 1.253_314_137_315_500_3
    /// Beyond this a z value says no more than "far outside", and sums of its squares stay finite.
    public static let limit = 1e9

    /// `(x - center) / scale`, always finite: a missing value and a scale of zero give 0, the result is kept within
    /// ±`limit`, and infinities give ±`limit`.
    public func robustZ(_ x: Double) -> Double {
        if x.isNaN || scale == 0 { return 0 }
        return Swift.min(Swift.max((x - center) / scale, -Self.limit), Self.limit)
    }
}

/// The robust z value of every value among its fellows. See `RobustScale`.
///
/// - Complexity: O(n log n).
public func robustZ(_ values: [Double]) -> [Double] {
    let scale = RobustScale(values)
    return values.map(scale.robustZ)
}
