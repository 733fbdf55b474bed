import Foundation

/// The scale on which peers are compared.
public enum FeatureTransform: String, Sendable, Codable {
    case identity, log1p, logit

    /// The transformed value; NaN stays NaN.
    ///
    /// `log1p` takes what is below zero as zero. `logit` keeps the share within 1e-6 of the ends, so that it is finite.
    public func callAsFunction(_ value: Double) -> Double {
        guard !value.isNaN else { return .nan }
        switch self {
        case .identity: return value
        case .log1p: return Foundation.log1p(max(0, value))
        case .logit:
            let share = min(max(value, 1e-6), 1 - 1e-6)
            return log(share / (1 - share))
        }
    }
}
