import CADBC

/// How a column's buffers are to be read: what the schema says, kept once a stream instead of parsed once a batch.
struct ColumnLayout {
    let type: ColumnType
    /// Arrow's name of the stored type: for a dictionary-encoded column, of its numbers.
    private let format: String
    /// Arrow's name of a dictionary's value type.
    private let dictionaryFormat: String?

    init(schema: ArrowSchema) {
        format = unsafe String(cString: schema.format)
        if let dictionary = unsafe schema.dictionary {
            let valueFormat = unsafe String(cString: dictionary.pointee.format)
            let isText = unsafe dictionary.pointee.dictionary == nil && ["u", "U", "vu"].contains(valueFormat)
            dictionaryFormat = valueFormat
            type = isText ? .utf8 : .other(format: "dictionary of \(valueFormat)")
        } else {
            dictionaryFormat = nil
            type = ColumnType(format: format)
        }
    }

    /// A column over an array's buffers.
    ///
    /// - Parameters:
    ///   - offset: where row 0 lies in the buffers: the array's own offset and its parent's.
    ///   - storage: what keeps the buffers alive.
    func column(_ array: ArrowArray, offset: Int, count: Int, storage: AnyObject) -> Column {
        let buffers = unsafe Buffers(array: array, offset: offset, count: count, storage: storage)
        if let dictionaryFormat {
            guard type == .utf8, let dictionary = unsafe array.dictionary?.pointee, let numbers = buffers.numbers(format: format)
            else { return .other(OtherColumn(count: count, format: format)) }
            let values = unsafe Buffers(
                array: dictionary, offset: Int(dictionary.offset), count: Int(dictionary.length), storage: storage)
            let encoding = UTF8Column.Encoding.dictionary(
                DictionaryIndices(numbers: numbers, values: values.text(format: dictionaryFormat)))
            return .utf8(UTF8Column(count: count, encoding: encoding, validity: buffers.validity, storage: storage))
        }
        return switch type {
        case .null: .null(count: count)
        case .bool: .bool(buffers.bools())
        case .int8: .int8(buffers.numbers())
        case .int16: .int16(buffers.numbers())
        case .int32: .int32(buffers.numbers())
        case .int64: .int64(buffers.numbers())
        case .uint8: .uint8(buffers.numbers())
        case .uint16: .uint16(buffers.numbers())
        case .uint32: .uint32(buffers.numbers())
        case .uint64: .uint64(buffers.numbers())
        case .float: .float(buffers.numbers())
        case .double: .double(buffers.numbers())
        case .utf8: .utf8(buffers.text(format: format))
        case .binary: .binary(buffers.text(format: format))
        case .date32: .date32(buffers.numbers())
        case .timestamp(let unit, let timeZone): .timestamp(buffers.numbers(), unit, timeZone: timeZone)
        case .decimal128(_, let scale): .decimal128(buffers.decimals(scale: scale))
        case .other(let format): .other(OtherColumn(count: count, format: format))
        }
    }
}

/// The buffers of one array, with row 0 found in them. Only arrays of no rows may lack a buffer; nothing is read from those.
@safe private struct Buffers {
    let array: ArrowArray
    let offset: Int
    let count: Int
    let storage: AnyObject

    init(array: ArrowArray, offset: Int, count: Int, storage: AnyObject) {
        unsafe self.array = array
        self.offset = offset
        self.count = count
        self.storage = storage
    }

    private func buffer(_ index: Int) -> UnsafeRawPointer? {
        unsafe index < Int(array.n_buffers) ? array.buffers[index] : nil
    }

    /// Buffer 1 from row 0 on, as values of one type. A missing buffer gives a pointer never followed, which Swift wants non-null.
    private func pointer<Value>(_: Value.Type) -> UnsafePointer<Value> {
        guard let start = unsafe buffer(1) else { return unsafe UnsafePointer(bitPattern: MemoryLayout<Value>.alignment)! }
        return unsafe start.assumingMemoryBound(to: Value.self) + offset
    }

    var validity: Validity {
        unsafe Validity(bits: array.null_count == 0 ? nil : buffer(0)?.assumingMemoryBound(to: UInt8.self), offset: offset)
    }

    func numbers<Value>() -> FixedWidthColumn<Value> {
        unsafe FixedWidthColumn(count: count, values: pointer(Value.self), validity: validity, storage: storage)
    }

    func bools() -> BoolColumn {
        let bits = unsafe Validity(bits: buffer(1)?.assumingMemoryBound(to: UInt8.self), offset: offset)
        return BoolColumn(count: count, values: bits, validity: validity, storage: storage)
    }

    func decimals(scale: Int) -> Decimal128Column {
        let start = unsafe buffer(1) ?? UnsafeRawPointer(bitPattern: 16)!
        return unsafe Decimal128Column(count: count, scale: scale, values: start + offset * 16, validity: validity, storage: storage)
    }

    func text(format: String) -> UTF8Column {
        let encoding: UTF8Column.Encoding = switch format {
        case "vu", "vz":
            // Buffers 2 onwards hold the long values, by number; an array of short values only has none.
            unsafe .views(
                (buffer(1) ?? UnsafeRawPointer(bitPattern: 16)!) + offset * 16,
                UnsafeRawPointer(array.buffers + 2).assumingMemoryBound(to: UnsafeRawPointer?.self))
        case "U", "Z": unsafe .offsets64(pointer(Int64.self), buffer(2)?.assumingMemoryBound(to: UInt8.self))
        default: unsafe .offsets32(pointer(Int32.self), buffer(2)?.assumingMemoryBound(to: UInt8.self))
        }
        return UTF8Column(count: count, encoding: encoding, validity: validity, storage: storage)
    }

    func numbers(format: String) -> DictionaryIndices.Numbers? {
        switch format {
        case "c": unsafe .int8(pointer(Int8.self))
        case "s": unsafe .int16(pointer(Int16.self))
        case "i": unsafe .int32(pointer(Int32.self))
        case "l": unsafe .int64(pointer(Int64.self))
        case "C": unsafe .uint8(pointer(UInt8.self))
        case "S": unsafe .uint16(pointer(UInt16.self))
        case "I": unsafe .uint32(pointer(UInt32.self))
        case "L": unsafe .uint64(pointer(UInt64.self))
        default: nil
        }
    }
}
