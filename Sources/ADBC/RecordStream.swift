import CADBC

/// A result read batch by batch. Letting go of it half-way ends the query.
///
/// Keeps its statement, connection and database alive. Not for concurrent use; the batches may go to other threads.
@safe public final class RecordStream {
    public let fields: [Field]
    private let layouts: [ColumnLayout]
    private var stream: ArrowArrayStream
    /// What the stream reads from: a statement with its connection and database.
    let source: AnyObject?

    /// Takes over a stream and releases it exactly once.
    ///
    /// - Throws: ``ADBCError`` where the stream cannot say its schema, or its rows are not records.
    package init(_ stream: ArrowArrayStream, source: AnyObject?) throws(ADBCError) {
        unsafe self.stream = stream
        self.source = source
        var schema = unsafe ArrowSchema()
        defer { if let release = unsafe schema.release { unsafe release(&schema) } }
        let status = unsafe self.stream.get_schema?(&self.stream, &schema) ?? -1
        guard status == 0, unsafe schema.format != nil, unsafe String(cString: schema.format) == "+s" else {
            let error = unsafe status == 0
                ? ADBCError(message: "The result's rows are not records.") : RecordStream.lastError(&self.stream, status: status)
            // All stored properties are needed before `deinit` may run; it releases the stream.
            fields = []
            layouts = []
            throw error
        }
        var fields: [Field] = []
        var layouts: [ColumnLayout] = []
        for index in 0..<Int(unsafe schema.n_children) {
            guard let child = unsafe schema.children[index] else { continue }
            let layout = unsafe ColumnLayout(schema: child.pointee)
            let name = if let text = unsafe child.pointee.name { unsafe String(cString: text) } else { "" }
            fields.append(Field(name: name, type: layout.type))
            layouts.append(layout)
        }
        self.fields = fields
        self.layouts = layouts
    }

    deinit {
        if let release = unsafe stream.release { unsafe release(&stream) }
    }

    /// The next batch of one row or more, or nil at the end (and ever after).
    public func next() throws(ADBCError) -> RecordBatch? {
        while true {
            guard unsafe stream.release != nil, let getNext = unsafe stream.get_next else { return nil }
            var array = unsafe ArrowArray()
            let status = unsafe getNext(&stream, &array)
            guard status == 0 else { throw unsafe RecordStream.lastError(&stream, status: status) }
            guard unsafe array.release != nil else {
                // The end: the query's memory is given back now, not when the caller lets go.
                unsafe stream.release?(&stream)
                unsafe stream.release = nil
                return nil
            }
            let storage = unsafe ArrayStorage(array)
            guard unsafe Int(array.n_children) == layouts.count else {
                throw ADBCError(message: "A batch has \(unsafe array.n_children) columns where the schema says \(layouts.count).")
            }
            if unsafe array.length > 0 { return RecordBatch(storage: storage, fields: fields, layouts: layouts) }
        }
    }

    /// The position of a column by its exact name.
    public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }

    /// Gives the C stream away to a driver; the caller sees to its release.
    func take() throws(ADBCError) -> ArrowArrayStream {
        guard unsafe stream.release != nil else { throw ADBCError(message: "The stream was read to its end or handed over already.") }
        let taken = unsafe stream
        unsafe stream.release = nil
        return unsafe taken
    }

    private static func lastError(_ stream: inout ArrowArrayStream, status: Int32) -> ADBCError {
        if let text = unsafe stream.get_last_error?(&stream) { return unsafe ADBCError(message: String(cString: text)) }
        return ADBCError(message: "Reading the result failed with status \(status).")
    }
}
