import CADBC

/// One statement of a connection, which it keeps alive.
@safe final class Statement {
    private let connection: Connection
    private let handle: UnsafeMutablePointer<AdbcStatement>
    private var isCreated = false
    /// What a bound stream reads from; the driver may read it until the statement is released.
    private var boundSource: AnyObject?

    private var driver: Driver { connection.database.driver }

    init(connection: Connection, handle connectionHandle: UnsafeMutablePointer<AdbcConnection>) throws(ADBCError) {
        self.connection = connection
        unsafe handle = .allocate(capacity: 1)
        unsafe handle.initialize(to: AdbcStatement())
        let handle = unsafe self.handle
        let driver = connection.database.driver
        let functions = unsafe driver.functions
        try unsafe driver.call { unsafe functions.pointee.StatementNew(connectionHandle, handle, $0) }
        isCreated = true
    }

    deinit {
        if isCreated {
            let handle = unsafe self.handle
            let functions = unsafe driver.functions
            try? unsafe driver.call { unsafe functions.pointee.StatementRelease(handle, $0) }
        }
        unsafe handle.deallocate()
    }

    func setQuery(_ sql: String) throws(ADBCError) {
        let handle = unsafe self.handle
        let functions = unsafe driver.functions
        try unsafe driver.call { unsafe functions.pointee.StatementSetSqlQuery(handle, sql, $0) }
    }

    func setOption(_ key: String, _ value: String) throws(ADBCError) {
        let handle = unsafe self.handle
        let functions = unsafe driver.functions
        try unsafe driver.call { unsafe functions.pointee.StatementSetOption(handle, key, value, $0) }
    }

    /// Hands a stream over to the driver, which from then on releases it.
    func bind(_ stream: RecordStream) throws(ADBCError) {
        let handle = unsafe self.handle
        let functions = unsafe driver.functions
        var source = unsafe try stream.take()
        boundSource = stream.source
        // A driver that takes the stream clears `release` of the struct it was given, or copies the struct and calls it later; only on
        // failure is it surely still ours.
        do throws(ADBCError) {
            try unsafe driver.call { unsafe functions.pointee.StatementBindStream(handle, &source, $0) }
        } catch {
            if let release = unsafe source.release { unsafe release(&source) }
            throw error
        }
    }

    /// Runs without asking for rows; the number of rows affected, where the driver knows it.
    func execute() throws(ADBCError) -> Int? {
        let handle = unsafe self.handle
        let functions = unsafe driver.functions
        var count: Int64 = -1
        try unsafe driver.call { unsafe functions.pointee.StatementExecuteQuery(handle, nil, &count, $0) }
        return count < 0 ? nil : Int(count)
    }

    func executeQuery() throws(ADBCError) -> RecordStream {
        let handle = unsafe self.handle
        let functions = unsafe driver.functions
        var stream = unsafe ArrowArrayStream()
        var count: Int64 = -1
        try unsafe driver.call { unsafe functions.pointee.StatementExecuteQuery(handle, &stream, &count, $0) }
        return try unsafe RecordStream(stream, source: self)
    }
}
