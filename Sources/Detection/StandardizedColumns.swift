import LinearAlgebra
import RealModule
import Statistics

/// The kept columns in units of a centre and a scale each, as the covariance-based models hold them.
///
/// A missing value is taken at the centre, 0; an infinite one at the end of the column's fitted range; values beyond a million
/// units as a million, so that squares and their sums stay finite.
struct StandardizedColumns: Sendable, Equatable {
    let columns: FrozenColumns
    let center: [Double]
    /// Positive.
    let scale: [Double]

    static let limit = 1e6

    init(columns: FrozenColumns, center: [Double], scale: [Double]) {
        self.columns = columns
        self.center = center
        self.scale = scale
    }

    /// Mean and standard deviation (divided by n) of the values that are not missing.
    ///
    /// Sums run over `(x - middle) / half range`, which neither overflows nor loses the digits of a column far from zero.
    ///
    /// - Complexity: O(n p).
    init(momentsOf rows: Matrix, _ columns: FrozenColumns) {
        let count = columns.kept.count
        let middle = (0..<count).map { columns.lowest[$0] / 2 + columns.highest[$0] / 2 }
        let half = (0..<count).map {
            Swift.max(columns.highest[$0] / 2 - columns.lowest[$0] / 2, Double.leastNormalMagnitude)
        }
        var weight = [Double](repeating: 0, count: count)
        var sum = weight
        var mean = weight
        var square = weight
        let elements = rows.elements
        let values = elements.span
        // Two passes: the mean first, so that the squares are of deviations from it.
        for pass in 0..<2 {
            for row in 0..<rows.rowCount {
                let start = row * rows.columnCount
                for index in 0..<count {
                    var value = values[start + columns.kept[index]]
                    if value.isNaN { continue }
                    if value.isInfinite { value = value > 0 ? columns.highest[index] : columns.lowest[index] }
                    let unit = (value - middle[index]) / half[index]
                    if pass == 0 {
                        weight[index] += 1
                        sum[index] += unit
                    } else {
                        square[index] += (unit - mean[index]) * (unit - mean[index])
                    }
                }
            }
            if pass == 0 { mean = (0..<count).map { sum[$0] / weight[$0] } }
        }
        self.columns = columns
        center = (0..<count).map { middle[$0] + half[$0] * mean[$0] }
        scale = (0..<count).map { index in
            let deviation = half[index] * Double.sqrt(square[index] / weight[index])
            return Swift.max(deviation, Double.leastNormalMagnitude)
        }
    }

    var count: Int { center.count }

    /// The same columns about another centre, given in the present units.
    func centered(at place: [Double]) -> StandardizedColumns {
        let moved = (0..<count).map { center[$0] + scale[$0] * place[$0] }
        return StandardizedColumns(columns: columns, center: moved.map { $0.isFinite ? $0 : 0 }, scale: scale)
    }

    @inline(__always)
    func value(_ raw: Double, _ index: Int) -> Double {
        let value = (raw - center[index]) / scale[index]
        return abs(value) < Self.limit ? value : outside(raw, index)
    }

    /// Where the plain quotient is missing or too large.
    @inline(never)
    func outside(_ raw: Double, _ index: Int) -> Double {
        if raw.isNaN { return 0 }
        let finite = raw == .infinity ? columns.highest[index] : raw == -.infinity ? columns.lowest[index] : raw
        return Swift.min(Swift.max((finite - center[index]) / scale[index], -Self.limit), Self.limit)
    }

    /// - Precondition: a value for every column, the dropped ones too.
    func values(of row: ArraySlice<Double>) -> [Double] {
        (0..<count).map { value(row[row.startIndex + columns.kept[$0]], $0) }
    }
}

extension StandardizedColumns: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("frozen", nested: columns)
        weights.set("center", center)
        weights.set("scale", scale)
    }

    init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("frozen", as: FrozenColumns.self)
        center = try weights.vector("center", count: columns.kept.count)
        scale = try weights.vector("scale", count: columns.kept.count)
        if let bad = scale.firstIndex(where: { $0 <= 0 }) {
            throw .outOfRange(name: "scale", index: bad, requirement: "positive")
        }
    }
}

/// Rows as the estimators read them: standardised on the way, so that no copy as large as the table is made.
struct WorkingRows: Sendable {
    let rows: Matrix
    /// Nil for rows that are in their units already and have no missing value.
    let columns: StandardizedColumns?

    init(_ rows: Matrix, in columns: StandardizedColumns? = nil) {
        self.rows = rows
        self.columns = columns
    }

    var rowCount: Int { rows.rowCount }
    var columnCount: Int { columns?.count ?? rows.columnCount }

    /// Fills the lanes with the rows from `start` on, as many as fit, less a centre.
    ///
    /// - Complexity: O(b p) for b rows.
    func fill(_ block: inout LaneBlock, from start: Int, less place: [Double]? = nil) {
        let count = Swift.min(LaneBlock.capacity, rowCount - start)
        block.rowCount = count
        let elements = rows.elements
        let source = elements.span
        let width = rows.columnCount
        var lanes = block.lanes.mutableSpan
        guard let columns else {
            for index in 0..<width {
                let origin = place?[index] ?? 0
                for row in 0..<count { lanes[index &* LaneBlock.capacity &+ row] = source[(start &+ row) &* width &+ index] - origin }
            }
            return
        }
        for index in 0..<columns.count {
            let origin = place?[index] ?? 0
            let column = columns.columns.kept[index]
            let (middle, unit) = (columns.center[index], columns.scale[index])
            for row in 0..<count {
                let raw = source[(start &+ row) &* width &+ column]
                let value = (raw - middle) / unit
                lanes[index &* LaneBlock.capacity &+ row] =
                    (abs(value) < StandardizedColumns.limit ? value : columns.outside(raw, index)) - origin
            }
        }
    }

    /// One row in its units.
    func row(_ row: Int) -> [Double] {
        columns?.values(of: rows.rowSlice(row)) ?? rows.row(row)
    }

    /// The rows named, in their units, as a matrix.
    ///
    /// - Complexity: O(k p).
    func selecting(_ named: [Int]) -> WorkingRows {
        let chosen = rows.selectingRows(named)
        guard let columns else { return WorkingRows(chosen) }
        var elements: [Double] = []
        elements.reserveCapacity(named.count * columns.count)
        for row in named.indices { elements += columns.values(of: chosen.rowSlice(row)) }
        return WorkingRows(Matrix(rowCount: named.count, columnCount: columns.count, elements: elements))
    }
}
