import CADBC

/// A connection to a database; SQL in, columnar batches out.
///
/// Not for concurrent use. While a ``RecordStream`` is being read, its connection should run nothing else: drivers, DuckDB among them,
/// close an unfinished result when the next statement begins. Work side by side goes through two connections of one ``database``.
@safe public final class Connection {
    public let database: Database
    private let handle: UnsafeMutablePointer<AdbcConnection>
    private var isCreated = false

    init(database: Database, handle databaseHandle: UnsafeMutablePointer<AdbcDatabase>) throws(ADBCError) {
        self.database = database
        unsafe handle = .allocate(capacity: 1)
        unsafe handle.initialize(to: AdbcConnection())
        let handle = unsafe self.handle
        let driver = database.driver
        let functions = unsafe driver.functions
        try unsafe driver.call { unsafe functions.pointee.ConnectionNew(handle, $0) }
        isCreated = true
        try unsafe driver.call { unsafe functions.pointee.ConnectionInit(handle, databaseHandle, $0) }
    }

    deinit {
        if isCreated {
            let handle = unsafe self.handle
            let functions = unsafe database.driver.functions
            try? unsafe database.driver.call { unsafe functions.pointee.ConnectionRelease(handle, $0) }
        }
        unsafe handle.deallocate()
    }

    /// Runs a statement whose rows, if any, are not wanted.
    public func execute(_ sql: String) throws(ADBCError) {
        let statement = try makeStatement()
        try statement.setQuery(sql)
        _ = try statement.execute()
    }

    /// Runs a query. Rows arrive batch by batch as they are asked for; columns of types the package does not read come as
    /// ``ColumnType/other(format:)``.
    public func query(_ sql: String) throws(ADBCError) -> RecordStream {
        let statement = try makeStatement()
        try statement.setQuery(sql)
        return try statement.executeQuery()
    }

    /// Makes the table `table` from the rows a stream still holds, whichever driver it comes from, and returns how many there were.
    ///
    /// The stream is used up. It must come from another connection than this one, see above.
    ///
    /// - Throws: ``ADBCError`` where the table exists already, the stream is used up, or either end fails; what stands in the table then
    ///   is the driver's affair.
    public func ingest(_ stream: RecordStream, into table: String) throws(ADBCError) -> Int {
        let statement = try makeStatement()
        try statement.setOption("adbc.ingest.target_table", table)
        try statement.setOption("adbc.ingest.mode", "adbc.ingest.mode.create")
        try statement.bind(stream)
        if let count = try statement.execute() { return count }
        return try count(of: table)
    }

    /// Names of the tables and views of every schema in the search path's default catalogue, system schemas left out, sorted.
    public func tableNames() throws(ADBCError) -> [String] {
        let names = try query("""
            SELECT CAST(table_name AS VARCHAR) AS table_name FROM information_schema.tables
            WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY table_name
            """)
        var result: [String] = []
        while let batch = try names.next() {
            let column = try batch.utf8(0)
            for row in 0..<batch.rowCount { result.append(column.string(row) ?? "") }
        }
        return result.sorted()
    }

    private func count(of table: String) throws(ADBCError) -> Int {
        let answer = try query("SELECT count(*) FROM \(quotedIdentifier(table))")
        guard let batch = try answer.next(), let count = batch.column(0).integer(0) else { return 0 }
        return Int(count)
    }

    private func makeStatement() throws(ADBCError) -> Statement {
        try unsafe Statement(connection: self, handle: handle)
    }
}

/// A name in double quotes, as standard SQL wants names that are not plain words.
public func quotedIdentifier(_ name: String) -> String { quoted(name, with: "\"") }

/// A text in single quotes, for a literal in standard SQL.
public func quotedLiteral(_ text: String) -> String { quoted(text, with: "'") }

private func quoted(_ text: String, with mark: Character) -> String {
    var result = String(mark)
    for character in text {
        if character == mark { result.append(mark) }
        result.append(character)
    }
    result.append(mark)
    return result
}
