/// Control of the false discovery rate (Y. Benjamini and Y. Hochberg, JRSS B 57, 1995).
public enum BenjaminiHochberg {
    /// The q value of every p value: the smallest rate at which it is still a discovery, `min over j ≥ i of p₍ⱼ₎ m / j`.
    ///
    /// Monotone in p; equal p values get equal q values, so their order does not matter. A missing p value (NaN) stays
    /// missing and is not counted as a test. Values are kept within [0, 1].
    ///
    /// - Complexity: O(n log n).
    public static func qValues(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.filter { !pValues[$0].isNaN }
            .sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var result = [Double](repeating: .nan, count: pValues.count)
        let tests = Double(order.count)
        var smallest = 1.0
        for rank in stride(from: order.count, to: 0, by: -1) {
            let p = Swift.min(Swift.max(pValues[order[rank - 1]], 0), 1)
            smallest = Swift.min(smallest, p * tests / Double(rank))
            result[order[rank - 1]] = smallest
        }
        return result
    }
}
