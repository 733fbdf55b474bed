/// A decimal number of at most 38 digits: `unscaled · 10^(−scale)`.
public struct Decimal128: Sendable, Hashable, CustomStringConvertible {
    public let unscaled: Int128
    public let scale: Int

    public init(unscaled: Int128, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    /// The nearest double, up to the rounding of one division: exact where the unscaled value is below 2^53 and the scale at most 22.
    public var doubleValue: Double {
        var power = 1.0
        for _ in 0..<abs(scale) { power *= 10 }
        return scale >= 0 ? Double(unscaled) / power : Double(unscaled) * power
    }

    /// The number as a whole count of `10^(−newScale)`, for example fen out of yuan with a new scale of 2. Nil where digits would be
    /// lost or the count does not fit.
    public func integer(scale newScale: Int) -> Int64? {
        var value = unscaled
        var scale = scale
        while scale < newScale {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            value = product
            scale += 1
        }
        while scale > newScale {
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { return nil }
            value = quotient
            scale -= 1
        }
        return Int64(exactly: value)
    }

    public var description: String {
        guard scale > 0 else { return String(unscaled) + String(repeating: "0", count: unscaled == 0 ? 0 : -scale) }
        var digits = String(unscaled.magnitude)
        if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
        return (unscaled < 0 ? "-" : "") + digits.dropLast(scale) + "." + digits.suffix(scale)
    }
}

/// A column of decimals of one scale.
@safe @frozen public struct Decimal128Column: @unchecked Sendable {
    public let count: Int
    public let scale: Int
    @usableFromInline let values: UnsafeRawPointer
    @usableFromInline let validity: Validity
    @usableFromInline let storage: AnyObject

    @usableFromInline init(count: Int, scale: Int, values: UnsafeRawPointer, validity: Validity, storage: AnyObject) {
        self.count = count
        self.scale = scale
        unsafe self.values = values
        self.validity = validity
        self.storage = storage
    }

    /// The value of a row, nil for a null.
    public subscript(row: Int) -> Decimal128? {
        unscaled(row).map { Decimal128(unscaled: $0, scale: scale) }
    }

    /// The value of a row as a whole count of `10^(−scale)`, see ``Decimal128/integer(scale:)``; nil for a null too.
    public func integer(_ row: Int, scale newScale: Int) -> Int64? {
        guard let value = unscaled(row) else { return nil }
        return newScale == scale ? Int64(exactly: value) : Decimal128(unscaled: value, scale: scale).integer(scale: newScale)
    }

    @inlinable func unscaled(_ row: Int) -> Int128? {
        precondition(row >= 0 && row < count, "row outside the column")
        // Producers align buffers to 8 bytes, Int128 wants 16.
        return withExtendedLifetime(storage) {
            validity[row] ? unsafe values.loadUnaligned(fromByteOffset: row * 16, as: Int128.self) : nil
        }
    }
}
