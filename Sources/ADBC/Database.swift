import CADBC

/// A database reached through an ADBC driver: one file, one server, or one in-memory database.
///
/// Not for concurrent use; several connections of one database may work in several threads where the driver allows it (DuckDB does).
@safe public final class Database {
    let driver: Driver
    private let handle: UnsafeMutablePointer<AdbcDatabase>
    private var isCreated = false

    /// Loads a driver and opens a database with it.
    ///
    /// - Parameters:
    ///   - driver: path of the driver's shared library, or a name the system's loader knows.
    ///   - entryPoint: its initialisation function, for example `duckdb_adbc_init` or `AdbcDriverPostgresqlInit`.
    ///   - options: the driver's options in the order given, for example `("path", "claims.duckdb")` or `("uri", "postgresql://…")`.
    /// - Throws: ``ADBCError`` where the driver does not load, or refuses an option or the database.
    public init(driver library: String, entryPoint: String, options: [(String, String)]) throws(ADBCError) {
        driver = try Driver(library: library, entryPoint: entryPoint)
        unsafe handle = .allocate(capacity: 1)
        unsafe handle.initialize(to: AdbcDatabase())
        let handle = unsafe self.handle
        let functions = unsafe driver.functions
        try unsafe driver.call { unsafe functions.pointee.DatabaseNew(handle, $0) }
        isCreated = true
        for (key, value) in options {
            try unsafe driver.call { unsafe functions.pointee.DatabaseSetOption(handle, key, value, $0) }
        }
        try unsafe driver.call { unsafe functions.pointee.DatabaseInit(handle, $0) }
    }

    deinit {
        if isCreated {
            let handle = unsafe self.handle
            let functions = unsafe driver.functions
            try? unsafe driver.call { unsafe functions.pointee.DatabaseRelease(handle, $0) }
        }
        unsafe handle.deallocate()
    }

    /// Opens a connection, which keeps the database alive.
    public func connect() throws(ADBCError) -> Connection {
        try unsafe Connection(database: self, handle: handle)
    }
}
