import LinearAlgebra

/// Columns in units of half their range from a center, in single precision: numbers that can be squared, summed and held in half
/// the space whatever the columns were measured in. Values that differ by less than about 1e-7 of their distance from the
/// center may become equal.
struct ColumnUnits: Sendable, Equatable {
    /// No value is farther from 0. Rows never seen before may lie far outside the fitted range.
    static let bound: Float = 0x1p60

    let centers: [Double]
    /// One over half the range.
    let rates: [Double]

    /// - Parameter centers: one for each of the kept columns.
    init(_ columns: FrozenColumns, centers: [Double]) {
        self.centers = centers
        // Halves first: a difference of two huge values overflows. The bound keeps 0 times the rate 0.
        rates = columns.kept.indices.map { Swift.min(1 / (columns.highest[$0] / 2 - columns.lowest[$0] / 2), 1e300) }
    }

    /// - Parameter column: its place among the kept columns.
    @inline(__always)
    func value(_ column: Int, _ value: Double) -> Float {
        let scaled = (value - centers[column]) * rates[column]
        let bound = Double(Self.bound)
        if value.isNaN { return .nan }
        return Float(scaled > bound ? bound : scaled < -bound ? -bound : scaled)
    }

    /// A row of kept values; missing ones stay missing.
    func values(_ row: [Double]) -> [Float] {
        row.indices.map { value($0, row[$0]) }
    }
}

extension ColumnUnits: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("center", centers)
        weights.set("rate", rates)
    }

    init(from weights: Weights) throws(WeightError) {
        centers = try weights.vector("center")
        rates = try weights.vector("rate", count: centers.count)
        guard rates.allSatisfy({ $0 > 0 && $0 <= 1e300 }) else { throw .invalid(name: "rate", requirement: "above 0, at most 1e300") }
    }
}
