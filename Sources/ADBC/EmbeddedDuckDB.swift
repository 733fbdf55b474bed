import Foundation

/// The database that comes with the package: DuckDB in this process, in memory, which reads and writes Parquet and CSV files.
public enum EmbeddedDuckDB {
    static let entryPoint = "duckdb_adbc_init"

    /// Opens a new in-memory database and a connection to it; the connection keeps the database alive.
    ///
    /// Settings: rows come in the order of the files and tables they are read from, no progress bar, no extension fetched from a network.
    ///
    /// The library is looked for at `$XIEZHI_DUCKDB`; by the name `libduckdb.so` with the system's loader; as `.deps/lib/libduckdb.so`
    /// beside the executable and upward; and the same from the current folder upward. A value of `$XIEZHI_DUCKDB` that does not load
    /// is an error, not passed over.
    ///
    /// - Parameters:
    ///   - temporaryDirectory: where what does not fit in memory is spilled; nil leaves DuckDB's choice, `.tmp` in the current folder.
    ///   - threads: how many; nil leaves DuckDB's choice, one a core.
    ///   - memoryLimit: for example `"8GB"`; nil leaves DuckDB's choice, 80 % of the machine.
    /// - Throws: ``ADBCError`` that names all places looked at where no library is found, or DuckDB's own for a setting it refuses.
    public static func open(
        temporaryDirectory: String? = nil, threads: Int? = nil, memoryLimit: String? = nil
    ) throws(ADBCError) -> Connection {
        let connection = try openDatabase().connect()
        var settings = ["preserve_insertion_order = true", "enable_progress_bar = false", "autoinstall_known_extensions = false"]
        if let temporaryDirectory { settings.append("temp_directory = \(quotedLiteral(temporaryDirectory))") }
        if let threads { settings.append("threads = \(threads)") }
        if let memoryLimit { settings.append("memory_limit = \(quotedLiteral(memoryLimit))") }
        for setting in settings { try connection.execute("SET \(setting)") }
        return connection
    }

    private static func openDatabase() throws(ADBCError) -> Database {
        if let chosen = ProcessInfo.processInfo.environment["XIEZHI_DUCKDB"], !chosen.isEmpty {
            return try Database(driver: chosen, entryPoint: entryPoint, options: [])
        }
        let name = "libduckdb.so"
        if let database = try? Database(driver: name, entryPoint: entryPoint, options: []) { return database }
        if let path = DriverLibrary.paths(of: name).first { return try Database(driver: path, entryPoint: entryPoint, options: []) }
        throw ADBCError(message: """
            DuckDB was not found: $XIEZHI_DUCKDB is not set, the system's loader knows no \(name), and there is no \
            \(DriverLibrary.places(of: name).joined(separator: ", no ")). Run Tools/setup.
            """)
    }
}
