import ADBC
import Claims
import Foundation
import TestSupport
import Testing

/// The same rows out of a database.
@Suite struct DatabaseSourceTests {
    private let reference: ExtractFolder
    private let expected: [String]
    private let numeric = ["medfee_sumamt", "inscp_amt", "hifp_pay", "fund_pay_sumamt", "psn_pay", "acct_pay", "acct_mulaid_pay", "cash_payamt"]

    init() throws {
        reference = try ExtractFolder()
        try reference.write("setl_d.csv", csv(severalRows))
        try reference.write("psn_info_b.csv", "psn_no,psn_name,tel\nP1,甲,1\nP2,乙,1\n")
        expected = snapshot(try reference.read().store)
    }

    private func statements(numeric type: String, timestamp: String) -> [String] {
        let columns = (settlementColumns + ["psn_name"]).map { column in
            "\(column) \(numeric.contains(column) ? type : column.hasSuffix("_time") ? timestamp : ["brdy", "begndate", "enddate"].contains(column) ? "DATE" : column == "refd_setl_flag" ? "SMALLINT" : "VARCHAR(40)")"
        }
        let rows = severalRows.map { row in
            "(" + (settlementColumns.map { row[$0] ?? "" } + ["张三"]).map { $0.isEmpty ? "NULL" : "'\($0)'" }.joined(separator: ", ") + ")"
        }
        return [
            "CREATE TABLE setl_d (\(columns.joined(separator: ", ")))", "INSERT INTO setl_d VALUES \(rows.joined(separator: ", "))",
            "CREATE TABLE psn_info_b (psn_no VARCHAR(40), psn_name VARCHAR(40), tel VARCHAR(40))",
            "INSERT INTO psn_info_b VALUES ('P1', '甲', '1'), ('P2', '乙', '1')", "CREATE TABLE unrelated (x INTEGER)",
        ]
    }

    @Test func postgreSQL() throws {
        guard let library = DriverLibrary.paths(of: "libadbc_driver_postgresql.so").first else {
            print("PostgreSQL test skipped: no .deps/lib/libadbc_driver_postgresql.so; Tools/setup fetches it")
            return
        }
        guard let server = PostgreSQLServer.start() else { return }
        defer { server.stop() }
        let options = "driver=\(library),entrypoint=\(DriverLibrary.postgreSQLEntryPoint),uri=\(server.uri)"
        do {
            let source = try Database(driver: library, entryPoint: DriverLibrary.postgreSQLEntryPoint, options: [("uri", server.uri)]).connect()
            for statement in statements(numeric: "NUMERIC(16,2)", timestamp: "TIMESTAMP") { try source.execute(statement) }
        }
        let location = ExtractLocation.database(try DatabaseLocation(parsing: options))
        let (store, quality) = try reference.read(location)
        #expect(snapshot(store) == expected)
        #expect(quality.tables[0].files.map(\.name) == ["database table setl_d"])
        #expect(quality.settlements.balances)

        let mapping = try ColumnMapping(yaml: """
            format: 1
            tables:
              setl_d: [{table: public.setl_d, columns: {setl_id: setl_id, psn_no: psn_no, fixmedins_code: fixmedins_code, medfee_sumamt: medfee_sumamt, setl_time: setl_time}}]
              psn_info_b: [{table: psn_info_b, columns: {psn_no: psn_no, tel: tel}}]
            """, name: "m.yaml")
        let mapped = try reference.read(location, mapping: mapping).store
        #expect(keptIDs(mapped) == (0..<12).map { String(expected[$0].prefix { $0 != " " }) })
        #expect(mapped.persons.telephone == store.persons.telephone && store.persons.telephone.max() == 0)
    }

    @Test func duckDBFile() throws {
        let libraries = DriverLibrary.paths(of: "libduckdb.so")
        guard let library = libraries.first else {
            print("DuckDB file test skipped: libduckdb.so is not in .deps/lib")
            return
        }
        let path = reference.path + "/claims.duckdb"
        do {
            let source = try Database(driver: library, entryPoint: "duckdb_adbc_init", options: [("path", path)]).connect()
            for statement in statements(numeric: "DECIMAL(16,2)", timestamp: "TIMESTAMP") { try source.execute(statement) }
        }
        let location = try DatabaseLocation(parsing: "driver=\(library),entrypoint=duckdb_adbc_init,path=\(path)")
        #expect(snapshot(try reference.read(.database(location)).store) == expected)
    }

    /// What was taken over, told by expressions that look into DuckDB's own catalogue.
    @Test func nothingPersonalIsTakenOver() throws {
        guard let library = DriverLibrary.paths(of: "libduckdb.so").first else {
            print("DuckDB file test skipped: libduckdb.so is not in .deps/lib")
            return
        }
        let path = reference.path + "/claims.duckdb"
        do {
            let source = try Database(driver: library, entryPoint: "duckdb_adbc_init", options: [("path", path)]).connect()
            try source.execute("""
                CREATE TABLE bills (ID VARCHAR, person VARCHAR, hotel_code VARCHAR, fee VARCHAR, tel VARCHAR, patient_name VARCHAR, id_card VARCHAR)
                """)
            try source.execute("INSERT INTO bills VALUES ('S1', 'P1', 'H1', '9.50', '13', '赵秘密', 'X'), ('S2', 'P2', 'H1', '1', '13', '赵秘密', 'X')")
            try source.execute("CREATE TABLE people (person VARCHAR, mobile VARCHAR, phone BIGINT, \"home address\" VARCHAR, id_card VARCHAR)")
            try source.execute("INSERT INTO people VALUES ('P1', ' 13 ', 1, '东街', 'X'), ('P2', NULL, 13, '', 'X')")
        }
        let columns = "(SELECT string_agg(table_name || '.' || column_name, ' ' ORDER BY table_name, column_index) FROM duckdb_columns() WHERE table_name LIKE 'source%')"
        let people = "(SELECT string_agg(length(\"tel (hashed)\") || ':' || (\"addr (hashed)\" IS NULL), ' ' ORDER BY person) FROM source_psn_info_b_0)"
        func read(setting address: String) throws -> ClaimStore {
            let mapping = try ColumnMapping(yaml: """
                format: 1
                tables:
                  setl_d:
                    - table: bills
                      columns:
                        {setl_id: id, psn_no: person, fixmedins_code: hotel_code, medfee_sumamt: fee, setl_time: "'2026-03-01'",
                         emp_no: "'tel ' || \(columns)", dise_no: "\(people.replacing("\"", with: "\\\""))"}
                  psn_info_b: [{table: people, columns: {psn_no: person, tel: "coalesce(mobile, cast(Phone as varchar))", addr: '\(address)'}}]
                """, name: "m.yaml")
            return try reference.read(.database(try DatabaseLocation(parsing: "driver=\(library),entrypoint=duckdb_adbc_init,path=\(path)")), mapping: mapping).store
        }
        let store = try read(setting: "\"home address\"")
        #expect(store.employers[0] == """
            tel source_psn_info_b_0.person source_psn_info_b_0.addr (hashed) source_psn_info_b_0.tel (hashed) \
            source_setl_d_0.ID source_setl_d_0.person source_setl_d_0.hotel_code source_setl_d_0.fee
            """)
        #expect(store.diseases[0] == "64:false 64:true")
        // Blanks are dropped before hashing, so both have one telephone; the empty address is none.
        #expect(store.persons.telephone == [0, 0] && store.persons.address == [0, -1])
        #expect(throws: ClaimsError("database table people: the mapping's expression for addr or tel does not work: Binder Error: Referenced column \"…\" not found in FROM clause!")) {
            _ = try read(setting: "nowhere")
        }
    }

    @Test func sourcesThatAreNone() throws {
        #expect(throws: ClaimsError.self) { try reference.read(.database(DatabaseLocation(parsing: "driver=libnowhere.so,uri=postgresql://u:geheim@h/d"))) }
        for text in ["uri=x", "driver", "uri=postgresql://user:12,geheim@nowhere/db", "driver=libnowhere.so,uri=postgresql://user:geheim@nowhere/db"] {
            do {
                _ = try reference.read(.database(try DatabaseLocation(parsing: text)))
                Issue.record("\(text) was read")
            } catch {
                #expect(!"\(error)".contains("geheim"))
                #expect("\(error)".contains(text.hasPrefix("driver=") ? "libnowhere" : "--source"), "\(error)")
            }
        }
    }
}
