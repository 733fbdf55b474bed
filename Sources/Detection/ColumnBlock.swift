import LinearAlgebra

/// Some kept columns of some rows, column after column: what a detector that looks at one column at a time reads.
///
/// A matrix lies row after row, so one column of it is a cache line a value; eight of them are the same cache lines.
struct ColumnBlock: ~Copyable {
    /// How many columns are copied at once: as many as fill a cache line.
    static let width = 8

    let rowCapacity: Int
    private var values: [Double]

    init(rowCapacity: Int) {
        self.rowCapacity = rowCapacity
        values = [Double](repeating: 0, count: rowCapacity * Self.width)
    }

    /// Copies kept columns: missing values stay missing, infinite ones become the end of the column's range, -0 becomes 0.
    ///
    /// - Parameter range: places in `columns.kept`, at most `width` of them.
    mutating func load(_ rows: Matrix, rows selection: Range<Int>, columns: FrozenColumns, _ range: Range<Int>) {
        precondition(selection.count <= rowCapacity && range.count <= Self.width, "no more than the block holds")
        precondition(selection.isEmpty || selection.lowerBound >= 0 && selection.upperBound <= rows.rowCount, "inside the matrix")
        let elements = rows.elements
        let source = elements.span
        let stride = rows.columnCount
        let start = selection.lowerBound * stride
        precondition(columns.columnCount == stride, "rows as wide as those fitted")
        let capacity = rowCapacity
        var target = values.mutableSpan
        // A tile of rows stays in the nearest cache while each of its columns is copied.
        let tile = 64
        for first in Swift.stride(from: 0, to: selection.count, by: tile) {
            let last = Swift.min(first + tile, selection.count)
            for (place, index) in range.enumerated() {
                let (low, high) = (columns.lowest[index], columns.highest[index])
                var position = start + first * stride + columns.kept[index]
                for row in first..<last {
                    // In bounds: `selection` lies in the matrix, `kept` in its columns, and place * capacity + row in the block.
                    let value = unsafe source[unchecked: position]
                    position += stride
                    let finite = value.magnitude == .infinity ? (value > 0 ? high : low) : value + 0
                    unsafe target[unchecked: place * capacity + row] = finite
                }
            }
        }
    }

    /// The first `count` values of the column loaded in a place.
    @inline(__always)
    func withColumn<Result>(_ place: Int, count: Int, _ body: (Span<Double>) -> Result) -> Result {
        let span = values.span
        return body(span.extracting(place * rowCapacity..<place * rowCapacity + count))
    }
}

extension FrozenColumns {
    /// Goes over the kept columns of all rows, in order of the columns, for a fit.
    ///
    /// - Complexity: O(n p), with copies of eight columns.
    func forEachColumn(of rows: Matrix, _ body: (_ index: Int, _ values: Span<Double>) -> Void) {
        var block = ColumnBlock(rowCapacity: rows.rowCount)
        for first in Swift.stride(from: 0, to: kept.count, by: ColumnBlock.width) {
            let range = first..<Swift.min(first + ColumnBlock.width, kept.count)
            block.load(rows, rows: 0..<rows.rowCount, columns: self, range)
            for (place, index) in range.enumerated() {
                block.withColumn(place, count: rows.rowCount) { body(index, $0) }
            }
        }
    }

    /// Sums over the kept columns in ascending order, one sum a row, whatever rows are beside it.
    ///
    /// - Parameter add: adds what each value of a column adds to the sum of its row.
    /// - Complexity: O(n p), with copies of eight columns of 4096 rows.
    func sums(over rows: Matrix, _ add: (_ index: Int, _ values: Span<Double>, _ sums: inout MutableSpan<Double>) -> Void) -> [Double] {
        let capacity = Swift.min(rows.rowCount, 4096)
        var block = ColumnBlock(rowCapacity: capacity)
        var result: [Double] = []
        result.reserveCapacity(rows.rowCount)
        for start in Swift.stride(from: 0, to: rows.rowCount, by: Swift.max(capacity, 1)) {
            let selection = start..<Swift.min(start + capacity, rows.rowCount)
            var sums = [Double](repeating: 0, count: selection.count)
            for first in Swift.stride(from: 0, to: kept.count, by: ColumnBlock.width) {
                let range = first..<Swift.min(first + ColumnBlock.width, kept.count)
                block.load(rows, rows: selection, columns: self, range)
                for (place, index) in range.enumerated() {
                    var target = sums.mutableSpan
                    block.withColumn(place, count: selection.count) { add(index, $0, &target) }
                }
            }
            result += sums
        }
        return result
    }
}
