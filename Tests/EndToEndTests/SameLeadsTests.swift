import ADBC
import Foundation
import Leads
import Statistics
import TestSupport
import Testing
import Claims

/// The same settlements, however they come: the same bytes of leads. Oracle 11 of the domain handbook, §8.4.
@Suite struct SameLeadsTests {
    /// Rows with refunds, a repeat and a registry, so that order could matter.
    private static let extract: SmallExtract = {
        var extract = SixCards.extract()
        let rows = extract.rows
        func visit(_ row: Settlement) -> String { ["psn_no", "fixmedins_code", "begndate"].map { row[$0] ?? "" }.joined(separator: " ") }
        let timesOfVisit = Dictionary(rows.map { (visit($0), 1) }, uniquingKeysWith: +)
        // A refund takes the latest settlement of its amount, so only what was settled once that day is refunded here.
        for (place, row) in rows.enumerated() where place % 13 == 0 && timesOfVisit[visit(row)] == 1 {
            extract.append(refund(of: row, number: place))
        }
        for visit in 0..<20 {
            extract.settle("F1", at: visit % 3 == 0 ? "P32010000001" : "H3201000000\(6 + visit % 4)", day: 40 + visit, second: 30_000 + visit * 60)
        }
        return extract
    }()

    private static let reference = Result { try extract.screening(limit: 100) }

    private static func refund(of row: Settlement, number: Int) -> Settlement {
        var refund = row
        refund["setl_id"] = "R\(number)"
        for column in ["medfee_sumamt", "inscp_amt", "hifp_pay", "fund_pay_sumamt", "psn_pay", "acct_pay", "cash_payamt"] {
            refund[column] = "-" + (row[column] ?? "")
        }
        refund["refd_setl_flag"] = "1"
        refund["setl_time"] = (row["setl_time"] ?? "").prefix(10) + " 23:30:00"
        return refund
    }

    private func expectSame(_ screening: Screening) throws {
        let reference = try Self.reference.get()
        #expect(!reference.leads.isEmpty)
        screening.expectSameLeads(as: reference)
    }

    private func expectSame(_ write: (_ folder: String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try Self.extract.writeRegistry(to: folder.path)
        try write(folder.path)
        try expectSame(try Screening(.folder(folder.path), limit: 100, threads: 1))
    }

    @Test func again() throws { try expectSame(try Self.extract.screening(limit: 100)) }

    @Test func onTwoThreads() throws { try expectSame(try Self.extract.screening(limit: 100, threads: 2)) }

    @Test func shuffledRows() throws {
        var rows = Self.extract.rows
        var random = RandomStream(seed: 77, stream: "shuffle")
        random.shuffle(&rows)
        try expectSame { try Self.extract.write(SmallExtract.csv(rows, columns: settlementColumns), "setl_d.csv", $0) }
    }

    @Test func shuffledColumns() throws {
        try expectSame { try Self.extract.write(SmallExtract.csv(Self.extract.rows, columns: settlementColumns.reversed()), "setl_d.csv", $0) }
    }

    @Test func sameFileTwice() throws {
        try expectSame { folder in
            for name in ["setl_d/a.csv", "setl_d/b.csv"] { try Self.extract.write(Self.extract.csv, name, folder) }
        }
    }

    @Test func severalFiles() throws {
        let rows = Self.extract.rows
        try expectSame { folder in
            for part in 0..<3 {
                let some = rows.indices.filter { $0 % 3 == part }.map { rows[$0] }
                try Self.extract.write(SmallExtract.csv(some, columns: settlementColumns), "setl_d/\(2 - part).csv", folder)
            }
        }
    }

    @Test func compressed() throws {
        try expectSame { folder in
            try Self.extract.write(Self.extract.csv, "setl_d.csv", folder)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["gzip", folder + "/setl_d.csv"]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    @Test func parquet() throws {
        try expectSame { folder in
            let work = try TemporaryFolder()
            try Self.extract.write(Self.extract.csv, "setl_d.csv", work.path)
            let types = settlementColumns.map { column in
                switch column {
                case _ where column.hasSuffix("amt") || column.hasSuffix("pay"): "CAST(\(column) AS DECIMAL(16,2)) AS \(column)"
                case "setl_time", "opt_time": "CAST(\(column) AS TIMESTAMP) AS \(column)"
                case "begndate", "enddate", "brdy": "CAST(\(column) AS DATE) AS \(column)"
                default: column
                }
            }
            try EmbeddedDuckDB.open(temporaryDirectory: work.path).execute("""
                COPY (SELECT \(types.joined(separator: ", ")) FROM read_csv('\(work.path)/setl_d.csv', header = true, all_varchar = true))
                TO '\(folder)/setl_d.parquet' (FORMAT parquet)
                """)
        }
    }

    /// A refund takes its original away: what was settled and refunded is as if it had never been.
    @Test func refundsNetToNothing() throws {
        var refunded: Set<String> = []
        let originals = Self.extract.rows
        for row in originals where row["refd_setl_flag"] == "1" {
            let original = originals[Int((row["setl_id"] ?? "").dropFirst()) ?? 0]
            refunded.formUnion([row["setl_id"] ?? "", original["setl_id"] ?? ""])
        }
        let rest = originals.filter { !refunded.contains($0["setl_id"] ?? "") }
        #expect(rest.count == originals.count - refunded.count && refunded.count > 400)
        try expectSame { try Self.extract.write(SmallExtract.csv(rest, columns: settlementColumns), "setl_d.csv", $0) }
        let account = try Self.reference.get().outcome.quality.settlements
        #expect(account.balances && account.nettedRefunds.rows == refunded.count / 2)
        #expect(account.nettedRefunds.amountFen == -account.nettedOriginals.amountFen)
    }

    @Test func postgreSQL() throws {
        guard let driver = DriverLibrary.paths(of: "libadbc_driver_postgresql.so").first else {
            print("PostgreSQL test skipped: no .deps/lib/libadbc_driver_postgresql.so; Tools/setup fetches it")
            return
        }
        guard let server = PostgreSQLServer.start() else { return }
        defer { server.stop() }
        let connection = try Database(driver: driver, entryPoint: DriverLibrary.postgreSQLEntryPoint, options: [("uri", server.uri)]).connect()
        let extract = Self.extract
        func load(_ table: String, _ rows: [Settlement], _ columns: [String], _ types: (String) -> String) throws {
            try connection.execute("CREATE TABLE \(table) (\(columns.map { "\($0) \(types($0))" }.joined(separator: ", ")))")
            for start in stride(from: 0, to: rows.count, by: 1_000) {
                let values = rows[start..<min(start + 1_000, rows.count)].map { row in
                    "(" + columns.map { (row[$0] ?? "").isEmpty ? "NULL" : "'" + (row[$0] ?? "") + "'" }.joined(separator: ",") + ")"
                }
                try connection.execute("INSERT INTO \(table) VALUES \(values.joined(separator: ","))")
            }
        }
        try load("setl_d", extract.rows, settlementColumns) { column in
            switch column {
            case _ where column.hasSuffix("amt") || column.hasSuffix("pay"): "numeric(16,2)"
            case "setl_time", "opt_time": "timestamp"
            case "begndate", "enddate", "brdy": "date"
            default: "text"
            }
        }
        let persons = Set(extract.rows.compactMap { $0["psn_no"] }).sorted()
        try load("psn_info_b", persons.map { ["psn_no": $0, "addr": extract.addresses[$0] ?? "street of \($0)"] }, ["psn_no", "addr"]) { _ in "text" }
        try expectSame(try Screening(.database(DatabaseLocation(parsing: "driver=\(driver),uri=\(server.uri),entrypoint=\(DriverLibrary.postgreSQLEntryPoint)")), limit: 100, threads: 1))
    }
}
