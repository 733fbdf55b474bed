/// A dense matrix of doubles, row after row. NaN stands for a missing value.
///
/// Row-major, because a row is a subject and is read whole. Two matrices are equal when all elements compare equal, so a
/// matrix with a missing value does not equal itself.
public struct Matrix: Sendable, Equatable {
    public let rowCount: Int
    public let columnCount: Int
    @usableFromInline var storage: [Double]

    public init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
        precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative size")
        self.rowCount = rowCount
        self.columnCount = columnCount
        storage = [Double](repeating: value, count: rowCount * columnCount)
    }

    /// - Precondition: `elements.count == rowCount * columnCount`.
    public init(rowCount: Int, columnCount: Int, elements: [Double]) {
        precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative size")
        precondition(elements.count == rowCount * columnCount, "as many elements as places")
        self.rowCount = rowCount
        self.columnCount = columnCount
        storage = elements
    }

    /// - Precondition: all rows have the same length. No rows make a 0 × 0 matrix.
    public init(rows: [[Double]]) {
        let width = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == width }, "all rows have the same length")
        self.init(rowCount: rows.count, columnCount: width, elements: rows.flatMap { $0 })
    }

    /// Ones on the diagonal.
    public static func identity(_ size: Int) -> Matrix {
        var result = Matrix(rowCount: size, columnCount: size)
        for index in 0..<size { result[index, index] = 1 }
        return result
    }

    /// All elements, row after row.
    @inlinable public var elements: [Double] { storage }

    @inlinable public subscript(row: Int, column: Int) -> Double {
        get {
            precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "inside the matrix")
            return storage[row * columnCount + column]
        }
        set {
            precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "inside the matrix")
            storage[row * columnCount + column] = newValue
        }
    }

    @inlinable public func row(_ row: Int) -> [Double] {
        Array(rowSlice(row))
    }

    /// The row without a copy; its indices are not those of the columns.
    @inlinable public func rowSlice(_ row: Int) -> ArraySlice<Double> {
        precondition(row >= 0 && row < rowCount, "inside the matrix")
        return storage[row * columnCount..<(row + 1) * columnCount]
    }

    @inlinable public func column(_ column: Int) -> [Double] {
        precondition(column >= 0 && column < columnCount, "inside the matrix")
        return (0..<rowCount).map { storage[$0 * columnCount + column] }
    }

    /// The rows named, in the order named; a row may be named more than once.
    public func selectingRows(_ rows: [Int]) -> Matrix {
        var elements: [Double] = []
        elements.reserveCapacity(rows.count * columnCount)
        for row in rows { elements.append(contentsOf: rowSlice(row)) }
        return Matrix(rowCount: rows.count, columnCount: columnCount, elements: elements)
    }

    /// A block of neighbouring rows.
    public func selectingRows(_ rows: Range<Int>) -> Matrix {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "inside the matrix")
        let elements = storage[rows.lowerBound * columnCount..<rows.upperBound * columnCount]
        return Matrix(rowCount: rows.count, columnCount: columnCount, elements: Array(elements))
    }

    /// The columns named, in the order named; a column may be named more than once.
    public func selectingColumns(_ columns: [Int]) -> Matrix {
        precondition(columns.allSatisfy { $0 >= 0 && $0 < columnCount }, "inside the matrix")
        var elements: [Double] = []
        elements.reserveCapacity(rowCount * columns.count)
        for row in 0..<rowCount {
            let start = row * columnCount
            for column in columns { elements.append(storage[start + column]) }
        }
        return Matrix(rowCount: rowCount, columnCount: columns.count, elements: elements)
    }

    public func transposed() -> Matrix {
        var result = Matrix(rowCount: columnCount, columnCount: rowCount)
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                result.storage[column * rowCount + row] = storage[row * columnCount + column]
            }
        }
        return result
    }
}

extension Matrix: Codable {
    private enum CodingKeys: String, CodingKey {
        case rowCount, columnCount, elements
    }

    /// A missing value is coded as null, so that formats without NaN can hold it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rowCount, forKey: .rowCount)
        try container.encode(columnCount, forKey: .columnCount)
        try container.encode(storage.map { $0.isNaN ? nil : $0 }, forKey: .elements)
    }

    /// - Throws: `DecodingError.dataCorrupted` when the sizes are negative or do not fit the elements.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rowCount = try container.decode(Int.self, forKey: .rowCount)
        let columnCount = try container.decode(Int.self, forKey: .columnCount)
        let elements = try container.decode([Double?].self, forKey: .elements)
        let (size, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
        guard rowCount >= 0, columnCount >= 0, !overflow, elements.count == size else {
            throw DecodingError.dataCorruptedError(
                forKey: .elements, in: container,
                debugDescription: "\(elements.count) elements for \(rowCount) rows of \(columnCount) columns")
        }
        self.init(rowCount: rowCount, columnCount: columnCount, elements: elements.map { $0 ?? .nan })
    }
}
