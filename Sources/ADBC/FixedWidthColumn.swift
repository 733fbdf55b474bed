/// Which rows of a column hold a value: Arrow's validity bitmap, least significant bit first, from some bit on.
@safe @frozen @usableFromInline struct Validity {
    @usableFromInline let bits: UnsafePointer<UInt8>?
    @usableFromInline let offset: Int

    /// - Parameter bits: nil where every row holds a value.
    @usableFromInline init(bits: UnsafePointer<UInt8>?, offset: Int) {
        unsafe self.bits = bits
        self.offset = offset
    }

    @inlinable subscript(row: Int) -> Bool {
        guard let bits = unsafe bits else { return true }
        let bit = row &+ offset
        return unsafe bits[bit &>> 3] &>> UInt8(truncatingIfNeeded: bit & 7) & 1 != 0
    }

    @inlinable var mayHaveNulls: Bool { unsafe bits != nil }
}

/// A column of numbers of one width.
///
/// A column keeps its batch's memory alive. Rows are bounds-checked; `withValues` is the way to scan without.
@safe @frozen public struct FixedWidthColumn<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
    public let count: Int
    @usableFromInline let values: UnsafePointer<Value>
    @usableFromInline let validity: Validity
    @usableFromInline let storage: AnyObject

    @usableFromInline init(count: Int, values: UnsafePointer<Value>, validity: Validity, storage: AnyObject) {
        self.count = count
        unsafe self.values = values
        self.validity = validity
        self.storage = storage
    }

    /// Whether a null is possible; false is a promise that there is none.
    @inlinable public var mayHaveNulls: Bool { validity.mayHaveNulls }

    @inlinable public func isNull(_ row: Int) -> Bool {
        precondition(row >= 0 && row < count, "row outside the column")
        return withExtendedLifetime(storage) { !validity[row] }
    }

    /// The value of a row, nil for a null.
    @inlinable public subscript(row: Int) -> Value? {
        precondition(row >= 0 && row < count, "row outside the column")
        return withExtendedLifetime(storage) { validity[row] ? unsafe values[row] : nil }
    }

    /// All values as they lie in memory. Where a row is null the value is anything.
    @inlinable public func withValues<Result, Failure: Error>(_ body: (Span<Value>) throws(Failure) -> Result) throws(Failure) -> Result {
        defer { withExtendedLifetime(storage) {} }
        return try body(unsafe Span(_unsafeStart: values, count: count))
    }
}

/// A column of truth values, one bit each.
@safe @frozen public struct BoolColumn: @unchecked Sendable {
    public let count: Int
    @usableFromInline let values: Validity
    @usableFromInline let validity: Validity
    @usableFromInline let storage: AnyObject

    @usableFromInline init(count: Int, values: Validity, validity: Validity, storage: AnyObject) {
        self.count = count
        self.values = values
        self.validity = validity
        self.storage = storage
    }

    /// The value of a row, nil for a null.
    @inlinable public subscript(row: Int) -> Bool? {
        precondition(row >= 0 && row < count, "row outside the column")
        return withExtendedLifetime(storage) { validity[row] ? values[row] : nil }
    }
}
