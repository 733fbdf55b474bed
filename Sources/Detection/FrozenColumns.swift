import LinearAlgebra
import Statistics

/// What every model keeps of the columns it was fitted on: which vary, and their finite range.
struct FrozenColumns: Codable, Sendable, Equatable {
    let columnCount: Int
    /// The columns with at least two different finite values, ascending.
    let kept: [Int]
    /// The finite range of each kept column.
    let lowest: [Double]
    let highest: [Double]

    /// - Complexity: O(n p).
    init(_ rows: Matrix) throws(DetectionError) {
        guard rows.rowCount >= 2 else { throw .tooFewRows(required: 2, found: rows.rowCount) }
        var low = [Double](repeating: .infinity, count: rows.columnCount)
        var high = [Double](repeating: -.infinity, count: rows.columnCount)
        for row in 0..<rows.rowCount {
            for (column, value) in rows.rowSlice(row).enumerated() where value.isFinite {
                low[column] = Swift.min(low[column], value)
                high[column] = Swift.max(high[column], value)
            }
        }
        let kept = (0..<rows.columnCount).filter { low[$0] < high[$0] }
        guard !kept.isEmpty else { throw .noVaryingColumns }
        columnCount = rows.columnCount
        self.kept = kept
        lowest = kept.map { low[$0] }
        highest = kept.map { high[$0] }
    }

    /// The kept values of one row: missing ones stay missing, infinite ones become the end of the column's range.
    func values(of row: ArraySlice<Double>) -> [Double] {
        kept.indices.map { index in
            let value = row[row.startIndex + kept[index]]
            if value == .infinity { return highest[index] }
            return value == -.infinity ? lowest[index] : value
        }
    }

    /// The kept values of all rows.
    func values(of rows: Matrix) -> Matrix {
        var elements: [Double] = []
        elements.reserveCapacity(rows.rowCount * kept.count)
        for row in 0..<rows.rowCount { elements.append(contentsOf: values(of: rows.rowSlice(row))) }
        return Matrix(rowCount: rows.rowCount, columnCount: kept.count, elements: elements)
    }

    /// Values of the kept columns back in their places, zeros elsewhere.
    func spread(_ kept: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: columnCount)
        for (index, column) in self.kept.enumerated() { result[column] = kept[index] }
        return result
    }
}
