import CADBC

/// The memory of a batch, released once when the last column that looks into it is gone.
@safe final class ArrayStorage {
    private var array: ArrowArray

    init(_ array: ArrowArray) { unsafe self.array = array }

    deinit {
        if let release = unsafe array.release { unsafe release(&array) }
    }

    var rowCount: Int { Int(unsafe array.length) }

    /// A column of the batch. The batch's own offset moves its columns: a slice of a batch may be cut at either level.
    func column(_ index: Int, layout: ColumnLayout) -> Column {
        guard let child = unsafe array.children[index] else { return .other(OtherColumn(count: rowCount, format: "")) }
        return unsafe layout.column(
            child.pointee, offset: Int(child.pointee.offset + array.offset), count: rowCount, storage: self)
    }
}

/// Some rows of a result, by columns. Immutable: any number of threads may read it.
@safe public final class RecordBatch: @unchecked Sendable {
    public let rowCount: Int
    public let fields: [Field]
    private let storage: ArrayStorage
    private let layouts: [ColumnLayout]

    init(storage: ArrayStorage, fields: [Field], layouts: [ColumnLayout]) {
        self.storage = storage
        self.fields = fields
        self.layouts = layouts
        rowCount = storage.rowCount
    }

    /// A column by position; it keeps the batch's memory alive.
    public func column(_ index: Int) -> Column {
        precondition(fields.indices.contains(index), "there are \(fields.count) columns, not \(index + 1)")
        return storage.column(index, layout: layouts[index])
    }

    /// A column by its exact name.
    public func column(named name: String) -> Column? { fields.firstIndex { $0.name == name }.map(column) }
}

// MARK: Columns of a known type

extension RecordBatch {
    /// Column `index`, which must be of type `int64`; a query that casts (`CAST(x AS BIGINT)`) makes sure of it.
    ///
    /// - Throws: ``ADBCError`` naming the column and the type it has.
    public func int64(_ index: Int) throws(ADBCError) -> Int64Column {
        guard case .int64(let column) = column(index) else { throw mismatch(index, "int64") }
        return column
    }

    /// Column `index`, which must be of type `int32`.
    public func int32(_ index: Int) throws(ADBCError) -> Int32Column {
        guard case .int32(let column) = column(index) else { throw mismatch(index, "int32") }
        return column
    }

    /// Column `index`, which must be of type `double`.
    public func double(_ index: Int) throws(ADBCError) -> DoubleColumn {
        guard case .double(let column) = column(index) else { throw mismatch(index, "double") }
        return column
    }

    /// Column `index`, which must be text.
    public func utf8(_ index: Int) throws(ADBCError) -> UTF8Column {
        guard case .utf8(let column) = column(index) else { throw mismatch(index, "utf8") }
        return column
    }

    /// Column `index`, which must be of type `bool`.
    public func bool(_ index: Int) throws(ADBCError) -> BoolColumn {
        guard case .bool(let column) = column(index) else { throw mismatch(index, "bool") }
        return column
    }

    /// Column `index`, which must be a date: days since 1970-01-01.
    public func date32(_ index: Int) throws(ADBCError) -> Int32Column {
        guard case .date32(let column) = column(index) else { throw mismatch(index, "date32") }
        return column
    }

    /// Column `index`, which must be a timestamp of the unit given: units since 1970-01-01T00:00:00.
    public func timestamp(_ index: Int, unit: TimeUnit) throws(ADBCError) -> Int64Column {
        guard case .timestamp(let column, unit, _) = column(index) else { throw mismatch(index, "timestamp in \(unit)s") }
        return column
    }

    /// Column `index`, which must be a decimal of at most 38 digits.
    public func decimal128(_ index: Int) throws(ADBCError) -> Decimal128Column {
        guard case .decimal128(let column) = column(index) else { throw mismatch(index, "decimal128") }
        return column
    }

    private func mismatch(_ index: Int, _ wanted: String) -> ADBCError {
        ADBCError(message: "The column \(fields[index].name) is of type \(fields[index].type), not \(wanted).")
    }
}
