import CADBC

/// A column laid out by hand: Arrow's name of its type, and its buffers byte by byte (nil: absent).
struct HandmadeColumn {
    var format: String
    var buffers: [[UInt8]?]
    var offset = 0
    var nullCount = -1
    var dictionary: [HandmadeColumn] = []
    var dictionaryLength = 0
}

/// The bytes of numbers as they lie in memory.
func bytes<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
    unsafe values.withUnsafeBytes { unsafe Array($0) }
}

/// An Arrow stream that repeats one batch and counts how often each thing is released.
final class HandmadeStream {
    private(set) var streamsReleased = 0
    private(set) var schemasReleased = 0
    private(set) var arraysMade = 0
    private(set) var arraysReleased = 0

    private let columns: [HandmadeColumn]
    private let rowCount: Int
    private let parentOffset: Int
    private let batchCount: Int
    private let failsAt: Int?

    init(_ columns: [HandmadeColumn], rowCount: Int, parentOffset: Int = 0, batchCount: Int = 1, failsAt: Int? = nil) {
        self.columns = columns
        self.rowCount = rowCount
        self.parentOffset = parentOffset
        self.batchCount = batchCount
        self.failsAt = failsAt
    }

    /// A new C stream; it holds this object until it is released.
    func stream() -> ArrowArrayStream {
        var stream = unsafe ArrowArrayStream()
        unsafe stream.private_data = Unmanaged.passRetained(self).toOpaque()
        unsafe stream.get_schema = { stream, out in
            unsafe out!.pointee = HandmadeStream.of(stream!).schema()
            return 0
        }
        unsafe stream.get_next = { stream, out in
            let fixture = unsafe HandmadeStream.of(stream!)
            if fixture.arraysMade == fixture.failsAt { return 5 }
            unsafe out!.pointee = fixture.arraysMade < fixture.batchCount ? fixture.array() : ArrowArray()
            return 0
        }
        unsafe stream.get_last_error = { _ in unsafe HandmadeStream.failure }
        unsafe stream.release = { stream in
            unsafe HandmadeStream.of(stream!).streamsReleased += 1
            unsafe Unmanaged<HandmadeStream>.fromOpaque(stream!.pointee.private_data).release()
            unsafe stream!.pointee.release = nil
        }
        return unsafe stream
    }

    nonisolated(unsafe) private static let failure = unsafe UnsafePointer<CChar>(Allocations().text("the disk is on strike", leaks: true))

    private static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> HandmadeStream {
        unsafe Unmanaged<HandmadeStream>.fromOpaque(stream.pointee.private_data).takeUnretainedValue()
    }

    // MARK: Schemas

    private func schema() -> ArrowSchema {
        let memory = Allocations()
        memory.whenFreed = { self.schemasReleased += 1 }
        var schema = unsafe ArrowSchema()
        unsafe schema.format = UnsafePointer(memory.text("+s"))
        unsafe schema.n_children = Int64(columns.count)
        unsafe schema.children = memory.pointers(columns.enumerated().map { unsafe self.schema($1, name: "c\($0)", memory) })
        unsafe schema.private_data = Unmanaged.passRetained(memory).toOpaque()
        unsafe schema.release = { schema in
            unsafe Unmanaged<Allocations>.fromOpaque(schema!.pointee.private_data).release()
            unsafe schema!.pointee.release = nil
        }
        return unsafe schema
    }

    private func schema(_ column: HandmadeColumn, name: String, _ memory: Allocations) -> ArrowSchema {
        var schema = unsafe ArrowSchema()
        unsafe schema.format = UnsafePointer(memory.text(column.format))
        unsafe schema.name = UnsafePointer(memory.text(name))
        unsafe schema.release = { _ in }
        if let values = column.dictionary.first { unsafe schema.dictionary = memory.pointer(self.schema(values, name: "", memory)) }
        return unsafe schema
    }

    // MARK: Arrays

    private func array() -> ArrowArray {
        arraysMade += 1
        let memory = Allocations()
        memory.whenFreed = { self.arraysReleased += 1 }
        var array = unsafe ArrowArray()
        unsafe array.length = Int64(rowCount)
        unsafe array.offset = Int64(parentOffset)
        unsafe array.n_buffers = 1
        unsafe array.buffers = memory.pointers([UnsafeRawPointer?.none])
        unsafe array.n_children = Int64(columns.count)
        unsafe array.children = memory.pointers(columns.map { unsafe self.array($0, length: rowCount + parentOffset, memory) })
        unsafe array.private_data = Unmanaged.passRetained(memory).toOpaque()
        unsafe array.release = { array in
            unsafe Unmanaged<Allocations>.fromOpaque(array!.pointee.private_data).release()
            unsafe array!.pointee.release = nil
        }
        return unsafe array
    }

    private func array(_ column: HandmadeColumn, length: Int, _ memory: Allocations) -> ArrowArray {
        var array = unsafe ArrowArray()
        unsafe array.length = Int64(length)
        unsafe array.null_count = Int64(column.nullCount)
        unsafe array.offset = Int64(column.offset)
        unsafe array.n_buffers = Int64(column.buffers.count)
        unsafe array.buffers = memory.pointers(column.buffers.map { unsafe $0.map { unsafe memory.bytes($0) } })
        unsafe array.release = { _ in }
        if let values = column.dictionary.first {
            unsafe array.dictionary = memory.pointer(self.array(values, length: column.dictionaryLength, memory))
        }
        return unsafe array
    }
}

/// Memory freed together.
@safe private final class Allocations {
    private var blocks: [UnsafeMutableRawBufferPointer] = unsafe []
    var whenFreed: () -> Void = {}

    deinit {
        for unsafe block in unsafe blocks {
            // Poison first: a column that outlived its batch would then read nonsense, not luckily intact memory.
            for index in block.indices { unsafe block[index] = 0xA5 }
            unsafe block.deallocate()
        }
        whenFreed()
    }

    private func block(_ size: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 16)
        unsafe blocks.append(block)
        return block.baseAddress!
    }

    func bytes(_ bytes: [UInt8]) -> UnsafeRawPointer {
        let block = unsafe block(bytes.count)
        unsafe bytes.withUnsafeBytes { unsafe block.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(block), byteCount: $0.count) }
        return UnsafeRawPointer(block)
    }

    /// Zero-terminated text.
    func text(_ text: String, leaks: Bool = false) -> UnsafeMutablePointer<CChar> {
        let characters = Array(text.utf8CString)
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
        unsafe pointer.initialize(from: characters, count: characters.count)
        if !leaks { unsafe blocks.append(UnsafeMutableRawBufferPointer(start: pointer, count: characters.count)) }
        return unsafe pointer
    }

    func pointer<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let pointer = unsafe block(MemoryLayout<Value>.stride).bindMemory(to: Value.self, capacity: 1)
        unsafe pointer.initialize(to: value)
        return unsafe pointer
    }

    func pointers(_ values: [UnsafeRawPointer?]) -> UnsafeMutablePointer<UnsafeRawPointer?> {
        let pointer = unsafe block(values.count * 8).bindMemory(to: UnsafeRawPointer?.self, capacity: values.count)
        for index in unsafe values.indices { unsafe (pointer + index).initialize(to: values[index]) }
        return unsafe pointer
    }

    func pointers<Value>(_ values: [Value]) -> UnsafeMutablePointer<UnsafeMutablePointer<Value>?> {
        let pointer = unsafe block(values.count * 8).bindMemory(to: UnsafeMutablePointer<Value>?.self, capacity: values.count)
        for index in values.indices { unsafe (pointer + index).initialize(to: self.pointer(values[index])) }
        return unsafe pointer
    }
}
