import ADBC
import Foundation
import Testing

@Suite("DuckDB") struct DuckDBTests {
    @Test func integersOfEveryWidth() throws {
        let stream = try EmbeddedDuckDB.open().query("""
            SELECT * FROM (VALUES
                (true, (-128)::TINYINT, (-32768)::SMALLINT, (-2147483648)::INTEGER, (-9223372036854775807)::BIGINT,
                 0::UTINYINT, 0::USMALLINT, 0::UINTEGER, 0::UBIGINT, (-1.5)::FLOAT, (-2.25)::DOUBLE),
                (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (false, 127, 32767, 2147483647, 9223372036854775807, 255, 65535, 4294967295, 18446744073709551615, 3.5, 1e300))
            """)
        #expect(stream.fields.map(\.type) == [
            .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float, .double,
        ])
        let batch = try #require(try stream.next())
        #expect(batch.rowCount == 3)
        let low: [Int64?] = [1, -128, -32768, -2_147_483_648, -9_223_372_036_854_775_807, 0, 0, 0, 0]
        let high: [Int64?] = [0, 127, 32767, 2_147_483_647, .max, 255, 65535, 4_294_967_295, nil]
        #expect((0..<9).map { batch.column($0).integer(0) } == low)
        #expect((0..<11).allSatisfy { batch.column($0).integer(1) == nil && batch.column($0).number(1) == nil })
        #expect((0..<9).map { batch.column($0).integer(2) } == high)
        guard case .uint64(let column) = batch.column(8) else { throw ADBCError(message: "not uint64") }
        #expect(column[2] == .max)
        #expect(batch.column(9).number(0) == -1.5)
        #expect(try batch.double(10)[0] == -2.25)
        #expect(try batch.double(10)[2] == 1e300)
        #expect(try stream.next() == nil)
    }

    @Test func decimalsDatesAndTimestamps() throws {
        let stream = try EmbeddedDuckDB.open().query("""
            SELECT CAST(x AS DECIMAL(18, 2)) AS yuan, CAST(x AS DECIMAL(38, 4)) AS wide, d, t, t::TIMESTAMP_S AS s, t::TIMESTAMP_MS AS ms, t::TIMESTAMP_NS AS ns
            FROM (VALUES (-123.45, DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59'),
                         (NULL, NULL, NULL),
                         (9999999999999999.99, DATE '2024-02-29', TIMESTAMP '2024-02-29 12:34:56.789')) v(x, d, t)
            """)
        #expect(stream.fields.map(\.type) == [
            .decimal128(precision: 18, scale: 2), .decimal128(precision: 38, scale: 4), .date32, .timestamp(.microsecond, timeZone: nil),
            .timestamp(.second, timeZone: nil), .timestamp(.millisecond, timeZone: nil), .timestamp(.nanosecond, timeZone: nil),
        ])
        let batch = try #require(try stream.next())
        let yuan = try batch.decimal128(0)
        #expect(yuan[0]?.description == "-123.45")
        #expect(yuan[1] == nil)
        #expect(yuan.integer(0, scale: 2) == -12345)
        #expect(yuan.integer(2, scale: 2) == 999_999_999_999_999_999)
        #expect(try batch.decimal128(1).integer(0, scale: 2) == -12345)
        #expect(try batch.date32(2)[0] == -1)
        #expect(try batch.date32(2)[1] == nil)
        #expect(try batch.date32(2)[2] == 19782)
        #expect(try batch.timestamp(3, unit: .microsecond)[0] == -1_000_000)
        #expect(try batch.timestamp(3, unit: .microsecond)[2] == 1_709_210_096_789_000)
        #expect(try batch.timestamp(4, unit: .second)[0] == -1)
        #expect(try batch.timestamp(5, unit: .millisecond)[2] == 1_709_210_096_789)
        #expect(try batch.timestamp(6, unit: .nanosecond)[2] == 1_709_210_096_789_000_000)
    }

    /// Plain, large and view text; an enumeration comes as a dictionary.
    @Test(arguments: [
        [], ["SET arrow_large_buffer_size = true"], ["SET arrow_output_version = '1.5'", "SET produce_arrow_string_view = true"],
    ])
    func text(settings: [String]) throws {
        let connection = try EmbeddedDuckDB.open()
        for setting in settings { try connection.execute(setting) }
        let long = String(repeating: "獬豸", count: 500)
        try connection.execute("CREATE TYPE letter AS ENUM ('H', 'P')")
        let stream = try connection.query("""
            SELECT t, e FROM (VALUES (0, 'twelve bytes', 'P'::letter), (1, '', 'H'), (2, NULL, NULL), (3, 'thirteen byte', 'H'), (4, \(quotedLiteral(long)), 'P'),
                (5, 'it''s', 'P')) v(i, t, e) ORDER BY i
            """)
        #expect(stream.fields.map(\.type) == [.utf8, .utf8])
        let batch = try #require(try stream.next())
        let texts = try batch.utf8(0)
        #expect((0..<6).map { texts.string($0) } == ["twelve bytes", "", nil, "thirteen byte", long, "it's"])
        #expect(texts.withBytes(4) { $0?.count } == 3000)
        #expect(texts.withBytes(3) { bytes in if let bytes { bytes[0] } else { 0 } } == UInt8(ascii: "t"))
        #expect(texts.withBytes(2) { $0 == nil })
        #expect(texts.isNull(2) && !texts.isNull(1))
        #expect((0..<6).map { batch.column(1).string($0) } == ["P", "H", nil, "H", "P", "P"])
    }

    @Test func anEmptyResultHasFieldsAndNoBatch() throws {
        let stream = try EmbeddedDuckDB.open().query("SELECT 1 AS one, 'x' AS x WHERE false")
        #expect(stream.fields == [Field(name: "one", type: .int32), Field(name: "x", type: .utf8)])
        #expect(stream.index(of: "x") == 1)
        #expect(stream.index(of: "y") == nil)
        #expect(try stream.next() == nil)
    }

    @Test func aMillionRowsAddUp() throws {
        let connection = try EmbeddedDuckDB.open()
        try connection.execute("""
            CREATE TABLE numbers AS SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE i * 3 - 5 END AS n, i / 8 AS x, 'text ' || i AS t FROM range(1000000) r(i)
            """)
        let sums = try connection.query("SELECT sum(n), sum(x), sum(strlen(t)) FROM numbers")
        let expected = try #require(try sums.next())
        let stream = try connection.query("SELECT n, x, t FROM numbers")
        var (sum, doubleSum, byteCount, rowCount) = (Int64(0), 0.0, 0, 0)
        while let batch = try stream.next() {
            let (n, x, t) = (try batch.int64(0), try batch.double(1), try batch.utf8(2))
            for row in 0..<batch.rowCount {
                sum += n[row] ?? 0
                byteCount += t.withBytes(row) { $0?.count ?? 0 }
            }
            x.withValues { values in for row in values.indices { doubleSum += values[row] } }
            rowCount += batch.rowCount
        }
        #expect(rowCount == 1_000_000)
        #expect(sum == expected.column(0).integer(0))
        // Eighths up to 125 000 add without rounding.
        #expect(doubleSum == expected.column(1).number(0))
        #expect(Int64(byteCount) == expected.column(2).integer(0))
    }

    @Test func rowsKeepTheirOrder() throws {
        let connection = try EmbeddedDuckDB.open(threads: 2)
        let folder = FileManager.default.temporaryDirectory.appending(component: "adbc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = quotedLiteral(folder.appending(component: "order.parquet").path)
        try connection.execute("COPY (SELECT i FROM range(500000) r(i)) TO \(file) (FORMAT parquet, ROW_GROUP_SIZE 20000)")
        let stream = try connection.query("SELECT i FROM \(file)")
        var next: Int64 = 0
        while let batch = try stream.next() {
            let column = try batch.int64(0)
            for row in 0..<batch.rowCount {
                guard column[row] == next else { throw ADBCError(message: "row \(next) holds \(column[row] ?? -1)") }
                next += 1
            }
        }
        #expect(next == 500_000)
    }

    @Test func abandonedQueriesDoNoHarm() throws {
        let connection = try EmbeddedDuckDB.open()
        for _ in 0..<50 {
            let stream = try connection.query("SELECT i FROM range(1000000) r(i)")
            #expect(try stream.next() != nil)
        }
        let again = try connection.query("SELECT 1")
        #expect(try again.next()?.column(0).integer(0) == 1)
    }

    @Test func aStreamKeepsItsConnection() throws {
        let stream = try EmbeddedDuckDB.open().query("SELECT i FROM range(10000) r(i)")
        var count = 0
        while let batch = try stream.next() { count += batch.rowCount }
        #expect(count == 10_000)
    }

    @Test func errorsSpeak() throws {
        let connection = try EmbeddedDuckDB.open()
        let unknown = #expect(throws: ADBCError.self) { try connection.query("SELECT amount FROM nowhere") }
        #expect(unknown?.message.contains("nowhere") == true)
        #expect(throws: ADBCError.self) { try connection.execute("SELEKT 1") }
        let late = #expect(throws: ADBCError.self) {
            let stream = try connection.query("SELECT CASE WHEN i < 900000 THEN 1 ELSE error('late') END FROM range(1000000) r(i)")
            while try stream.next() != nil {}
        }
        #expect(late?.message.contains("late") == true)
        let batch = try #require(try connection.query("SELECT 'x' AS setl_id").next())
        let mismatch = #expect(throws: ADBCError.self) { try batch.int64(0) }
        #expect(mismatch?.message == "The column setl_id is of type utf8, not int64.")
        #expect(throws: ADBCError.self) { try EmbeddedDuckDB.open(memoryLimit: "plenty") }
    }

    @Test func aMissingDriverIsOneSentence() {
        let missing = #expect(throws: ADBCError.self) { try Database(driver: "libnowhere.so", entryPoint: "AdbcDriverInit", options: []) }
        #expect(missing?.description.hasPrefix("The database driver libnowhere.so could not be loaded: ") == true)
        let other = #expect(throws: ADBCError.self) { try Database(driver: "libc.so.6", entryPoint: "AdbcDriverInit", options: []) }
        #expect(other?.description == "The database driver libc.so.6 could not be loaded: it has no entry point AdbcDriverInit.")
    }

    @Test func ingestFromAnotherDatabase() throws {
        let source = try EmbeddedDuckDB.open()
        let target = try EmbeddedDuckDB.open()
        let rows = """
            SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text number ' || i END AS t, i::DECIMAL(18, 2) / 4 AS a, DATE '2024-01-01' + i::INTEGER AS d,
                [i, i + 1] AS l FROM range(100000) r(i)
            """
        let count = try target.ingest(try source.query(rows), into: "copied \"rows\"")
        #expect(count == 100_000)
        try target.execute("CREATE TABLE again AS \(rows)")
        #expect(try target.tableNames() == ["again", "copied \"rows\""])
        let difference = try target.query("SELECT count(*) FROM (SELECT * FROM \(quotedIdentifier("copied \"rows\"")) EXCEPT ALL SELECT * FROM again)")
        #expect(try difference.next()?.column(0).integer(0) == 0)
        #expect(throws: ADBCError.self) { try target.ingest(try source.query("SELECT 1"), into: "again") }
        let used = try source.query("SELECT 1")
        while try used.next() != nil {}
        #expect(throws: ADBCError.self) { try target.ingest(used, into: "used") }
    }

    @Test func twoConnectionsOfOneDatabase() throws {
        let first = try EmbeddedDuckDB.open()
        try first.execute("CREATE TABLE t AS SELECT 42 AS answer")
        let second = try first.database.connect()
        #expect(try second.query("SELECT answer FROM t").next()?.column(named: "answer")?.integer(0) == 42)
    }
}
