package import LinearAlgebra

/// The nearest of a set of reference rows, exactly: by Euclidean distance of weighted columns, ties to the row that comes first.
///
/// The distance is always computed column by column in double precision in one fixed order, so what is found depends neither on
/// the rows asked for beside a row, nor on the threads, nor on the kernel of the BLAS. Where many rows are asked for, products
/// in single precision first rule out the pairs that are certainly too far (`NearestNeighbors+Search.swift`).
package struct NearestNeighbors: Sendable, Equatable {
    /// The reference rows: finite, and within 10¹⁰⁰ weighted units of each other.
    package let rows: Matrix
    /// What the difference in each column is multiplied by.
    package let weights: [Double]

    /// Where single precision has its origin.
    let center: [Double]
    /// A power of two that brings the longest reference row, from the centre, to a length of about one.
    let unit: Double

    /// - Precondition: at least one row and one column; fewer than 2³¹ rows.
    /// - Complexity: O(n p).
    package init(rows: Matrix, weights: [Double]) {
        precondition(rows.rowCount > 0 && rows.columnCount == weights.count && !weights.isEmpty, "rows of the weighted columns")
        precondition(rows.rowCount <= Int(Int32.max), "row numbers of 32 bits")
        self.rows = rows
        self.weights = weights
        let elements = rows.elements
        let values = elements.span
        let count = Double(rows.rowCount)
        var center = [Double](repeating: 0, count: weights.count)
        for row in 0..<rows.rowCount {
            for column in weights.indices { center[column] += values[row * weights.count + column] / count }
        }
        self.center = center
        var longest = 0.0
        for row in 0..<rows.rowCount {
            longest = Swift.max(longest, Self.squaredLength(values, row, center, weights))
        }
        // Shorter ones underflow when squared, and then nothing is ruled out.
        let exponent = longest > 1e-200 ? longest.squareRoot().exponent : 0
        unit = Double(sign: .plus, exponent: -exponent, significand: 1)
    }

    /// The weighted length of a row from the centre, squared.
    static func squaredLength(_ values: Span<Double>, _ row: Int, _ center: [Double], _ weights: [Double]) -> Double {
        var sum = 0.0
        for column in weights.indices {
            let difference = (values[row * weights.count + column] - center[column]) * weights[column]
            sum += difference * difference
        }
        return sum
    }

    /// The squared distance of row `index` of `queries` to reference row `neighbor`, in the one order of operations there is.
    ///
    /// - Complexity: O(p).
    package func squaredDistance(_ queries: Matrix, _ index: Int, to neighbor: Int) -> Double {
        precondition(queries.columnCount == weights.count, "a value for each weight")
        precondition(index >= 0 && index < queries.rowCount && neighbor >= 0 && neighbor < rows.rowCount, "rows there are")
        let (left, right, factors) = (queries.elements, rows.elements, weights)
        return Self.squaredDistance(left.span, index, right.span, neighbor, factors.span)
    }

    /// Four running sums, so that the processor need not wait for one.
    ///
    /// - Precondition: both rows are inside their spans.
    @inline(__always)
    static func squaredDistance(
        _ left: Span<Double>, _ leftRow: Int, _ right: Span<Double>, _ rightRow: Int, _ weights: Span<Double>
    ) -> Double {
        let count = weights.count
        let (a, b) = (leftRow * count, rightRow * count)
        var sums = SIMD4<Double>.zero
        var column = 0
        while column + 4 <= count {
            let x = unsafe SIMD4(
                left[unchecked: a + column], left[unchecked: a + column + 1],
                left[unchecked: a + column + 2], left[unchecked: a + column + 3])
            let y = unsafe SIMD4(
                right[unchecked: b + column], right[unchecked: b + column + 1],
                right[unchecked: b + column + 2], right[unchecked: b + column + 3])
            let w = unsafe SIMD4(
                weights[unchecked: column], weights[unchecked: column + 1],
                weights[unchecked: column + 2], weights[unchecked: column + 3])
            let difference = (x - y) * w
            sums += difference * difference
            column += 4
        }
        var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
        while column < count {
            let difference = unsafe (left[unchecked: a + column] - right[unchecked: b + column]) * weights[unchecked: column]
            sum += difference * difference
            column += 1
        }
        return sum
    }

    /// What each column adds to that squared distance.
    func squaredDifferences(_ queries: Matrix, _ index: Int, to neighbor: Int) -> [Double] {
        weights.indices.map { column in
            let difference = (queries[index, column] - rows[neighbor, column]) * weights[column]
            return difference * difference
        }
    }
}

extension NearestNeighbors {
    /// What each column adds to the mean distance of a row to some reference rows: `difference² / distance`, averaged. Zeros where
    /// the row lies on all of them.
    func meanShares(_ queries: Matrix, _ members: [Int]) -> [Double] {
        var shares = [Double](repeating: 0, count: weights.count)
        for member in members {
            let distance = squaredDistance(queries, 0, to: member).squareRoot()
            guard distance > 0 else { continue }
            for (column, square) in squaredDifferences(queries, 0, to: member).enumerated() {
                shares[column] += square / distance / Double(members.count)
            }
        }
        return shares
    }

    /// The nearest of a few reference rows for every row, the plain way.
    ///
    /// - Complexity: O(m r p) for m rows and r references.
    func nearest(_ queries: Matrix, among references: Range<Int>) -> [(member: Int, distance: Double)] {
        precondition(queries.columnCount == weights.count && !references.isEmpty, "rows of the same columns, a reference row")
        precondition(references.lowerBound >= 0 && references.upperBound <= rows.rowCount, "reference rows there are")
        let (left, right) = (queries.elements, rows.elements)
        return (0..<queries.rowCount).map { row in
            var (member, least) = (references.lowerBound, Double.infinity)
            for reference in references {
                let square = Self.squaredDistance(left.span, row, right.span, reference, weights.span)
                if square < least { (member, least) = (reference, square) }
            }
            return (member, least.squareRoot())
        }
    }
}
