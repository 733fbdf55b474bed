/// A column of text, or of bytes, in any of Arrow's encodings.
///
/// No string is made unless asked for: `withBytes` shows the bytes in place. A column keeps its batch's memory alive. Rows are
/// bounds-checked; the encoding's offsets are the producer's word.
@safe @frozen public struct UTF8Column: @unchecked Sendable {
    @safe @frozen @usableFromInline enum Encoding {
        /// Ends of values in one run of bytes: value `i` lies from `offsets[i]` up to `offsets[i + 1]`.
        case offsets32(UnsafePointer<Int32>, UnsafePointer<UInt8>?)
        case offsets64(UnsafePointer<Int64>, UnsafePointer<UInt8>?)
        /// Sixteen bytes a value: its length, then either its bytes (at most 12), or four of them, a buffer's number and a place in it.
        case views(UnsafeRawPointer, UnsafePointer<UnsafeRawPointer?>)
        case dictionary(DictionaryIndices)
    }

    public let count: Int
    @usableFromInline let encoding: Encoding
    @usableFromInline let validity: Validity
    @usableFromInline let storage: AnyObject

    @usableFromInline init(count: Int, encoding: Encoding, validity: Validity, storage: AnyObject) {
        self.count = count
        self.encoding = encoding
        self.validity = validity
        self.storage = storage
    }

    /// Whether a null is possible; false is a promise that there is none (a dictionary's own nulls count as well).
    public var mayHaveNulls: Bool {
        if case .dictionary(let indices) = encoding, indices.values.mayHaveNulls { return true }
        return validity.mayHaveNulls
    }

    @inlinable public func isNull(_ row: Int) -> Bool { unsafe withUnsafeBytes(row) { unsafe $0 == nil } }

    /// Calls `body` with the bytes of a row, in place, or with nil for a null.
    @inlinable public func withBytes<Result, Failure: Error>(
        _ row: Int, _ body: (Span<UInt8>?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(storage) {} }
        guard let bytes = unsafe bytes(row) else { return try body(nil) }
        return try body(unsafe Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self)))
    }

    /// Calls `body` with the bytes of a row, in place, or with nil for a null. The pointer is good inside `body` only.
    @unsafe @inlinable public func withUnsafeBytes<Result, Failure: Error>(
        _ row: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(storage) {} }
        return try unsafe body(bytes(row))
    }

    /// The text of a row, nil for a null; bytes that are not UTF-8 become U+FFFD.
    @inlinable public func string(_ row: Int) -> String? {
        unsafe withUnsafeBytes(row) { bytes in
            guard let bytes = unsafe bytes else { return nil }
            return unsafe String(decoding: bytes, as: UTF8.self)
        }
    }

    @inlinable func bytes(_ row: Int) -> UnsafeRawBufferPointer? {
        precondition(row >= 0 && row < count, "row outside the column")
        guard validity[row] else { return nil }
        switch encoding {
        case .offsets32(let offsets, let data):
            let start = unsafe Int(offsets[row])
            return unsafe slice(data, start, Int(offsets[row + 1]) - start)
        case .offsets64(let offsets, let data):
            let start = unsafe Int(offsets[row])
            return unsafe slice(data, start, Int(offsets[row + 1]) - start)
        case .views(let views, let buffers):
            let view = unsafe views + row * 16
            let length = unsafe Int(view.loadUnaligned(as: Int32.self))
            if length <= 12 { return unsafe UnsafeRawBufferPointer(start: view + 4, count: length) }
            let buffer = unsafe Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
            let start = unsafe Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
            return unsafe slice(buffers[buffer]?.assumingMemoryBound(to: UInt8.self), start, length)
        case .dictionary(let indices):
            return unsafe indices.bytes(row)
        }
    }

    /// An empty value may come with no buffer at all; it is still a value, not a null.
    @inlinable func slice(_ data: UnsafePointer<UInt8>?, _ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
        guard let data = unsafe data else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(start: data + start, count: length)
    }
}

/// Rows that name their values by number.
@safe @usableFromInline final class DictionaryIndices {
    @safe enum Numbers {
        case int8(UnsafePointer<Int8>), int16(UnsafePointer<Int16>), int32(UnsafePointer<Int32>), int64(UnsafePointer<Int64>)
        case uint8(UnsafePointer<UInt8>), uint16(UnsafePointer<UInt16>), uint32(UnsafePointer<UInt32>), uint64(UnsafePointer<UInt64>)
    }

    private let numbers: Numbers
    @usableFromInline let values: UTF8Column

    init(numbers: Numbers, values: UTF8Column) {
        self.numbers = numbers
        self.values = values
    }

    /// The bytes of a valid row; the caller keeps the storage alive.
    @usableFromInline func bytes(_ row: Int) -> UnsafeRawBufferPointer? {
        let number = switch numbers {
        case .int8(let numbers): unsafe Int(numbers[row])
        case .int16(let numbers): unsafe Int(numbers[row])
        case .int32(let numbers): unsafe Int(numbers[row])
        case .int64(let numbers): unsafe Int(numbers[row])
        case .uint8(let numbers): unsafe Int(numbers[row])
        case .uint16(let numbers): unsafe Int(numbers[row])
        case .uint32(let numbers): unsafe Int(numbers[row])
        case .uint64(let numbers): unsafe Int(numbers[row])
        }
        return unsafe values.bytes(number)
    }
}
