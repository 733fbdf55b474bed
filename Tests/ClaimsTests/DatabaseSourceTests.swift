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

    @Test func sourcesThatAreNone() throws {
        #expect(throws: ClaimsError.self) { try reference.read(.database(DatabaseLocation(parsing: "driver=libnowhere.so,uri=postgresql://u:geheim@h/d"))) }
        for text in ["uri=x", "driver", "driver=libnowhere.so,uri=postgresql://user:geheim@nowhere/db"] {
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
