import ADBC
import Foundation

/// Turns the CSV tables of a folder into Parquet files with typed columns, through the embedded DuckDB.
///
/// Codes and identifiers stay text, amounts become decimals. `setl_time` stays text too: as in real extracts, some of its values are
/// times without a date, which no timestamp column could hold.
struct ParquetConversion {
    private let connection: Connection

    private static let dates: Set<String> = ["brdy", "begndate", "enddate", "die_date"]
    private static let timestamps: Set<String> = ["opt_time", "fee_ocur_time", "begntime", "endtime", "sel_retn_time", "inv_time"]
    private static let amounts: Set<String> = [
        "medfee_sumamt", "inscp_amt", "hifp_pay", "fund_pay_sumamt", "psn_pay", "acct_pay", "acct_mulaid_pay", "cash_payamt",
        "pric", "det_item_fee_sumamt",
    ]
    private static let counts: Set<String> = ["cnt", "prd_days", "aprv_bed_cnt", "sel_retn_cnt"]

    /// One thread: then the same rows give the same bytes.
    init() throws {
        connection = try EmbeddedDuckDB.open(threads: 1)
    }

    static func type(of column: some StringProtocol) -> String {
        let name = String(column)
        if dates.contains(name) { return "DATE" }
        if timestamps.contains(name) { return "TIMESTAMP" }
        if amounts.contains(name) { return "DECIMAL(16,2)" }
        return counts.contains(name) ? "INTEGER" : "VARCHAR"
    }

    /// Writes `TABLE.parquet` beside `TABLE.csv`, then removes the latter.
    func convert(table: String, in folder: String) throws {
        let source = "\(folder)/\(table).csv"
        let types = try Self.header(of: source).split(separator: ",")
            .map { "\(quotedLiteral(String($0))): '\(Self.type(of: $0))'" }
            .joined(separator: ", ")
        try connection.execute("""
            COPY (
                SELECT * FROM read_csv(
                    \(quotedLiteral(source)), header = true, delim = ',', quote = '', escape = '', auto_detect = false,
                    nullstr = '', columns = {\(types)}
                )
            ) TO \(quotedLiteral("\(folder)/\(table).parquet")) (FORMAT parquet, COMPRESSION zstd)
            """)
        do {
            try FileManager.default.removeItem(atPath: source)
        } catch {
            throw SimulationError.cannotWrite(source, reason: error.localizedDescription)
        }
    }

    private static func header(of path: String) throws -> Substring {
        guard let handle = FileHandle(forReadingAtPath: path), let start = try handle.read(upToCount: 4_096) else {
            throw SimulationError.cannotRead(path, reason: "no such file")
        }
        return String(decoding: start, as: UTF8.self).prefix { $0 != "\n" }
    }
}
