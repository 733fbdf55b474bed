/// What is assumed of p-values that are judged together.
public enum TestDependence: Sendable, Equatable {
    /// Independent, or positively dependent in the sense of Benjamini and Yekutieli (2001), as conformal p-values by one
    /// reference are.
    case positive
    /// Anything; paid for by the factor `1 + 1/2 + ⋯ + 1/m`.
    case arbitrary

    /// What p-values are multiplied by, for m tests.
    func factor(tests m: Int) -> Double {
        switch self {
        case .positive: 1
        // The smallest terms first, for the last digits.
        case .arbitrary: stride(from: m, to: 0, by: -1).reduce(0) { $0 + 1 / Double($1) }
        }
    }
}

/// Control of the false discovery rate (Y. Benjamini and Y. Hochberg, JRSS B 57, 1995).
public enum BenjaminiHochberg {
    /// The q value of every p value: the smallest rate at which it is still a discovery, `min over j ≥ i of p₍ⱼ₎ m / j`.
    ///
    /// Monotone in p; equal p values get equal q values, so their order does not matter. A missing p value (NaN) stays
    /// missing and is not counted as a test. Values are kept within [0, 1].
    ///
    /// Under arbitrary dependence q is larger by the factor of Y. Benjamini and D. Yekutieli, "The control of the false
    /// discovery rate in multiple testing under dependency" (Annals of Statistics 29, 2001, theorem 1.3). The share of true
    /// nulls is taken as one (no estimate of J. Storey's π₀): where one row in hundreds is unusual it would gain a percent.
    ///
    /// - Complexity: O(n log n).
    public static func qValues(_ pValues: [Double], dependence: TestDependence = .positive) -> [Double] {
        let order = pValues.indices.filter { !pValues[$0].isNaN }
            .sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var result = [Double](repeating: .nan, count: pValues.count)
        let tests = Double(order.count) * dependence.factor(tests: order.count)
        var smallest = 1.0
        for rank in stride(from: order.count, to: 0, by: -1) {
            let p = Swift.min(Swift.max(pValues[order[rank - 1]], 0), 1)
            smallest = Swift.min(smallest, p * tests / Double(rank))
            result[order[rank - 1]] = smallest
        }
        return result
    }
}
