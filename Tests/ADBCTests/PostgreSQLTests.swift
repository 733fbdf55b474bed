import ADBC
import TestSupport
import Testing

@Suite("PostgreSQL") struct PostgreSQLTests {
    @Test func rowsStreamIntoDuckDB() throws {
        guard let library = DriverLibrary.paths(of: "libadbc_driver_postgresql.so").first else {
            print("PostgreSQL test skipped: no .deps/lib/libadbc_driver_postgresql.so; Tools/setup fetches it")
            return
        }
        guard let server = PostgreSQLServer.start() else { return }
        defer { server.stop() }

        let source = try Database(driver: library, entryPoint: DriverLibrary.postgreSQLEntryPoint, options: [("uri", server.uri)]).connect()
        try source.execute("""
            CREATE TABLE settlement AS SELECT 'S' || i AS setl_id, i::bigint AS number, i / 4.0::double precision AS amount, i % 2 = 0 AS even,
                DATE '2024-01-01' + i % 366 AS day, TIMESTAMP '2024-01-01 00:00:00' + i * INTERVAL '1 second' AS time,
                CASE WHEN i % 5 <> 0 THEN '獬豸' END AS note
            FROM generate_series(1, 50000) s(i)
            """)
        #expect(try source.tableNames() == ["settlement"])

        let query = "SELECT * FROM settlement ORDER BY number"
        let stream = try source.query(query)
        #expect(stream.fields.map(\.type) == [
            .utf8, .int64, .double, .bool, .date32, .timestamp(.microsecond, timeZone: nil), .utf8,
        ])
        var (rowCount, sum, nulls) = (0, Int64(0), 0)
        while let batch = try stream.next() {
            let numbers = try batch.int64(1)
            let notes = try batch.utf8(6)
            for row in 0..<batch.rowCount {
                sum += numbers[row] ?? 0
                nulls += notes.isNull(row) ? 1 : 0
            }
            rowCount += batch.rowCount
        }
        #expect(rowCount == 50_000)
        #expect(sum == 1_250_025_000)
        #expect(nulls == 10_000)

        let target = try EmbeddedDuckDB.open()
        #expect(try target.ingest(try source.query(query), into: "setl_d") == 50_000)
        let check = try #require(try target.query("""
            SELECT count(*), sum(number), sum(amount), count(note), sum(even::INTEGER), min(day)::VARCHAR, max(time)::VARCHAR, min(note), count(DISTINCT setl_id)
            FROM setl_d
            """).next())
        #expect(check.column(0).integer(0) == 50_000)
        #expect(check.column(1).integer(0) == 1_250_025_000)
        #expect(check.column(2).number(0) == 312_506_250)
        #expect(check.column(3).integer(0) == 40_000)
        #expect(check.column(4).integer(0) == 25_000)
        #expect(check.column(5).string(0) == "2024-01-01")
        #expect(check.column(6).string(0) == "2024-01-01 13:53:20")
        #expect(check.column(7).string(0) == "獬豸")
        #expect(check.column(8).integer(0) == 50_000)

        let failure = #expect(throws: ADBCError.self) { try source.query("SELECT * FROM nowhere") }
        #expect(failure?.sqlState == "42P01")
    }
}
